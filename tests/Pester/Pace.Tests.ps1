#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }

    function Measure-Update { @(Get-SandboxRequest $sandbox).Count }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'One run a subscription' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $reconciled = $account + @{ Reconcile = $true; LedgerPath = $ledger; ThrottleLimit = 1 }
        Sync-QualysAttribute (Write-SampleExport -Count 2 -Groups 1) -DatabasePath (Get-NewDatabasePath) @reconciled | Out-Null
        $export = Write-SampleExport -Count 6 -Groups 3
        $engine = Open-Engine
        $held = Get-NewDatabasePath
        $engine.AddCommand('Sync-QualysAttribute').AddParameters($reconciled + @{ LiteralPath = $export; DatabasePath = $held }) | Out-Null
    }

    AfterEach {
        Close-Engine $engine
    }

    It 'refuses the second with one error that names the first, and sends and makes nothing' {
        Add-SandboxFault $sandbox @(@{ fault = 'lateAnswer'; delayMs = 60000 })
        $calls = Measure-Update
        $engine.BeginInvoke() | Out-Null
        Wait-Until { (Measure-Update) -gt $calls }
        $calls = Measure-Update
        $database = Get-NewDatabasePath

        { Sync-QualysAttribute $export -DatabasePath $database @reconciled } | Should -Throw -ErrorId 'LedgerInUse,*' -PassThru -OutVariable thrown

        "$thrown" | Should -BeLike "*is in use by Sync-QualysAttribute (process $PID on *, since *'$held'*Nothing was sent*-LeaseTimeout*"
        Measure-Update | Should -Be $calls
        $database | Should -Not -Exist
        $engine.Stop()
        (Read-RunValue $ledger 'SELECT count(*) FROM lease WHERE holder IS NOT NULL') | Should -Be 0
    }

    It 'has the second wait its turn, and compare then' {
        Add-SandboxFault $sandbox @(@{ fault = 'lateAnswer'; delayMs = 3000 })
        $calls = Measure-Update
        $running = $engine.BeginInvoke()
        Wait-Until { (Measure-Update) -gt $calls }

        $summary = Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) -LeaseTimeout 60 @reconciled -WarningVariable warnings 3>$null

        $first = $engine.EndInvoke($running)
        "$warnings" | Should -BeLike "*Waiting for the ledger '$ledger', which is in use by Sync-QualysAttribute*"
        $summary.Batches | Should -Be 0
        Measure-Update | Should -Be ($calls + $first[0].Batches)
    }
}
