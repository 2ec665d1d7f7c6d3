#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $text = 'cl1ent s3cret +/"<'
    $arguments = '--inventory', '40', '--client-id', 'the-client', '--client-secret', $text
    $sandbox = Open-Sandbox -Argument ($arguments + '--update-bearer')
    $strict = Open-Sandbox -Argument $arguments
    $credential = Get-TestCredential
    $client = Get-TestCredential -UserName 'the-client' -Text $text
    $quick = @{ RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 2 }
    $cmdlets = 'Get-QualysAssetCount', 'Get-QualysAsset', 'Export-QualysInventory', 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute', 'Connect-Qualys'

    function Clear-Everything {
        Disconnect-Qualys
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        Clear-Sandbox $strict
    }

    # A token as somebody else would make it.
    function Get-MadeToken([psobject] $From = $sandbox) {
        Invoke-RestMethod "$($From.Address)/auth/oidc" -Method Post -Headers @{ clientId = 'the-client'; clientSecret = $text } -NoProxy
    }

    # What a cmdlet needs beside address and account.
    function Get-More([string] $Cmdlet) {
        switch -Wildcard ($Cmdlet) {
            'Export*' { @{ Path = Get-TestPath "$([guid]::NewGuid())"; LastUpdatedAfter = '1970-01-01' } }
            'Invoke*' { @{ DatabasePath = Save-Plan } }
            'Sync*' { @{ Path = Write-SampleExport; DatabasePath = Get-NewDatabasePath } }
            default { @{} }
        }
    }

    function Get-SignInPath { (Get-SandboxRequest $sandbox | Where-Object Path -Like '/auth*').path }
}

AfterAll {
    Disconnect-Qualys
    Clear-QualysSetting
    Close-Sandbox $sandbox
    Close-Sandbox $strict
}

Describe 'A client' {
    BeforeEach { Clear-Everything }

    It 'reads the inventory, by <_>' -ForEach 'Get-QualysAssetCount', 'Get-QualysAsset', 'Export-QualysInventory' {
        $more = Get-More $_
        & $_ -ApiFqdn $sandbox.Address -ClientCredential $client @more @quick | Should -Not -BeNullOrEmpty

        Get-SignInPath | Should -Be '/auth/oidc'
    }

    It 'of the subscription signs in at an address of its own' {
        Get-QualysAssetCount -ApiFqdn $sandbox.Address -ClientCredential $client -ClientKind Subscription | Should -Be 40

        Get-SignInPath | Should -Be '/auth/oauth'
    }

    It 'of the environment serves too, and -ClientKind says whose it is' {
        $env:q_client_id = 'the-client'
        $env:q_client_secret = $text

        Get-QualysAssetCount -ApiFqdn $sandbox.Address | Should -Be 40
        Get-QualysAssetCount -ApiFqdn $sandbox.Address -ClientKind Subscription | Should -Be 40

        Get-SignInPath | Should -Be '/auth/oidc', '/auth/oauth'
    }

    It 'is shown by its id, and its secret nowhere' {
        $connection = Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential $client -ClientKind Subscription -UpdateAuthentication Bearer -PassThru
        $shown = ($connection | Out-String) + ($connection | Format-Table | Out-String) + ($connection | Format-List * -Force | Out-String) +
            ($connection | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue) + ($connection.Credential | Format-List * -Force | Out-String) + "$($connection.Credential)"

        $shown | Should -Match 'Account\s+: the-client \(Subscription\)'
        $shown | Should -Match 'UpdateAuthentication\s+: Bearer'
        $shown | Should -Not -Match 's3cret'
        $shown | Should -Not -Match 'eyJ'
    }

    It 'that is wrong fails where it was typed' {
        $failure = Get-ErrorOf { Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential (Get-TestCredential -UserName 'the-client' -Text 'not-it-8472') }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        $failure | Format-List * -Force | Out-String | Should -Not -Match 'not-it-8472'
    }
}

Describe 'A token that was made elsewhere' {
    BeforeEach { Clear-Everything }

    It 'reads the inventory and asks for no other' {
        $token = Get-TestSecret (Get-MadeToken)

        Connect-Qualys -ApiFqdn $sandbox.Address -AccessToken $token
        Get-QualysAssetCount | Should -Be 40
        (Get-QualysConnection | Out-String) | Should -Match 'Account\s+: an access token'
        Get-SignInPath | Should -HaveCount 1

        Invoke-Sandbox $sandbox 'tokens' -Method Delete | Out-Null
        $failure = Get-ErrorOf { Get-QualysAssetCount }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        $failure.Exception.Message | Should -BeLike '*may have expired*make a new one*'
        Get-SignInPath | Should -HaveCount 1
    }

    It 'that Qualys refuses as <_> ends the run at once and says that it cannot be renewed' -ForEach 'tokenExpired', 'unauthorizedUnderOk' {
        $token = Get-TestSecret (Get-MadeToken)
        $fault = @{ fault = $_; times = 0 }
        Add-SandboxFault $sandbox ($fault + @{ endpoint = 'update' }), ($fault + @{ endpoint = 'count' })
        $before = @(Get-SandboxRequest $sandbox).Count

        foreach ($cmdlet in 'Sync-QualysAttribute', 'Get-QualysAssetCount') {
            $more = Get-More $cmdlet
            if ($cmdlet -like 'Sync*') { $more += @{ UpdateAuthentication = 'Bearer'; ThrottleLimit = 1 } }
            $failure = Get-ErrorOf { & $cmdlet -ApiFqdn $sandbox.Address -AccessToken $token @more }
            $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
            $failure.Exception.Message | Should -BeLike '*cannot be renewed here: make a new one*'
        }

        @(Get-SandboxRequest $sandbox).Count | Should -Be ($before + 2)
    }

    It 'that has expired is refused before anything is sent' {
        $claims = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes('{"exp":1700000000}')).TrimEnd('=')
        $env:q_access_token = "eyJhbGciOiJub25lIn0.$claims.x"

        foreach ($cmdlet in $cmdlets) {
            $more = Get-More $cmdlet
            if ($cmdlet -like '*Attribute*') { $more.UpdateAuthentication = 'Bearer' }
            (Get-ErrorOf { & $cmdlet -ApiFqdn $sandbox.Address @more }).FullyQualifiedErrorId | Should -BeLike 'TokenExpired,*'
        }

        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}

Describe 'One account' {
    BeforeEach { Clear-Everything }

    It 'is taken, and not two: <First> with <Second>, by <Cmdlet>' -ForEach @(
        foreach ($cmdlet in 'Get-QualysAssetCount', 'Export-QualysInventory', 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute', 'Connect-Qualys') {
            foreach ($pair in @('Credential', 'ClientCredential'), @('Credential', 'AccessToken'), @('ClientCredential', 'AccessToken')) {
                @{ Cmdlet = $cmdlet; First = $pair[0]; Second = $pair[1] }
            }
        }
    ) {
        $values = @{ Credential = $credential; ClientCredential = $client; AccessToken = Get-TestSecret 'a.b.c' }
        $more = (Get-More $Cmdlet) + @{ ApiFqdn = $sandbox.Address; $First = $values[$First]; $Second = $values[$Second] }

        $failure = Get-ErrorOf { & $Cmdlet @more }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialAmbiguous,*'
        $failure.Exception.Message | Should -BeLike "*-$First, -$Second*"
        if ($Cmdlet -match 'Attribute|Export') {
            (Get-ErrorOf { & $Cmdlet @more -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'CredentialAmbiguous,*'
        }

        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'of the environment is one too, and a parameter goes before it' {
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'
        $env:q_client_id = 'the-client'

        $failure = Get-ErrorOf { Get-QualysAssetCount -ApiFqdn $sandbox.Address }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialAmbiguous,*'
        $failure.Exception.Message | Should -BeLike '*q_username, q_password, q_client_id*'
        (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -WhatIf }).FullyQualifiedErrorId |
            Should -BeLike 'CredentialAmbiguous,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty

        Get-QualysAssetCount -ApiFqdn $sandbox.Address -ClientCredential $client | Should -Be 40
        Get-QualysAssetCount -ApiFqdn $sandbox.Address -Credential $credential | Should -Be 40

        Connect-Qualys -ApiFqdn $sandbox.Address -Credential $credential
        Get-QualysAssetCount | Should -Be 40
    }

    It 'that is half there is named by what is missing' {
        $env:q_client_id = 'the-client'

        $failure = Get-ErrorOf { Get-QualysAssetCount -ApiFqdn $sandbox.Address }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialMissing,*'
        $failure.Exception.Message | Should -BeLike '*q_client_id is set, and q_client_secret*is not*'
    }

    It 'does not go with -Connection: <_>' -ForEach 'ClientCredential', 'AccessToken', 'ClientKind' {
        $connection = Connect-Qualys -ApiFqdn $sandbox.Address -Credential $credential -SkipVerification -PassThru
        $values = @{ ClientCredential = $client; AccessToken = Get-TestSecret 'a.b.c'; ClientKind = 'User' }
        $more = @{ $_ = $values[$_] }

        (Get-ErrorOf { Get-QualysAssetCount -Connection $connection @more }).FullyQualifiedErrorId | Should -BeLike 'ConnectionAmbiguous,*'
    }

    It 'of another kind is no client' {
        $env:q_username = 'sandbox'
        $env:q_password = 'sandbox'

        (Get-ErrorOf { Get-QualysAssetCount -ApiFqdn $sandbox.Address -ClientKind User }).FullyQualifiedErrorId | Should -BeLike 'ClientMissing,*'
        (Get-ErrorOf { Get-QualysAssetCount -ApiFqdn $sandbox.Address -Credential $credential -ClientKind User }).FullyQualifiedErrorId | Should -BeLike 'ClientMissing,*'
    }

    It 'of parameters is not that of the session' {
        Connect-Qualys -ApiFqdn $sandbox.Address -Credential $credential
        Clear-Sandbox $sandbox

        Get-QualysAssetCount -ApiFqdn $sandbox.Address -ClientCredential $client | Should -Be 40

        Get-SignInPath | Should -Be '/auth/oidc'
    }
}

Describe 'A token that Qualys refuses as <_>' -ForEach 'tokenExpired', 'unauthorizedUnderOk' {
    BeforeEach { Clear-Everything }

    It 'is renewed once, by <Endpoint>' -ForEach @{ Fault = $_; Endpoint = 'update' }, @{ Fault = $_; Endpoint = 'count' } {
        $call = {
            if ($Endpoint -eq 'count') { return Get-QualysAssetCount }
            Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -ThrottleLimit 1
        }
        Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer
        Add-SandboxFault $sandbox @{ fault = $Fault; endpoint = $Endpoint }

        "$(& $call)" | Should -Not -BeNullOrEmpty
        Get-SignInPath | Should -HaveCount 2

        Add-SandboxFault $sandbox @{ fault = $Fault; endpoint = $Endpoint; times = 0 }
        (Get-ErrorOf $call).FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        Get-SignInPath | Should -HaveCount 3
    }
}

Describe 'Updates without a password' {
    BeforeEach { Clear-Everything }

    It 'end at once where the client is refused, and the rest can be sent' {
        $database = Get-NewDatabasePath
        $wrong = Get-TestCredential -UserName 'the-client' -Text 'wr0ng-secret'
        $failure = Get-ErrorOf {
            Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database -ApiFqdn $sandbox.Address -ClientCredential $wrong -UpdateAuthentication Bearer
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
        $failure.Exception.Message | Should -Not -BeLike '*-ClientKind*'
        @(Get-SandboxRequest $sandbox) | Should -HaveCount 1
        $subscription = Get-ErrorOf {
            Invoke-QualysAttributeUpdate -DatabasePath $database -ApiFqdn $sandbox.Address -ClientCredential $wrong -ClientKind Subscription -UpdateAuthentication Bearer
        }
        $subscription.Exception.Message | Should -BeLike '*-UpdateAuthentication Bearer -ClientCredential (Get-Credential) -ClientKind Subscription'
        $resumed = Invoke-QualysAttributeUpdate -DatabasePath $database -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer
        $resumed.Outcome | Should -Be (@('Succeeded') * 3)
    }

    It 'are refused unless Bearer is asked for, by <_>' -ForEach 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute' {
        foreach ($account in @{ ClientCredential = $client }, @{ AccessToken = Get-TestSecret 'a.b.c' }) {
            $more = Get-More $_
            $failure = Get-ErrorOf { & $_ -ApiFqdn $sandbox.Address @account @more }
            $failure.FullyQualifiedErrorId | Should -BeLike 'UpdateAuthenticationMissing,*'
            $failure.Exception.Message | Should -BeLike '*-UpdateAuthentication Bearer*nobody outside Qualys has said publicly*/qps/*'
        }

        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'go out with a token of the client, by <_>' -ForEach 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute' {
        $more = Get-More $_
        & $_ -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer @more | Out-Null

        (Get-SandboxAsset $sandbox).id | Should -Be (1001..1009)
        Get-SignInPath | Should -Be '/auth/oidc'
    }

    It 'sign in at the gateway that is named' {
        $more = Get-More 'Sync-QualysAttribute'
        (Get-ErrorOf { Sync-QualysAttribute -ApiFqdn $strict.Address -GatewayFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer @more }
        ).FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'

        Get-SignInPath | Should -Not -BeNullOrEmpty
        (Get-SandboxRequest $strict).path | Sort-Object -Unique | Should -Be '/qps/rest/2.0/update/am/asset'
    }

    It 'use the way and the token of the connection, and -UpdateAuthentication goes before it' {
        Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer
        (Get-QualysConnection).UpdateAuthentication | Should -Be 'Bearer'

        (Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath)).Update.Succeeded | Should -Be 3
        Get-SignInPath | Should -HaveCount 1

        (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -UpdateAuthentication Basic }).FullyQualifiedErrorId |
            Should -BeLike 'UpdateAuthenticationMissing,*'
    }

    It 'that were refused are gone on with by the command that the error names' {
        $database = Get-NewDatabasePath
        Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer
        Add-SandboxFault $sandbox @{ fault = 'forbidden' }

        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database -ThrottleLimit 1 }

        $failure.FullyQualifiedErrorId | Should -BeLike 'Forbidden,*'
        $failure.Exception.Message | Should -Match "Invoke-QualysAttributeUpdate -DatabasePath '[^']+' -ApiFqdn '[^']+' -UpdateAuthentication Bearer$"
        $failure.Exception.Message -match 'Invoke-QualysAttributeUpdate.*$' | Out-Null
        (Invoke-Expression $Matches[0]).Outcome | Should -Be (@('Succeeded') * 3)
    }

    It 'are gone on with by a command that asks for the account that was given, after <Way>' -ForEach @(
        @{ Way = 'a refusal'; Fault = @{ fault = 'forbidden'; times = 0 } }
        @{ Way = 'a run that is parked'; Fault = @{ fault = 'rateLimited'; times = 0; headers = @{ 'X-RateLimit-ToWait-Sec' = '99999999' } } }
        @{ Way = 'a failed batch'; Fault = @{ fault = 'refused'; times = 0 } }
        @{ Way = 'a pilot'; Fault = $null }
    ) {
        $token = Get-TestSecret (Get-MadeToken)
        $accounts = @{ ClientCredential = $client; UpdateAuthentication = 'Bearer' }, @{ AccessToken = $token; UpdateAuthentication = 'Bearer' }
        $asked = '-ClientCredential (Get-Credential)', '-AccessToken (Read-Host -AsSecureString)'
        foreach ($number in 0, 1) {
            Clear-Sandbox $sandbox
            if ($Fault) { Add-SandboxFault $sandbox $Fault }
            $account = $accounts[$number]
            $said = @(
                try {
                    Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -ApiFqdn $sandbox.Address -First 1 @account @quick 3>&1 2>&1
                }
                catch { $_ }
            ) | Out-String -Width 4000

            $said | Should -Match ([regex]::Escape($asked[$number]))
        }
    }

    It 'are gone on with by a command that names no account which the session or the environment has' {
        Connect-Qualys -ApiFqdn $sandbox.Address -ClientCredential $client -UpdateAuthentication Bearer

        Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -First 1 -WarningVariable said -WarningAction SilentlyContinue | Out-Null

        "$said" | Should -BeLike '*-All*'
        "$said" | Should -Not -BeLike '*Get-Credential*'
    }

    It 'are gone on with by -ClientCredential where the client was refused, and not by a password' {
        $wrong = Get-TestCredential -UserName 'the-client' -Text 'wr0ng-secret'
        $failure = Get-ErrorOf {
            Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -ApiFqdn $sandbox.Address -ClientCredential $wrong -UpdateAuthentication Bearer
        }

        $failure.Exception.Message | Should -BeLike '*use -ClientCredential.*Go on with: *-ClientCredential (Get-Credential)*'
        $failure.Exception.Message | Should -Not -BeLike '*-Credential *'
        $failure.Exception.Message | Should -Not -BeLike '*publicly*'
        $failure.Exception.Message | Should -Not -BeLike '*Basic*'
    }

    It 'are told that tokens may not be taken where the host of updates refused one, and of Basic only with a password' {
        $failure = Get-ErrorOf {
            Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -ApiFqdn $strict.Address -ClientCredential $client -UpdateAuthentication Bearer
        }

        $failure.Exception.Message | Should -BeLike '*Nobody has said publicly that updates take tokens.*'
        $failure.Exception.Message | Should -Not -BeLike '*UpdateAuthentication Basic*'
    }

    It 'take no two ways at once' {
        (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -UpdateAuthentication 'Basic,Bearer' }).Exception.Message | Should -BeLike '*Use one of Basic, Bearer*'
        (Get-ErrorOf { Get-QualysAssetCount -ClientKind 'User,Subscription' }).Exception.Message | Should -BeLike '*Use one of User, Subscription*'
    }
}
