#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $password = 'Pa55: "w"/\rd+&=<geheim>'
    $sandbox = Open-Sandbox '--username', 'carol', '--password', $password
    $token = [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("carol:$password"))
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential 'carol' $password; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Streams' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $engine = Open-Engine
    }

    AfterEach {
        Close-Engine $engine
    }

    It 'carry progress with counts, a share and the time left' {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 200; times = 0 }
        $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = Save-Plan -Count 8 -Groups 8 }) | Out-Null

        $engine.Invoke() | Should -HaveCount 8

        $records = @($engine.Streams.Progress)
        $going = @($records | Where-Object RecordType -EQ 'Processing')
        $going.Count | Should -BeGreaterOrEqual 1
        $going[0].Activity | Should -Be 'Updating Qualys'
        $going[0].StatusDescription | Should -Match '^\d of 8 batches'
        $going[-1].StatusDescription | Should -Match '^\d of 8 batches, \d+(\.\d)?/s, 0:\d\d left$'
        $going[-1].PercentComplete | Should -BeIn (1..99)
        $records[-1].RecordType | Should -Be 'Completed'
        ($going.ActivityId + $records[-1].ActivityId) | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'carry the progress of <Command>, and take every bar away at the end' -ForEach @(
        @{ Command = 'Import-AxoniusCsv'; Parameter = @{} }
        @{ Command = 'Sync-QualysAttribute'; Parameter = @{ WhatIf = $true } }
    ) {
        # Enough rows that reading takes longer than the first report.
        $engine.AddCommand($Command).AddParameters($Parameter + @{ Path = Write-LargeExport 400000; DatabasePath = Get-NewDatabasePath }) | Out-Null

        $engine.Invoke() | Out-Null

        $records = @($engine.Streams.Progress)
        $records | Where-Object RecordType -EQ 'Processing' | Where-Object Activity -EQ 'Reading the export' |
            Where-Object StatusDescription -NE 'begins' | Select-Object -First 1 | ForEach-Object StatusDescription | Should -Match '^[\d,]+ rows, [\d,]+ ids, \d+ rejected(, [\d.]+ MiB/s)?(, \d:\d\d left)?$'
        foreach ($activity in $records | Group-Object ActivityId) {
            $activity.Group[-1].RecordType | Should -Be 'Completed' -Because $activity.Group[0].Activity
        }
    }

    It 'count a wait for a limit down, each second, with its reason and the clock' {
        Add-SandboxFault $sandbox @{ fault = 'rateLimited'; toWaitSeconds = 4 }
        $engine.AddCommand('Invoke-QualysAttributeUpdate').AddParameters($account + @{ DatabasePath = Save-Plan }) | Out-Null

        $engine.Invoke() | Should -HaveCount 3

        $said = @($engine.Streams.Progress | Where-Object StatusDescription -Match '^rate limit until \d\d:\d\d:\d\d UTC \((?<left>0:0\d)\)')
        @($said | ForEach-Object { $_.StatusDescription -replace '.*\((0:\d\d)\).*', '$1' } | Select-Object -Unique).Count | Should -BeGreaterOrEqual 3
        @($engine.Streams.Progress)[-1].RecordType | Should -Be 'Completed'
    }

    It 'count it down too where no bar is there yet, and take that one away' {
        Add-SandboxFault $sandbox @{ fault = 'rateLimited'; toWaitSeconds = 3; endpoint = 'count' }
        $engine.AddCommand('Get-QualysAssetCount').AddParameters(@{ ApiFqdn = $sandbox.Address; GatewayFqdn = $sandbox.Address; Credential = $account.Credential }) | Out-Null

        $engine.Invoke() | Should -HaveCount 1

        $said = @($engine.Streams.Progress)
        $said[0].Activity | Should -Be 'Waiting for Qualys'
        $said[0].StatusDescription | Should -Match '^rate limit until \d\d:\d\d:\d\d UTC \(0:0\d\)$'
        $said[-1].RecordType | Should -Be 'Completed'
    }

    It 'carry no progress where nobody wants it' {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 200; times = 0 }
        $engine.AddScript('param($more) $ProgressPreference = "SilentlyContinue"; Invoke-QualysAttributeUpdate @more').
            AddArgument($account + @{ DatabasePath = Save-Plan -Count 8 -Groups 8 }) | Out-Null

        $engine.Invoke() | Should -HaveCount 8

        $engine.Streams.Progress | Should -BeNullOrEmpty
    }

    It 'carry at most ten updates of the bars a second' {
        $engine.AddCommand('Sync-QualysAttribute').AddParameters(@{ Path = Write-LargeExport 60000; DatabasePath = Get-NewDatabasePath; WhatIf = $true }) | Out-Null

        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $engine.Invoke() | Out-Null

        @($engine.Streams.Progress | Where-Object RecordType -EQ 'Processing').Count | Should -BeLessOrEqual (10 * $clock.Elapsed.TotalSeconds + 1)
    }

    It 'carry a verbose line for each call' {
        Add-SandboxFault $sandbox @($null, @{ fault = 'serviceUnavailable' })
        $engine.AddCommand('Invoke-QualysAttributeUpdate').
            AddParameters($account + @{ DatabasePath = Save-Plan; ThrottleLimit = 1; Verbose = $true }) | Out-Null

        $engine.Invoke() | Should -HaveCount 3

        $lines = @($engine.Streams.Verbose.Message | Where-Object { $_ -like 'add group*' })
        $lines | Should -HaveCount 4
        $lines[0] | Should -Match '^add group 1 batch 1, attempt 1: HTTP 200 SUCCESS, 3 of 3 assets confirmed in [\d,]+ ms$'
        $lines[1] | Should -Match '^add group 2 batch 1, attempt 1: HTTP 503, 3 assets in [\d,]+ ms'
        $engine.Streams.Warning | Should -HaveCount 1
        $engine.Streams.Warning[0].Message | Should -BeLike '*tried again in 0 s (the configured back-off); 9 attempts left*'
        $engine.Streams.Information | Should -HaveCount 0
    }

    It 'carry a verbose line that names the database, by <_>' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute' {
        $database = Get-NewDatabasePath
        $more = $_ -like 'Sync*' ? @{ WhatIf = $true } : @{}
        $engine.AddCommand($_).AddParameters($more + @{ Path = Write-SampleExport; DatabasePath = $database; Verbose = $true }) | Out-Null

        $engine.Invoke() | Out-Null

        $engine.Streams.Verbose.Message | Should -Contain "The database is '$database'."
    }

    It 'carry a warning where assets were left out' {
        $csv = Write-Export -Path (Get-TestPath 'conflict.csv') -Row @{ AssetID = 1; SLA = 'a' }, @{ AssetID = 1; SLA = 'b' }, @{ AssetID = 2 }, @{ AssetID = 3; SLA = 'a' }
        $engine.AddCommand('Sync-QualysAttribute').AddParameters(@{ Path = $csv; DatabasePath = Get-NewDatabasePath; WhatIf = $true }) | Out-Null

        $summary = $engine.Invoke()[0]

        $engine.Streams.Warning | Should -HaveCount 2
        $engine.Streams.Warning[0].Message | Should -BeLike 'Left out for standing in several rows that disagree: 1 asset id. See: Get-QualysDuplicate ''*.db'''
        $engine.Streams.Warning[1].Message | Should -BeLike 'Not sent for lack of any value: 1 asset. See: Get-QualysRejectedRow ''*.db'''
        $summary.ExcludedAssets | Should -Be 1
        $summary.AssetsWithoutValues | Should -Be 1
        $summary.AssetsPlanned | Should -Be 1
    }

    It 'carry an error where no row can be used' {
        $csv = Write-Export -Path (Get-TestPath 'header.csv') -Row @()
        $engine.AddCommand('Sync-QualysAttribute').AddParameters(@{ Path = $csv; DatabasePath = Get-NewDatabasePath; WhatIf = $true }) | Out-Null

        $failure = Get-ErrorOf { $engine.Invoke() }

        $failure.Exception.InnerException.Message | Should -BeLike '*header.csv*has a header and no rows*'
    }
}

Describe 'The password' {
    It 'is in no file, stream, record or object of a run that meets every kind of answer' {
        Clear-Sandbox $sandbox
        $folder = New-Item -ItemType Directory (Get-TestPath 'secret')
        $csv = Write-SampleExport -Count 12 -Groups 12
        $faults = @(
            @{ fault = 'status'; status = 400; body = "{""you sent"": ""$token""}" }
            @{ fault = 'refused'; errorMessage = "Basic $token of $password" }
            @{ fault = 'status'; status = 500; body = "Authorization: Basic $token" }
            @{ fault = 'status'; status = 200; body = "<p>$password</p>" }
            @{ fault = 'rateLimited' }
            @{ fault = 'droppedBeforeChange' }
            @{ fault = 'cutAnswer' }
            @{ fault = 'shortCount'; count = 0 }
        )
        $seen = [System.Collections.Generic.List[string]]::new()
        Push-Location $folder
        try {
            foreach ($run in 'parameter', 'environment', 'refused') {
                Clear-Sandbox $sandbox
                Add-SandboxFault $sandbox ($run -eq 'refused' ? @{ fault = 'unauthorized'; times = 0 } : $faults)
                $more = $account.Clone()
                if ($run -ne 'parameter') {
                    $more.Remove('Credential')
                    $env:q_username = 'carol'
                    $env:q_password = $password
                }

                $engine = Open-Engine
                try {
                    $engine.AddScript('param($Folder, $Csv, $Parameters) $DebugPreference = ''Continue''; Set-Location $Folder; Sync-QualysAttribute $Csv @Parameters -PassThru -Verbose').
                        AddArgument($folder.FullName).AddArgument($csv).AddArgument($more) | Out-Null
                    $output = try { $engine.Invoke() } catch { $_; $_.Exception }
                    foreach ($stream in 'Error', 'Warning', 'Verbose', 'Debug', 'Information', 'Progress') {
                        foreach ($item in $engine.Streams.$stream) {
                            $seen.Add(($item | Format-List * -Force | Out-String -Width 4096))
                            $seen.Add(($item.Exception | Format-List * -Force | Out-String -Width 4096))
                            $seen.Add("$item $($item.Exception)")
                        }
                    }

                    $seen.Add(($output | Format-List * -Force | Out-String -Width 4096))
                    $seen.Add([System.Management.Automation.PSSerializer]::Serialize($output, 6))
                    $seen.Add([System.Management.Automation.PSSerializer]::Serialize($engine.Streams.Error, 4))
                }
                finally {
                    Close-Engine $engine
                }
            }
        }
        finally {
            Pop-Location
            Clear-QualysSetting
        }

        $files = @(Get-ChildItem $folder -Recurse -File)
        $files | Should -HaveCount 3
        foreach ($file in $files) {
            # As bytes, and as the text of every cell, which may lie on several pages.
            $seen.Add([System.Text.Encoding]::UTF8.GetString([System.IO.File]::ReadAllBytes($file.FullName)))
            foreach ($table in 'run', 'api_calls', 'qualys_attribute_payloads_transformed_execution_log') {
                $seen.Add((Read-RunDatabase $file.FullName "SELECT * FROM $table" | Format-List * -Force | Out-String -Width 4096))
            }
        }

        $all = $seen -join "`n"
        $all.Contains('HTTP 400') | Should -BeTrue
        $all.Contains('does not accept the credentials') | Should -BeTrue
        $all.Contains('[redacted]') | Should -BeTrue -Because 'the answers held the secret'
        foreach ($secret in $password, $token, [System.Text.Json.JsonEncodedText]::Encode($password).ToString(), [uri]::EscapeDataString($password), [System.Security.SecurityElement]::Escape($password)) {
            $all.Contains($secret) | Should -BeFalse -Because 'a secret has no place there'
        }
    }

    It 'is not in what -Verbose, $Error and the history of the session keep' {
        Clear-Sandbox $sandbox
        Add-SandboxFault $sandbox @{ fault = 'unauthorized' }
        $engine = Open-Engine
        try {
            $engine.AddScript('param($Database, $Parameters) try { Invoke-QualysAttributeUpdate -DatabasePath $Database @Parameters -Verbose 4>&1 } catch { $_ | Format-List * -Force | Out-String -Width 4096 }; $Error | Format-List * -Force | Out-String -Width 4096; Get-Variable | Format-List * -Force | Out-String').
                AddArgument((Save-Plan)).AddArgument($account) | Out-Null

            $text = $engine.Invoke() | Out-String -Width 8192
        }
        finally {
            Close-Engine $engine
        }

        $text | Should -Match 'does not accept the credentials'
        $text.Contains($password) | Should -BeFalse
        $text.Contains($token) | Should -BeFalse
    }
}
