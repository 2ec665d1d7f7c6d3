#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Sending' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'by the five cmdlets in one pipeline puts the attributes on the assets' {
        $database = Get-NewDatabasePath

        $results = Import-AxoniusCsv (Write-SampleExport -Count 7 -Groups 2) -DatabasePath $database | New-QualysAttributePayload |
            Group-QualysPayload | Split-QualysBatch -BatchSize 3 | Invoke-QualysAttributeUpdate @account

        $results | Should -HaveCount 3
        foreach ($result in $results) {
            $result.GetType().FullName | Should -Be 'QualysCustomAttributes.Sending.QualysUpdateResult'
            $result.Outcome.GetType().FullName | Should -Be 'QualysCustomAttributes.Runs.UpdateOutcome'
            $result.Outcome | Should -Be 'Succeeded'
            $result.Status | Should -Be 200
            $result.ResponseCode | Should -Be 'SUCCESS'
            $result.ConfirmedCount | Should -Be $result.AssetCount
            $result.Calls | Should -Be 1
            $result.Error | Should -BeNullOrEmpty
            $result.NotConfirmedAssetIds | Should -HaveCount 0
            $result.DatabasePath | Should -Be $database
        }

        ($results | Measure-Object ConfirmedCount -Sum).Sum | Should -Be 7
        $assets = Get-SandboxAsset $sandbox
        $assets.id | Should -Be (1001..1007)
        $assets[0].attributes.Business | Should -Be 'Business A'
        $assets[1].attributes.Business | Should -Be 'Business B'
        $assets[0].attributes.PSObject.Properties.Name | Should -Be 'Business', 'Recovery_Tier', 'SLA'
        (Read-RunDatabase $database 'SELECT DISTINCT status FROM qualys_attribute_payloads_transformed_execution_log').status | Should -Be '200'
        Measure-RunTable $database 'api_calls' | Should -Be 3
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'by Sync-QualysAttribute does the same and gives the run in numbers' {
        $summary = Sync-QualysAttribute (Write-SampleExport -Count 7 -Groups 2) -DatabasePath (Get-NewDatabasePath) -BatchSize 3 @account

        $summary | Should -HaveCount 1
        $summary.Update.Calls | Should -Be 3
        $summary.Update.Succeeded | Should -Be 3
        $summary.Update.AssetsConfirmed | Should -Be 7
        $summary.Update.AllWell | Should -BeTrue
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1007)
    }

    It 'sends the body that the table shows, as JSON' {
        $database = Save-Plan -Count 2 -Groups 1

        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Out-Null

        $request = Get-SandboxRequest $sandbox
        $request | Should -HaveCount 1
        $request.Method | Should -Be 'POST'
        $request.Path | Should -Be '/qps/rest/2.0/update/am/asset'
        $request.Body | Should -Be (Read-RunValue $database 'SELECT payload FROM qualys_attribute_payloads_transformed')
        $request.Headers.'Content-Type' | Should -Be 'application/json'
        $request.Headers.Accept | Should -Be 'application/json'
        $request.Headers.'X-Requested-With' | Should -Be 'custom_attributes_connector_v1.0'
    }

    It 'with text beyond ASCII, quotes and backslashes arrives as it was' {
        $text = "Z`u{FC}rich ""Ost"" \ `u{6771}`u{4EAC} `u{1F600} 'x'"
        $csv = Write-Export -Path (Get-TestPath 'text.csv') -Row @{ AssetID = 5; Business = $text }

        Sync-QualysAttribute $csv -DatabasePath (Get-NewDatabasePath) @account | Out-Null

        (Get-SandboxAttribute $sandbox 5).Business | Should -Be $text
    }

    It '-Function <Function> does what it says' -ForEach @(
        @{ Function = 'Add'; Expected = 'Business A' }
        @{ Function = 'Update'; Expected = $null }
        @{ Function = 'Remove'; Expected = $null }
    ) {
        $summary = Sync-QualysAttribute (Write-SampleExport -Count 1) $Function -DatabasePath (Get-NewDatabasePath) @account -Confirm:$false

        $summary.Update.Succeeded | Should -Be 1
        (Get-SandboxRequest $sandbox).Body | Should -BeLike "*""$($Function.ToLowerInvariant())"": {""CustomAttribute""*"
        (Get-SandboxAttribute $sandbox 1001).Business | Should -Be $Expected
    }

    It 'makes no more calls at a time than -ThrottleLimit <_> allows' -ForEach 1, 4 {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 150; times = 0 }

        Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 8 -Groups 8) -ThrottleLimit $_ @account | Should -HaveCount 8

        Get-SandboxPeak $sandbox | Should -Be $_
    }

    It 'two at a time unless told otherwise, by <_>' -ForEach 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute' {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 150; times = 0 }

        if ($_ -like 'Sync*') {
            Sync-QualysAttribute (Write-SampleExport -Count 6 -Groups 6) -DatabasePath (Get-NewDatabasePath) @account | Out-Null
        }
        else {
            Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 6 -Groups 6) @account | Out-Null
        }

        Get-SandboxPeak $sandbox | Should -Be 2
    }
}

Describe 'Settings from the environment' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'serve where no parameter is given' {
        $env:q_csv_file = Write-SampleExport -Count 1
        $env:q_api_fqdn = $sandbox.Address
        $env:q_api_function = 'add'
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'

        $summary = Sync-QualysAttribute -DatabasePath (Get-NewDatabasePath)

        $summary.Update.Succeeded | Should -Be 1
        (Get-SandboxAttribute $sandbox 1001).Business | Should -Be 'Business A'
    }

    It 'serve the five cmdlets too' {
        $env:q_csv_file = Write-SampleExport -Count 1
        $env:q_api_fqdn = $sandbox.Address
        $env:q_api_function = 'REMOVE'
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'

        $result = Import-AxoniusCsv -DatabasePath (Get-NewDatabasePath) | New-QualysAttributePayload | Group-QualysPayload |
            Split-QualysBatch | Invoke-QualysAttributeUpdate -Confirm:$false

        $result.Outcome | Should -Be 'Succeeded'
        $result.Function | Should -Be 'Remove'
    }

    It 'yield to parameters' {
        $env:q_csv_file = Get-TestPath 'nowhere.csv'
        $env:q_api_fqdn = 'nosuch.invalid'
        $env:q_api_function = 'remove'
        $env:q_username = 'nobody'
        $env:q_password = 'nothing'

        $summary = Sync-QualysAttribute (Write-SampleExport -Count 1) -Function Add -DatabasePath (Get-NewDatabasePath) @account

        $summary.Update.Succeeded | Should -Be 1
        (Get-SandboxAttribute $sandbox 1001).Business | Should -Be 'Business A'
    }

    It 'serve where -Credential is the empty one' {
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'

        Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 1) -ApiFqdn $sandbox.Address -Credential ([pscredential]::Empty) |
            ForEach-Object Outcome | Should -Be 'Succeeded'
    }
}

Describe 'Going on later' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'sends only what is not confirmed' {
        $database = Save-Plan
        Add-SandboxFault $sandbox @($null, @{ fault = 'refused' })
        $first = Invoke-QualysAttributeUpdate -DatabasePath $database -ThrottleLimit 1 @account -ErrorAction SilentlyContinue
        $first.Outcome | Should -Be 'Succeeded', 'Failed', 'Succeeded'

        $second = Invoke-QualysAttributeUpdate -DatabasePath $database -ThrottleLimit 1 @account

        $second.Outcome | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        $requests = Get-SandboxRequest $sandbox
        $requests | Should -HaveCount 4
        $requests[3].AssetIds | Should -Be 1002, 1005, 1008
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1009)
        (Read-RunDatabase $database 'SELECT DISTINCT outcome FROM qualys_attribute_payloads_transformed_execution_log').outcome | Should -Be 'Succeeded'
        (Read-RunDatabase $database "SELECT outcome FROM run WHERE stage = 'Update'").outcome | Should -Be 'complete', 'complete'
    }

    It 'sends nothing where all is confirmed, and everything again with -Resend' {
        $database = Save-Plan
        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Out-Null

        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Should -HaveCount 3
        Get-SandboxRequest $sandbox | Should -HaveCount 3

        Invoke-QualysAttributeUpdate -DatabasePath $database -Resend @account | Should -HaveCount 3
        Get-SandboxRequest $sandbox | Should -HaveCount 6
    }

    It 'works in a new session' {
        $database = Save-Plan
        Add-SandboxFault $sandbox @{ fault = 'refused'; times = 3 }
        Invoke-QualysAttributeUpdate -DatabasePath $database @account -ErrorAction SilentlyContinue | Out-Null

        $outcome = Invoke-NewSession ("`$env:q_username = 'sandbox'; `$env:q_password = 'sandbox'; Import-Module '$(Get-BuiltManifest)'; " +
            "(Invoke-QualysAttributeUpdate -DatabasePath '$database' -WarningAction SilentlyContinue -ApiFqdn $($sandbox.Address)).Outcome -join ','")

        $outcome | Should -Be 'Succeeded,Succeeded,Succeeded'
    }

    It 'with another function is refused' {
        $database = Save-Plan
        Invoke-QualysAttributeUpdate -DatabasePath $database -Function Add @account | Out-Null

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -Function Remove @account }

        $failure.FullyQualifiedErrorId | Should -Be 'AlreadySent,QualysCustomAttributes.Commands.InvokeQualysAttributeUpdateCommand'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        Get-SandboxRequest $sandbox | Should -HaveCount 3
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'from an earlier stage is refused, for it would part the calls from their batches' {
        $database = Save-Plan
        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Out-Null

        $failure = Get-ErrorOf { Split-QualysBatch -DatabasePath $database }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AlreadySent,*'
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 3
    }
}

Describe 'A sending pipeline that is cut short' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'by Select-Object leaves nothing in doubt and lets go of the file' {
        $database = Save-Plan -Count 8 -Groups 8

        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Select-Object -First 2 | Should -HaveCount 2

        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'incomplete'
        Test-RunDatabaseClosed $database | Should -BeTrue
        $log = Read-RunDatabase $database 'SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log'
        $log.outcome | Should -Not -Contain 'InDoubt'
        @($log | Where-Object outcome -EQ 'Succeeded').Count | Should -Be @(Get-SandboxRequest $sandbox).Count
        (Invoke-QualysAttributeUpdate -DatabasePath $database @account | Where-Object Outcome -EQ 'Succeeded') | Should -HaveCount 8
        Get-SandboxRequest $sandbox | Should -HaveCount 8
    }

    It 'does not go on trying what fails' {
        $database = Save-Plan -Count 2 -Groups 2
        Add-SandboxFault $sandbox @($null, @{ fault = 'serviceUnavailable'; times = 0 })
        $clock = [System.Diagnostics.Stopwatch]::StartNew()

        Invoke-QualysAttributeUpdate -DatabasePath $database -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -RetryMinimumSeconds 20 |
            Select-Object -First 1 | Should -HaveCount 1

        $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'by <Reason> ends Sync-QualysAttribute in order' -ForEach @(
        @{ Reason = 'Select-Object'; Pipeline = { Sync-QualysAttribute @args -PassThru | Select-Object -First 1 } }
        @{ Reason = 'an error downstream'; Pipeline = { try { Sync-QualysAttribute @args -PassThru | ForEach-Object { throw 'enough' } } catch { 'thrown' } } }
        @{ Reason = '-ErrorAction Stop'; Pipeline = { try { Sync-QualysAttribute @args -ErrorAction Stop } catch { 'thrown' } } }
    ) {
        $database = Get-NewDatabasePath
        $faults = @{ fault = 'refused' }, @{ fault = 'lateAnswer'; delayMs = 300; times = 0 }
        Add-SandboxFault $sandbox ($Reason -eq '-ErrorAction Stop' ? $faults : @($null, $faults[1]))

        & $Pipeline (Write-SampleExport -Count 12 -Groups 12) -DatabasePath $database @account | Should -HaveCount 1

        Test-RunDatabaseClosed $database | Should -BeTrue
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'incomplete'
        $log = Read-RunDatabase $database 'SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log'
        $log.outcome | Should -Not -Contain 'InDoubt'
        @(Get-SandboxRequest $sandbox).Count | Should -BeLessThan 12
        @($log | Where-Object outcome -NE 'NotSent').Count | Should -Be @(Get-SandboxRequest $sandbox).Count
        Sync-QualysAttribute (Write-SampleExport -Count 1) -DatabasePath (Get-NewDatabasePath) @account | Should -HaveCount 1
    }
}
