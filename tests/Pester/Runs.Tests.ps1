#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $address = $sandbox.Address
    $quick = @{ RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 2; ThrottleLimit = 1 }
    $account = $quick + @{ Credential = Get-TestCredential }
    $sending = $account + @{ ApiFqdn = $address }

    # A run of four batches the second of which fails and the third of which is partial.
    function Send-WithFailure([string] $Database = (Save-Plan -Count 8 -Groups 4)) {
        Add-SandboxFault $sandbox @($null, @{ fault = 'refused' }, @{ fault = 'shortCount'; count = 1 })
        Invoke-QualysAttributeUpdate -DatabasePath $Database @sending -ErrorAction SilentlyContinue | Out-Null
        Clear-SandboxFault
        $Database
    }

    # A run that a refused account has ended before anything was done.
    function Send-Refused([string] $Database = (Save-Plan -Count 8 -Groups 4)) {
        $wrong = $quick + @{ ApiFqdn = $address; Credential = Get-TestCredential -Text 'wrong' }
        (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $Database @wrong }).FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        $Database
    }

    function Clear-SandboxFault { Invoke-Sandbox $sandbox 'faults' -Method Delete | Out-Null }

    # A folder of its own for a test, by a name that is odd where that is asked for.
    function New-TestFolder([string] $Name = [guid]::NewGuid().ToString('N')) { [System.IO.Directory]::CreateDirectory((Get-TestPath $Name)).FullName }

    # A process that sends a database, killed when the sandbox has so many requests.
    function Stop-InTheMiddle([string] $Database, [int] $Requests) {
        $script = "Import-Module '$(Get-BuiltManifest)'; `$env:q_username = 'sandbox'; `$env:q_password = 'sandbox'; " +
            "Invoke-QualysAttributeUpdate -DatabasePath '$Database' -ApiFqdn '$address' -ThrottleLimit 1"
        $start = [System.Diagnostics.ProcessStartInfo]::new([System.Environment]::ProcessPath)
        if ([System.IO.Path]::GetFileNameWithoutExtension($start.FileName) -eq 'dotnet') {
            $start.ArgumentList.Add([System.IO.Path]::Combine($PSHOME, 'pwsh.dll'))
        }

        foreach ($word in '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $script) {
            $start.ArgumentList.Add($word)
        }

        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        Wait-Until { @(Get-SandboxRequest $sandbox).Count -eq $Requests }
        $process.Kill()
        $process.WaitForExit()
        $process.Dispose()
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Get-QualysRun' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'gives a run that is confirmed with its counts, its stages and who sent it where' {
        $database = Save-Plan -Count 8 -Groups 4
        Invoke-QualysAttributeUpdate -DatabasePath $database @sending | Out-Null

        $run = Get-QualysRun $database

        $run.GetType().FullName | Should -Be 'QualysCustomAttributes.Synchronizing.QualysRun'
        $run.Outcome | Should -Be ([QualysCustomAttributes.Synchronizing.QualysRunOutcome]::Complete)
        $run.DatabasePath | Should -Be $database
        $run.ApiHost | Should -Be $address
        $run.AccountKind, $run.AccountName | Should -Be 'User', 'sandbox'
        $run.Function | Should -Be 'add'
        $run.ExportPath | Should -BeLike '*.csv'
        $run.RowsRead, $run.Assets, $run.Groups, $run.Batches, $run.AssetsPlanned, $run.Calls | Should -Be 8, 8, 4, 4, 8, 4
        $run.BatchesSucceeded, $run.AssetsConfirmed, $run.BatchesLeft, $run.AssetsLeft | Should -Be 4, 8, 0, 0
        $run.Stages.Name | Should -Be 'Import', 'Payload', 'Group', 'Split', 'Update'
        $run.Stages.Outcome | Select-Object -Unique | Should -Be 'Complete'
        $run.Stages[0].RowsIn, $run.Stages[4].RowsOut, $run.Stages[4].Command | Should -Be 8, 4, 'Invoke-QualysAttributeUpdate'
        $run.StartedAt.Offset | Should -Be ([timespan]::Zero)
        $run.EndedAt | Should -BeGreaterOrEqual $run.StartedAt
        "$($run.Message)$($run.NextCommand)$($run.UsedBy)" | Should -Be ''
        $run.IsReconciled, $run.IsDryRun | Should -Be $false, $false
    }

    It 'writes nothing: the file stays what it was, byte by byte, and alone' {
        $folder = New-TestFolder
        $database = [System.IO.Path]::Combine($folder, 'run.db')
        Move-Item (Send-WithFailure) $database
        $before = Get-FileHash $database

        Get-QualysRun $database | Out-Null

        (Get-FileHash $database).Hash | Should -Be $before.Hash
        (Get-ChildItem $folder).Name | Should -Be 'run.db'
    }

    It 'says <Outcome> of <What>, and the command that goes on works' -ForEach @(
        @{ Outcome = 'Planned'; What = 'a plan of which nobody has chosen anything'; Next = 'Invoke-*'; Left = 4; Make = { Save-Plan -Count 8 -Groups 4 } }
        @{ Outcome = 'DryRun'; What = 'a dry run'; Next = 'Invoke-*-PlanDigest *'; Left = 4; Make = {
                $database = Save-Plan -Count 8 -Groups 4
                Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -InformationAction Ignore | Out-Null
                $database
            }
        }
        @{ Outcome = 'Incomplete'; What = 'a run whose account was refused'; Next = 'Resume-*'; Left = 4; Make = { Send-Refused } }
        @{ Outcome = 'Partial'; What = 'a run in which a batch failed and another is partial'; Next = 'Resume-* -RetryFailed'; Left = 0; Make = { Send-WithFailure } }
        @{ Outcome = 'Failed'; What = 'a run all of whose batches failed'; Next = 'Resume-* -RetryFailed'; Left = 0; Make = {
                $database = Save-Plan -Count 2 -Groups 2
                Add-SandboxFault $sandbox @{ fault = 'refused'; times = 0 }
                Invoke-QualysAttributeUpdate -DatabasePath $database @sending -ErrorAction SilentlyContinue | Out-Null
                Clear-SandboxFault
                $database
            }
        }
        @{ Outcome = 'Pilot'; What = 'a pilot that is confirmed'; Next = 'Invoke-* -All'; Left = 0; Make = {
                $database = Save-Plan -Count 8 -Groups 4
                Invoke-QualysAttributeUpdate -DatabasePath $database -First 1 @sending -WarningAction Ignore | Out-Null
                $database
            }
        }
    ) {
        $database = & $Make

        $run = Get-QualysRun $database

        $run.Outcome | Should -Be $Outcome
        $run.BatchesLeft | Should -Be $Left
        $run.NextCommand | Should -BeLike $Next

        $env:q_username = $env:q_password = 'sandbox'
        $env:q_api_fqdn = $address
        & ([scriptblock]::Create("$($run.NextCommand) -WarningAction Ignore")) | Out-Null

        (Get-QualysRun $database).Outcome | Should -Be 'Complete'
        (Get-QualysRun $database).NextCommand | Should -BeNullOrEmpty
    }

    It 'says what became of an import that failed, and of no command that would go on' {
        $database = Get-NewDatabasePath
        $csv = Write-Export -Path (Get-TestPath 'nothing.csv') -Row @{ AssetID = 'none'; Business = 'A' }, @{ AssetID = 'x'; Business = 'B' }
        Get-ErrorOf { Import-AxoniusCsv $csv -DatabasePath $database } | Out-Null

        $run = Get-QualysRun $database

        $run.Outcome | Should -Be 'Failed'
        $run.Message | Should -Not -BeNullOrEmpty
        $run.Rejected | Should -Be 2
        $run.NextCommand | Should -BeNullOrEmpty
    }

    It 'shows a run that is under way, and by whom' {
        $database = Save-Plan -Count 8 -Groups 4
        Add-SandboxFault $sandbox @($null, @{ fault = 'lateAnswer'; delayMs = 30000 })
        $engine = Open-Engine
        try {
            $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($sending + @{ DatabasePath = $database }) | Out-Null
            $engine.BeginInvoke() | Out-Null
            Wait-Until { @(Get-SandboxRequest $sandbox).Count -eq 2 }

            $run = Get-QualysRun $database

            $run.Outcome | Should -Be 'Running'
            $run.UsedBy | Should -BeLike "Invoke-QualysAttributeUpdate (process $PID on *"
            $run.Stages[-1].Outcome | Should -Be 'Running'
            $run.BatchesInDoubt, $run.BatchesSucceeded, $run.BatchesLeft | Should -Be 1, 1, 3
            "$($run.EndedAt)$($run.NextCommand)" | Should -Be ''
            (Get-ErrorOf { Resume-QualysAttributeUpdate $database @account }).FullyQualifiedErrorId | Should -BeLike 'DatabaseInUse,*'
            $engine.Stop()
        }
        finally {
            Close-Engine $engine
        }

        (Get-QualysRun $database).Outcome | Should -Be 'InDoubt'
    }

    It 'takes a folder with strange files, each run once, the newest first' {
        $folder = New-TestFolder
        $paths = 'first.db', "odd [1]'s `u{FC}.db", '-c.sqlite' | ForEach-Object { [System.IO.Path]::Combine($folder, $_) }
        foreach ($path in $paths) {
            Move-Item -LiteralPath (Save-Plan -Count 2 -Groups 1) $path
            Start-Sleep -Milliseconds 20
        }

        Set-Content ([System.IO.Path]::Combine($folder, 'notes.db')) 'no database'
        [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($folder, 'empty.db'), @())
        [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($folder, 'folder.db')) | Out-Null
        Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath ([System.IO.Path]::Combine($folder, 'ledger.db')) -DatabasePath (Get-NewDatabasePath) @sending |
            Out-Null

        $runs = Get-QualysRun $folder -ErrorVariable errors

        $errors | Should -HaveCount 0
        $runs.DatabasePath | Should -Be $paths[2, 1, 0]
        (Get-QualysRun -LiteralPath $paths[1]).DatabasePath | Should -Be $paths[1]
        (Get-QualysRun ([System.IO.Path]::Combine($folder, '*.db'))).DatabasePath | Should -Be $paths[1, 0]
        (Get-ChildItem $folder | Get-QualysRun -ErrorAction SilentlyContinue).DatabasePath | Sort-Object | Should -Be ($paths | Sort-Object)
        Push-Location -LiteralPath $folder
        try {
            (Get-QualysRun).DatabasePath | Should -Be $paths[2, 1, 0]
            (Get-QualysRun './-c.sqlite', 'first.db', 'first.db').DatabasePath | Should -Be $paths[2, 0]
        }
        finally {
            Pop-Location
        }
    }

    It 'names each file that is none and goes on with the next' {
        $folder = New-TestFolder
        $good = Save-Plan -Count 2 -Groups 1
        $damaged = [System.IO.Path]::Combine($folder, 'damaged.db')
        Copy-Item $good $damaged
        $bytes = [System.IO.File]::ReadAllBytes($damaged)
        [System.Array]::Fill($bytes, [byte]0xA5, 100, 8000)
        [System.IO.File]::WriteAllBytes($damaged, $bytes)
        $newer = [System.IO.Path]::Combine($folder, 'newer.db')
        Copy-Item $good $newer
        Read-RunDatabase $newer 'PRAGMA user_version = 9999'
        $text = [System.IO.Path]::Combine($folder, 'text.txt')
        Set-Content $text 'text'
        $ledger = [System.IO.Path]::Combine($folder, 'ledger.sqlite')
        Sync-QualysAttribute (Write-SampleExport) -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @sending | Out-Null

        $runs = Get-QualysRun $damaged, $newer, $text, $ledger, ([System.IO.Path]::Combine($folder, 'none.db')), $good -ErrorVariable errors -ErrorAction SilentlyContinue

        $runs.DatabasePath | Should -Be $good
        ($errors | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId -replace ',.*' |
            Should -Be 'DatabaseDamaged', 'DatabaseNewer', 'DatabaseOfAnotherKind', 'DatabaseOfAnotherKind', 'DatabaseNotFound'
        (Get-QualysRun $folder -ErrorVariable errors -ErrorAction SilentlyContinue) | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'DatabaseDamaged', 'DatabaseNewer'
    }

    It 'takes batches, results and summaries, each run once' {
        $database = Save-Plan -Count 8 -Groups 4

        (Get-QualysRunBatch $database | Get-QualysRun).DatabasePath | Should -Be $database
        $results = Invoke-QualysAttributeUpdate -DatabasePath $database @sending
        ($results | Get-QualysRun).Outcome | Should -Be 'Complete'
    }

    It 'counts the changes of a reconciled run' {
        $database = Get-NewDatabasePath
        Sync-QualysAttribute (Write-SampleExport -Count 3 -Groups 1) -Reconcile -LedgerPath (Get-TestPath "$([guid]::NewGuid()).sqlite") -DatabasePath $database @sending | Out-Null

        $run = Get-QualysRun $database

        $run.IsReconciled, $run.Function | Should -Be $true, 'reconcile'
        $run.Changes | ForEach-Object { "$_" } | Should -Contain 'Business: Add of 3 assets (New)'
    }

    It 'fits a narrow window, with the outcome first' {
        $database = Send-WithFailure

        $table = Get-QualysRun $database | Format-Table | Out-String -Width 80
        $list = Get-QualysRun $database | Format-List | Out-String -Width 80
        $stages = (Get-QualysRun $database).Stages | Format-Table | Out-String -Width 80

        ($table.Trim() -split '\r?\n') | Should -HaveCount 3
        $table.Trim() | Should -Match '(?m)^Outcome .*\r?\n.*\r?\nPartial '
        $list.Trim() | Should -Match '^Outcome\s+: Partial'
        ($stages.Trim() -split '\r?\n') | Should -HaveCount 7
    }
}

Describe 'Resume-QualysAttributeUpdate' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'goes on after a kill at the host that the record has, with what is in doubt or was not sent' {
        $database = Save-Plan -Count 8 -Groups 4
        Add-SandboxFault $sandbox @($null, @{ fault = 'lateAnswer'; delayMs = 30000 })
        Stop-InTheMiddle $database -Requests 2
        Clear-SandboxFault
        $run = Get-QualysRun $database
        $run.Outcome, $run.Stages[-1].Outcome, $run.BatchesLeft, $run.AssetsLeft | Should -Be 'InDoubt', 'Killed', 3, 6
        $run.EndedAt | Should -BeNullOrEmpty

        $results = $run | Where-Object Outcome -EQ InDoubt | Resume-QualysAttributeUpdate @account -WarningVariable warnings -WarningAction SilentlyContinue

        $results.Outcome | Should -Be (@('Succeeded') * 4)
        $warnings | Should -BeLike '1 of 4 batches chosen in * is confirmed; sent before, and sent again: 1 in doubt*'
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1008)
        @(Get-SandboxRequest $sandbox) | Should -HaveCount 5
        (Get-QualysRun $database).Outcome | Should -Be 'Complete'
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'goes on after a refused password, with the account of <Where>' -ForEach @(
        @{ Where = 'the parameter' }
        @{ Where = 'the environment' }
        @{ Where = 'the session' }
    ) {
        $database = Send-Refused
        $given = $quick.Clone()
        switch ($Where) {
            'the parameter' { $given.Credential = Get-TestCredential }
            'the environment' { $env:q_username = $env:q_password = 'sandbox' }
            'the session' { Connect-Qualys -ApiFqdn $address -Credential (Get-TestCredential) -SkipVerification }
        }

        $results = Resume-QualysAttributeUpdate $database @given -WarningAction SilentlyContinue
        Disconnect-Qualys

        $results.Outcome | Should -Be (@('Succeeded') * 4)
        (Get-QualysRun $database).AccountName | Should -Be 'sandbox'
    }

    It 'leaves what failed as it is without -RetryFailed, says so, and sends it again with it' {
        $database = Send-WithFailure
        $requests = @(Get-SandboxRequest $sandbox).Count

        Resume-QualysAttributeUpdate $database @account -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty

        @(Get-SandboxRequest $sandbox).Count | Should -Be $requests
        "$($warnings[0])" | Should -BeLike 'Nothing is left to send * but 2 batches that failed or are partial.'
        "$($warnings[1])" | Should -BeLike "2 batches that failed or are partial stay as they are. To send them again: Resume-QualysAttributeUpdate *-RetryFailed"

        $results = Resume-QualysAttributeUpdate $database -RetryFailed @account -WarningAction SilentlyContinue

        $results.Outcome | Should -Be (@('Succeeded') * 4)
        @(Get-SandboxRequest $sandbox).Count | Should -Be ($requests + 2)
        (Get-QualysRun $database).Outcome | Should -Be 'Complete'
    }

    It 'sends what its turn never came to, and leaves what failed, after too many failures' {
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = 'refused'; times = 0 }
        (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @sending -ErrorAction SilentlyContinue }).FullyQualifiedErrorId |
            Should -BeLike 'TooManyFailures,*'
        Clear-SandboxFault
        $before = Get-QualysRun $database
        $before.Outcome | Should -Be 'Incomplete'

        $results = Resume-QualysAttributeUpdate $database @account -ErrorVariable errors -ErrorAction SilentlyContinue -WarningVariable warnings -WarningAction SilentlyContinue

        @($results | Where-Object Outcome -EQ Succeeded) | Should -HaveCount $before.BatchesLeft
        @($results | Where-Object Outcome -EQ Failed) | Should -HaveCount $before.BatchesFailed
        $errors.FullyQualifiedErrorId -replace ',.*' | Select-Object -Unique | Should -Be 'BatchFailed'
        "$($warnings[0])" | Should -BeLike "*; left as they are: $($before.BatchesFailed) failed."
        (Get-QualysRun $database).Outcome | Should -Be 'Partial'
    }

    It 'says that nothing is left of a run that is confirmed, asks for no account, and sends nothing' {
        $database = Save-Plan -Count 2 -Groups 1
        Invoke-QualysAttributeUpdate -DatabasePath $database @sending | Out-Null

        Resume-QualysAttributeUpdate -DatabasePath $database -WarningVariable warnings -WarningAction SilentlyContinue | Should -BeNullOrEmpty

        "$warnings" | Should -BeLike 'Nothing is left to send of what was chosen in *: every batch is confirmed.'
        @(Get-SandboxRequest $sandbox) | Should -HaveCount 1
    }

    It 'refuses another host by <Where> before anything is sent' -ForEach @(
        @{ Where = 'the parameter' }
        @{ Where = 'the environment' }
        @{ Where = 'the session' }
        @{ Where = 'a connection' }
    ) {
        $database = Save-Plan -Count 8 -Groups 4
        Invoke-QualysAttributeUpdate -DatabasePath $database -First 1 @sending -WarningAction Ignore | Out-Null
        Read-RunDatabase $database "UPDATE api_calls SET url = 'https://qualysapi.qg2.apps.qualys.eu/qps/rest/2.0/update/am/asset'"
        $given = $quick.Clone()
        switch ($Where) {
            'the parameter' { $given.Credential = Get-TestCredential; $given.ApiFqdn = $address }
            'the environment' { $given.Credential = Get-TestCredential; $env:q_api_fqdn = $address }
            'the session' { Connect-Qualys -ApiFqdn $address -Credential (Get-TestCredential) -SkipVerification }
            'a connection' { $given.Connection = Connect-Qualys -ApiFqdn $address -Credential (Get-TestCredential) -SkipVerification -PassThru; Disconnect-Qualys }
        }

        # One batch is left that was chosen.
        Read-RunDatabase $database "INSERT INTO batch_execution (group_number, batch_number, function, outcome) VALUES (2, 1, 'add', 'NotSent')"
        $failure = Get-ErrorOf { Resume-QualysAttributeUpdate $database @given }
        $whatIf = if ($Where -ne 'a connection') { Get-ErrorOf { Resume-QualysAttributeUpdate $database @given -WhatIf } }
        Disconnect-Qualys

        $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherHost,*'
        "$failure" | Should -BeLike "*was sent to 'qualysapi.qg2.apps.qualys.eu', and '127.0.0.1:*' was named. Nothing was asked or sent.*"
        if ($whatIf) {
            $whatIf.FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherHost,*'
        }

        @(Get-SandboxRequest $sandbox) | Should -HaveCount 1
    }

    It 'sends no account to a host that a file names and nobody knows' {
        $database = Send-Refused
        Read-RunDatabase $database "UPDATE run SET options = replace(options, '$address', 'https://qualysapi.example.org') WHERE stage = 'Update'"
        $env:q_username = $env:q_password = 'sandbox'

        $failure = Get-ErrorOf { Resume-QualysAttributeUpdate $database @quick }

        $failure.FullyQualifiedErrorId | Should -BeLike 'HostNotNamed,*'
        "$failure" | Should -BeLike "*'qualysapi.example.org'*Name the host with -ApiFqdn*"
        (Get-QualysRun $database).NextCommand | Should -BeLike "* -ApiFqdn 'https://qualysapi.example.org'"

        (Resume-QualysAttributeUpdate $database @sending -WarningAction Ignore).Outcome | Should -Be (@('Succeeded') * 4)
    }

    It 'goes to the host that is named where the one on record never acted' {
        $database = Save-Plan -Count 2 -Groups 1
        $elsewhere = $account + @{ ApiFqdn = 'http://127.0.0.1:1' }
        Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @elsewhere } | Out-Null

        (Resume-QualysAttributeUpdate $database @sending -WarningAction Ignore).Outcome | Should -Be 'Succeeded'
        (Get-QualysRun $database).ApiHost | Should -Be $address
    }

    It 'refuses a run that nobody has begun to send, and says how that is done' {
        $database = Save-Plan -Count 2 -Groups 1
        Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -InformationAction Ignore | Out-Null

        $failure = Get-ErrorOf { Resume-QualysAttributeUpdate $database @sending }

        $failure.FullyQualifiedErrorId | Should -BeLike 'NeverSent,*'
        "$failure" | Should -BeLike '*Look at it, and send it: Invoke-QualysAttributeUpdate -DatabasePath *'
        @(Get-SandboxRequest $sandbox) | Should -HaveCount 0
    }

    It '-WhatIf shows what it would send and changes nothing, and needs no account' {
        $database = Send-WithFailure (Save-Plan -Count 24 -Groups 12)
        Resume-QualysAttributeUpdate $database -RetryFailed -WhatIf -WarningAction Ignore -ErrorAction Ignore -InformationAction Ignore | Out-Null

        @(Get-SandboxRequest $sandbox) | Should -HaveCount 12
        (Read-RunDatabase $database 'SELECT outcome, COUNT(*) AS n FROM batch_execution GROUP BY outcome ORDER BY 1').n | Should -Be 1, 1, 10
    }

    It 'takes several runs down one pipeline; what keeps one from going on does not keep the next' {
        $first = Send-Refused
        $never = Save-Plan -Count 2 -Groups 1
        $last = Send-Refused (Save-Plan -Count 2 -Groups 2)
        $env:q_username = $env:q_password = 'sandbox'

        $results = Get-QualysRun $first, $never, $last | Resume-QualysAttributeUpdate @quick -ErrorVariable errors -ErrorAction SilentlyContinue -WarningAction SilentlyContinue

        $results | Should -HaveCount 6
        $results.Outcome | Select-Object -Unique | Should -Be 'Succeeded'
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be 'NeverSent'
        (Get-QualysRun $first, $last).Outcome | Should -Be 'Complete', 'Complete'
        Test-RunDatabaseClosed $first | Should -BeTrue
        Test-RunDatabaseClosed $last | Should -BeTrue
    }

    It 'ends with the first run where the account is refused: no other one tries it again' {
        $first = Send-Refused
        $last = Send-Refused
        $requests = @(Get-SandboxRequest $sandbox).Count
        $wrong = $quick + @{ Credential = Get-TestCredential -Text 'wrong' }

        (Get-ErrorOf { Get-QualysRun $first, $last | Resume-QualysAttributeUpdate @wrong -WarningAction Ignore }).FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'

        @(Get-SandboxRequest $sandbox).Count | Should -Be ($requests + 1)
    }

    It 'says that credentials are missing where nobody can be asked' {
        $database = Send-Refused

        $lines = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; try { Resume-QualysAttributeUpdate '$database' } catch { `$_.FullyQualifiedErrorId }"

        @($lines)[-1] | Should -BeLike '*CredentialMissing,*'
    }

    It 'goes on with a reconciled run, and its ledger knows all of it' {
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        $database = Get-NewDatabasePath
        Add-SandboxFault $sandbox @($null, @{ fault = 'refused' })
        Sync-QualysAttribute (Write-SampleExport -Count 8 -Groups 4) -Reconcile -LedgerPath $ledger -DatabasePath $database @sending -ErrorAction SilentlyContinue | Out-Null
        Clear-SandboxFault
        (Get-QualysRun $database).Outcome | Should -Be 'Partial'

        Resume-QualysAttributeUpdate $database -RetryFailed @account -WarningAction SilentlyContinue | Out-Null

        (Get-QualysRun $database).Outcome | Should -Be 'Complete'
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1008)
        (Get-QualysAttributeChange -LedgerPath $ledger | Where-Object IsConfirmed).AssetId | Sort-Object -Unique | Should -Be (1001..1008)
    }

    It 'takes odd paths' -ForEach "odd [1]'s `u{FC}`u{6771} `$x.db", '-Credential.db' {
        $database = [System.IO.Path]::Combine((New-TestFolder), $_)
        Move-Item -LiteralPath (Send-Refused) $database
        $env:q_username = $env:q_password = 'sandbox'
        $command = (Get-QualysRun -LiteralPath $database).NextCommand

        & ([scriptblock]::Create("$command -WarningAction Ignore")) | Out-Null

        (Get-QualysRun -LiteralPath $database).Outcome | Should -Be 'Complete'
    }
}

Describe 'What stands in a run database' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        Clear-SandboxFault
    }

    BeforeAll {
        # Two assets, one of which stands in three rows that disagree, and two rows without an id that can be used.
        function Save-OddPlan {
            $rows = foreach ($row in '1001 A', '1002 B', '1001 B', ' A', 'none A', '1001 A') {
                @{ AssetID = $row.Split(' ')[0]; Business = $row.Split(' ')[1] }
            }

            $database = Get-NewDatabasePath
            Import-AxoniusCsv (Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row $rows) -DatabasePath $database -WarningAction Ignore |
                New-QualysAttributePayload | Group-QualysPayload -WarningAction Ignore | Split-QualysBatch | Out-Null
            $database
        }
    }

    It 'gives the rejected rows, and those of a reason' {
        $database = Save-OddPlan

        $rows = @(Get-QualysRejectedRow $database)

        $rows[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Runs.QualysRejectedRow'
        $rows.Reason | Should -Be 'NoAssetId', 'InvalidAssetId'
        $rows[1].AssetId, $rows[1].Line, $rows[1].Stage, $rows[1].DatabasePath | Should -Be 'none', 6, 'Import', $database
        @(Get-QualysRun $database | Get-QualysRejectedRow -Reason NoAssetId, TooLong).Line | Should -Be 5
        "$($rows[1])" | Should -BeLike 'line 6, asset none: InvalidAssetId, *'
    }

    It 'gives the rows of assets that stand in several, and those of an asset' {
        $database = Save-OddPlan

        $rows = @(Get-QualysDuplicate $database)

        $rows.AssetId | Should -Be 1001, 1001, 1001
        $rows.Line | Should -Be 2, 4, 7
        $rows.IsKept | Should -Be $false, $false, $false
        $rows.IsConflicting | Should -Be $true, $true, $true
        $rows[0].Attributes.Keys | Should -Contain 'Business'
        @(Get-QualysDuplicate $database -AssetId 1002) | Should -HaveCount 0
        @($database | Get-QualysDuplicate -AssetId 1001) | Should -HaveCount 3
    }

    It 'gives each call with its answer, and what went wrong with a batch' {
        $database = Send-WithFailure

        $calls = @(Get-QualysApiCall $database)
        $failed = Get-QualysRunBatch $database -Outcome Failed

        "$($calls | ForEach-Object { "$($_.GroupNumber).$($_.BatchNumber) $($_.Status) $($_.ConfirmedCount)" })" | Should -BeLike '1.1 200 2 2.1 *'
        $calls.Attempt | Select-Object -First 1 | Should -Be 1
        @(Get-QualysApiCall $database -GroupNumber 1).CallNumber | Should -Be 1
        $failed.Error | Should -BeLike "*INVALID_REQUEST*$(@($calls | Where-Object GroupNumber -EQ $failed.GroupNumber)[-1].Error)*"
        @($calls | Where-Object GroupNumber -EQ $failed.GroupNumber | Format-Table | Out-String -Width 120) | Should -Match 'INVALID_REQUEST: Refused'
        (Get-QualysRunBatch $database -Outcome Succeeded)[0].Error | Should -BeNullOrEmpty
    }

    It '<_> changes nothing in the file, and leaves nothing beside it' -ForEach 'Get-QualysRejectedRow', 'Get-QualysDuplicate', 'Get-QualysApiCall' {
        $folder = New-TestFolder
        $database = [System.IO.Path]::Combine($folder, 'run.db')
        Move-Item (Save-OddPlan) $database
        $before = Get-FileHash $database

        & $_ $database | Out-Null

        (Get-FileHash $database).Hash | Should -Be $before.Hash
        (Get-ChildItem $folder).Name | Should -Be 'run.db'
    }

    It '<_> names a file that is none' -ForEach 'Get-QualysRejectedRow', 'Get-QualysDuplicate', 'Get-QualysApiCall' {
        $command = $_
        (Get-ErrorOf { & $command (Get-TestPath 'none.db') }).FullyQualifiedErrorId | Should -BeLike 'DatabaseNotFound,*'
        (Get-ErrorOf { & $command (Write-SampleExport) }).FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherKind,*'
    }
}
