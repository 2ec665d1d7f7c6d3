#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'AskedHost.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }

    # Stops what an engine runs, and gives the seconds that took.
    function Measure-Stop([powershell] $Engine) {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $Engine.Stop()
        $clock.Elapsed.TotalSeconds
    }

    function Assert-Consistent([string] $Database) {
        Test-RunDatabaseClosed $Database | Should -BeTrue
        Read-RunValue $Database 'PRAGMA integrity_check' | Should -Be 'ok'
    }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'A run that is stopped in the middle of a call' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $asked = New-AskedHost
        $engine = Open-Engine -Asking $asked
    }

    AfterEach {
        Close-Engine $engine
    }

    It 'ends within a second or so, says which batch is in doubt, and can be resumed' {
        $database = Save-Plan -Count 8 -Groups 4
        Add-SandboxFault $sandbox @($null, @{ fault = 'lateAnswer'; delayMs = 30000 })
        $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = $database; ThrottleLimit = 1 }) | Out-Null

        $running = $engine.BeginInvoke()
        Wait-Until { @(Get-SandboxRequest $sandbox).Count -eq 2 }
        $seconds = Measure-Stop $engine

        $seconds | Should -BeLessThan 20
        $running.IsCompleted | Should -BeTrue
        $engine.InvocationStateInfo.State | Should -Be 'Stopped'
        Assert-Consistent $database
        $asked.Screen.Warnings[-1] | Should -Be "Stopped: 1 of 4 batches confirmed, 1 in doubt, 2 left. To go on: Resume-QualysAttributeUpdate -DatabasePath '$database'"
        $log = Read-RunDatabase $database 'SELECT group_number, outcome, status FROM qualys_attribute_payloads_transformed_execution_log ORDER BY 1'
        $log[0].outcome | Should -Be 'Succeeded'
        $log[1].outcome | Should -Be 'InDoubt'
        $log[2..3].outcome | Should -Be 'NotSent', 'NotSent'
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'cancelled'
        Read-RunValue $database 'SELECT error FROM api_calls WHERE group_number = 2' | Should -BeLike 'stopped*'

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database @account

        $results.Outcome | Should -Be (@('Succeeded') * 4)
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1008)
        @(Get-SandboxRequest $sandbox | Where-Object Body -Like '*1001,1005*') | Should -HaveCount 1
        @(Get-SandboxRequest $sandbox | Where-Object Body -Like '*1002,1006*') | Should -HaveCount 2
    }

    It 'ends the five cmdlets as well, each stage on record' {
        $database = Get-NewDatabasePath
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 30000; times = 0 }
        $engine.AddScript({
                param($Csv, $Database, $Account)
                Import-AxoniusCsv $Csv -DatabasePath $Database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch |
                    Invoke-QualysAttributeUpdate @Account
            }).AddArgument((Write-SampleExport)).AddArgument($database).AddArgument($account) | Out-Null

        $engine.BeginInvoke() | Out-Null
        Wait-Until { @(Get-SandboxRequest $sandbox).Count -eq 2 }
        $seconds = Measure-Stop $engine

        $seconds | Should -BeLessThan 20
        Assert-Consistent $database
        $asked.Screen.Warnings[-1] | Should -Be ('Stopped: 0 of 2 batches confirmed, 2 in doubt, and the plan was not made to its end. ' +
            "To go on: Resume-QualysAttributeUpdate -DatabasePath '$database'")
        (Get-QualysRun $database).Message | Should -BeLike '*The plan was not made to its end: whoever goes on makes the rest of it*'
        (Read-RunDatabase $database 'SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log ORDER BY group_number').outcome |
            Should -Be 'InDoubt', 'InDoubt' -Because 'the third batch never came to the last cmdlet'
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -BeGreaterOrEqual 2
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Import'" | Should -Be 'complete'
    }

    It 'ends Sync-QualysAttribute as well' {
        $database = Get-NewDatabasePath
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 30000; times = 0 }
        $engine.AddCommand('Sync-QualysAttribute').AddParameters($account + @{ Path = Write-SampleExport; DatabasePath = $database }) | Out-Null

        $engine.BeginInvoke() | Out-Null
        Wait-Until { @(Get-SandboxRequest $sandbox).Count -eq 2 }
        $seconds = Measure-Stop $engine

        $seconds | Should -BeLessThan 20
        Assert-Consistent $database
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'cancelled'
        (Read-RunDatabase $database 'SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log ORDER BY group_number').outcome |
            Should -Be 'InDoubt', 'InDoubt', 'NotSent'
        Clear-Sandbox $sandbox
        (Invoke-QualysAttributeUpdate -DatabasePath $database @account).Outcome | Should -Be (@('Succeeded') * 3)
    }

    It 'ends a wait between attempts at once' {
        $database = Save-Plan -Count 1
        Add-SandboxFault $sandbox @{ fault = 'rateLimited'; toWaitSeconds = 600; times = 0 }
        $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = $database }) | Out-Null

        $engine.BeginInvoke() | Out-Null
        Wait-Until { $engine.Streams.Warning.Count -gt 0 }
        $seconds = Measure-Stop $engine

        $engine.Streams.Warning[0].Message | Should -BeLike '*tried again in 600 s*rate limit*'
        $seconds | Should -BeLessThan 20
        Assert-Consistent $database
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'cancelled'
    }
}

Describe 'An import that is stopped' {
    It 'keeps what it read' {
        $csv = Write-LargeExport 40000
        $database = Get-NewDatabasePath
        $engine = Open-Engine
        try {
            $engine.AddScript({ param($Csv, $Database) Import-AxoniusCsv $Csv -DatabasePath $Database | ForEach-Object { if ($_.AssetId -eq 1500) { [System.Threading.Thread]::Sleep(300) } } }).
                AddArgument($csv).AddArgument($database) | Out-Null
            $engine.BeginInvoke() | Out-Null
            Wait-Until { Test-Path $database }

            Measure-Stop $engine | Should -BeLessThan 20
        }
        finally {
            Close-Engine $engine
        }

        Assert-Consistent $database
        Read-RunValue $database 'SELECT outcome FROM run' | Should -BeIn 'cancelled', 'incomplete'
        Measure-RunTable $database 'axonious_data' | Should -BeLessThan 40000
        Import-AxoniusCsv $csv -DatabasePath $database -Force | Select-Object -First 1 | Should -HaveCount 1
    }
}
