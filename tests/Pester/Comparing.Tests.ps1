#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }

    function Measure-Update { @(Get-GatewayRequest $sandbox 'update').Count }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'Comparing' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $same = @{ ApiFqdn = $sandbox.Address; LedgerPath = $ledger }
        $rows = Get-SampleRow -Count 4 -Groups 2
        Sync-QualysAttribute (Write-SampleExport -Count 4 -Groups 2) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows[1].Business = 'Another'
        $rows[2].SLA = ''
        $rows[3].Division = 'New'
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $calls = Measure-Update
    }

    It 'gives an object for each asset and key, with what is known, what is wanted and what follows' {
        $changes = Import-AxoniusCsv $export -DatabasePath (Get-NewDatabasePath) | Compare-QualysAttribute @same -RemoveStale

        $changes | Should -HaveCount 13
        @($changes | Where-Object Action -ne 'None') | ForEach-Object { "$_" } | Should -Be @(
            '1002 Business: Business B -> Another (Update, Changed)'
            '1003 SLA: Gold ->  (Remove, Emptied)'
            '1004 Division:  -> New (Add, New)')
        Measure-Update | Should -Be $calls
    }

    It 'leaves out what is equal where that is asked for, from a run database and from an export by path' {
        $database = Get-NewDatabasePath
        Import-AxoniusCsv $export -DatabasePath $database | Out-Null
        Compare-QualysAttribute -DatabasePath $database @same -ExcludeEqual | ForEach-Object Key | Should -Be 'Business', 'SLA', 'Division'

        Push-Location TestDrive:
        try {
            Compare-QualysAttribute -LiteralPath $export @same -ExcludeEqual | ForEach-Object Key | Should -Be 'Business', 'SLA', 'Division'
        }
        finally {
            Pop-Location
        }
    }

    It 'leaves nothing behind where inventory or ledger cannot be compared with' {
        Push-Location (New-Item -ItemType Directory (Get-TestPath "$([guid]::NewGuid().ToString('N'))"))
        try {
            $failure = Get-ErrorOf { Compare-QualysAttribute -LiteralPath $export @same -InventoryPath ./none }
            $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseNotFound,*'
            $failure = Get-ErrorOf { Compare-QualysAttribute -LiteralPath $export -ApiFqdn $sandbox.Address -LedgerPath ./none/ledger.sqlite }
            $failure.FullyQualifiedErrorId | Should -BeLike 'LedgerNotWritable,*'
            $failure = Get-ErrorOf { Sync-QualysAttribute $export -Reconcile -InventoryPath ./none -LedgerPath $ledger -WhatIf @account }
            $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseNotFound,*'
            Get-ChildItem -Filter *.db | Should -BeNullOrEmpty
        }
        finally {
            Pop-Location
        }
    }

    It 'shows a plan again as it was made, and a part of it can be sent' {
        $database = Get-NewDatabasePath
        Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -RemoveStale -DatabasePath $database -WhatIf @account | Out-Null
        $hash = (Get-FileHash $database).Hash

        $changes = Get-QualysAttributePlan $database

        $changes | ForEach-Object { "$_" } | Should -Be @(
            '1002 Business: Business B -> Another (Update, Changed)'
            '1003 SLA: Gold ->  (Remove, Emptied)'
            '1004 Division:  -> New (Add, New)')
        Get-QualysAttributePlan $database -IncludeEqual | Should -HaveCount 13
        foreach ($asked in Get-QualysAttributePlan $database -IncludeEqual | Group-Object Action, Reason) {
            $action, $reason = $asked.Name -split ', '
            Get-QualysAttributePlan $database -Action $action -Reason $reason | Should -HaveCount $asked.Count
        }

        Get-QualysAttributePlan $database -AssetId 1003, 1004 -Key s* | ForEach-Object AssetId | Should -Be 1003
        $failure = Get-ErrorOf { Get-QualysAttributePlan $database -AssetId 4711 -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotInPlan,*'
        (Get-FileHash $database).Hash | Should -Be $hash
        Measure-Update | Should -Be $calls

        $changes | Where-Object Key -eq 'Division' | New-QualysAttributePayload -Force | Group-QualysPayload | Split-QualysBatch |
            Invoke-QualysAttributeUpdate @account | ForEach-Object Outcome | Should -Be 'Succeeded'
        (Get-SandboxAttribute $sandbox 1004).Division | Should -Be 'New'
        Measure-Update | Should -Be ($calls + 1)
        $run = Get-QualysRun $database
        $run.Outcome | Should -Be 'Pilot'
        $run.Message | Should -BeLike '2 of 3 changes of the plan*left out before batches were made of it*'
        $run.NextCommand | Should -BeNullOrEmpty
    }

    It 'shows no plan where everything is sent' {
        $database = Get-NewDatabasePath
        Sync-QualysAttribute $export -DatabasePath $database -WhatIf @account | Out-Null

        $failure = Get-ErrorOf { Get-QualysAttributePlan $database }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NotReconciled,*'
        "$failure" | Should -BeLike '*Get-QualysRunGroup*'
    }

    It 'reads like a diff' {
        $text = Import-AxoniusCsv $export -DatabasePath (Get-NewDatabasePath) | Compare-QualysAttribute @same -ExcludeEqual -RemoveStale |
            Format-Table | Out-String -Width 80

        $text | Should -Match '~ +1002 Business +Business B +Another +Changed'
        $text | Should -Match '- +1003 SLA +Gold +Emptied'
        $text | Should -Match '\+ +1004 Division +New +New'
        $text -split "`n" | ForEach-Object { $_.TrimEnd().Length } | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 80
    }

    It 'sends what comes down the pipeline, and nothing else' {
        $result = Import-AxoniusCsv $export -DatabasePath (Get-NewDatabasePath) |
            Compare-QualysAttribute @same -RemoveStale |
            Where-Object Key -in 'Business', 'Division' |
            New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch |
            Invoke-QualysAttributeUpdate @account

        $result.Outcome | Should -Be 'Succeeded', 'Succeeded'
        (Get-SandboxAttribute $sandbox 1002).Business | Should -Be 'Another'
        (Get-SandboxAttribute $sandbox 1004).Division | Should -Be 'New'
        (Get-SandboxAttribute $sandbox 1003).SLA | Should -Be 'Gold'
    }

    It 'takes a change that comes twice once, and refuses one of another plan' {
        $database = Get-NewDatabasePath
        $changes = Import-AxoniusCsv $export -DatabasePath $database | Compare-QualysAttribute @same -ExcludeEqual -RemoveStale
        ($changes + $changes) | New-QualysAttributePayload | Should -HaveCount 3

        Compare-QualysAttribute -DatabasePath $database @same -Force | Out-Null
        $failure = Get-ErrorOf { $changes | New-QualysAttributePayload }
        $failure.FullyQualifiedErrorId | Should -BeLike 'ObjectOutdated,*'
    }
}

Describe 'Reconciling in one command' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
    }

    It 'sends what differs, and nothing the second time' {
        $first = Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account
        $first.Update.Succeeded | Should -Be 3
        $calls = Measure-Update

        $second = Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account
        $second.Batches | Should -Be 0
        ($second.Changes | Where-Object Key -eq 'Business').Action | Should -Be 'None'
        Measure-Update | Should -Be $calls
    }

    It 'shows the plan with -WhatIf, sends nothing, and what was reviewed is what is sent' {
        $database = Get-NewDatabasePath
        $plan = Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath $database -ApiFqdn $sandbox.Address -WhatIf `
            -InformationVariable shown
        "$shown" | Should -BeLike '*Business *add 9 (New)*'
        Measure-Update | Should -Be 0
        Test-Path $ledger | Should -BeFalse

        (Invoke-QualysAttributeUpdate -DatabasePath $database -PlanDigest $plan.PlanDigest @account).Outcome | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
    }

    It 'holds a plan back that changes most, and sends it where that is allowed' {
        Sync-QualysAttribute (Write-SampleExport -Count 60 -Groups 1) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows = Get-SampleRow -Count 60 -Groups 1
        $rows | ForEach-Object { $_.SLA = 'Silver' }
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $database = Get-NewDatabasePath

        $failure = Get-ErrorOf { Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath $database @account }
        $failure.FullyQualifiedErrorId | Should -BeLike 'MassChange,*'
        $failure.CategoryInfo.Category | Should -Be 'LimitsExceeded'
        "$failure" | Should -BeLike "*change 'SLA' of 60 of the 60 assets*Get-QualysAttributePlan shows it. *-AllowMassChange"

        Get-QualysAttributePlan $database | Group-Object Action, Reason | ForEach-Object Name | Should -Be 'Withheld, Changed'
        $run = Get-QualysRun $database
        $run.Outcome | Should -Be 'Held'
        $run.NextCommand | Should -BeLike "Invoke-QualysAttributeUpdate -DatabasePath *-AllowMassChange"

        (Invoke-QualysAttributeUpdate -DatabasePath $database -AllowMassChange @account).Outcome | Should -Be 'Succeeded'
        Get-QualysAttributePlan $database | Group-Object Action, Reason | ForEach-Object Name | Should -Be 'Update, Changed'
        (Get-SandboxAttribute $sandbox 1001).SLA | Should -Be 'Silver'
    }

    It 'repeats with the command that goes on what it was begun with, and takes the very choice' {
        Sync-QualysAttribute (Write-SampleExport -Count 120 -Groups 1) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows = Get-SampleRow -Count 120 -Groups 1
        $rows | ForEach-Object { $_.SLA = 'Silver' }
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $database = Get-NewDatabasePath
        $given = @{ Canary = 3; VerifyTimeout = '00:00:05'; MaximumCalls = 90; Until = [datetime]'2099-01-02T03:04:05'; ReserveCalls = 0; PriorityKey = "S'LA"; Verify = $true }

        $failure = Get-ErrorOf { Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath $database -AssetId (1001..1060) @given @account }
        "$failure" | Should -BeLike ("*Invoke-QualysAttributeUpdate -DatabasePath '$database' -ApiFqdn '*' -Credential (Get-Credential) -AllowMassChange -Canary 3 " +
            "-VerifyTimeout '00:00:05' -MaximumCalls 90 -Until '2099-01-02T03:04:05' -ReserveCalls 0 -PriorityKey 'S''LA'; " +
            "Test-QualysAttribute -DatabasePath '$database' -VerifyTimeout '00:00:05'")

        Invoke-QualysAttributeUpdate -DatabasePath $database -AllowMassChange @account -WarningAction SilentlyContinue | Out-Null
        1060, 1061 | ForEach-Object { (Get-SandboxAttribute $sandbox $_).SLA } | Should -Be 'Silver', 'Gold'
    }

    It 'shows with -WhatIf that a brake holds it, and a command that sends it' {
        Sync-QualysAttribute (Write-SampleExport -Count 60 -Groups 1) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows = Get-SampleRow -Count 60 -Groups 1
        $rows | ForEach-Object { $_.SLA = 'Silver' }
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $database = Get-NewDatabasePath
        $summary = Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath $database -ApiFqdn $sandbox.Address -WhatIf -WarningAction Ignore 6> $null
        $summary.Outcome, $summary.Succeeded | Should -Be 'Held', $false
        $summary.NextCommand | Should -BeLike '* -PlanDigest * -AllowMassChange'
        $run = Get-QualysRun $database
        $run.Outcome | Should -Be 'Held'
        $run.NextCommand | Should -BeLike "* -ApiFqdn '$($sandbox.Address)*' -PlanDigest * -AllowMassChange"
        $env:q_username, $env:q_password = 'sandbox', 'sandbox'
        try {
            Invoke-Expression $run.NextCommand | ForEach-Object Outcome | Should -Be 'Succeeded'
        }
        finally {
            $env:q_username = $env:q_password = $null
        }
    }

    It 'takes every bar away, whatever ends it' -ForEach @(
        @{ Case = 'a run that is held'; Parameter = @{}; Ends = 'MassChange' }
        @{ Case = 'a run'; Parameter = @{ AllowMassChange = $true }; Ends = $null }
        @{ Case = 'a number of calls'; Parameter = @{ AllowMassChange = $true; MaximumCalls = 1; BatchSize = 30; ThrottleLimit = 1 }; Ends = 'MaximumCallsReached' }
        @{ Case = 'a digest'; Parameter = @{ PlanDigest = '0' * 64 }; Ends = 'PlanChanged' }
    ) {
        Sync-QualysAttribute (Write-SampleExport -Count 60 -Groups 1) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows = Get-SampleRow -Count 60 -Groups 1
        $rows | ForEach-Object { $_.SLA = 'Silver' }
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $engine = Open-Engine
        try {
            $engine.AddCommand('Sync-QualysAttribute').AddParameters(
                $account + $Parameter + @{ Path = $export; Reconcile = $true; LedgerPath = $ledger; DatabasePath = Get-NewDatabasePath }) | Out-Null
            try { $engine.Invoke() | Out-Null } catch { "$($_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId)" | Should -BeLike "$Ends,*" }
            $records = @($engine.Streams.Progress)
            $records.Activity | Should -Contain 'Reading the export'
            foreach ($activity in $records | Group-Object ActivityId) {
                $activity.Group[-1].RecordType | Should -Be 'Completed' -Because $activity.Group[0].Activity
            }
        }
        finally {
            Close-Engine $engine
        }
    }

    It 'leaves a history that can be asked for by asset, key and time' {
        $database = Get-NewDatabasePath
        Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath $database @account | Out-Null

        Get-QualysAttributeChange -LedgerPath $ledger | Should -HaveCount 27
        $tier = 1001, 1002 | Get-QualysAttributeChange -Key recovery* -LedgerPath $ledger
        $tier | Should -HaveCount 2
        $tier[0].After | Should -Be 'Tier 1'
        $tier[0].Before | Should -BeNullOrEmpty
        $tier[0].IsConfirmed | Should -BeTrue
        $tier[0].DatabasePath | Should -Be $database
        $tier[0].Account | Should -Be 'sandbox'
        Get-QualysAttributeChange -LedgerPath $ledger -Since (Get-Date).AddMinutes(5) | Should -BeNullOrEmpty
        Get-QualysAttributeChange 4711 -LedgerPath $ledger | Should -BeNullOrEmpty

        $failure = Get-ErrorOf { Get-QualysAttributeChange -LedgerPath (Get-TestPath 'nowhere.sqlite') }
        $failure.FullyQualifiedErrorId | Should -BeLike 'LedgerNotFound,*'
    }

    It 'tells a history oldest first whatever assets are named, and each change once' {
        $rows = Get-SampleRow
        Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $rows | Where-Object { $_.AssetID -eq 1001 } | ForEach-Object { $_.SLA = 'Silver' }
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null

        foreach ($changes in @(, (1001, 1002, 1001 | Get-QualysAttributeChange -Key SLA -LedgerPath $ledger)), @(, (Get-QualysAttributeChange 1001, 1002 -Key SLA -LedgerPath $ledger))) {
            $changes[0] | ForEach-Object AssetId | Sort-Object -Unique | Should -Be 1001, 1002
            $changes[0] | Should -HaveCount 3
            $changes[0][-1].AssetId | Should -Be 1001
            $changes[0][-1].After | Should -Be 'Silver'
        }

        @() | Get-QualysAttributeChange -LedgerPath $ledger | Should -BeNullOrEmpty
    }

    It 'says that the ledger can be named where nothing says whose history is wanted' {
        $failure = Get-ErrorOf { Get-QualysAttributeChange 1001 }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AddressMissing,*'
        "$failure" | Should -BeLike '*No ledger is named*-LedgerPath*-ApiFqdn*'
    }

    It 'refuses what cannot be meant together' {
        foreach ($parameters in @{ Function = 'Add'; Reconcile = $true }, @{ LedgerPath = $ledger }, @{ AllowMassChange = $true }) {
            $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) @parameters -WhatIf }
            $failure.FullyQualifiedErrorId | Should -BeLike 'ReconcileAmbiguous,*'
        }
    }
}
