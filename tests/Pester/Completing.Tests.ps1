#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $folder = New-Item -ItemType Directory (Get-TestPath 'completing')
    Push-Location $folder

    # What Tab offers behind a command that is typed so far.
    function Get-Completion([string] $Typed) {
        [System.Management.Automation.CommandCompletion]::CompleteInput($Typed, $Typed.Length, $null).CompletionMatches.CompletionText
    }

    # The same, from the commands alone: where they offer nothing, PowerShell offers every file.
    function Get-OwnCompletion([string] $Command, [string] $Parameter, [string] $Word = '', [hashtable] $Bound = @{}) {
        $attribute = (Get-Command $Command).Parameters[$Parameter].Attributes | Where-Object { $_ -is [ArgumentCompleter] }
        @([System.Activator]::CreateInstance($attribute.Type).CompleteArgument($Command, $Parameter, $Word, $null, $Bound)).CompletionText
    }

    function Copy-To([string] $From, [string] $Name) { Copy-Item $From ([System.IO.Path]::Combine($folder, $Name)) }

    Copy-To (Write-SampleExport) 'export.csv'
    Copy-To (Write-SampleExport) "it's an export.csv"
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'other.csv'), "ID;Owner's Name;`"a`nb`";x`$y`n1;2;3;4`n")
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'hostile.csv'), "ID,`e[31mred,Plain`n1,2,3`n")
    [System.IO.File]::WriteAllBytes([System.IO.Path]::Combine($folder, 'broken.csv'), [byte[]](0, 1, 2, 255, 80, 75, 3, 4))
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'mapping.json'), '{ "ID": "AssetID", "Owner Name": "Owner" }')
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($folder, 'text.db'), 'a text of more than seventy-two letters, which is no database of any kind, whatever its name')
    Sync-QualysAttribute ./export.csv -DatabasePath './run one.db' -WhatIf 6> $null | Out-Null
    Sync-QualysAttribute ./export.csv -DatabasePath ./run.sqlite -WhatIf 6> $null | Out-Null
    New-Item -ItemType Directory inner | Out-Null
    Copy-To ([System.IO.Path]::Combine($folder, 'run.sqlite')) 'inner/inner.db'
}

AfterAll {
    Pop-Location
    Clear-QualysSetting
}

Describe 'Headers of the export' {
    BeforeEach {
        Clear-QualysSetting
    }

    It 'are offered for -AssetIdColumn of <_>, in their order, quoted' -ForEach 'Sync-QualysAttribute', 'Import-AxoniusCsv', 'Test-AxoniusCsv', 'Compare-QualysAttribute' {
        $expected = @((Get-ContractHeader).Values | ForEach-Object { "'$_'" })

        Get-Completion "$_ -Path ./export.csv -AssetIdColumn " | Should -Be $expected
        Get-Completion "$_ -LiteralPath export.csv -AssetIdColumn " | Should -Be $expected
        Get-Completion "$_ -Path exp*.csv -AssetIdColumn " | Should -Be $expected
    }

    It 'are offered by how they begin, whatever the case and the quotes: <_>' -ForEach 'qual', 'QUAL', "'Qual", '"Qual' {
        Get-Completion "Sync-QualysAttribute export.csv -AssetIdColumn $_" | Should -Be "'Qualys Scans: Qualys ID'"
    }

    It 'are those of the export that q_csv_file names, where no parameter does' {
        $env:q_csv_file = './export.csv'

        Get-Completion 'Sync-QualysAttribute -AssetIdColumn Qual' | Should -Be "'Qualys Scans: Qualys ID'"
    }

    It 'are found in an export whose name needs quotes' {
        Get-Completion 'Sync-QualysAttribute "it''s an export.csv" -AssetIdColumn Qual' | Should -Be "'Qualys Scans: Qualys ID'"
    }

    It 'are read with the delimiter that is given, and mean as text what they are' {
        $offered = Get-Completion "Sync-QualysAttribute other.csv -Delimiter ';' -AssetIdColumn "

        $offered | Should -HaveCount 4
        ($offered | ForEach-Object { Invoke-Expression "Write-Output $_" }) | Should -Be 'ID', "Owner's Name", "a`nb", 'x$y'
    }

    It 'steer no terminal' {
        $offered = Get-Completion 'Sync-QualysAttribute hostile.csv -AssetIdColumn '

        $offered | Should -HaveCount 3
        ($offered -join '') | Should -Not -Match '\e'
        Invoke-Expression $offered[1] | Should -Be "`e[31mred"
    }

    It 'are none, and no error, of <_>' -ForEach 'broken.csv', 'nowhere.csv', './inner', 'Env:PATH', 'NoSuchDrive:\x.csv' {
        $errors = $Error.Count

        Get-OwnCompletion Sync-QualysAttribute AssetIdColumn '' @{ Path = $_ } | Should -BeNullOrEmpty
        Get-Completion "Sync-QualysAttribute $_ -AssetIdColumn 'q" | Should -Not -Contain "'Qualys Scans: Qualys ID'"

        $Error.Count | Should -Be $errors
    }

    It 'make a mapping' {
        $offered = Get-Completion 'Import-AxoniusCsv export.csv -Mapping '

        $all = Invoke-Expression $offered[0]
        $all.Count | Should -Be 10
        $all['Mssql: MSSQL_ Sla'] | Should -Be 'SLA'
        $offered[1] | Should -Be "@{ 'Mssql: MSSQL_ Business_Name' = 'Business' }"
        $offered | Should -Contain './mapping.json'
        (Invoke-Expression (Get-Completion "Import-AxoniusCsv other.csv -Delimiter ';' -AssetIdColumn ID -Mapping ")[0]).Keys | Sort-Object | Should -Be "a`nb", "Owner's Name", 'x$y'
    }
}

Describe 'Databases' {
    It 'of runs are offered for -<Parameter> of <Command>, and folders' -ForEach @(
        foreach ($name in 'Compare-QualysAttribute', 'Export-QualysRunReport', 'Get-QualysApiCall', 'Get-QualysAttributePlan', 'Get-QualysDuplicate',
            'Get-QualysRejectedRow', 'Get-QualysRunBatch', 'Get-QualysRunGroup', 'Group-QualysPayload', 'Import-AxoniusCsv',
            'Invoke-QualysAttributeUpdate', 'New-QualysAttributePayload', 'Resume-QualysAttributeUpdate', 'Split-QualysBatch', 'Sync-QualysAttribute',
            'Test-QualysAttribute', 'Undo-QualysAttributeUpdate') {
            @{ Command = $name; Parameter = 'DatabasePath' }
        }

        @{ Command = 'Test-AxoniusCsv'; Parameter = 'Baseline' }
        @{ Command = 'Get-QualysRun'; Parameter = 'Path' }
        @{ Command = 'Get-QualysRun'; Parameter = 'LiteralPath' }
    ) {
        $before = (Get-ChildItem -Recurse).FullName

        Get-Completion "$Command -$Parameter " | Should -Be "'./run one.db'", './run.sqlite', './inner'
        Get-Completion "$Command -$Parameter ./inner/" | Should -Be './inner/inner.db'
        Get-Completion "$Command -$Parameter RUN" | Should -Be "'./run one.db'", './run.sqlite'
        Get-Completion "$Command -$Parameter '$folder/run o" | Should -Be "'$folder/run one.db'"

        (Get-ChildItem -Recurse).FullName | Should -Be $before
    }

    It 'of runs are offered where none is named, for the first word of <_>' -ForEach @(
        'Export-QualysRunReport', 'Get-QualysApiCall', 'Get-QualysAttributePlan', 'Get-QualysDuplicate', 'Get-QualysRejectedRow', 'Get-QualysRun', 'Get-QualysRunBatch',
        'Get-QualysRunGroup', 'Invoke-QualysAttributeUpdate', 'Resume-QualysAttributeUpdate', 'Test-QualysAttribute', 'Undo-QualysAttributeUpdate'
    ) {
        Get-Completion "$_ " | Should -Be "'./run one.db'", './run.sqlite', './inner'
    }

    It 'are looked for in no folder that is not there' {
        Get-OwnCompletion Get-QualysRunBatch DatabasePath './nowhere/r' | Should -BeNullOrEmpty
        Get-OwnCompletion Get-QualysRunBatch DatabasePath 'Env:P' | Should -BeNullOrEmpty
    }
}

Describe 'Inventories, ledgers and their keys' {
    BeforeAll {
        $sandbox = Open-Sandbox
        $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential }
        Export-QualysInventory ./inventory @account | Out-Null
        # The ledger's name has in it what an address would take for its end.
        Sync-QualysAttribute export.csv -Reconcile -LedgerPath './ledger #1%20?.sqlite' -DatabasePath ./odd.sqlite @account | Out-Null
        Sync-QualysAttribute export.csv -Reconcile -LedgerPath ./ledger.sqlite -DatabasePath ./compared.sqlite @account | Out-Null
    }

    AfterAll {
        Close-Sandbox $sandbox
        Remove-Item ./compared.sqlite, ./odd.sqlite, ./ledger*, ./inventory -Recurse
    }

    It 'of <Command> are offered for -<Parameter>: folders of inventories before others' -ForEach @(
        @{ Command = 'Compare-QualysAttribute'; Parameter = 'InventoryPath' }
        @{ Command = 'Sync-QualysAttribute'; Parameter = 'InventoryPath' }
        @{ Command = 'Undo-QualysAttributeUpdate'; Parameter = 'InventoryPath' }
        @{ Command = 'Publish-QualysInventory'; Parameter = 'Path' }
        @{ Command = 'Restore-QualysInventory'; Parameter = 'Path' }
        @{ Command = 'Export-QualysInventory'; Parameter = 'Path' }
    ) {
        Get-Completion "$Command -$Parameter " | Should -Be './inventory', './inner'
        Get-Completion "$Command -$Parameter ./inventory/" | Should -Be './inventory/asset_inventory_sqlite.db'
    }

    It 'of <_> are offered for -LedgerPath' -ForEach 'Compare-QualysAttribute', 'Sync-QualysAttribute', 'Undo-QualysAttributeUpdate', 'Get-QualysAttributeChange', 'Test-QualysAttributeUpdate' {
        Get-Completion "$_ -LedgerPath ./l" | Should -Be "'./ledger #1%20?.sqlite'", './ledger.sqlite'
    }

    It 'keys come from the ledger that is named, or from that of the session' {
        Get-Completion 'Get-QualysAttributeChange -LedgerPath ./ledger.sqlite -Key ' | Should -Be 'Business', 'Recovery_Tier', 'SLA'
        Get-Completion "Get-QualysAttributeChange -LedgerPath './ledger #1%20?.sqlite' -Key b" | Should -Be 'Business'
        Get-OwnCompletion Get-QualysAttributeChange Key '' @{ LedgerPath = './nowhere.sqlite' } | Should -BeNullOrEmpty
        Get-OwnCompletion Get-QualysAttributeChange Key | Should -BeNullOrEmpty
    }

    It 'keys come from the run database that is named: <_>' -ForEach 'Get-QualysAttributePlan ./compared.sqlite -Key ', 'Undo-QualysAttributeUpdate ./compared.sqlite -PriorityKey ', "Invoke-QualysAttributeUpdate './run one.db' -PriorityKey " {
        Get-Completion $_ | Should -Be @((Get-ContractHeader).Keys | Where-Object { $_ -ne 'AssetID' })
    }

    It 'keys come from the mapping where a run is yet to be made: <_>' -ForEach '-Mapping ./mapping.json', "-Mapping @{ 'ID' = 'AssetID'; 'Owner Name' = 'Owner' }" {
        Get-Completion "Sync-QualysAttribute other.csv $_ -DatabasePath ./new.db -PriorityKey " | Should -Be 'Owner'
    }

    It 'nothing is called or written by any of it' {
        $before = (Get-ChildItem -Recurse | ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" })
        $requests = @(Get-SandboxRequest $sandbox).Count

        foreach ($command in Get-Command -Module QualysCustomAttributes) {
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Attributes | Where-Object { $_ -is [ArgumentCompleter] } }) {
                Get-Completion "$($command.Name) -LedgerPath ./ledger.sqlite -DatabasePath ./compared.sqlite -ApiFqdn $($sandbox.Address) -$($parameter.Name) " | Out-Null
            }
        }

        (Get-ChildItem -Recurse | ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }) | Should -Be $before
        @(Get-SandboxRequest $sandbox) | Should -HaveCount $requests
    }
}

Describe 'Hosts and conditions' {
    It 'every -ApiFqdn and -GatewayFqdn knows the hosts of the public platforms, by platform too' {
        foreach ($command in Get-Command -Module QualysCustomAttributes) {
            if ($command.Parameters.ContainsKey('ApiFqdn')) {
                Get-Completion "$($command.Name) -ApiFqdn us3" | Should -Be 'qualysapi.qg3.apps.qualys.com' -Because $command.Name
                Get-Completion "$($command.Name) -ApiFqdn qualysapi.qg3.apps.qualys.c" | Should -Be 'qualysapi.qg3.apps.qualys.com' -Because $command.Name
            }

            if ($command.Parameters.ContainsKey('GatewayFqdn')) {
                Get-Completion "$($command.Name) -GatewayFqdn US3" | Should -Be 'gateway.qg3.apps.qualys.com' -Because $command.Name
            }
        }
    }

    It 'every -Filter knows fields, and behind one of them operators, and leaves the value to the person' {
        foreach ($name in 'Export-QualysInventory', 'Get-QualysAsset', 'Get-QualysAssetCount') {
            Get-Completion "$name -Filter tag" | Should -Be "'tags.name'" -Because $name
            Get-Completion "$name -Filter 'tags.name c" | Should -Be "'tags.name CONTAINS'" -Because $name
            Get-Completion "$name -Filter 'tags.name CONTAINS', 'oper" | Out-Null
            Get-Completion "$name -Filter tags.name" | Should -Contain "'tags.name EQUALS'" -Because $name
            Get-OwnCompletion $name Filter "'tags.name CONTAINS Pro'" | Should -BeNullOrEmpty -Because $name
        }
    }

    It 'every parameter that names a place or a key has a completer' {
        foreach ($command in Get-Command -Module QualysCustomAttributes) {
            foreach ($name in 'AssetIdColumn', 'Mapping', 'ApiFqdn', 'GatewayFqdn', 'DatabasePath', 'Baseline', 'InventoryPath', 'LedgerPath', 'PriorityKey', 'Key', 'Filter') {
                if ($command.Parameters.ContainsKey($name)) {
                    @($command.Parameters[$name].Attributes | Where-Object { $_ -is [ArgumentCompleter] }) |
                        Should -HaveCount 1 -Because "-$name of $($command.Name) is to be completed"
                }
            }
        }
    }
}
