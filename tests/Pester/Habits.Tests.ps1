#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'AskedHost.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Several exports down the pipeline' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $folder = New-Item -ItemType Directory (Get-TestPath ([guid]::NewGuid().ToString('N')))
        Push-Location $folder
        Write-Export -Path ([System.IO.Path]::Combine($folder, 'a.csv')) -Row (Get-SampleRow -Count 2 -First 1001) | Out-Null
        Write-Export -Path ([System.IO.Path]::Combine($folder, 'b[1] c.csv')) -Row (Get-SampleRow -Count 3 -First 2001) | Out-Null
        Write-Export -Path ([System.IO.Path]::Combine($folder, 'c.csv')) -Row (Get-SampleRow -Count 4 -First 3001) | Out-Null
    }

    AfterEach {
        Pop-Location
    }

    It 'are a run each, with a database of its own, though all begin within a second' {
        $summaries = Get-ChildItem *.csv | Sync-QualysAttribute @account

        $summaries.RowsRead | Should -Be 2, 3, 4
        $summaries.Update.Succeeded | Should -Be 2, 3, 3
        @($summaries.DatabasePath | Sort-Object -Unique) | Should -HaveCount 3
        (Get-ChildItem *.db).FullName | Sort-Object | Should -Be ($summaries.DatabasePath | Sort-Object)
        (Get-SandboxAttribute $sandbox 3004).SLA | Should -Be 'Gold'
        $summaries | ForEach-Object { Test-RunDatabaseClosed $_.DatabasePath | Should -BeTrue }
    }

    It 'are a run each where they come as names' {
        ((Get-ChildItem *.csv).FullName | Sync-QualysAttribute -WhatIf 6> $null).RowsRead | Should -Be 2, 3, 4
    }

    It 'are a dry run each with -WhatIf, and nothing is sent' {
        $summaries = Get-ChildItem *.csv | Sync-QualysAttribute -WhatIf @account 6> $null

        $summaries.RowsRead | Should -Be 2, 3, 4
        (Get-QualysRun .).Outcome | Should -Be 'DryRun', 'DryRun', 'DryRun'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'beside one -DatabasePath are refused before anything is read or sent<_>' -ForEach '', ' -WhatIf' {
        $more = $_ ? @{ WhatIf = $true } : @{}
        $failure = Get-ErrorOf { Get-ChildItem *.csv | Sync-QualysAttribute -DatabasePath ./one.db @account @more }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ExportNotOne,*'
        $failure.Exception.Message | Should -BeLike "*b?1? c.csv' is the second*one.db*"
        $failure.Exception.Message | Should -Not -BeLike '*FileSystem::*'
        Test-Path ./one.db | Should -BeFalse
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'one beside -DatabasePath goes there' {
        (Get-Item c.csv | Sync-QualysAttribute -DatabasePath ./one.db @account).DatabasePath | Should -BeLike '*one.db'
    }

    It 'none is no run' {
        Get-ChildItem *.nothing | Sync-QualysAttribute -DatabasePath ./one.db @account | Should -BeNullOrEmpty
        Get-ChildItem *.nothing | Import-AxoniusCsv -DatabasePath ./one.db | Should -BeNullOrEmpty
        Test-Path ./one.db | Should -BeFalse
    }

    It 'of which one is broken are tried all the same, and that one is an error' {
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'b[1] c.csv'), "Nothing`n1`n")

        $summaries = Get-ChildItem *.csv | Sync-QualysAttribute @account -ErrorAction SilentlyContinue -ErrorVariable failures

        $summaries.RowsRead | Should -Be 2, 4
        $failures | Should -HaveCount 1
        $failures.FullyQualifiedErrorId | Should -BeLike 'ContractBroken,*'
        $failures.Exception.Message | Should -BeLike "*b?1? c.csv'*"
        @(Get-ChildItem *.db) | Should -HaveCount 2
    }

    It 'of which one is broken end there where errors are to end' {
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'a.csv'), "Nothing`n1`n")

        { Get-ChildItem *.csv | Sync-QualysAttribute @account -ErrorAction Stop } | Should -Throw

        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'are not gone on with when Qualys refuses the account' {
        $more = $account + @{ }
        $more.Credential = Get-TestCredential -Text 'wrong'

        $failure = Get-ErrorOf { Get-ChildItem *.csv | Sync-QualysAttribute @more }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        @(Get-ChildItem *.db) | Should -HaveCount 1
    }

    It 'are all stopped by a stop' {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 20000; times = 1 }
        $engine = Open-Engine
        try {
            $engine.AddScript("Set-Location '$folder'; Get-ChildItem *.csv | Sync-QualysAttribute -ThrottleLimit 1 -ApiFqdn $($sandbox.Address) -Credential `$args[0]").AddArgument((Get-TestCredential)) | Out-Null
            $running = $engine.BeginInvoke()
            Wait-Until { @(Get-SandboxRequest $sandbox).Count -gt 0 }
            $engine.Stop()
            try { $engine.EndInvoke($running) | Out-Null } catch [System.Management.Automation.PipelineStoppedException] { $null = $_ }
        }
        finally {
            Close-Engine $engine
        }

        Get-SandboxRequest $sandbox | Should -HaveCount 1
        @(Get-ChildItem *.db) | Should -HaveCount 1
    }

    It 'are refused by the import, which makes no database of the first' {
        $failure = Get-ErrorOf { Get-ChildItem *.csv | Import-AxoniusCsv -DatabasePath ./one.db }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ExportNotOne,*'
        Get-ChildItem *.db | Should -BeNullOrEmpty
    }

    It 'are checked each, those behind a broken one too' {
        [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($folder, 'a.csv'), [byte[]]@(80, 75, 3, 4, 0, 0))

        (Get-ChildItem *.csv | Test-AxoniusCsv -ErrorAction SilentlyContinue | Where-Object Passed).Path | Should -HaveCount 2
    }
}

Describe 'Rows as objects' {
    BeforeAll {
        $export = Write-SampleExport -Count 50
        $rows = Import-Csv $export
    }

    It 'are refused once by <_>, with words that say to give the file' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute -WhatIf', 'Test-AxoniusCsv', 'Test-AxoniusCsv -Quiet' {
        foreach ($script in "`$rows | $_", "$($_ -replace '^\S+', '$0 $rows')", "@{ a = 1 }, @{ a = 2 } | $_") {
            $failures = $null
            $caught = $null
            try {
                $given = Invoke-Expression "$script -ErrorVariable failures -ErrorAction Continue" 2> $null
            }
            catch {
                $caught = $_
            }

            $caught.FullyQualifiedErrorId | Should -BeLike 'ExportAsObjects,*' -Because $script
            $caught.Exception.Message | Should -BeLike '*line numbers*Give the export itself*-Path*'
            @($failures | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] -or $_.FullyQualifiedErrorId -notlike 'ExportAsObjects*' }).Count |
                Should -BeLessOrEqual 1
            $given | Should -BeNullOrEmpty
        }
    }

    It 'are refused though a column of theirs is called as a file''s property is' {
        $named = $rows | Select-Object *, @{ Name = 'FullName'; Expression = { 'Jane Doe' } }

        (Get-ErrorOf { $named | Test-AxoniusCsv }).FullyQualifiedErrorId | Should -BeLike 'ExportAsObjects,*'
    }

    It 'are not: files, names, and what has the path of a file' {
        $item = Get-Item $export

        foreach ($given in $item, $item.FullName, (Resolve-Path $export), [pscustomobject]@{ FullName = $item.FullName }, [pscustomobject]@{ PSPath = $item.PSPath }, ($item | Select-Object Name, FullName)) {
            ($given | Test-AxoniusCsv -Quiet) | Should -BeTrue
            ($given | Sync-QualysAttribute -DatabasePath (Get-NewDatabasePath) -WhatIf 6> $null).RowsRead | Should -Be 50
            $given | Import-AxoniusCsv -DatabasePath (Get-NewDatabasePath) | Should -HaveCount 50
        }
    }
}

Describe '-Function' {
    It 'stands second wherever it is' {
        foreach ($command in Get-Command -Module QualysCustomAttributes | Where-Object { $_.Parameters.ContainsKey('Function') }) {
            foreach ($set in $command.Parameters['Function'].ParameterSets.Values) {
                $set.Position | Should -Be 1 -Because $command.Name
            }
        }
    }

    It 'is understood there, behind a database and behind a batch' {
        $database = Save-Plan -Count 1
        $batch = Split-QualysBatch -DatabasePath (Save-Plan -Count 1)

        (Invoke-QualysAttributeUpdate $database Update -WhatIf -PassThru 6> $null).Function | Should -Be 'Update'
        (Invoke-QualysAttributeUpdate $batch Update -WhatIf -PassThru 6> $null).Function | Should -Be 'Update'
    }
}

Describe 'Removing' {
    BeforeAll {
        # Runs a script in a PowerShell that can be answered, and gives what it wrote.
        function Invoke-Answered([string] $Script, [string] $Answer) {
            $program = [System.Environment]::ProcessPath
            $start = [System.Diagnostics.ProcessStartInfo]::new($program)
            if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
                $start.ArgumentList.Add([System.IO.Path]::Combine($PSHOME, 'pwsh.dll'))
            }

            foreach ($word in '-NoLogo', '-NoProfile', '-Command', "Import-Module '$(Get-BuiltManifest)'; `$env:q_username = 'sandbox'; `$env:q_password = 'sandbox'; $Script") {
                $start.ArgumentList.Add($word)
            }

            $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $start.Environment['NO_COLOR'] = '1'
            $process = [System.Diagnostics.Process]::Start($start)
            $errors = $process.StandardError.ReadToEndAsync()
            $process.StandardInput.Write($Answer)
            $process.StandardInput.Close()
            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $process.Dispose()
            $output + $errors.Result
        }
    }

    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $export = Write-SampleExport -Count 6 -Groups 3
        $database = Get-NewDatabasePath
    }

    It 'stays what is to be done where nobody could be asked: <Name>' -ForEach @(
        @{ Name = 'the pipe'; Script = {
                Import-AxoniusCsv $export -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch |
                    Invoke-QualysAttributeUpdate -Function Remove @account
            }
        }
        @{ Name = 'Sync-QualysAttribute'; Script = { Sync-QualysAttribute $export Remove -DatabasePath $database @account } }
    ) {
        (Get-ErrorOf $Script).FullyQualifiedErrorId | Should -BeLike 'RemovalNotConfirmed,*'

        $run = Get-QualysRun $database
        $run.Function | Should -Be 'remove'
        $run.NextCommand | Should -Not -BeLike '*Function Add*'
        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -All @account }
        $failure.FullyQualifiedErrorId | Should -BeLike 'RemovalNotConfirmed,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'is told as declined by the command that goes on' {
        $asked = New-AskedHost
        $engine = Open-Engine -Asking $asked
        try {
            $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = ($plan = Save-Plan); Function = 'Remove' }).Invoke() | Out-Null
        }
        finally {
            Close-Engine $engine
        }

        Resume-QualysAttributeUpdate $plan @account -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike "*Nothing of the plan in '$plan' is chosen to be sent*"
    }

    It 'is not what Return answers' {
        $asked = New-AskedHost
        $engine = Open-Engine -Asking $asked
        try {
            $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = Save-Plan; Function = 'Remove' }) | Out-Null
            $results = $engine.Invoke()

            $asked.Screen.Asked | Should -BeLike 'Removing attributes: *What Qualys has under these keys is taken away, whatever its value.'
            $results.Outcome | Should -Be 'NotSent', 'NotSent', 'NotSent'
        }
        finally {
            Close-Engine $engine
        }
    }

    It 'asks nobody in a session without anybody, sends nothing and says what to do: <Name>' -ForEach @(
        @{ Name = 'Sync-QualysAttribute'; Script = { Sync-QualysAttribute $export Remove -DatabasePath $database @account } }
        @{ Name = 'Sync-QualysAttribute of a pipeline'; Script = { Get-Item $export | Sync-QualysAttribute -Function Remove -DatabasePath $database @account } }
        @{ Name = 'Invoke-QualysAttributeUpdate'; Script = { Invoke-QualysAttributeUpdate (Save-Plan) Remove @account } }
        @{ Name = 'Invoke-QualysAttributeUpdate of a pipeline'; Script = { Split-QualysBatch -DatabasePath (Save-Plan) | Invoke-QualysAttributeUpdate -Function Remove @account } }
        @{ Name = 'the function of the environment'; Script = { $env:q_api_function = 'remove'; Sync-QualysAttribute $export -DatabasePath $database @account } }
        @{ Name = 'Resume-QualysAttributeUpdate'; Script = {
                try { Sync-QualysAttribute $export Remove -DatabasePath $database -MaximumCalls 1 @account -Confirm:$false | Out-Null }
                catch { $_.FullyQualifiedErrorId | Should -BeLike 'MaximumCallsReached,*' }

                Clear-Sandbox $sandbox
                Resume-QualysAttributeUpdate $database @account
            }
        }
    ) {
        $failure = Get-ErrorOf $Script

        $failure.FullyQualifiedErrorId | Should -BeLike 'RemovalNotConfirmed,*'
        $failure.Exception.Message | Should -BeLike '*Nothing was sent*-Confirm:$false*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'asks nothing with -Confirm:$false, where the preference is None, and where nothing would be sent' {
        (Sync-QualysAttribute $export Remove -DatabasePath $database @account -Confirm:$false).Update.Succeeded | Should -Be 3
        Invoke-QualysAttributeUpdate (Save-Plan) Remove @account -WhatIf -PassThru 6> $null | Should -HaveCount 3
        & { $ConfirmPreference = 'None'; Invoke-QualysAttributeUpdate (Save-Plan) Remove @account } | Should -HaveCount 3
    }

    It 'is done once somebody said yes: asked once for all by Sync-QualysAttribute' {
        Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        Clear-Sandbox $sandbox

        $text = Invoke-Answered "(Sync-QualysAttribute '$export' Remove -DatabasePath '$database' -ApiFqdn $($sandbox.Address)).Update.Succeeded" "y`n"

        $text | Should -BeLike '*Removing attributes*Remove the attributes of 6 assets in 3 batches*3*'
        Get-SandboxRequest $sandbox | Should -HaveCount 3
    }

    It 'is not done where somebody said no' {
        $text = Invoke-Answered "(Sync-QualysAttribute '$export' Remove -DatabasePath '$database' -ApiFqdn $($sandbox.Address)).Update.Succeeded" "n`n"

        $text | Should -BeLike '*3 batches of the plan were not chosen and not sent*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
        (Get-QualysRun $database).Outcome | Should -Not -Be 'Succeeded'
    }

    It 'is asked about a batch, or once for all of them, by Invoke-QualysAttributeUpdate: <Answer>' -ForEach @(
        @{ Answer = "y`nn`ny`n"; Sent = 2 }
        @{ Answer = "a`n"; Sent = 3 }
        @{ Answer = "l`n"; Sent = 0 }
    ) {
        $plan = Save-Plan

        Invoke-Answered "Invoke-QualysAttributeUpdate '$plan' Remove -ApiFqdn $($sandbox.Address)" $Answer | Should -BeLike '*Removing attributes*'

        @(Get-SandboxRequest $sandbox).Count | Should -Be $Sent
    }

    It 'is asked about once with -Confirm' {
        $text = Invoke-Answered "(Sync-QualysAttribute '$export' Remove -DatabasePath '$database' -ApiFqdn $($sandbox.Address) -Confirm).Update.Succeeded" "y`n"

        Get-SandboxRequest $sandbox | Should -HaveCount 3
        $text | Should -Not -BeLike '*Removing attributes*'
    }

    It 'of a plan that was made by comparison is not asked about: brakes hold it' {
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $same = @{ Reconcile = $true; LedgerPath = $ledger }
        Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) @same @account | Out-Null
        $emptied = Write-Export -Path (Get-TestPath 'emptied.csv') -Row @(Get-SampleRow -Count 6 | ForEach-Object { $_.Remove('SLA'); $_ })

        $summary = Sync-QualysAttribute $emptied -RemoveStale -DatabasePath $database @same @account

        $summary.Update.Failed | Should -Be 0
        (Get-SandboxAttribute $sandbox 1001).SLA | Should -BeNullOrEmpty
        (Undo-QualysAttributeUpdate $database -LedgerPath $ledger -NewDatabasePath (Get-NewDatabasePath) @account).Update.Succeeded | Should -BeGreaterThan 0
    }
}

Describe '-Force' {
    It 'replaces no run database that has calls on record, by <_>' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute', 'Undo-QualysAttributeUpdate' {
        $database = Get-NewDatabasePath
        $export = Write-SampleExport -Count 1
        Sync-QualysAttribute $export -DatabasePath $database @account | Out-Null
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $compared = Get-NewDatabasePath
        Sync-QualysAttribute $export -DatabasePath $compared -Reconcile -LedgerPath $ledger @account | Out-Null
        $before = (Get-FileHash $database).Hash

        $failure = Get-ErrorOf {
            switch ($_) {
                'Import-AxoniusCsv' { Import-AxoniusCsv $export -DatabasePath $database -Force }
                'Sync-QualysAttribute' { Sync-QualysAttribute $export -DatabasePath $database -Force @account }
                default { Undo-QualysAttributeUpdate $compared -NewDatabasePath $database -LedgerPath $ledger -Force @account }
            }
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseHasCalls,*'
        $failure.Exception.Message | Should -BeLike '*1 call to Qualys on record*never replaced*Name another one*'
        (Get-FileHash $database).Hash | Should -Be $before
    }
}

Describe 'A question for which nobody is there' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $export = Write-SampleExport -Count 6 -Groups 3
        $database = Get-NewDatabasePath
    }

    It 'is an error in words, and nothing is done: <Name>' -ForEach @(
        @{ Name = 'Sync-QualysAttribute'; Script = { Sync-QualysAttribute $export Update -DatabasePath $database @account -Confirm } }
        @{ Name = 'Invoke-QualysAttributeUpdate'; Script = { Invoke-QualysAttributeUpdate (Save-Plan) Update @account -Confirm } }
        @{ Name = 'Export-QualysInventory'; Script = { Export-QualysInventory (Get-TestPath 'inventory') -GatewayFqdn $sandbox.Address -Credential (Get-TestCredential) -Confirm } }
    ) {
        $failure = Get-ErrorOf $Script

        $failure.FullyQualifiedErrorId | Should -BeLike 'NobodyToAsk,*'
        $failure.Exception.Message | Should -BeLike '*nobody can be asked here. Nothing was done. Leave -Confirm out*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'leaves on record what was to be done' {
        Get-ErrorOf { Sync-QualysAttribute $export Update -DatabasePath $database @account -Confirm } | Out-Null

        $run = Get-QualysRun $database
        $run.Outcome, $run.Function | Should -Be 'Declined', 'update'
        $run.NextCommand | Should -Be "Invoke-QualysAttributeUpdate -DatabasePath '$database' -ApiFqdn '$($sandbox.Address)' -All"
    }
}

Describe 'A run that was only imported' {
    It 'is planned again by the export, with a function that is said' {
        $database = Get-NewDatabasePath
        $export = Write-SampleExport
        Import-AxoniusCsv $export -DatabasePath $database | Out-Null

        (Get-QualysRun $database).NextCommand | Should -Be "Sync-QualysAttribute -LiteralPath '$export' -Function Add -WhatIf"
    }
}
