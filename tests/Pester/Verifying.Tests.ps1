#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox -Argument '--inventory', '3000', '--asset-bytes', '6000'
    $firstId = 1500000001
    $account = @{
        ApiFqdn = $sandbox.Address; GatewayFqdn = $sandbox.Address; Credential = Get-TestCredential
        RetryMinimumSeconds = 0; RetryMaximumSeconds = 0
    }

    # Sends rows for the first assets of the inventory, and gives the path of the run database.
    function Send-Run([int] $Count) {
        $database = Get-NewDatabasePath
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row (Get-SampleRow -Count $Count -Groups 2 -First $firstId)
        Connect-Qualys @account -SkipVerification
        Sync-QualysAttribute $export -DatabasePath $database -Function Add | Out-Null
        $database
    }
}

AfterAll {
    Disconnect-Qualys
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Test-QualysAttribute' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'gives an object for each asset and key, and no error where all is as wanted' {
        $database = Send-Run -Count 3

        $found = Test-QualysAttribute $database -VerifyTimeout 0 -ErrorVariable errors

        $errors | Should -HaveCount 0
        $found | Should -HaveCount 9
        $found[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Verifying.QualysAttributeVerification'
        $found[0].AssetId | Should -Be $firstId
        $found[0].Verdict | Should -Be ([QualysCustomAttributes.Runs.VerificationVerdict]::AsWanted)
        $found.Key | Sort-Object -Unique | Should -Be 'Business', 'Recovery_Tier', 'SLA'
        ($found | Where-Object Key -EQ Business).Found | Should -Be 'Business A', 'Business B', 'Business A'
        Get-GatewayRequest $sandbox get | Should -HaveCount 3
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'says what is not as wanted in one error that does not end the pipeline' {
        $database = Send-Run -Count 3
        Invoke-Sandbox $sandbox "assets/$firstId" -Method Put -Body '{"Business":"Else","SLA":"Gold"}' | Out-Null
        Invoke-Sandbox $sandbox "inventory/$($firstId + 1)" -Method Delete | Out-Null

        $found = Get-Item $database | Test-QualysAttribute -VerifyTimeout 0 -ErrorVariable errors -ErrorAction SilentlyContinue

        ($found | Where-Object Verdict -NE AsWanted | ForEach-Object { "$($_.AssetId - $firstId) $($_.Key) $($_.Verdict) $($_.Found)".TrimEnd() }) |
            Should -Be '0 Business Different Else', '0 Recovery_Tier Missing', '1 Business NotFound', '1 Recovery_Tier NotFound', '1 SLA NotFound'
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'NotAsWanted,QualysCustomAttributes.Commands.TestQualysAttributeCommand'
        $errors[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $errors[0].TargetObject | Should -Be $database
        (Read-RunDatabase $database 'SELECT COUNT(*) AS n FROM qualys_attribute_verification WHERE verdict = ''NotFound''').n | Should -Be 3
    }

    It 'reads like a check' {
        $database = Send-Run -Count 1

        $text = Test-QualysAttribute $database -VerifyTimeout 0 | Out-String -Width 120

        $text | Should -Match 'Verdict\s+AssetId\s+Key\s+Wanted\s+Found'
        $text | Should -Match "AsWanted\s+$firstId\s+Business\s+Business A\s+Business A"
    }

    It 'looks again at what shows late, and finds many assets by a search' {
        Add-SandboxFault $sandbox @{ fault = 'shownAfter'; afterMs = 1500 }
        $database = Send-Run -Count 41

        $found = Test-QualysAttribute $database -VerifyTimeout 00:00:30 -ErrorVariable errors

        $errors | Should -HaveCount 0
        $found | Should -HaveCount 123
        (Get-GatewayRequest $sandbox search).Count | Should -BeGreaterOrEqual 1
    }

    It 'refuses a run of which nothing was sent, and asks nothing' {
        $database = Save-Plan
        Connect-Qualys @account -SkipVerification

        (Get-ErrorOf { Test-QualysAttribute $database }).FullyQualifiedErrorId | Should -Be 'NothingSent,QualysCustomAttributes.Commands.TestQualysAttributeCommand'
        @(Get-SandboxRequest $sandbox) | Should -HaveCount 0
    }

    It 'names the comparison that sends again what is not as wanted, and so does the record of the run' {
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row (Get-SampleRow -Count 2 -First $firstId)
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
        Connect-Qualys @account -SkipVerification
        $database = (Sync-QualysAttribute $export -Reconcile -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath)).DatabasePath
        (Get-QualysRun $database).NextCommand | Should -BeNullOrEmpty
        Invoke-Sandbox $sandbox "assets/$firstId" -Method Put -Body '{"Business":"Else"}' | Out-Null

        Test-QualysAttribute $database -VerifyTimeout 0 -ErrorVariable errors -ErrorAction SilentlyContinue | Out-Null

        $command = "Sync-QualysAttribute -LiteralPath '$export' -Reconcile -LedgerPath '$ledger' -ApiFqdn '$($sandbox.Address)' -WhatIf"
        "$($errors[0])" | Should -BeLike "*by a new comparison*$command*"
        $run = Get-QualysRun $database
        $run.Outcome | Should -Be 'Complete'
        $run.Message | Should -Be 'Reading back found 3 attributes not as wanted.'
        $run.NextCommand | Should -Be $command
    }

    It 'asks the host that the run was sent to, where nothing else is named, and no other' {
        $database = Send-Run -Count 1
        Disconnect-Qualys

        (Test-QualysAttribute $database -VerifyTimeout 0 -Credential (Get-TestCredential)).Verdict | Sort-Object -Unique | Should -Be 'AsWanted'
        $failure = Get-ErrorOf { Test-QualysAttribute $database -ApiFqdn qualysapi.qualys.com -Credential (Get-TestCredential) }
        $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherHost,*'
        $failure = Get-ErrorOf { Test-QualysAttribute (Save-Plan) -Credential (Get-TestCredential) }
        $failure.FullyQualifiedErrorId | Should -BeLike 'NothingSent,*'
    }

    It 'says that Qualys refuses the account' {
        $database = Send-Run -Count 1
        Disconnect-Qualys

        $failure = Get-ErrorOf { Test-QualysAttribute $database -GatewayFqdn $sandbox.Address -Credential (Get-TestCredential -Text 'wrong') }

        $failure.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,QualysCustomAttributes.Commands.TestQualysAttributeCommand'
    }
}

Describe 'A canary' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $database = Get-NewDatabasePath
        $export = Write-Export -Path (Get-TestPath "$([guid]::NewGuid().ToString('N')).csv") -Row (Get-SampleRow -Count 6 -Groups 2 -First $firstId)
        $calls = @(Get-GatewayRequest $sandbox update).Count
    }

    It 'is sent alone, read back, and followed by the rest' {
        $summary = Sync-QualysAttribute $export Add -DatabasePath $database -Canary 1 -Verify -VerifyTimeout 0 @account -ErrorVariable errors

        $errors | Should -HaveCount 0
        $summary.Update.AllWell | Should -BeTrue
        $summary.AssetsReadBack | Should -Be 6
        $summary.AssetsNotAsWanted | Should -Be 0
        $requests = @(Get-GatewayRequest $sandbox update)
        $requests | Should -HaveCount ($calls + 3)
        Get-QualysRunBatch $database | ForEach-Object AssetCount | Should -Be 2, 3, 1
    }

    It 'that is not as wanted ends the run with everything else unsent, for both cmdlets that send' {
        Sync-QualysAttribute $export Add -DatabasePath $database -WhatIf 6> $null | Out-Null
        Add-SandboxFault $sandbox @{ fault = 'silentlyDropped' }
        { Invoke-QualysAttributeUpdate -DatabasePath $database -Canary 2 -VerifyTimeout 0 @account } | Should -Throw -ErrorId 'CanaryNotAsWanted,*'

        @(Get-GatewayRequest $sandbox update) | Should -HaveCount ($calls + 1)
        @(Get-QualysRunBatch $database -Outcome NotSent) | Should -HaveCount 2
        $run = Get-QualysRun $database
        $run.Outcome | Should -Be 'CanaryFailed'
        $run.Message | Should -BeLike 'The canary of 2 assets is not as wanted*'
        $run.NextCommand | Should -BeLike 'Invoke-QualysAttributeUpdate * -Canary 2'
        $run.AssetsConfirmed | Should -Be 0
        $failure = Get-ErrorOf { Resume-QualysAttributeUpdate $database @account }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CanaryOpen,*'
        "$failure" | Should -BeLike '*-Canary 2*-All*'

        Add-SandboxFault $sandbox @{ fault = 'silentlyDropped' }
        { Sync-QualysAttribute $export Add -DatabasePath (Get-NewDatabasePath) -Canary 2 -VerifyTimeout 0 @account } |
            Should -Throw -ErrorId 'CanaryNotAsWanted,*'
        @(Get-GatewayRequest $sandbox update) | Should -HaveCount ($calls + 2)
    }

    It 'that cannot be read keeps everything from being sent' {
        Sync-QualysAttribute $export Add -DatabasePath $database -WhatIf 6> $null | Out-Null
        $elsewhere = $account.Clone()
        $elsewhere.GatewayFqdn = 'http://127.0.0.1:9'

        { Invoke-QualysAttributeUpdate -DatabasePath $database -Canary 2 -VerifyTimeout 0 -MaxAttempts 1 @elsewhere } |
            Should -Throw -ErrorId 'CanaryNotReadable,*'
        @(Get-GatewayRequest $sandbox update) | Should -HaveCount $calls
    }

    It 'is not there for batches that come down the pipeline' {
        Sync-QualysAttribute $export Add -DatabasePath $database -WhatIf 6> $null | Out-Null
        { Invoke-QualysAttributeUpdate -Canary 2 -InputObject (Get-QualysRunBatch $database)[0] @account } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }

    It 'or not: what is read back at the end is an error where it is not as wanted' {
        Add-SandboxFault $sandbox @{ fault = 'silentlyDropped' }
        $summary = Sync-QualysAttribute $export Add -DatabasePath $database -Verify -VerifyTimeout 0 @account -ErrorVariable errors -ErrorAction SilentlyContinue
        $summary.AssetsNotAsWanted | Should -BeGreaterThan 0
        $errors.FullyQualifiedErrorId | Should -BeLike 'NotAsWanted,*'
    }
}

Describe 'Reading back that is refused' {
    It 'names the cmdlet that reads back what was sent' {
        Clear-Sandbox $sandbox
        $database = Get-NewDatabasePath
        $export = Write-Export -Path (Get-TestPath 'refused.csv') -Row (Get-SampleRow -Count 3 -Groups 1 -First $firstId)
        Add-SandboxFault $sandbox @{ fault = 'unauthorized'; endpoint = 'auth'; times = 0 }

        { Sync-QualysAttribute $export Add -DatabasePath $database -Verify -VerifyTimeout 0 @account } |
            Should -Throw -ErrorId 'AuthenticationFailed,*' -ExpectedMessage "*What was sent is on record.*Read it back with: Test-QualysAttribute -DatabasePath '$database'"
    }
}

Describe 'Test-QualysAttributeUpdate' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $ledger = Get-TestPath "$([guid]::NewGuid().ToString('N')).sqlite"
    }

    It 'tries each situation, gives what was seen and leaves the asset as it was' {
        $seen = Test-QualysAttributeUpdate $firstId -LedgerPath $ledger -VerifyTimeout 20 @account

        $seen | ForEach-Object { "$_" } | Should -Be @(
            'Update with a key that is missing: DoesNothing', 'Remove with a key that is missing: DoesNothing', 'Add with a key that exists: Writes')
        ($seen | Out-String -Width 80) | Should -Match 'Add +Existing +Writes'
        Get-SandboxAttribute $sandbox $firstId | Should -BeNullOrEmpty
    }

    It 'sends nothing with -WhatIf, and names an asset that is not there' {
        Test-QualysAttributeUpdate $firstId -LedgerPath $ledger -WhatIf @account | Should -BeNullOrEmpty
        { Test-QualysAttributeUpdate 7 -LedgerPath $ledger @account } | Should -Throw -ErrorId 'TrialAssetNotFound,*'

        Get-GatewayRequest $sandbox update | Should -HaveCount 0
    }
}
