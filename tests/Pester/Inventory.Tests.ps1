#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'AskedHost.psm1')) -Force
    Import-BuiltModule
    $password = 'p4ss w0rd!+"<'
    $sandbox = Open-Sandbox -Argument '--inventory', '45', '--asset-bytes', '8000', '--password', $password
    $account = @{
        GatewayFqdn = $sandbox.Address; Credential = Get-TestCredential -Text $password
        RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 3
    }
    $ever = [datetime]'1970-01-01Z'
    $firstId = 1500000001

    # Connects the session, and forgets whatever an earlier test left.
    function Clear-Everything {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        Connect-Qualys @account -SkipVerification
    }

    # A folder that is not there yet.
    function Get-NewFolder { Get-TestPath ([guid]::NewGuid().ToString('N')) }

    # The database in a folder.
    function Get-InventoryPath([string] $Folder) { [System.IO.Path]::Combine($Folder, 'asset_inventory_sqlite.db') }

    function Get-PageFile([string] $Folder) { Get-ChildItem $Folder -Filter '*_batch_*.json.gz' }

    # Every file of a folder as text, pages unpacked.
    function Read-Everything([string] $Folder) {
        foreach ($file in Get-ChildItem $Folder -File) {
            $stream = [System.IO.File]::OpenRead($file.FullName)
            try {
                $plain = $file.Extension -eq '.gz' ? [System.IO.Compression.GZipStream]::new($stream, [System.IO.Compression.CompressionMode]::Decompress) : $stream
                [System.IO.StreamReader]::new($plain, [System.Text.Encoding]::Latin1).ReadToEnd()
            }
            finally {
                $stream.Dispose()
            }
        }
    }

    # Runs what is to be refused: one error, of this id, and no more.
    function Assert-Refusal([scriptblock] $Script, [string] $ErrorId, [string] $Message) {
        $Error.Clear()
        $failure = Get-ErrorOf $Script
        $failure.FullyQualifiedErrorId | Should -BeLike "$ErrorId,QualysCustomAttributes.Commands.*"
        $failure.Exception.Message | Should -BeLike $Message
        $failure.Exception.Message | Should -Not -Match '   at '
        $Error | Should -HaveCount 1
    }
}

AfterAll {
    Disconnect-Qualys
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Get-QualysAssetCount' {
    BeforeEach { Clear-Everything }

    It 'gives the number of all assets' {
        $count = Get-QualysAssetCount

        $count | Should -Be 45
        $count | Should -BeOfType [long]
        (Get-GatewayRequest $sandbox 'count').QueryString | Should -BeNullOrEmpty
    }

    It 'counts what was updated since' {
        Invoke-Sandbox $sandbox "inventory/$firstId" -Method Patch | Out-Null
        $since = [System.DateTimeOffset]::UtcNow.AddMinutes(-1)

        Get-QualysAssetCount -LastUpdatedAfter $since | Should -Be 1
        Get-QualysAssetCount -LastUpdatedAfter $since.LocalDateTime | Should -Be 1
        Get-QualysAssetCount -LastUpdatedAfter $ever | Should -Be 45
        (Get-GatewayRequest $sandbox 'count')[0].QueryString | Should -Be "?assetLastUpdated=$($since.UtcDateTime.ToString('yyyy-MM-ddTHH:mm:ssZ'))"
    }

    It 'counts what meets every filter' {
        $tag = "Standort M`u{FC}nchen"
        $windows = Get-QualysAssetCount -Filter 'operatingSystem CONTAINS Windows'
        $both = Get-QualysAssetCount -Filter 'operatingSystem contains Windows', "tags.name EQUALS $tag"

        $windows | Should -Be @(Get-QualysAsset | Where-Object OperatingSystem -Like '*Windows*').Count
        $both | Should -Be @(Get-QualysAsset | Where-Object { $_.OperatingSystem -like '*Windows*' -and $_.Tags -contains $tag }).Count
        $windows | Should -BeIn (1..44)
        $both | Should -BeLessThan $windows
    }

    It 'is 0 where nothing matches' {
        Get-QualysAssetCount -Filter 'tags.name EQUALS nothing of that name' | Should -Be 0
        Get-QualysAsset -Filter 'tags.name EQUALS nothing of that name' | Should -BeNullOrEmpty
    }
}

Describe 'Get-QualysAsset' {
    BeforeEach { Clear-Everything }

    It 'gives every asset, in the order of the ids, page by page' {
        $assets = Get-QualysAsset -PageSize 20

        $assets.AssetId | Should -Be ($firstId..($firstId + 44))
        (Get-GatewayRequest $sandbox 'search').QueryString | Should -Be @(
            '?lastSeenAssetId=0&pageSize=20', "?lastSeenAssetId=$($firstId + 19)&pageSize=20", "?lastSeenAssetId=$($firstId + 39)&pageSize=20")
        Get-GatewayRequest $sandbox 'auth' | Should -HaveCount 1
    }

    It 'gives what the sandbox has, as properties, as fields and as JSON' {
        $asset = Get-QualysAsset | Where-Object { $_.AgentVersion -and $_.Tags -and $_.CustomAttributes.Count -gt 1 } | Select-Object -First 1
        $expected = Invoke-Sandbox $sandbox "inventory/$($asset.AssetId)"

        $asset.GetType().FullName | Should -Be 'QualysCustomAttributes.Qualys.Assets.QualysAsset'
        $asset.AssetId | Should -Be $expected.assetId
        $asset.AssetName | Should -Be $expected.assetName
        $asset.Address | Should -Be $expected.address
        $asset.DnsName | Should -Be $expected.dnsName
        $asset.OperatingSystem | Should -Be $expected.operatingSystem.osName
        $asset.AgentVersion | Should -Be $expected.agent.version
        $asset.LastModifiedDate.UtcDateTime | Should -Be $expected.lastModifiedDate
        $asset.Tags | Should -Be $expected.tagList.tag.tagName
        $asset.CustomAttributes.Key | Should -Be $expected.customAttributes.key
        "$($asset.CustomAttributes[0])" | Should -Be "$($expected.customAttributes[0].key)=$($expected.customAttributes[0].value)"
        $asset.Fields.operatingSystem.osName | Should -Be $expected.operatingSystem.osName
        $asset.Fields.Keys | Should -Be $expected.PSObject.Properties.Name
        $asset.Fields | ConvertTo-Json -Depth 20 -Compress | Should -Be ($asset.ToJson() | ConvertFrom-Json -DateKind String -Depth 20 | ConvertTo-Json -Depth 20 -Compress)
        ($asset | ConvertTo-Json -Depth 20 | ConvertFrom-Json).Fields.agent.version | Should -Be $expected.agent.version
    }

    It 'shows assets as a table that fits a terminal, and more of them as a list' {
        $table = Get-QualysAsset -First 1 | Out-String -Width 80
        $list = Get-QualysAsset -First 1 | Format-List | Out-String -Width 200

        $table | Should -Match 'AssetId\s+AssetName\s+Address\s+AgentVersion\s+OperatingSystem'
        $table | Should -Match "$firstId"
        $list | Should -Match 'LastModifiedDate \(UTC\)\s+: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d'
    }

    It '-First <First> asks for no more than that, of pages of <PageSize>' -ForEach @(
        @{ First = 5; PageSize = 300; Requests = 1; Asked = 5 }
        @{ First = 15; PageSize = 10; Requests = 2; Asked = 10 }
        @{ First = 10; PageSize = 10; Requests = 1; Asked = 10 }
        @{ First = 100; PageSize = 300; Requests = 1; Asked = 100 }
    ) {
        @(Get-QualysAsset -First $First -PageSize $PageSize).Count | Should -Be ([Math]::Min($First, 45))

        $received = Get-GatewayRequest $sandbox 'search'
        $received | Should -HaveCount $Requests
        $received[0].QueryString | Should -Be "?lastSeenAssetId=0&pageSize=$Asked"
    }

    It 'stops asking where Select-Object -First has enough' {
        (Get-QualysAsset -PageSize 10 | Select-Object -First 5).AssetId | Should -Be ($firstId..($firstId + 4))
        Get-GatewayRequest $sandbox 'search' | Should -HaveCount 1

        Get-QualysAsset -PageSize 10 | Select-Object -First 11 | Should -HaveCount 11
        Get-GatewayRequest $sandbox 'search' | Should -HaveCount 3
    }

    It 'brings the fields that are named, or all but those' {
        $only = Get-QualysAsset -First 1 -IncludeField address, operatingSystem
        $without = Get-QualysAsset -First 1 -ExcludeField softwareListData, agent

        $only.Fields.Keys | Should -Be 'assetId', 'assetUUID', 'hostId', 'lastModifiedDate', 'address', 'operatingSystem'
        $only.AssetName | Should -BeNullOrEmpty
        $without.Fields.Keys | Should -Contain 'assetName'
        $without.Fields.Keys | Should -Not -Contain 'softwareListData'
        $without.AgentVersion | Should -BeNullOrEmpty
        (Get-GatewayRequest $sandbox 'search').QueryString | Should -Be @(
            '?lastSeenAssetId=0&pageSize=1&includeFields=address,operatingSystem', '?lastSeenAssetId=0&pageSize=1&excludeFields=softwareListData,agent')
    }

    It 'completes the names of fields' {
        $line = 'Get-QualysAsset -IncludeField software'

        (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText | Should -Be 'softwareComponent', 'softwareListData'
    }

    It 'brings what was updated since, and what meets a filter' {
        Invoke-Sandbox $sandbox "inventory/$($firstId + 7)" -Method Patch | Out-Null

        (Get-QualysAsset -LastUpdatedAfter ([datetime]::UtcNow.AddMinutes(-1))).AssetId | Should -Be ($firstId + 7)
        (Get-QualysAsset -Filter 'tags.name CONTAINS PCI').Tags | Should -Contain 'PCI'
    }

    It 'goes on after a fault, with a warning, a new token where need be, and a verbose line for each call' {
        Add-SandboxFault $sandbox @(@{ fault = 'emptyPage' }, @{ fault = 'tokenExpired' })
        $engine = Open-Engine
        try {
            $assets = $engine.AddCommand('Get-QualysAsset').AddParameters($account + @{ PageSize = 20; Verbose = $true }).Invoke()

            $assets | Should -HaveCount 45
            $engine.HadErrors | Should -BeFalse
            $engine.Streams.Warning | Should -HaveCount 1
            $engine.Streams.Warning[0].Message | Should -BeLike 'page 1*the page is empty*tried again in 0 s*2 attempts left.'
            $engine.Streams.Verbose[0].Message | Should -Match '^sign in, attempt 1: HTTP 201 in'
            $engine.Streams.Verbose[1].Message | Should -Match '^page 1 \(after asset 0\), attempt 1: HTTP 200'
            @($engine.Streams.Verbose.Message -like 'sign in*') | Should -HaveCount 2
        }
        finally {
            Close-Engine $engine
        }
    }

    It 'does not wait for a late answer when it is stopped' {
        Add-SandboxFault $sandbox @($null, @{ fault = 'lateAnswer'; endpoint = 'search'; delayMs = 30000; times = 0 })
        $engine = Open-Engine
        try {
            $engine.AddCommand('Get-QualysAsset').AddParameters($account) | Out-Null
            $engine.BeginInvoke() | Out-Null
            Wait-Until { (Get-GatewayRequest $sandbox 'search').Count -eq 1 }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $engine.Stop()

            $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
            $engine.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Close-Engine $engine
        }
    }
}

Describe 'Export-QualysInventory' {
    BeforeEach { Clear-Everything }

    It 'brings the whole inventory, and gives it in numbers' {
        $folder = Get-NewFolder

        $summary = Export-QualysInventory $folder -LastUpdatedAfter $ever -PageSize 20

        $summary | Should -HaveCount 1
        $summary.GetType().FullName | Should -Be 'QualysCustomAttributes.Inventory.InventorySummary'
        $summary.Expected, $summary.Loaded, $summary.Pages, $summary.Shortfall | Should -Be 45, 45, 3, 0
        $summary.IsResumed | Should -BeFalse
        $summary.Folder | Should -Be $folder
        $summary.DatabasePath | Should -Be (Get-InventoryPath $folder)
        Get-PageFile $folder | Should -HaveCount 3
        (Read-RunDatabase (Get-InventoryPath $folder) 'SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId').assetId | Should -Be ($firstId..($firstId + 44))
        $text = $summary | Out-String
        $text | Should -Match 'LastUpdatedAfter \(UTC\)\s+: 1970-01-01 00:00:00'
        $text | Should -Match 'Loaded\s+: 45'
    }

    It 'brings the last day unless told otherwise' {
        $summary = Export-QualysInventory (Get-NewFolder)

        ([datetime]::UtcNow - $summary.LastUpdatedAfter.UtcDateTime).TotalHours | Should -BeGreaterThan 23.9
        $summary.Loaded | Should -Be (Get-QualysAssetCount -LastUpdatedAfter $summary.LastUpdatedAfter)
    }

    It '-Incremental brings what changed since the last complete run, and keeps the rest' {
        $folder = Get-NewFolder
        (Export-QualysInventory $folder -Incremental).Loaded | Should -Be 45
        Invoke-Sandbox $sandbox "inventory/$($firstId + 3)" -Method Patch -Body '{"assetName":"renamed"}' | Out-Null

        $summary = Export-QualysInventory $folder -Incremental

        $summary.Loaded | Should -Be 1
        Measure-RunTable (Get-InventoryPath $folder) 'Q_Asset_Inventory' | Should -Be 45
        Read-RunValue (Get-InventoryPath $folder) "SELECT assetId FROM Q_Asset_Inventory WHERE assetName = 'renamed'" | Should -Be ($firstId + 3)
    }

    It 'understands paths of PowerShell' {
        $folder = New-Item -ItemType Directory (Get-NewFolder)
        Push-Location $folder
        try {
            (Export-QualysInventory ./here -Incremental).Folder | Should -Be ([System.IO.Path]::Combine($folder, 'here'))
            (Export-QualysInventory TestDrive:\there -Incremental).Folder | Should -Be (Get-TestPath 'there')
        }
        finally {
            Pop-Location
        }
    }

    It 'brings the fields and assets that are named' {
        $folder = Get-NewFolder

        $summary = Export-QualysInventory $folder -LastUpdatedAfter $ever -IncludeField assetName, operatingSystem -Filter 'operatingSystem CONTAINS Windows'

        $summary.Loaded | Should -Be (Get-QualysAssetCount -Filter 'operatingSystem CONTAINS Windows')
        Read-RunValue (Get-InventoryPath $folder) 'SELECT COUNT(*) FROM Q_Asset_Inventory WHERE assetName IS NULL OR address IS NOT NULL' | Should -Be 0
    }

    It '-WhatIf <More> says what it would do, needs no connection, and sends and writes nothing' -ForEach @(
        @{ More = ''; Says = 'updated during the last day' }
        @{ More = '-LastUpdatedAfter 2026-01-31T00:00:00Z'; Says = 'updated since 2026-01-31 00:00:00 UTC' }
        @{ More = '-Incremental -Filter "tags.name CONTAINS PCI"'; Says = 'updated since the last complete run, or all where there is none, that meet tags.name CONTAINS PCI' }
    ) {
        Disconnect-Qualys
        $folder = Get-NewFolder

        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Export-QualysInventory '$folder' $More -WhatIf"

        $said -join '' | Should -Be "What if: Performing the operation ""Export the assets $Says"" on target ""$folder""."
        Test-Path $folder | Should -BeFalse
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'goes on where a run ended early, unless -StartOver is given' {
        $folder = Get-NewFolder
        Add-SandboxFault $sandbox @($null, @{ fault = 'pass'; endpoint = 'search' }, @{ fault = 'serviceUnavailable'; endpoint = 'search'; times = 3 })
        $failure = Get-ErrorOf { Export-QualysInventory $folder -LastUpdatedAfter $ever -PageSize 10 -WarningAction SilentlyContinue }
        $failure.FullyQualifiedErrorId | Should -Be 'NoUsableAnswer,QualysCustomAttributes.Commands.ExportQualysInventoryCommand'
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
        Measure-RunTable (Get-InventoryPath $folder) 'Q_Asset_Inventory' | Should -Be 10

        $summary = Export-QualysInventory $folder -LastUpdatedAfter $ever -PageSize 10

        $summary.IsResumed | Should -BeTrue
        $summary.Loaded | Should -Be 45
        $summary.PagesDownloaded | Should -Be 4
        @(Get-GatewayRequest $sandbox 'search' | Where-Object { $_.QueryString -like '*lastSeenAssetId=0&*' }) | Should -HaveCount 1
        (Export-QualysInventory $folder -LastUpdatedAfter $ever -PageSize 10 -StartOver).IsResumed | Should -BeFalse
    }

    It 'does not wait for a late answer when it is stopped, and the same command goes on' {
        $folder = Get-NewFolder
        Add-SandboxFault $sandbox @(@{ fault = 'pass'; endpoint = 'search' }, @{ fault = 'lateAnswer'; endpoint = 'search'; delayMs = 30000 })
        $parameters = $account + @{ Path = $folder; LastUpdatedAfter = $ever; PageSize = 10 }
        $asked = New-AskedHost
        $engine = Open-Engine -Asking $asked
        try {
            $engine.AddCommand('Export-QualysInventory').AddParameters($parameters) | Out-Null
            $engine.BeginInvoke() | Out-Null
            Wait-Until { (Get-GatewayRequest $sandbox 'search').Count -eq 2 }
            Wait-Until { Measure-RunTable (Get-InventoryPath $folder) 'Q_Asset_Inventory' }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $engine.Stop()

            $clock.Elapsed.TotalSeconds | Should -BeLessThan 20
            $engine.InvocationStateInfo.State | Should -Be 'Stopped'
            $asked.Screen.Warnings[-1] | Should -BeLike 'Stopped: 10 of 45 assets are loaded. To go on: Export-QualysInventory *'
            $asked.Screen.Warnings[-1] | Should -BeLike "*: Export-QualysInventory '$folder' *"
            $asked.Screen.Warnings[-1] | Should -BeLike '* -Credential (Get-Credential)*'
            $asked.Screen.Warnings[-1] | Should -BeLike "* -LastUpdatedAfter '*' *"
        }
        finally {
            Close-Engine $engine
        }

        Read-RunValue (Get-InventoryPath $folder) 'SELECT outcome FROM inventory_run' | Should -Be 'cancelled'
        $summary = Export-QualysInventory @parameters
        $summary.IsResumed | Should -BeTrue
        $summary.Loaded, $summary.PagesDownloaded | Should -Be 45, 4
    }

    It 'shows both halves as progress bars, and takes them away' {
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; endpoint = 'search'; delayMs = 400; times = 0 }
        $engine = Open-Engine
        try {
            $engine.AddCommand('Export-QualysInventory').AddParameters($account + @{ Path = Get-NewFolder; LastUpdatedAfter = $ever; PageSize = 10 }).Invoke() | Should -HaveCount 1

            foreach ($activity in 'Downloading inventory', 'Loading inventory') {
                $records = @($engine.Streams.Progress | Where-Object Activity -EQ $activity)
                $records[-1].RecordType | Should -Be 'Completed'
                $records[-2].PercentComplete | Should -BeIn (1..99)
                $records[-2].StatusDescription | Should -Match '^\d\d of 45 assets'
            }

            ($engine.Streams.Progress | Select-Object -ExpandProperty ActivityId -Unique) | Should -HaveCount 2
        }
        finally {
            Close-Engine $engine
        }
    }

    It 'warns where fewer assets came than were counted' {
        Add-SandboxFault $sandbox @{ fault = 'shortCount'; endpoint = 'count'; count = 50 }

        $summary = Export-QualysInventory (Get-NewFolder) -LastUpdatedAfter $ever -WarningVariable warnings -WarningAction SilentlyContinue

        $summary.Expected, $summary.Loaded, $summary.Shortfall | Should -Be 50, 45, 5
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike 'Qualys counted 50 assets, of which 45 were loaded: 5 assets missing.*'
    }

    It 'leaves neither password nor token in a file or a stream' {
        $folder = Get-NewFolder
        Add-SandboxFault $sandbox @(@{ fault = 'tokenExpired' }, @{ fault = 'refused'; endpoint = 'search'; errorMessage = "The password $password is old." })
        $engine = Open-Engine
        try {
            $engine.AddScript('param($Parameters) Export-QualysInventory @Parameters; $Error | Format-List * -Force | Out-String').
                AddArgument($account + @{ Path = $folder; LastUpdatedAfter = $ever; Verbose = $true; Debug = $true }) | Out-Null
            $output = $engine.Invoke() | Out-String
            $engine.Streams.Error | Should -HaveCount 1
            $streams = $engine.Streams.Verbose, $engine.Streams.Warning, $engine.Streams.Debug, $engine.Streams.Error, $engine.Streams.Information |
                ForEach-Object { $_ | Format-List * -Force } | Out-String -Width 500
        }
        finally {
            Close-Engine $engine
        }

        $streams | Should -Match 'sign in, attempt 1: HTTP 201'
        $everything = $output + $streams + ((Read-Everything $folder) -join "`n")
        $everything | Should -Match 'redacted'
        $everything | Should -Not -Match ([regex]::Escape($password))
        $everything | Should -Not -Match 'eyJ[A-Za-z0-9_-]+\.'
    }
}

Describe 'Restore-QualysInventory' {
    BeforeEach { Clear-Everything }

    It 'makes a lost database anew without a call, and says from when on to go on' {
        $folder = Get-NewFolder
        $summary = Export-QualysInventory $folder -LastUpdatedAfter $ever -PageSize 20
        [System.IO.File]::Delete((Get-InventoryPath $folder))
        Clear-Sandbox $sandbox

        $restored = $summary | Restore-QualysInventory

        $restored.GetType().FullName | Should -Be 'QualysCustomAttributes.Inventory.RestoredInventory'
        $restored.Assets, $restored.Pages, $restored.PagesLeftOut | Should -Be 45, 3, 0
        $restored.DatabasePath | Should -Be (Get-InventoryPath $folder)
        $restored.ContinueFrom | Should -Be $summary.StartedAt.AddMinutes(-5)
        $restored | Out-String | Should -Match 'PagesLeftOut\s+: 0'
        (Read-RunDatabase (Get-InventoryPath $folder) 'SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId').assetId | Should -Be ($firstId..($firstId + 44))
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'replaces a database with -Force alone, and nothing with -WhatIf' {
        $folder = Get-NewFolder
        Export-QualysInventory $folder -LastUpdatedAfter $ever | Out-Null
        $before = (Get-FileHash (Get-InventoryPath $folder)).Hash

        Assert-Refusal { Restore-QualysInventory $folder } 'DatabaseExists' '*exists already*-Force*'
        Restore-QualysInventory $folder -Force -WhatIf | Should -BeNullOrEmpty
        (Get-FileHash (Get-InventoryPath $folder)).Hash | Should -Be $before

        (Restore-QualysInventory $folder -Force).Assets | Should -Be 45
        Read-RunDatabase (Get-InventoryPath $folder) 'SELECT * FROM inventory_run' | Should -BeNullOrEmpty
    }

    It 'names a folder without pages' {
        Assert-Refusal { Restore-QualysInventory (Get-NewFolder) } 'PagesNotFound' '*no pages of an inventory*'
    }
}

Describe 'Bad input' {
    BeforeEach { Clear-Everything }

    It 'a folder that is a file' {
        $file = New-Item -ItemType File (Get-NewFolder)

        Assert-Refusal { Export-QualysInventory $file.FullName } 'FolderNotWritable' "*'$($file.FullName)'*"
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'a path that is no file' {
        Assert-Refusal { Export-QualysInventory Env:\inventory } 'PathNotInFileSystem' '*Environment*'
    }

    It 'a database of another kind' {
        $folder = New-Item -ItemType Directory (Get-NewFolder)
        [System.IO.File]::WriteAllText((Get-InventoryPath $folder), 'a,b,c' * 1000)

        Assert-Refusal { Export-QualysInventory $folder.FullName } 'DatabaseOfAnotherKind' '*not an inventory database*'
    }

    It '-PageSize <_>' -ForEach 0, 301 {
        Assert-Refusal { Get-QualysAsset -PageSize $_ } 'ParameterArgumentValidationError' '*PageSize*'
        Assert-Refusal { Export-QualysInventory (Get-NewFolder) -PageSize $_ } 'ParameterArgumentValidationError' '*PageSize*'
    }

    It 'a filter of one word, by <_>' -ForEach 'Get-QualysAsset', 'Get-QualysAssetCount', 'Export-QualysInventory' {
        $more = $_ -like 'Export*' ? @{ Path = Get-NewFolder } : @{}
        $cmdlet = $_

        Assert-Refusal { & $cmdlet -Filter 'tags.name' @more } 'QueryInvalid' "*'tags.name' is not a filter*operator*"
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'a filter or a field that Qualys refuses' {
        Assert-Refusal { Get-QualysAssetCount -Filter 'no.such EQUALS x' } 'RequestRefused' '*refused the request*'
        Assert-Refusal { Get-QualysAsset -IncludeField noSuchField } 'RequestRefused' '*refused the request*'
        Get-GatewayRequest $sandbox 'search' | Should -HaveCount 1
    }

    It 'a wrong password, by <_>' -ForEach 'Get-QualysAsset', 'Get-QualysAssetCount', 'Export-QualysInventory' {
        $cmdlet = $_
        $more = @{ GatewayFqdn = $sandbox.Address; Credential = Get-TestCredential -Text 'not-it-8472' }
        if ($cmdlet -like 'Export*') { $more.Path = Get-NewFolder }

        Assert-Refusal { & $cmdlet @more } 'AuthenticationFailed' '*does not accept the credentials*'
        Get-SandboxRequest $sandbox | Should -HaveCount 1
    }

    It 'a gateway that is not there, by <_>' -ForEach 'Get-QualysAsset', 'Get-QualysAssetCount', 'Export-QualysInventory' {
        $gone = Open-Sandbox
        Close-Sandbox $gone
        $cmdlet = $_
        $more = $account + @{ WarningAction = 'SilentlyContinue' }
        $more.GatewayFqdn = $gone.Address
        if ($cmdlet -like 'Export*') { $more.Path = Get-NewFolder }

        Assert-Refusal { & $cmdlet @more } 'ConnectionRefused' '*is refused*nothing listens there*'
    }

    It 'a host that is unknown' {
        Assert-Refusal { Get-QualysAssetCount -GatewayFqdn 'nosuch.invalid' -Credential $account.Credential } 'HostUnknown' "*'nosuch.invalid' is not known*"
    }
}
