#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'AskedHost.psm1')) -Force
    Import-BuiltModule
    $password = 'p4ss w0rd!+"<'
    $sandbox = Open-Sandbox -Argument '--inventory', '40', '--password', $password
    $other = Open-Sandbox -Argument '--inventory', '7'
    $credential = Get-TestCredential -Text $password
    $quick = @{ RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 3 }

    function Connect-Sandbox { Connect-Qualys -ApiFqdn $sandbox.Address -Credential $credential @quick @args }

    # Forgets whatever an earlier test left.
    function Clear-Everything {
        Disconnect-Qualys
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        Clear-Sandbox $other
    }

    # Completes a command line at its end.
    function Get-Completion([string] $Line) { (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches }

    # Runs a script where somebody answers, and gives what was asked, what came, and the error that ended it.
    function Invoke-WhereAsked([string] $Script, [pscredential] $Answer) {
        $asking = New-AskedHost
        $asking.Screen.Answer = $Answer
        $engine = Open-Engine -Asking $asking
        try {
            $came = $engine.AddScript($Script).Invoke()
            [pscustomobject]@{ Asked = $asking.Screen.Asked; Came = $came; Failure = $engine.Streams.Error | Select-Object -First 1 }
        }
        finally {
            Close-Engine $engine
        }
    }
}

AfterAll {
    Disconnect-Qualys
    Clear-QualysSetting
    Close-Sandbox $sandbox
    Close-Sandbox $other
}

Describe 'Connect-Qualys' {
    BeforeEach { Clear-Everything }

    It 'makes the connection of the session, and Disconnect-Qualys ends it' {
        Get-QualysConnection | Should -BeNullOrEmpty
        Connect-Sandbox | Should -BeNullOrEmpty

        $connection = Get-QualysConnection
        $connection.GetType().FullName | Should -Be 'QualysCustomAttributes.Qualys.QualysConnection'
        "$($connection.Api)" | Should -Be $sandbox.Address
        "$($connection.Gateway)" | Should -Be $sandbox.Address

        Disconnect-Qualys | Should -BeNullOrEmpty
        Get-QualysConnection | Should -BeNullOrEmpty
        { Disconnect-Qualys } | Should -Not -Throw
    }

    It 'gives the connection with -PassThru' {
        $connection = Connect-Sandbox -PassThru

        $connection | Should -HaveCount 1
        [object]::ReferenceEquals($connection, (Get-QualysConnection)) | Should -BeTrue
    }

    It 'knows every platform by its name, in any case' {
        $connection = Connect-Qualys eu3 -Credential $credential -SkipVerification -PassThru

        $connection.Platform | Should -Be 'EU3'
        "$($connection.Api)" | Should -Be 'https://qualysapi.qg3.apps.qualys.it'
        "$($connection.Gateway)" | Should -Be 'https://gateway.qg3.apps.qualys.it'
    }

    It 'takes a gateway alone, or one beside the API host' {
        (Connect-Qualys -GatewayFqdn $sandbox.Address -Credential $credential -PassThru).Api | Should -BeNullOrEmpty
        Get-QualysAssetCount | Should -Be 40

        $connection = Connect-Qualys -ApiFqdn 'qualysapi.example.org' -GatewayFqdn $sandbox.Address -Credential $credential -PassThru
        "$($connection.Api)" | Should -Be 'https://qualysapi.example.org'
        "$($connection.Gateway)" | Should -Be $sandbox.Address
        $connection.Platform | Should -BeNullOrEmpty
    }

    It 'takes address and account from the environment' {
        $env:q_api_fqdn = $sandbox.Address
        $env:q_username = 'sandbox'
        $env:q_password = $password

        Connect-Qualys
        Clear-QualysSetting

        Get-QualysAssetCount | Should -Be 40
    }

    It 'asks for a token at once, and for no other later' {
        Connect-Sandbox
        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1

        1..3 | ForEach-Object { Get-QualysAssetCount | Should -Be 40 }
        Get-QualysAsset -First 1 | Should -HaveCount 1

        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'sends nothing with -SkipVerification' {
        Connect-Sandbox -SkipVerification
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty

        Get-QualysAssetCount | Should -Be 40
        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'gets another token where the gateway no longer takes the old one' {
        Connect-Sandbox
        Invoke-Sandbox $sandbox 'tokens' -Method Delete | Out-Null

        Get-QualysAssetCount | Should -Be 40
        Get-QualysAssetCount | Should -Be 40

        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 2
    }

    It 'again is another connection, with a token of its own' {
        Connect-Sandbox
        Connect-Qualys -ApiFqdn $other.Address -Credential (Get-TestCredential)

        Get-QualysAssetCount | Should -Be 7
        Get-GatewayRequest $other 'auth' | Should -HaveCount 1
    }

    It 'with a wrong password fails where it was typed, and leaves no connection, not even an earlier one' {
        Connect-Sandbox
        $failure = Get-ErrorOf { Connect-Qualys -ApiFqdn $other.Address -Credential (Get-TestCredential -Text 'not-it-8472') }

        $failure.FullyQualifiedErrorId | Should -Be 'AuthenticationFailed,QualysCustomAttributes.Commands.ConnectQualysCommand'
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.Exception.Message | Should -BeLike "*$($other.Address)*does not accept the credentials*401*"
        $failure | Format-List * -Force | Out-String | Should -Not -Match 'not-it-8472'
        Get-GatewayRequest $other 'auth' | Should -HaveCount 1
        Get-QualysConnection | Should -BeNullOrEmpty
    }

    It 'with <Name> fails with <ErrorId>' -ForEach @(
        @{ Name = 'an unknown platform'; With = @{ Platform = 'XY9' }; ErrorId = 'PlatformUnknown'; Says = "*'XY9' is not a platform*US1*KSA1*GOV1*" }
        @{ Name = 'an address with a path'; With = @{ ApiFqdn = 'https://qualysapi.qualys.com/x' }; ErrorId = 'AddressInvalid'; Says = '*is not an address*' }
        @{ Name = 'plain HTTP'; With = @{ GatewayFqdn = 'http://gateway.example.org' }; ErrorId = 'AddressNotSecure'; Says = '*plain HTTP*' }
        @{ Name = 'a host whose gateway nobody knows'; With = @{ ApiFqdn = 'example.org' }; ErrorId = 'GatewayUnknown'; Says = '*-GatewayFqdn*' }
        @{ Name = 'nothing'; With = @{}; ErrorId = 'AddressMissing'; Says = '*-ApiFqdn*' }
    ) {
        $failure = Get-ErrorOf { Connect-Qualys @With -Credential $credential }

        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,QualysCustomAttributes.Commands.ConnectQualysCommand"
        $failure.Exception.Message | Should -BeLike $Says
        Get-QualysConnection | Should -BeNullOrEmpty
    }

    It 'without credentials says where they may come from' {
        $failure = Get-ErrorOf { Connect-Qualys US1 }

        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialMissing,*'
        $failure.Exception.Message | Should -BeLike '*-Credential*q_username*'
        $failure.Exception.Message | Should -Not -BeLike '*Connect-Qualys*'
    }

    It 'without credentials asks whoever sits there, and takes the answer' {
        $run = Invoke-WhereAsked "Connect-Qualys -ApiFqdn '$($sandbox.Address)' -PassThru" -Answer $credential

        $run.Failure | Should -BeNullOrEmpty
        $run.Asked | Should -Be "Connect to Qualys: User name and password for $($sandbox.Address):"
        "$($run.Came.Api)" | Should -Be $sandbox.Address
        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'without credentials and without an answer is an error' {
        $run = Invoke-WhereAsked 'Connect-Qualys US3'

        $run.Asked | Should -Be 'Connect to Qualys: User name and password for qualysapi.qg3.apps.qualys.com:'
        $run.Failure.FullyQualifiedErrorId | Should -BeLike 'CredentialMissing,*'
    }

    It 'asks nobody where an account was begun in the environment, or the address is missing' {
        (Invoke-WhereAsked 'Connect-Qualys' -Answer $credential) | ForEach-Object {
            $_.Asked | Should -BeNullOrEmpty
            $_.Failure.FullyQualifiedErrorId | Should -BeLike 'AddressMissing,*'
        }

        $env:q_username = 'somebody'
        (Invoke-WhereAsked 'Connect-Qualys US3' -Answer $credential) | ForEach-Object {
            $_.Asked | Should -BeNullOrEmpty
            $_.Failure.Exception.Message | Should -BeLike '*q_password*'
        }
    }

    It 'without credentials and with nobody to ask says so in one error, and shows no question' {
        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; try { Connect-Qualys US3 } catch { `$_.FullyQualifiedErrorId }"

        $said | Should -Be 'CredentialMissing,QualysCustomAttributes.Commands.ConnectQualysCommand'
    }

    It 'to a gateway that is not there fails at once' {
        $gone = Open-Sandbox
        Close-Sandbox $gone

        $failure = Get-ErrorOf { Connect-Qualys -GatewayFqdn $gone.Address -Credential $credential @quick -WarningVariable script:warnings -WarningAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -Be 'ConnectionRefused,QualysCustomAttributes.Commands.ConnectQualysCommand'
        $script:warnings | Should -BeNullOrEmpty
    }

    It 'completes names of platforms and shows their hosts' {
        (Get-Completion 'Connect-Qualys -Platform ').CompletionText | Should -Be ([QualysCustomAttributes.Qualys.QualysPlatform]::Names)
        $matching = Get-Completion 'Connect-Qualys u'
        $matching.CompletionText | Should -Be 'US1', 'US2', 'US3', 'US4', 'UK1'
        $matching[0].ToolTip | Should -Be 'qualysapi.qualys.com, gateway.qg1.apps.qualys.com'
    }
}

Describe 'A connection' {
    BeforeEach { Clear-Everything }

    It 'shows hosts, user name and how calls are made, and no password' {
        $connection = Connect-Sandbox -PassThru
        $shown = $connection | Out-String

        $shown | Should -Match "Gateway\s+: $([regex]::Escape($sandbox.Address))"
        $shown | Should -Match 'Account\s+: sandbox'
        $shown | Should -Match 'ThrottleLimit\s+: 2'
        $shown | Should -Match 'MaxAttempts\s+: 3'
        $shown | Should -Match 'RetryMinimum \(s\)\s+: 0\s+RetryMaximum \(s\)\s+: 0'
        $everything = $shown + ($connection | Format-List * -Force | Out-String) + ($connection | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue) +
            ($connection.Credential | Format-List * -Force | Out-String) + "$connection" + "$($connection.Credential)" + ($connection | Export-Clixml (Get-TestPath 'c.xml'))
        $everything += [System.IO.File]::ReadAllText((Get-TestPath 'c.xml'))
        $everything | Should -Not -Match ([regex]::Escape($password))
        $everything | Should -Not -Match 'eyJ'
    }

    It 'is not that of another runspace, but may be handed to it' {
        $connection = Connect-Sandbox -PassThru
        $engine = Open-Engine
        try {
            $engine.AddScript('Get-QualysConnection').Invoke() | Should -HaveCount 0
            $engine.Commands.Clear()
            $engine.AddScript('param($Connection) Get-QualysAssetCount -Connection $Connection; @(Get-QualysConnection).Count').AddArgument($connection).Invoke() | Should -Be 40, 0
            $engine.HadErrors | Should -BeFalse
        }
        finally {
            Close-Engine $engine
        }

        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'serves ForEach-Object -Parallel by -Connection' {
        $connection = Connect-Sandbox -PassThru
        $manifest = Get-BuiltManifest

        1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; Get-QualysAssetCount -Connection $using:connection } | Should -Be 40, 40, 40

        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'of a name goes before that of the session' {
        Connect-Sandbox
        $named = Connect-Qualys -ApiFqdn $other.Address -Credential (Get-TestCredential) -PassThru
        Connect-Sandbox

        Get-QualysAssetCount -Connection $named | Should -Be 7
        Get-QualysAssetCount | Should -Be 40
    }

    It 'of the session yields to -ApiFqdn and -Credential' {
        Connect-Sandbox

        Get-QualysAssetCount -ApiFqdn $other.Address -Credential (Get-TestCredential) | Should -Be 7
        Get-QualysAssetCount -GatewayFqdn $other.Address -Credential (Get-TestCredential) | Should -Be 7
    }

    It 'of the session goes before the environment' {
        Connect-Sandbox
        $env:q_api_fqdn = $other.Address
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'

        Get-QualysAssetCount | Should -Be 40
        Disconnect-Qualys
        Get-QualysAssetCount | Should -Be 7
    }

    It 'does not go with <Parameter>, for <Cmdlet>' -ForEach @(
        foreach ($cmdlet in 'Get-QualysAssetCount', 'Get-QualysAsset', 'Export-QualysInventory', 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute') {
            foreach ($parameter in 'ApiFqdn', 'GatewayFqdn', 'Credential') {
                if ($parameter -ne 'GatewayFqdn' -or $cmdlet -notlike '*Attribute*') {
                    @{ Cmdlet = $cmdlet; Parameter = $parameter }
                }
            }
        }
    ) {
        $more = @{ Connection = Connect-Sandbox -SkipVerification -PassThru; $Parameter = $Parameter -eq 'Credential' ? $credential : $sandbox.Address }
        if ($Cmdlet -like 'Export*') { $more.Path = Get-TestPath 'ambiguous' }
        if ($Cmdlet -like 'Invoke*') { $more.DatabasePath = Save-Plan }
        if ($Cmdlet -like 'Sync*') { $more.Path = Write-SampleExport; $more.DatabasePath = Get-NewDatabasePath }

        (Get-ErrorOf { & $Cmdlet @more }).FullyQualifiedErrorId | Should -BeLike 'ConnectionAmbiguous,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'and what a cmdlet is told of calls is what counts there' {
        Connect-Sandbox
        Add-SandboxFault $sandbox @{ fault = 'serviceUnavailable'; endpoint = 'count'; times = 0 }

        (Get-ErrorOf { Get-QualysAssetCount -WarningAction SilentlyContinue }).Exception.Message | Should -BeLike '*tried 3 times*'
        (Get-ErrorOf { Get-QualysAssetCount -MaxAttempts 2 -WarningAction SilentlyContinue }).Exception.Message | Should -BeLike '*tried 2 times*'
        Get-GatewayRequest $sandbox 'count' | Should -HaveCount 5
    }
}

Describe 'Updates' {
    BeforeEach { Clear-Everything }

    It 'use the connection of the session, by <_>' -ForEach 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute' {
        Connect-Sandbox -ThrottleLimit 1
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 50; times = 0 }

        if ($_ -like 'Sync*') {
            (Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath)).Update.Succeeded | Should -Be 3
        }
        else {
            (Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan)).Outcome | Should -Be (@('Succeeded') * 3)
        }

        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1009)
        Get-SandboxPeak $sandbox | Should -Be 1
    }

    It 'use -Connection, and -ThrottleLimit goes before the one it has, by <_>' -ForEach 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute' {
        $connection = Connect-Sandbox -ThrottleLimit 1 -PassThru
        Disconnect-Qualys
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 200; times = 0 }

        if ($_ -like 'Sync*') {
            (Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -Connection $connection -ThrottleLimit 3).Update.Succeeded | Should -Be 3
        }
        else {
            (Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan) -Connection $connection -ThrottleLimit 3).Outcome | Should -Be (@('Succeeded') * 3)
        }

        Get-SandboxPeak $sandbox | Should -Be 3
    }

    It 'over a connection to the gateway alone say what is missing' {
        Connect-Qualys -GatewayFqdn $sandbox.Address -Credential $credential
        $database = Get-NewDatabasePath

        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AddressMissing,*'
        $failure.Exception.Message | Should -BeLike '*gateway*alone*-ApiFqdn*'
        Test-Path $database | Should -BeFalse
        (Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database -WhatIf).Batches | Should -Be 3
    }

    It 'without any connection point to Connect-Qualys' {
        (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan) }).Exception.Message | Should -BeLike '*Connect-Qualys*'
        (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -ApiFqdn $sandbox.Address }).Exception.Message | Should -BeLike '*Connect-Qualys*'
        (Get-ErrorOf { Get-QualysAssetCount }).Exception.Message | Should -BeLike '*no Qualys address*Connect-Qualys*'
    }
}
