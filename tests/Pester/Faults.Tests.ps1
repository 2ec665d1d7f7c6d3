#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{
        ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; ThrottleLimit = 1
        WarningAction = 'SilentlyContinue'
    }
    $idPrefix = 'QualysCustomAttributes.Commands.InvokeQualysAttributeUpdateCommand'
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'A fault that passes: <Name>' -ForEach @(
    @{ Name = '409, rate'; Fault = @{ fault = 'rateLimited' } }
    @{ Name = '409 with the wait in a header'; Fault = @{ fault = 'rateLimited'; toWaitSeconds = 1 } }
    @{ Name = '409, concurrency'; Fault = @{ fault = 'concurrencyLimited' } }
    @{ Name = '429'; Fault = @{ fault = 'tooManyRequests' } }
    @{ Name = '429 with Retry-After'; Fault = @{ fault = 'tooManyRequests'; retryAfterSeconds = 1 } }
    @{ Name = '429 with blank headers'; Fault = @{ fault = 'tooManyRequests'; blankLimitHeaders = $true } }
    @{ Name = '503'; Fault = @{ fault = 'serviceUnavailable'; times = 3 } }
    @{ Name = '500'; Fault = @{ fault = 'status'; status = 500; body = 'oops' } }
    @{ Name = 'dropped before the change'; Fault = @{ fault = 'droppedBeforeChange' } }
    @{ Name = 'dropped after the change'; Fault = @{ fault = 'droppedAfterChange' } }
    @{ Name = 'an answer that breaks off'; Fault = @{ fault = 'cutAnswer' } }
    @{ Name = 'malformed JSON'; Fault = @{ fault = 'malformedJson' } }
    @{ Name = 'a page of a proxy'; Fault = @{ fault = 'proxyPage' } }
    @{ Name = 'an empty answer'; Fault = @{ fault = 'emptyAnswer' } }
    @{ Name = 'a late answer'; Fault = @{ fault = 'lateAnswer'; delayMs = 4000 }; Parameter = @{ TimeoutSeconds = 1 } }
) {
    It 'ends in the wanted state, and every call is on record' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 4 -Groups 2
        Add-SandboxFault $sandbox @($Fault)
        $more = $Parameter ? $Parameter : @{}

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database @account @more -ErrorVariable errors

        $errors | Should -BeNullOrEmpty
        $results.Outcome | Should -Be 'Succeeded', 'Succeeded'
        $results[0].Calls | Should -BeGreaterThan 1
        $assets = Get-SandboxAsset $sandbox
        $assets.id | Should -Be (1001..1004)
        $assets.attributes.Business | Should -Be 'Business A', 'Business B', 'Business A', 'Business B'
        Measure-RunTable $database 'api_calls' | Should -Be @(Get-SandboxRequest $sandbox).Count
        Read-RunValue $database 'SELECT COUNT(*) FROM api_calls WHERE wait_cause IS NOT NULL' | Should -BeGreaterOrEqual 1
        (Read-RunDatabase $database 'SELECT DISTINCT status FROM qualys_attribute_payloads_transformed_execution_log').status | Should -Be '200'
    }
}

Describe 'An unusual success: <Fault>' -ForEach @(
    @{ Fault = 'bareSuccess'; Confirmed = $null }
    @{ Fault = 'xmlAnswer'; Confirmed = 2 }
) {
    It 'is one' {
        Clear-Sandbox $sandbox
        Add-SandboxFault $sandbox @{ fault = $Fault }

        $result = Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 2 -Groups 1) @account

        $result.Outcome | Should -Be 'Succeeded'
        $result.ConfirmedCount | Should -Be $Confirmed
        $result.Calls | Should -Be 1
    }
}

Describe 'A fault that stays: <Name>' -ForEach @(
    @{ Name = 'a failure under 200'; Fault = @{ fault = 'refused'; errorMessage = 'Key too long.' }; Outcome = 'Failed'; ErrorId = 'BatchFailed'; Category = 'InvalidResult'; Status = 200; Calls = 1; Says = '*Key too long*' }
    @{ Name = 'another failure under 200'; Fault = @{ fault = 'otherError' }; Outcome = 'Failed'; ErrorId = 'BatchFailed'; Category = 'InvalidResult'; Status = 200; Calls = 1; Says = '*OTHER_ERROR*' }
    @{ Name = '400'; Fault = @{ fault = 'status'; status = 400; body = 'no' }; Outcome = 'Failed'; ErrorId = 'BatchFailed'; Category = 'InvalidResult'; Status = 400; Calls = 1; Says = '*HTTP 400*' }
    @{ Name = '503 on every attempt'; Fault = @{ fault = 'serviceUnavailable'; times = 3 }; Outcome = 'Failed'; ErrorId = 'BatchFailed'; Category = 'InvalidResult'; Status = 503; Calls = 3; Says = '*HTTP 503*attempt 3*' }
    @{ Name = 'dropped on every attempt'; Fault = @{ fault = 'droppedBeforeChange'; times = 3 }; Outcome = 'Failed'; ErrorId = 'BatchFailed'; Category = 'ConnectionError'; Status = $null; Calls = 3; Says = '*no answer*' }
    @{ Name = 'a short count'; Fault = @{ fault = 'shortCount'; count = 1 }; Outcome = 'Partial'; ErrorId = 'BatchPartial'; Category = 'ObjectNotFound'; Status = 200; Calls = 1; Says = '*confirms 1 of 2 assets*' }
) {
    It 'costs its batch alone, as a non-terminating error with the batch as target' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 4 -Groups 2
        Add-SandboxFault $sandbox @($Fault)

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database -MaxAttempts 3 @account -ErrorVariable errors -ErrorAction SilentlyContinue

        $results.Outcome | Should -Be $Outcome, 'Succeeded'
        $results[0].Status | Should -Be $Status
        $results[0].Calls | Should -Be $Calls
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -Be "$ErrorId,$idPrefix"
        $errors[0].CategoryInfo.Category | Should -Be $Category
        $errors[0].TargetObject.GetType().FullName | Should -Be 'QualysCustomAttributes.Planning.QualysBatch'
        $errors[0].TargetObject.AssetIds | Should -Be 1001, 1003
        $errors[0].Exception.Message | Should -BeLike $Says
        $errors[0].Exception.Message | Should -Not -Match '\n'
        Read-RunValue $database 'SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log WHERE group_number = 1' | Should -Be $Outcome

        # What the message says to do about it does it.
        $again = Invoke-QualysAttributeUpdate -DatabasePath $database -Function Add @account
        $again.Outcome | Should -Be 'Succeeded', 'Succeeded'
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1004)
    }
}

Describe 'What the platform says' {
    It 'steers no terminal: not as an error, not as a property, not in the verbose stream' {
        Clear-Sandbox $sandbox
        $hostile = '{"ServiceResponse":{"responseCode":"OTHER\u001b[31m_ERROR","responseErrorDetails":{"errorMessage":"gone\u001b[2J\u0007\nfor good"}}}'
        Add-SandboxFault $sandbox @{ fault = 'status'; status = 400; body = $hostile; contentType = 'application/json' }

        $said = Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 2 -Groups 1) @account -Verbose -ErrorVariable errors -ErrorAction Continue 2>&1 4>&1

        $result = $said | Where-Object { $_.PSObject.TypeNames -contains 'QualysCustomAttributes.Sending.QualysUpdateResult' }
        $errors | Should -HaveCount 1
        $everything = "$($errors[0])", $errors[0].Exception.Message, $result.ResponseCode, $result.Error, ($said | Out-String -Width 4096)
        $everything | ForEach-Object { $_ | Should -Not -Match '[\x1b\x07]' }
        $result.Error | Should -BeLike '*gone*for good*'
    }

    It 'steers no terminal in the views of assets either' {
        Clear-Sandbox $sandbox
        $id = (Get-QualysAsset -ApiFqdn $sandbox.Address -Credential $account.Credential -First 1).AssetId
        Invoke-Sandbox $sandbox "inventory/$id" -Method Patch -Body '{"assetName":"evil\u001b]0;owned\u0007name","address":"1\u001b[2J"}' | Out-Null
        $asset = Get-QualysAsset -ApiFqdn $sandbox.Address -Credential $account.Credential -First 1

        $asset.AssetName | Should -Match '\x1b' -Because 'the property is what Qualys has'
        $asset | Out-String -Width 4096 | Should -Not -Match '[\x1b\x07]'
        $asset | Format-List | Out-String -Width 4096 | Should -Not -Match '[\x1b\x07]'
        $asset | Out-String -Width 4096 | Should -Match 'evil.*name'
    }

    It 'shows an asset without what would steer a terminal or is not seen, whatever the view' {
        Clear-Sandbox $sandbox
        $id = (Get-QualysAsset -ApiFqdn $sandbox.Address -Credential $account.Credential -First 1).AssetId
        $hostile = 'a\u001b]0;b\u0007c\u009b2Jd\r\ne\u202ef\u2028g\u200bh\ud83c\udff4\udb40\udc67i'
        $body = '{"assetName":"T","dnsName":"T","tagList":{"tag":[{"tagName":"T"}]},"customAttributes":[{"key":"T","value":"T","connectorName":"T"}]}'.Replace('T', $hostile)
        Invoke-Sandbox $sandbox "inventory/$id" -Method Patch -Body $body | Out-Null
        $asset = Get-QualysAsset -ApiFqdn $sandbox.Address -Credential $account.Credential -First 1

        $asset.AssetName | Should -Match "\u202e" -Because 'the property is what Qualys has'
        $seen = $asset, $asset.CustomAttributes | ForEach-Object { $_ | Format-Table | Out-String -Width 4096; $_ | Format-List | Out-String -Width 4096 }
        $seen | Should -Not -Match '[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]|\udb40'
        $asset | Format-List | Out-String -Width 4096 | Should -Match 'AssetName +: a.*b.*c.*d.*e.*f.*g.*h.*i'
    }

    It 'steers no terminal in an error of <Name>, in its message, its category, and its cause' -ForEach @(
        @{ Name = 'count'; Run = { Get-QualysAssetCount -ApiFqdn $sandbox.Address -Credential $account.Credential -MaxAttempts 1 } }
        @{ Name = 'get'; Run = { Get-QualysAsset -ApiFqdn $sandbox.Address -Credential $account.Credential -MaxAttempts 1 } }
        @{ Name = 'export'; Run = { Export-QualysInventory (Get-TestPath "e$([char]27)]2Jx") -ApiFqdn $sandbox.Address -Credential $account.Credential -MaxAttempts 1 -Verbose } }
        @{ Name = 'publish'; Run = { Publish-QualysInventory (Get-TestPath "no$([char]27)]2J$([char]7)$([char]0x202e)thing.db") -Csv (Get-TestPath "c$([char]27)sv") } }
        @{ Name = 'restore'; Run = { Restore-QualysInventory (Get-TestPath "no$([char]27)]2J$([char]7)$([char]0x202e)pages") } }
        @{ Name = 'import'; Run = { Import-AxoniusCsv (Get-TestPath "no$([char]27)]2J$([char]7)$([char]0x202e)file.csv") -DatabasePath (Get-NewDatabasePath) } }
        @{ Name = 'a path of no file'; Run = { Publish-QualysInventory "Env:no$([char]27)]2J$([char]0x202e)" -Csv . } }
    ) {
        Clear-Sandbox $sandbox
        $hostile = '{"responseCode":"OTHER\u001b[31m\u202eERROR","responseMessage":"gone\u001b[2J\u0007\nfor\u2028good"}'
        Add-SandboxFault $sandbox @{ fault = 'status'; status = 400; body = $hostile; contentType = 'application/json'; endpoint = 'count' }, @{ fault = 'status'; status = 400; body = $hostile; contentType = 'application/json'; endpoint = 'search' }
        $said = [System.Collections.Generic.List[string]]::new()
        try {
            & $Run *>&1 | ForEach-Object { $said.Add(($_ | Out-String -Width 4096)) }
            throw 'There was no error.'
        }
        catch {
            $_.FullyQualifiedErrorId | Should -Not -Match 'There was no error'
            $said.Add("$_")
            $said.Add("$($_.CategoryInfo)")
            $said.Add($_.Exception.ToString())
            $said.Add(($_ | Out-String -Width 4096))
        }

        # What PowerShell colours itself is its own.
        $said -replace '\x1b\[[0-9;]*m', '' | Should -Not -Match '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]'
    }

    It 'asks and says nothing raw of a path' {
        Clear-Sandbox $sandbox
        $folder = Get-TestPath "in$([char]27)]0;x$([char]7)$([char]0x202e)ventory"
        $how = @{ ApiFqdn = $sandbox.Address; Credential = $account.Credential }
        $verbose = Export-QualysInventory $folder @how -LastUpdatedAfter 2000-01-01 -Verbose 4>&1 | Out-String -Width 4096
        $summary = Get-ChildItem -LiteralPath $folder -Filter *.db

        $summary | Should -Not -BeNullOrEmpty
        $verbose | Should -Not -Match '[\x07\u202e]|\x1b\]'
        $published = Publish-QualysInventory -Path $folder -Csv (Join-Path $folder 'csv')
        $views = $published, $published.Tables | ForEach-Object { $_ | Format-Table | Out-String -Width 4096; $_ | Format-List | Out-String -Width 4096 }
        $views | Should -Not -Match '[\x07\u202e]|\x1b\]'
        $published.Location | Should -Match "\u202e"
    }
}

Describe 'What an export says' {
    It 'steers no terminal: not in a view, and not in the preview of a dry run' {
        $export = Get-TestPath 'escapes.csv'
        [System.IO.File]::WriteAllText($export, "Id,Owner`n1001,`"a$([char]27)]0;owned$([char]7)b`"`n")
        $how = @{ Mapping = @{ Owner = 'Owner' }; AssetIdColumn = 'Id' }

        $records = Import-AxoniusCsv $export -DatabasePath (Get-NewDatabasePath) @how
        $payloads = $records | New-QualysAttributePayload
        $preview = Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) @how -WhatIf 6>&1

        $records, $payloads, ($payloads | Group-QualysPayload), $preview | ForEach-Object { $_ | Out-String -Width 4096 } |
            Should -Not -Match '[\x1b\x07]'
        $preview | Out-String | Should -Match 'Owner=a.*owned.*b'
    }
}

Describe 'A short count' {
    BeforeEach {
        Clear-Sandbox $sandbox
    }

    It 'lists the assets that were not confirmed' {
        Add-SandboxFault $sandbox @{ fault = 'shortCount'; count = 2 }

        $result = Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 3 -Groups 1) @account -ErrorAction SilentlyContinue

        $result.ConfirmedCount | Should -Be 2
        $result.NotConfirmedAssetIds | Should -Be 1003
    }

    It 'without names leaves the whole batch unconfirmed' {
        Add-SandboxFault $sandbox @{ fault = 'shortCount'; count = 2; withData = $false }

        $result = Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 3 -Groups 1) @account -ErrorAction SilentlyContinue

        $result.Outcome | Should -Be 'Partial'
        $result.NotConfirmedAssetIds | Should -Be (1001..1003)
    }
}

Describe '<Status>' -ForEach @(
    @{ Status = 401; Fault = 'unauthorized'; ErrorId = 'AuthenticationFailed' }
    @{ Status = 403; Fault = 'forbidden'; ErrorId = 'Forbidden' }
) {
    BeforeEach {
        Clear-Sandbox $sandbox
    }

    It 'ends the run at once, and the rest can be sent later' {
        $database = Save-Plan -Count 10 -Groups 5
        Add-SandboxFault $sandbox @($null, $null, @{ fault = $Fault })
        $results = [System.Collections.Generic.List[object]]::new()

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account | ForEach-Object { $results.Add($_) } }

        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,$idPrefix"
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.Exception.Message | Should -BeLike "*$Status*"
        $results.Outcome | Should -Be 'Succeeded', 'Succeeded'
        Get-SandboxRequest $sandbox | Should -HaveCount 3
        Read-RunValue $database "SELECT outcome FROM run WHERE stage = 'Update'" | Should -Be 'failed'
        Read-RunValue $database 'SELECT status FROM qualys_attribute_payloads_transformed_execution_log WHERE group_number = 3' | Should -Be "$Status"
        Test-RunDatabaseClosed $database | Should -BeTrue

        (Invoke-QualysAttributeUpdate -DatabasePath $database @account).Outcome | Should -Be (@('Succeeded') * 5)
        Get-SandboxRequest $sandbox | Should -HaveCount 6
        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1010)
    }

    It 'ends Sync-QualysAttribute too' {
        Add-SandboxFault $sandbox @{ fault = $Fault; times = 0 }
        $database = Get-NewDatabasePath

        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database @account }

        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,QualysCustomAttributes.Commands.SyncQualysAttributeCommand"
        Get-SandboxRequest $sandbox | Should -HaveCount 1
        Test-RunDatabaseClosed $database | Should -BeTrue
    }
}

Describe 'A redirect' {
    It 'ends the run with the call that it answers, and is never followed' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 4 -Groups 2
        Add-SandboxFault $sandbox @{ fault = 'redirect'; location = 'https://elsewhere.invalid/' }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account }

        $failure.FullyQualifiedErrorId | Should -Be "Redirected,$idPrefix"
        $failure.Exception.Message | Should -BeLike '*elsewhere.invalid*not followed*'
        Get-SandboxRequest $sandbox | Should -HaveCount 1
        (Invoke-QualysAttributeUpdate -DatabasePath $database @account).Outcome | Should -Be 'Succeeded', 'Succeeded'
    }
}

Describe 'Wrong credentials' {
    It 'end the run with the first call' {
        Clear-Sandbox $sandbox
        $wrong = $account.Clone()
        $wrong.Credential = Get-TestCredential 'sandbox' 'wrong'

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan) @wrong }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        Get-SandboxRequest $sandbox | Should -HaveCount 1
    }
}

Describe 'Sync-QualysAttribute' {
    It 'gives an error a batch and the numbers at the end' {
        Clear-Sandbox $sandbox
        Add-SandboxFault $sandbox @(@{ fault = 'refused' }, @{ fault = 'shortCount'; count = 1 })

        $summary = Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) @account -ErrorVariable errors -ErrorAction SilentlyContinue

        $errors.FullyQualifiedErrorId | Should -Be 'BatchFailed,QualysCustomAttributes.Commands.SyncQualysAttributeCommand',
            'BatchPartial,QualysCustomAttributes.Commands.SyncQualysAttributeCommand'
        $summary.Update.Failed | Should -Be 1
        $summary.Update.Partial | Should -Be 1
        $summary.Update.Succeeded | Should -Be 1
        $summary.Update.AllWell | Should -BeFalse
    }

    It 'sets $? where a batch failed' {
        Clear-Sandbox $sandbox
        Add-SandboxFault $sandbox @{ fault = 'refused' }

        Sync-QualysAttribute (Write-SampleExport -Count 1) -DatabasePath (Get-NewDatabasePath) @account -ErrorAction SilentlyContinue | Out-Null
        $succeeded = $?

        $succeeded | Should -BeFalse
    }
}
