#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    $scripts = [System.IO.Path]::Combine((Get-RepositoryFolder), 'samples', 'scripts')
    $samples = Get-ChildItem $scripts -Filter *.ps1 | ForEach-Object { @{ Name = $_.Name; File = $_.FullName } }
    $hasAnalyzer = [bool](Get-Command systemd-analyze -ErrorAction Ignore)
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $scripts = [System.IO.Path]::Combine((Get-RepositoryFolder), 'samples', 'scripts')
    $password = 'S3cret of the samples'
    $sandbox = Open-Sandbox -Argument '--password', $password, '--inventory', '400'
    $account = @{ q_username = 'sandbox'; q_password = $password }
    $secrets = $password, [System.Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("sandbox:$password"))

    # A folder of its own for each test, with what a shell or a cmdlet might take for something else in its name.
    function New-Home { (New-Item -ItemType Directory (Get-TestPath "a b [$([guid]::NewGuid().ToString('N'))]")).FullName }

    # Starts a sample as a scheduler does, in the folder of the test, and looks that nothing it says holds the password. With -Before it is
    # killed when that is done.
    function Invoke-Sample {
        param([string] $Name, [System.Collections.IDictionary] $Parameter = @{}, [System.Collections.IDictionary] $Environment = $account, [string] $ModulePath, [scriptblock] $Before)

        $program = [System.Environment]::ProcessPath
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
            $start.ArgumentList.Add([System.IO.Path]::Combine($PSHOME, 'pwsh.dll'))
        }

        $words = $Parameter.GetEnumerator() | ForEach-Object { "-$($_.Key)"; $_.Value }
        foreach ($word in @('-NoLogo', '-NoProfile', '-NonInteractive', '-File', [System.IO.Path]::Combine($scripts, $Name)) + $words) {
            $start.ArgumentList.Add($word)
        }

        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $start.WorkingDirectory = $folder
        $start.Environment['NO_COLOR'] = '1'
        $start.Environment['PSModulePath'] = @(Get-BuiltModulePath; $ModulePath) -join [System.IO.Path]::PathSeparator
        foreach ($entry in $Environment.GetEnumerator()) {
            $start.Environment[$entry.Key] = $entry.Value
        }

        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $errors = $process.StandardError.ReadToEndAsync()
            if ($Before) {
                & $Before
                $process.Kill()
            }

            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            $secrets | Where-Object { "$output$($errors.Result)".Contains($_) } | Should -BeNullOrEmpty
            [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output; Errors = @($errors.Result.Trim() -split '\r?\n' | Where-Object { $_ }) }
        }
        finally {
            $process.Dispose()
        }
    }

    function Invoke-Sync([System.Collections.IDictionary] $More = @{}, [System.Collections.IDictionary] $Environment = $account, [scriptblock] $Before) {
        $parameter = [ordered]@{ ExportPath = 'my export.csv'; LedgerPath = 'ledger.sqlite'; RunFolder = 'runs [1]'; ApiFqdn = $sandbox.Address }
        $More.Keys | ForEach-Object { $parameter[$_] = $More[$_] }
        Invoke-Sample Sync-Daily.ps1 $parameter $Environment -Before $Before
    }

    function Write-MyExport([System.Collections.IDictionary[]] $Row) { Write-Export -Path (Join-Path $folder 'my export.csv') -Row $Row | Out-Null }
    function Measure-Update { @(Get-GatewayRequest $sandbox 'update').Count }
    function Get-Runs { @(Get-QualysRun -LiteralPath (Join-Path $folder 'runs [1]') | Sort-Object StartedAt) }
    function Get-LogLine { @(Get-Content -LiteralPath (Join-Path $folder 'runs [1]' 'sync-daily.log')) }

    # A folder with the account, as systemd lays one down.
    function Write-Account([string] $Text = $password) {
        $path = (New-Item -ItemType Directory (Get-TestPath ([guid]::NewGuid().ToString('N')))).FullName
        [System.IO.File]::WriteAllText((Join-Path $path 'username'), "sandbox`n")
        [System.IO.File]::WriteAllText((Join-Path $path 'password'), "$Text`n")
        $path
    }

    # What stands in for SecretManagement, with one vault: the secret 'qualys' is the account, 'text' is none.
    function Write-SecretManagement {
        $name = 'Microsoft.PowerShell.SecretManagement'
        $path = (New-Item -ItemType Directory (Get-TestPath ([guid]::NewGuid().ToString('N')))).FullName
        New-Item -ItemType Directory ([System.IO.Path]::Combine($path, $name)) | Out-Null
        Set-Content ([System.IO.Path]::Combine($path, $name, "$name.psm1")) @'
function Get-Secret {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Name,
        [Parameter(Position = 1)] [string] $Vault,
        [switch] $AsPlainText
    )

    $account = Import-Clixml "$PSScriptRoot/account.xml"
    if ($Name -eq 'qualys' -and $Vault -in '', 'Operations') { return $account }
    if ($Name -eq 'text') { return $account.Password }
    Write-Error "The secret $Name was not found." -Category ObjectNotFound -ErrorId GetSecretNotFound
}
'@
        Get-TestCredential -Text $password | Export-Clixml ([System.IO.Path]::Combine($path, $name, 'account.xml'))
        $path
    }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'Each sample' {
    It '<Name> is a script to be copied: what it needs, help with an example that runs it, each parameter described' -ForEach $samples {
        $text = Get-Content -Raw $File
        $text | Should -Match '(?m)^#requires -Version 7\.4$'
        $text | Should -Match '(?m)^#requires -Modules QualysCustomAttributes$'
        $text | Should -Match '(?m)^\[CmdletBinding\('
        $text | Should -Match '(?m)^Set-StrictMode -Version Latest$'
        $help = Get-Help $File -Full
        $help.Synopsis | Should -Not -BeLike "$Name*"
        "$(@($help.examples.example)[0].code) $(@($help.examples.example)[0].remarks.Text)" | Should -BeLike "*./$Name -*"
        foreach ($parameter in (Get-Command $File).Parameters.Values | Where-Object { $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters }) {
            ($help.parameters.parameter | Where-Object name -EQ $parameter.Name).description.Text | Should -Not -BeNullOrEmpty -Because $parameter.Name
        }
    }

    It 'stands in the README of the folder' {
        $readme = Get-Content -Raw (Join-Path $scripts 'README.md')
        foreach ($file in Get-ChildItem $scripts -File -Recurse | Where-Object Name -NE 'README.md') {
            $readme | Should -BeLike "*$($file.Name)*"
        }
    }
}

Describe 'Sync-Daily.ps1' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $folder = New-Home
        Write-MyExport (Get-SampleRow -Count 9 -Groups 9)
    }

    AfterEach {
        foreach ($file in Get-ChildItem -LiteralPath $folder -File -Recurse) {
            $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            $secrets | Where-Object { $text.Contains($_) } | Should -BeNullOrEmpty -Because $file.Name
        }
    }

    It 'ends with 0 and leaves a database of the day, a page beside it and a line in the log; a second run sends nothing' {
        $first = Invoke-Sync
        $calls = Measure-Update
        $second = Invoke-Sync

        $first.ExitCode, $second.ExitCode | Should -Be 0, 0
        $first.Errors + $second.Errors | Should -BeNullOrEmpty
        $calls | Should -Be 9
        Measure-Update | Should -Be $calls
        $runs = Get-Runs
        $runs.Outcome | Should -Be 'Complete', 'Complete'
        $runs[0].Name | Should -Match '^sync_\d{4}-\d\d-\d\d\.db$'
        $runs[1].Name | Should -Match '^sync_\d{4}-\d\d-\d\d(_2)?\.db$'
        $runs | ForEach-Object { [System.IO.Path]::ChangeExtension($_.DatabasePath, 'html') } | ForEach-Object { Test-Path -LiteralPath $_ } | Should -Be $true, $true
        $log = Get-LogLine
        $log | Should -HaveCount 2
        $log[0] | Should -BeLike '* exit code 0: *9 succeeded, 9 assets confirmed'
        $log[1] | Should -BeLike '* exit code 0: *0 batches*'
    }

    It 'compares with an inventory, too' {
        (Invoke-Sample Update-Inventory.ps1 @{ Path = 'inventory'; ApiFqdn = $sandbox.Address }).ExitCode | Should -Be 0
        $id = (Get-QualysAsset -First 1 -ApiFqdn $sandbox.Address -Credential (Get-TestCredential -Text $password)).AssetId
        Write-MyExport @(@{ AssetID = $id; SLA = 'Gold' }, @{ AssetID = 4711; SLA = 'Gold' })

        $run = Invoke-Sync @{ InventoryPath = 'inventory' }

        $run.ExitCode | Should -Be 0
        (Get-Runs)[0].AssetsConfirmed | Should -Be 1
    }

    It 'ends with 1 where <Case>, and nothing was sent' -ForEach @(
        @{ Case = 'there is no export'; More = @{ ExportPath = 'none.csv' }; Says = "*none.csv' does not exist*" }
        @{ Case = 'there is no inventory'; More = @{ InventoryPath = 'none' }; Says = "*none*" }
        @{ Case = 'the host is no address'; More = @{ ApiFqdn = 'http://qualysapi.example.org' }; Says = '*https*' }
        @{ Case = 'there is no account'; Environment = @{}; Says = '*q_username*' }
    ) {
        $run = Invoke-Sync ($More ? $More : @{}) ($null -eq $Environment ? $account : $Environment)

        $run.ExitCode | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0] | Should -BeLike "Sync-Daily: $Says"
        Get-LogLine | Should -BeLike '* exit code 1: *'
        Measure-Update | Should -Be 0
    }

    It 'ends with 2 where a batch failed or is partial, with a line for each, and the next run sends it' {
        Add-SandboxFault $sandbox @(@{ fault = 'refused'; errorMessage = 'Key too long.' }, @{ fault = 'shortCount'; count = 0 })

        $run = Invoke-Sync
        $next = Invoke-Sync

        $run.ExitCode, $next.ExitCode | Should -Be 2, 0
        $run.Errors | Should -HaveCount 2
        $run.Errors -like '*Key too long*' | Should -HaveCount 1
        (Get-Runs).AssetsConfirmed | Should -Be 7, 2
        (Get-LogLine)[0] | Should -BeLike '* exit code 2: *1 partial, 1 failed*'
    }

    It 'ends with 4 where a brake holds the plan, whose page is there' {
        Write-MyExport (Get-SampleRow -Count 60 -Groups 2)
        (Invoke-Sync).ExitCode | Should -Be 0
        $calls = Measure-Update
        Write-MyExport (Get-SampleRow -Count 60 -Groups 2 | ForEach-Object { $_.Business = 'Another'; $_ })

        $run = Invoke-Sync

        $run.ExitCode | Should -Be 4
        Measure-Update | Should -Be $calls
        $held = (Get-Runs)[1]
        $held.Outcome | Should -Be 'Held'
        Get-Content -Raw -LiteralPath ([System.IO.Path]::ChangeExtension($held.DatabasePath, 'html')) | Should -BeLike '*AllowMassChange*'
    }

    It 'ends with 5 where a limit parks the run, until it is over; with 1 where what is left is to go elsewhere' {
        Add-SandboxFault $sandbox @(@{ fault = 'pass' }, @{ fault = 'rateLimited'; toWaitSeconds = 90000 })

        (Invoke-Sync).ExitCode | Should -Be 5
        (Invoke-Sync).ExitCode | Should -Be 5
        (Invoke-Sync @{ ApiFqdn = 'http://127.0.0.1:9' }).ExitCode | Should -Be 1

        $run = Get-Runs
        $run.Outcome | Should -Be 'Incomplete'
        $run.BatchesSucceeded | Should -BeGreaterThan 0
    }

    It 'goes on with a run that was killed in the middle of a call' {
        Add-SandboxFault $sandbox @(@{ fault = 'pass' }, @{ fault = 'lateAnswer'; delayMs = 60000 })

        Invoke-Sync -Before { Wait-Until { (Measure-Update) -ge 2 } } | Out-Null
        $killed = Get-Runs
        $next = Invoke-Sync

        $killed.Outcome | Should -BeIn 'InDoubt', 'Incomplete'
        $next.ExitCode | Should -Be 0
        $next.Output | Should -BeLike "*$($killed.Name): Complete, 9 of 9 batches confirmed*"
        (Get-Runs).Outcome | Should -Be 'Complete', 'Complete'
        @(Get-SandboxAsset $sandbox) | Should -HaveCount 9
    }

    It 'passes over a run database that nobody can read, and says so' {
        (Invoke-Sync).ExitCode | Should -Be 0
        $first = (Get-Runs)[0]
        $damaged = [System.IO.Path]::ChangeExtension($first.DatabasePath, 'damaged.db')
        [System.IO.File]::WriteAllBytes($damaged, [System.IO.File]::ReadAllBytes($first.DatabasePath)[0..20000])

        $run = Invoke-Sync

        $run.ExitCode | Should -Be 0
        $run.Errors | Should -HaveCount 1
        $run.Errors[0] | Should -BeLike 'Sync-Daily: passed over: *damaged.db*'
    }

    It 'ends with 5 where too much fails; the next run goes on with that one first, and sends what had failed' {
        Add-SandboxFault $sandbox @(@{ fault = 'refused'; times = 0 })

        $run = Invoke-Sync
        Clear-Sandbox $sandbox
        $left = (Get-Runs)[0].BatchesLeft
        $next = Invoke-Sync

        $run.ExitCode, $next.ExitCode | Should -Be 5, 0
        $left | Should -BeGreaterThan 0
        $runs = Get-Runs
        $runs | Should -HaveCount 2
        $runs[0].BatchesLeft | Should -Be 0
        $runs[0].BatchesSucceeded | Should -Be $left
        $runs.AssetsConfirmed | Measure-Object -Sum | ForEach-Object Sum | Should -Be 9
        (Get-LogLine)[1] | Should -BeLike "* exit code 2: *$($runs[0].Name): Partial, *"
        (Get-LogLine)[2] | Should -BeLike "* exit code 0: *$($runs[1].Name): Complete, *"
    }

    It 'ends with 6 where the account is refused, and with the right one goes on' {
        $run = Invoke-Sync @{ CredentialPath = Write-Account 'wrong' }
        $next = Invoke-Sync @{ CredentialPath = Write-Account }

        $run.ExitCode, $next.ExitCode | Should -Be 6, 0
        $run.Errors | Should -HaveCount 1
        $runs = Get-Runs
        $runs.Outcome | Should -Be 'Complete', 'Complete'
        $runs.AssetsConfirmed | Should -Be 9, 0
    }

    It 'leaves an unfinished run that is stale to the new comparison' {
        (Invoke-Sync @{ CredentialPath = Write-Account 'wrong' }).ExitCode | Should -Be 6
        (Invoke-Sync @{ RunFolder = 'elsewhere' }).ExitCode | Should -Be 0

        $run = Invoke-Sync

        $run.ExitCode | Should -Be 0
        $run.Errors | Should -BeNullOrEmpty
        (Get-Runs).AssetsConfirmed | Should -Be 0, 0
    }

    It 'takes the account of a vault' {
        $run = Invoke-Sample Sync-Daily.ps1 ([ordered]@{
                ExportPath = 'my export.csv'; LedgerPath = 'ledger.sqlite'; RunFolder = 'runs [1]'; ApiFqdn = $sandbox.Address
                SecretName = 'qualys'; Vault = 'Operations'
            }) @{} (Write-SecretManagement)

        $run.ExitCode | Should -Be 0
        (Get-Runs)[0].AccountName | Should -Be 'sandbox'
    }
}

Describe 'Update-Inventory.ps1' {
    BeforeEach {
        Clear-Sandbox $sandbox
        $folder = New-Home
        $parameter = [ordered]@{ Path = 'my inventory'; ApiFqdn = $sandbox.Address }
    }

    It 'ends with 0, brings everything first and then what changed, and publishes where that is asked for' {
        $first = Invoke-Sample Update-Inventory.ps1 ($parameter + @{ Csv = 'for all' })
        $second = Invoke-Sample Update-Inventory.ps1 $parameter

        $first.ExitCode, $second.ExitCode | Should -Be 0, 0
        $first.Errors + $second.Errors | Should -BeNullOrEmpty
        $first.Output | Should -BeLike '*400 assets of 400 loaded*400 assets published to *for all*'
        $second.Output | Should -Not -BeLike '*400 assets of 400 loaded*'
        Join-Path $folder 'for all' 'Q_Asset_Inventory.csv' | ForEach-Object { Test-Path -LiteralPath $_ } | Should -BeTrue
    }

    It 'ends with <Code> where <Case>' -ForEach @(
        @{ Code = 1; Case = 'the host is no address'; More = @{ ApiFqdn = 'http://qualysapi.example.org' }; Says = '*https*' }
        @{ Code = 2; Case = 'fewer assets come than were counted'; Fault = @{ fault = 'status'; status = 200; endpoint = 'count'; contentType = 'application/json'; body = '{"responseMessage":"","count":500,"responseCode":"SUCCESS"}' } }
        @{ Code = 2; Case = 'the run ends early'; Fault = @(@{ fault = 'pass'; endpoint = 'search' }, @{ fault = 'redirect'; location = 'https://elsewhere.example/'; endpoint = 'search' }) }
        @{ Code = 5; Case = 'a limit parks the run'; Fault = @{ fault = 'rateLimited'; toWaitSeconds = 90000; endpoint = 'search' }; Says = '*asks for a wait of 25 h*' }
        @{ Code = 6; Case = 'the account is refused'; Fault = @{ fault = 'unauthorized'; endpoint = 'auth' }; Says = '*does not accept the credentials*' }
    ) {
        if ($Fault) {
            Add-SandboxFault $sandbox @($Fault)
        }

        foreach ($key in $More ? $More.Keys : @()) {
            $parameter[$key] = $More[$key]
        }

        $run = Invoke-Sample Update-Inventory.ps1 $parameter

        $run.ExitCode | Should -Be $Code -Because "$($run.Output) $($run.Errors)"
        if ($Says) {
            $run.Errors | Should -HaveCount 1
            $run.Errors[0] | Should -BeLike "Update-Inventory: $Says"
        }
    }

    It 'ends with 2 where it was loaded and cannot be published' {
        Set-Content -LiteralPath (Join-Path $folder 'a file') 'x'

        $run = Invoke-Sample Update-Inventory.ps1 ($parameter + @{ Csv = 'a file' })

        $run.ExitCode | Should -Be 2
        $run.Output | Should -BeLike '*400 assets of 400 loaded*'
        $run.Errors[0] | Should -BeLike "Update-Inventory: *a file*"
    }
}

Describe 'Test-NewExport.ps1' {
    BeforeAll {
        $folder = New-Home
        Write-MyExport (Get-SampleRow -Count 60 -Groups 3)
        'runs', 'no runs' | ForEach-Object { New-Item -ItemType Directory (Join-Path $folder $_) | Out-Null }
        Import-AxoniusCsv -LiteralPath (Join-Path $folder 'my export.csv') -DatabasePath (Join-Path $folder 'runs' 'sync_2026-01-30.db') | Out-Null
        Copy-Item -LiteralPath (Join-Path $folder 'my export.csv') (Join-Path $folder 'same.csv')
        Write-Export -Path (Join-Path $folder 'half.csv') -Row (Get-SampleRow -Count 30 -Groups 3) | Out-Null
        Set-Content -LiteralPath (Join-Path $folder 'other.csv') 'a,b'
    }

    It 'ends with 0 where the export passes, with the report as text and as JUnit' {
        $check = Invoke-Sample Test-NewExport.ps1 ([ordered]@{ Path = 'same.csv'; Baseline = 'runs'; ReportPath = 'check [1].txt'; JUnitPath = 'check [1].xml' })

        $check.ExitCode | Should -Be 0 -Because "$($check.Errors)"
        $check.Output | Should -BeLike 'outcome:*passed*baseline:*sync_2026-01-30.db*'
        (Get-Content -Raw -LiteralPath (Join-Path $folder 'check [1].txt')).Trim() | Should -Be $check.Output.Trim()
        $suite = ([xml](Get-Content -Raw -LiteralPath (Join-Path $folder 'check [1].xml'))).testsuite
        $suite.failures | Should -Be '0'
        $suite.testcase.name | Should -Be 'Passed'
    }

    It 'ends with 1 where <Case>' -ForEach @(
        @{ Case = 'it lacks much of the former run'; Export = 'half.csv'; Baseline = 'runs'; Rule = 'BaselineAssets' }
        @{ Case = 'a run would refuse it'; Export = 'other.csv'; Baseline = 'runs'; Rule = 'Contract' }
    ) {
        $check = Invoke-Sample Test-NewExport.ps1 ([ordered]@{ Path = $Export; Baseline = $Baseline; JUnitPath = 'failed.xml' })

        $check.ExitCode | Should -Be 1
        $suite = ([xml](Get-Content -Raw -LiteralPath (Join-Path $folder 'failed.xml'))).testsuite
        $suite.failures | Should -Be '1'
        ($suite.testcase | Where-Object { $_.SelectSingleNode('failure') }).name | Should -Be $Rule
    }

    It 'ends with 1 and a line where there is no such <Case>' -ForEach @(
        @{ Case = 'export'; Parameter = @{ Path = 'none.csv' } }
        @{ Case = 'baseline'; Parameter = @{ Path = 'same.csv'; Baseline = 'none.db' } }
    ) {
        $check = Invoke-Sample Test-NewExport.ps1 $Parameter

        $check.ExitCode | Should -Be 1
        $check.Errors | Should -HaveCount 1
        $check.Errors[0] | Should -BeLike 'Test-NewExport: *none*'
    }

    It 'checks the export alone, and says so, where the folder has no run yet' {
        $check = Invoke-Sample Test-NewExport.ps1 @{ Path = 'half.csv'; Baseline = 'no runs' }

        $check.ExitCode | Should -Be 0
        $check.Output | Should -BeLike 'WARNING: No run in*checked alone*'
    }
}

Describe 'Connect-WithSecret.ps1' {
    BeforeAll {
        $folder = New-Home
        $vaults = Write-SecretManagement
    }

    It 'connects the session with the credential of a vault' {
        $script = [System.IO.Path]::Combine($scripts, 'Connect-WithSecret.ps1')
        $path = @(Get-BuiltModulePath; $vaults) -join [System.IO.Path]::PathSeparator

        Invoke-NewSession @"
`$env:PSModulePath = '$path'
& '$script' -Name qualys -Vault Operations -ApiFqdn $($sandbox.Address)
(Get-QualysConnection).Account
Get-QualysAssetCount
"@ | Should -Be 'sandbox', '400'
    }

    It 'ends with one line where <Case>' -ForEach @(
        @{ Case = 'the module is missing'; Name = 'qualys'; HasModule = $false; Says = 'The module Microsoft.PowerShell.SecretManagement is missing*' }
        @{ Case = 'the secret is missing'; Name = 'none'; HasModule = $true; Says = "The secret 'none' was not had from the vaults*was not found*" }
        @{ Case = 'the secret is no credential'; Name = 'text'; HasModule = $true; Says = "The secret 'text' * is no credential*" }
    ) {
        $run = Invoke-Sample Connect-WithSecret.ps1 ([ordered]@{ Name = $Name; ApiFqdn = $sandbox.Address }) @{} ($HasModule ? $vaults : '')

        $run.ExitCode | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0] | Should -BeLike "Connect-WithSecret.ps1: $Says"
    }
}

Describe 'Connect-WithFile.ps1' {
    BeforeAll {
        $folder = New-Home
        Get-TestCredential -Text $password | Export-Clixml -LiteralPath (Join-Path $folder 'my account.xml')
        Set-Content -LiteralPath (Join-Path $folder 'broken.xml') $password
        'text' | Export-Clixml -LiteralPath (Join-Path $folder 'text.xml')
    }

    It 'connects with what Export-Clixml made, and with a folder of two files' {
        foreach ($path in 'my account.xml', (Write-Account)) {
            $run = Invoke-Sample Connect-WithFile.ps1 ([ordered]@{ Path = $path; ApiFqdn = $sandbox.Address }) @{}

            $run.ExitCode | Should -Be 0 -Because "$($run.Errors)"
        }
    }

    It 'ends with one line for <Path>' -ForEach @(
        @{ Path = 'none.xml'; Says = '*does not exist*' }
        @{ Path = 'broken.xml'; Says = '*is not what Get-Credential | Export-Clixml makes*' }
        @{ Path = 'text.xml'; Says = '*is not what Get-Credential | Export-Clixml makes*' }
    ) {
        $run = Invoke-Sample Connect-WithFile.ps1 ([ordered]@{ Path = $Path; ApiFqdn = $sandbox.Address }) @{}

        $run.ExitCode | Should -Be 1
        $run.Errors | Should -HaveCount 1
        $run.Errors[0] | Should -BeLike "Connect-WithFile.ps1: The account cannot be read from '$Path': $Says"
    }
}

Describe 'The units of systemd (skipped where systemd-analyze is not installed)' {
    It 'are what systemd takes' -Skip:(-not $hasAnalyzer) {
        $folder = New-Home
        foreach ($unit in Get-ChildItem ([System.IO.Path]::Combine($scripts, 'systemd'))) {
            # It looks for the program, which this machine may have elsewhere.
            (Get-Content -Raw $unit.FullName).Replace('/usr/bin/pwsh', '/bin/sh') | Set-Content -LiteralPath (Join-Path $folder $unit.Name)
        }

        $said = systemd-analyze verify @(Get-ChildItem -LiteralPath $folder | ForEach-Object FullName) 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        $said | Should -BeNullOrEmpty
    }
}
