#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{
        ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 2; ThrottleLimit = 1
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Trace-QualysAsset' {
    BeforeAll {
        $ledger = Get-TestPath 'ledger.sqlite'
        $database = Get-NewDatabasePath
        Sync-QualysAttribute (Write-SampleExport -Count 4 -Groups 2) -Reconcile -LedgerPath $ledger -DatabasePath $database @account | Out-Null
        $plan = Save-Plan -Count 8 -Groups 4
        Add-SandboxFault $sandbox @($null, @{ fault = 'refused' }, @{ fault = 'shortCount'; count = 1 })
        Invoke-QualysAttributeUpdate -DatabasePath $plan @account -ErrorAction SilentlyContinue | Out-Null
        Invoke-Sandbox $sandbox 'faults' -Method Delete | Out-Null
    }

    It 'gives typed lists, and the sentence as its text' {
        $trace = Trace-QualysAsset 1001 $database

        $trace | Should -BeOfType QualysCustomAttributes.Tracing.QualysAssetTrace
        $trace.Outcome | Should -Be 'Confirmed'
        "$trace" | Should -Be 'asset 1001: Confirmed. Qualys confirmed its batch.'
        $trace.Records[0] | Should -BeOfType QualysCustomAttributes.Planning.AxoniusRecord
        $trace.Changes[0].Reason | Should -Be 'New'
        $trace.Batches.Count | Should -Be 1
        $trace.Calls.Status | Should -Be 200
        $trace.History.Key | Should -Contain 'Business'
        $trace.KnownValues.Source | Select-Object -Unique | Should -Be 'Ledger'
        $trace.LedgerPath | Should -Be $ledger
        $trace.Notes | Should -BeNullOrEmpty
    }

    It 'reads from top to bottom at <Width> columns, and wraps nowhere' -ForEach @{ Width = 80 }, @{ Width = 120 } {
        $lines = (Trace-QualysAsset 1001 $database | Out-String -Width $Width).Trim() -split '\r?\n'

        $lines[0] | Should -Be 'outcome:    Confirmed. Qualys confirmed its batch.'
        $lines[1] | Should -Be 'asset:      1001'
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessThan 80
        $titles = $lines | Where-Object { $_ -match '^[a-z].*:$' }
        $titles | Should -Be @(
            'rows of the export, as they are after cleaning:', 'plan (known -> desired):', 'payloads:', 'batches:', 'calls (UTC):', 'known by now:',
            'history by the ledger (UTC):')
    }

    It 'takes several assets, by the pipeline too, and their run with them' {
        (1003, 1001 | Trace-QualysAsset -DatabasePath $plan).AssetId | Should -Be 1003, 1001
        (Get-QualysAttributePlan $database -AssetId 1002 | Trace-QualysAsset).Outcome | Should -Be 'Confirmed'
        (Get-Item $database, $plan | Trace-QualysAsset 1001).DatabasePath | Should -Be $database, $plan
        (Get-QualysRun $database | Trace-QualysAsset 1001 -LedgerPath $ledger).Outcome | Should -Be 'Confirmed'
        Get-QualysRunBatch $plan -Outcome Failed | ForEach-Object AssetIds | Trace-QualysAsset -DatabasePath $plan |
            ForEach-Object Outcome | Select-Object -Unique | Should -Be 'Failed'
        Trace-QualysAsset 1001, 1002, 1003 $plan | Group-Object Outcome | ForEach-Object Name | Should -Contain 'Failed'
    }

    It 'shows a line each as a table, and every part as a list' {
        $table = (Trace-QualysAsset 1001, 1002 $plan | Format-Table | Out-String -Width 80).Trim() -split '\r?\n'
        $list = Trace-QualysAsset 1001 $database | Format-List | Out-String -Width 120

        $table[0] | Should -Match '^Outcome +AssetId Summary'
        $table.Count | Should -Be 4
        $list | Should -Match 'Calls +: call 1, group 1 batch 1'
        $list | Should -Match 'KnownValues +: .*\(Ledger\)'
        (Trace-QualysAsset 1001 $database).KnownValues | Format-Table | Out-String -Width 80 | Should -Match 'Source +KnownAt \(UTC\)'
    }

    It 'tells of an asset that nothing knows where it looked, and goes on with the next' {
        $traces = Trace-QualysAsset 7, 1001 $database -ErrorVariable failed -ErrorAction SilentlyContinue

        $traces.AssetId | Should -Be 1001
        $failed.FullyQualifiedErrorId | Should -Be 'AssetUnknown,QualysCustomAttributes.Commands.TraceQualysAssetCommand'
        $failed.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$failed" | Should -BeLike "*the asset 7*run database '$database', the ledger '$ledger'*"
    }

    It 'passes over a run that cannot be read where several are traced' {
        $text = New-Item (Get-TestPath 'text.db') -Value 'text'

        $traces = $text, (Get-Item $database) | Trace-QualysAsset 1001 -ErrorVariable failed -ErrorAction SilentlyContinue

        $traces.DatabasePath | Should -Be $database
        $failed.FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherKind,*'
    }

    It 'refuses <Case> by name' -ForEach @(
        @{ Case = 'nowhere to look'; Id = 'TraceNowhere'; Given = { @{ AssetId = 1001 } } }
        @{ Case = 'a run that is not there'; Id = 'DatabaseNotFound'; Given = { @{ AssetId = 1001; DatabasePath = Get-TestPath 'none.db' } } }
        @{ Case = 'a ledger that is not there'; Id = 'LedgerNotFound'; Given = { @{ AssetId = 1001; LedgerPath = Get-TestPath 'none.sqlite' } } }
        @{ Case = 'an inventory that is not there'; Id = 'DatabaseNotFound'; Given = { @{ AssetId = 1001; InventoryPath = Get-TestPath 'none.sqlite' } } }
        @{ Case = 'no asset id'; Id = 'ParameterArgumentValidationError'; Given = { @{ AssetId = 0; DatabasePath = $database } } }
    ) {
        $given = & $Given

        { Trace-QualysAsset @given } | Should -Throw -ErrorId "$Id,*"
    }

    It 'writes nothing' {
        $before = (Get-FileHash $database).Hash, (Get-FileHash $ledger).Hash
        Trace-QualysAsset 1001 $database | Out-Null

        (Get-FileHash $database).Hash, (Get-FileHash $ledger).Hash | Should -Be $before
        "$database-wal" | Should -Not -Exist
    }
}
