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

Describe 'Undoing' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $rows = Get-SampleRow -Count 4 -Groups 2
        Sync-QualysAttribute (Write-SampleExport -Count 4 -Groups 2) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        $before = (Get-SandboxAttribute $sandbox 1002).Business
        $rows[1].Business = 'Another'
        $rows[3].Division = 'New'
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
        $run = Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @account
        $calls = Measure-Update
    }

    It 'brings back what was known before the run' {
        $summary = $run | Undo-QualysAttributeUpdate -NewDatabasePath (Get-NewDatabasePath) @account

        $summary.Update.AllWell | Should -BeTrue
        (Get-SandboxAttribute $sandbox 1002).Business | Should -Be $before
        (Get-SandboxAttribute $sandbox 1004).Division | Should -BeNullOrEmpty
        $summary.Changes | Where-Object Action -ne 'None' | ForEach-Object { "$_" } | Should -Be @(
            'Business: Update of 1 asset (Undone)', 'Division: Remove of 1 asset (Undone)')
        Get-QualysAttributeChange -LedgerPath $ledger -AssetId 1002 | Select-Object -Last 1 -ExpandProperty After | Should -Be $before
    }

    It 'shows the plan with -WhatIf, without an address, and sends that very plan afterwards' {
        $database = Get-NewDatabasePath
        $shown = Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath $database -WhatIf 6>&1 | Out-String

        $shown | Should -Match ([regex]::Escape("plan that undoes the run of '$($run.DatabasePath)'"))
        $shown | Should -Match 'Business +update 1 \(Undone\)'
        Measure-Update | Should -Be $calls
        (Invoke-QualysAttributeUpdate -DatabasePath $database @account).Outcome | Should -Be 'Succeeded', 'Succeeded'
        (Get-SandboxAttribute $sandbox 1002).Business | Should -Be $before
    }

    It 'undoes a part' {
        Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath (Get-NewDatabasePath) -AssetId 1004 @account -WarningAction SilentlyContinue | Out-Null

        (Get-SandboxAttribute $sandbox 1002).Business | Should -Be 'Another'
        (Get-SandboxAttribute $sandbox 1004).Division | Should -BeNullOrEmpty
    }

    It 'refuses <Case> by name, sends nothing and leaves no database' -ForEach @(
        @{ Case = 'an undone run'; Id = 'NothingToUndo'; Path = { Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath (Get-NewDatabasePath) @account | Out-Null; $run.DatabasePath } }
        @{ Case = 'a run that sent everything'; Id = 'NotReconciled'; Path = { (Sync-QualysAttribute $export Add -DatabasePath (Get-NewDatabasePath) -WhatIf 6> $null).DatabasePath } }
        @{ Case = 'a run that was only planned'; Id = 'NothingToUndo'; Path = {
                $rows[0].Business = 'Not sent'
                $next = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows
                (Sync-QualysAttribute $next -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) -ApiFqdn $sandbox.Address -WhatIf 6> $null).DatabasePath
            }
        }
        @{ Case = 'an export'; Id = 'DatabaseOfAnotherKind'; Path = { $export } }
        @{ Case = 'a ledger'; Id = 'DatabaseOfAnotherKind'; Path = { $ledger } }
        @{ Case = 'what is not there'; Id = 'DatabaseNotFound'; Path = { Get-TestPath 'nowhere.db' } }
    ) {
        $path = & $Path
        $calls = Measure-Update
        $new = Get-NewDatabasePath

        { Undo-QualysAttributeUpdate $path -NewDatabasePath $new @account } | Should -Throw -ErrorId "$Id,*"
        Measure-Update | Should -Be $calls
        $new | Should -Not -Exist
    }

    It 'goes to the host that the run was sent to, where nothing else is named' {
        $database = Get-NewDatabasePath
        $shown = Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath $database -WhatIf 6>&1 | Out-String
        $shown | Should -Match ([regex]::Escape("-ApiFqdn '$($sandbox.Address)'"))

        $summary = Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath (Get-NewDatabasePath) -Credential (Get-TestCredential)

        $summary.Update.AllWell | Should -BeTrue
        (Get-SandboxAttribute $sandbox 1002).Business | Should -Be $before
    }

    It 'refuses another host and a second run' {
        { Undo-QualysAttributeUpdate $run.DatabasePath -NewDatabasePath (Get-NewDatabasePath) -ApiFqdn http://127.0.0.1:9 -Credential (Get-TestCredential) } |
            Should -Throw -ErrorId 'DatabaseOfAnotherHost,*'
        { $run, $run | Undo-QualysAttributeUpdate -NewDatabasePath (Get-NewDatabasePath) @account } | Should -Throw -ErrorId 'UndoOneAtATime,*'
    }
}
