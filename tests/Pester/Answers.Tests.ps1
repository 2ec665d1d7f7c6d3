#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
    $idPrefix = 'QualysCustomAttributes.Commands.InvokeQualysAttributeUpdateCommand'

    # Whatever ended a run, what is left of it is sent once that is mended.
    function Assert-Resumed([string] $Database, [int] $Batches) {
        Clear-Sandbox $sandbox
        $results = @(Invoke-QualysAttributeUpdate -DatabasePath $Database @account)
        $results.Outcome | Should -Be (@('Succeeded') * $Batches)
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'A refusal under whatever status: <Fault>' -ForEach @(
    @{ Fault = 'accountExpired'; Says = '*This account has expired*' }
    @{ Fault = 'badLogin'; Says = '*Bad Login/Password*' }
    @{ Fault = 'registrationPending'; Says = '*Registration must be completed*' }
    @{ Fault = 'addressNotAllowed'; Says = '*The address is not allowed*' }
    @{ Fault = 'evaluationExpired'; Says = '*The evaluation is over*' }
    @{ Fault = 'unauthorizedUnderOk'; Says = '*No API access*' }
    @{ Fault = 'unauthorizedInBody'; Says = '*JWT expired*' }
) {
    It 'ends the run at once, with the causes there are, and the rest can be sent later' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = $Fault; times = 0 }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account }

        $failure.FullyQualifiedErrorId | Should -Be "AuthenticationFailed,$idPrefix"
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.Exception.Message | Should -BeLike $Says
        $failure.Exception.Message | Should -BeLike '*API access*licen?e terms*expired*SSO*'
        @(Get-SandboxRequest $sandbox).Count | Should -BeIn 1, 2
        Assert-Resumed $database 12
    }
}

Describe 'A limit' {
    BeforeEach { Clear-Sandbox $sandbox }

    It 'that lasts longer than -MaximumWait parks the run, and says until when' {
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = 'limitInBody'; times = 0 }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account }

        $failure.FullyQualifiedErrorId | Should -Be "RunParked,$idPrefix"
        $failure.Exception.Message | Should -BeLike '*19:08:48*until *UTC*longest allowed (01:30:00)*'
        $failure.Exception.ResumeAfter | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddHours(19))
        @(Get-SandboxRequest $sandbox).Count | Should -BeIn 1, 2
        Assert-Resumed $database 12
    }

    It 'uses up no attempt of a batch' {
        Add-SandboxFault $sandbox @{ fault = 'tooManyRequests'; times = 6 }

        $result = Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 1 -Groups 1) -MaxAttempts 1 @account -WarningAction SilentlyContinue

        $result.Outcome | Should -Be 'Succeeded'
        Get-SandboxRequest $sandbox | Should -HaveCount 7
    }

    It 'that turns away twenty calls in a row parks the run' {
        $database = Save-Plan -Count 3 -Groups 3
        Add-SandboxFault $sandbox @{ fault = 'tooManyRequests'; times = 0 }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -Be "RunParked,$idPrefix"
        $failure.Exception.Message | Should -BeLike '*20 calls one after the other*'
        Assert-Resumed $database 3
    }
}

Describe 'What stands before Qualys' {
    It 'ends the run after the first calls: HTTP 407' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = 'proxyAuthentication'; times = 0 }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account }

        $failure.FullyQualifiedErrorId | Should -Be "ProxyAuthenticationFailed,$idPrefix"
        $failure.Exception.Message | Should -BeLike "*The run was ended. What was not sent is on record in '$database'. Go on with: Invoke-QualysAttributeUpdate -DatabasePath '$database'*"
        @(Get-SandboxRequest $sandbox).Count | Should -BeIn 1, 2
        Assert-Resumed $database 12
    }
}

Describe 'A fault that does not end: <Fault>' -ForEach @(
    @{ Fault = 'maintenancePage'; Says = "*'Scheduled maintenance'*" }
    @{ Fault = 'corruptBrotli'; Says = '*the answer cannot be read*' }
    @{ Fault = 'serviceUnavailable'; Says = '*HTTP 503*' }
) {
    It 'ends the run after five batches in a row' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = $Fault; times = 0 }
        $results = [System.Collections.Generic.List[object]]::new()

        $failure = Get-ErrorOf {
            Invoke-QualysAttributeUpdate -DatabasePath $database -MaxAttempts 1 @account -ErrorAction SilentlyContinue | ForEach-Object { $results.Add($_) }
        }

        $failure.FullyQualifiedErrorId | Should -Be "TooManyFailures,$idPrefix"
        $failure.Exception.Message | Should -BeLike '*batches failed one after the other for the same cause*'
        $failure.Exception.Message | Should -BeLike $Says
        @(Get-SandboxRequest $sandbox).Count | Should -BeIn 5, 6
        Assert-Resumed $database 12
    }
}

Describe '-FailureLimit' {
    It 'says how many may fail before the run is ended' {
        Clear-Sandbox $sandbox
        Add-SandboxFault $sandbox @{ fault = 'serviceUnavailable'; times = 0 }

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 12 -Groups 12) -MaxAttempts 1 -FailureLimit 2 @account -ErrorAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -Be "TooManyFailures,$idPrefix"
        @(Get-SandboxRequest $sandbox).Count | Should -BeIn 2, 3
    }
}

Describe 'A text of the platform' {
    It 'is shown short, steers no terminal, and is stored whole' {
        Clear-Sandbox $sandbox
        $database = Save-Plan -Count 1 -Groups 1
        Add-SandboxFault $sandbox @{ fault = 'controlCharacters' }

        Invoke-QualysAttributeUpdate -DatabasePath $database @account -ErrorVariable errors -ErrorAction SilentlyContinue | Out-Null

        $errors[0].Exception.Message | Should -Not -Match 'x{301}'
        $errors[0].Exception.Message | Should -Not -Match '[\u0000-\u001f\u007f-\u009f\u202e\u2028]'
        Read-RunValue $database 'SELECT length(execution_log) > 5000 FROM qualys_attribute_payloads_transformed_execution_log' | Should -Be 1
    }
}

Describe 'The inventory' {
    It 'is refused and parked alike: <Fault>' -ForEach @(
        @{ Fault = 'accountExpired'; ErrorId = 'AuthenticationFailed' }
        @{ Fault = 'signInExceptions'; ErrorId = 'AuthenticationFailed' }
        @{ Fault = 'limitInBody'; ErrorId = 'RunParked' }
        @{ Fault = 'proxyAuthentication'; ErrorId = 'ProxyAuthenticationFailed' }
    ) {
        foreach ($endpoint in 'auth', 'count', 'search') {
            Clear-Sandbox $sandbox
            Add-SandboxFault $sandbox @{ fault = $Fault; endpoint = $endpoint; times = 0 }
            $folder = Get-TestPath ([guid]::NewGuid().ToString('N'))

            $failure = Get-ErrorOf {
                Export-QualysInventory $folder -GatewayFqdn $sandbox.Address -Credential $account.Credential -LastUpdatedAfter '1970-01-01'
            }

            $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,QualysCustomAttributes.Commands.ExportQualysInventoryCommand" -Because $endpoint
        }
    }
}
