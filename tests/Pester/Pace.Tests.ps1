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

Describe 'A budget of calls' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $export = Write-SampleExport -Count 6 -Groups 3
        $database = Get-NewDatabasePath
    }

    It 'ends a run with an error of its own id that says what is left, and the command in it goes on' {
        { Sync-QualysAttribute $export -DatabasePath $database -MaximumCalls 2 @account } |
            Should -Throw -ErrorId 'MaximumCallsReached,*' -PassThru -OutVariable thrown

        "$thrown" | Should -BeLike "*2 calls that it was allowed*1 batch is left, on record in '$database'*Go on with: Invoke-QualysAttributeUpdate -DatabasePath '$database'*"
        $thrown[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $thrown[0].Exception.BatchesLeft | Should -Be 1
        Measure-Update | Should -Be 2

        Invoke-QualysAttributeUpdate -DatabasePath $database -MaximumCalls 1 @account 3>$null | ForEach-Object Outcome | Should -Be (@('Succeeded') * 3)
        Measure-Update | Should -Be 3
    }

    It 'ends a pipeline, too' {
        $results = [System.Collections.Generic.List[object]]::new()

        { Import-AxoniusCsv $export -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch |
                Invoke-QualysAttributeUpdate -MaximumCalls 1 -ThrottleLimit 1 @account | ForEach-Object { $results.Add($_) } } |
            Should -Throw -ErrorId 'MaximumCallsReached,*'

        @($results | Where-Object Outcome -EQ 'Succeeded') | Should -HaveCount 1
        Measure-Update | Should -Be 1
    }

    It 'ends at a time, and takes none that has passed' {
        Add-SandboxFault $sandbox @(@{ fault = 'serviceUnavailable' })
        $patient = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 600; RetryMaximumSeconds = 600; ThrottleLimit = 1 }
        { Sync-QualysAttribute $export -DatabasePath $database -Until (Get-Date).AddSeconds(4) @patient -ErrorAction SilentlyContinue 3>$null } |
            Should -Throw -ErrorId 'UntilReached,*' -PassThru | Should -BeLike '*may send until *UTC*batch* left*'

        { Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) -Until (Get-Date).AddSeconds(-1) @account } |
            Should -Throw -ErrorId 'UntilPassed,*' -PassThru | Should -BeLike '*-Until*'
    }

    It 'tells once that a reserve cannot be kept where no window is shown' {
        Sync-QualysAttribute $export -DatabasePath $database -ReserveCalls 20 @account -WarningVariable warnings 3>$null | Out-Null

        @($warnings -match 'does not show how many calls are left') | Should -HaveCount 1
        Measure-Update | Should -Be 3
    }

    It 'sends first what changes a key' {
        $reconciled = @{ Reconcile = $true; LedgerPath = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"; GroupBy = 'Attribute'; ThrottleLimit = 1 }
        Sync-QualysAttribute $export -DatabasePath $database -PriorityKey SLA @reconciled @account | Out-Null

        $bodies = (Get-SandboxRequest $sandbox).Body
        $first = @($bodies | Where-Object { $_ -match '"SLA"' }).Count
        $first | Should -BeGreaterThan 0
        $bodies[0..($first - 1)] | ForEach-Object { $_ | Should -Match '"SLA"' }
        $bodies.Count | Should -BeGreaterThan $first
    }
}
