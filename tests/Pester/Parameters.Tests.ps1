#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $small = [ordered]@{ AssetID = 'ID'; Owner = 'Owner Name'; Tier = 'Tier'; Box = 'Box' }

    function Get-Attribute([psobject] $Record) { ($Record.Attributes.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ' ' }
}

Describe 'Paths' {
    BeforeAll {
        $folder = New-Item -ItemType Directory (Get-TestPath 'somewhere')
        Copy-Item (Write-SampleExport) ([System.IO.Path]::Combine($folder, 'export.csv'))
        Copy-Item (Write-SampleExport -Count 2) -Destination ([System.IO.Path]::Combine($folder, 'x[1].csv'))
        Copy-Item (Write-SampleExport -Count 5) -Destination ([System.IO.Path]::Combine($folder, 'x1.csv'))
    }

    BeforeEach {
        Push-Location $folder
        Get-ChildItem *.db | Remove-Item
    }

    AfterEach {
        Pop-Location
    }

    It 'that are relative go from the location of PowerShell, not of the process' {
        [System.Environment]::CurrentDirectory | Should -Not -Be $folder.FullName

        $records = Import-AxoniusCsv export.csv -DatabasePath ./run.db

        $records | Should -HaveCount 9
        $records[0].DatabasePath | Should -Be ([System.IO.Path]::Combine($folder.FullName, 'run.db'))
        New-QualysAttributePayload -DatabasePath run.db | Should -HaveCount 9
        Group-QualysPayload -DatabasePath ../somewhere/run.db | Should -HaveCount 3
        Split-QualysBatch -DatabasePath ./run.db | Should -HaveCount 3
        Invoke-QualysAttributeUpdate -DatabasePath run.db -WhatIf -PassThru | Should -HaveCount 3
    }

    It 'that are relative serve Sync-QualysAttribute, which puts an unnamed database in the location' {
        $summary = Sync-QualysAttribute export.csv -WhatIf

        [System.IO.Path]::GetDirectoryName($summary.DatabasePath) | Should -Be $folder.FullName
        [System.IO.Path]::GetFileName($summary.DatabasePath) | Should -Match '^custom_attributes_connector_sqlite_\d{8}_\d{6}\.db$'
    }

    It 'of a PSDrive are understood' {
        Import-AxoniusCsv TestDrive:\somewhere\export.csv -DatabasePath TestDrive:\somewhere\drive.db | Should -HaveCount 9

        Test-Path TestDrive:\somewhere\drive.db | Should -BeTrue
        New-QualysAttributePayload -DatabasePath TestDrive:\somewhere\drive.db | Should -HaveCount 9
    }

    It 'in a location that is no folder put the database in the folder that was current last' {
        Push-Location Env:
        try {
            (Sync-QualysAttribute ([System.IO.Path]::Combine($folder, 'export.csv')) -WhatIf).DatabasePath | Should -BeLike "$($folder.FullName)*"
        }
        finally {
            Pop-Location
        }
    }

    It 'may hold a wildcard that stands for one file' {
        Import-AxoniusCsv exp*.csv -DatabasePath run.db | Should -HaveCount 9
    }

    It 'with brackets are a pattern for -Path and a name for -LiteralPath' {
        Import-AxoniusCsv -Path 'x[1].csv' -DatabasePath run.db | Should -HaveCount 5
        Import-AxoniusCsv -LiteralPath 'x[1].csv' -DatabasePath run2.db | Should -HaveCount 2
        (Sync-QualysAttribute -LiteralPath 'x[1].csv' -DatabasePath run3.db -WhatIf).RowsRead | Should -Be 2
    }

    It 'come from Get-Item by property name' {
        Get-Item -LiteralPath 'x[1].csv' | Import-AxoniusCsv -DatabasePath run.db | Should -HaveCount 2
        (Get-Item export.csv | Sync-QualysAttribute -DatabasePath run2.db -WhatIf).RowsRead | Should -Be 9
    }
}

Describe '-Mapping' {
    BeforeAll {
        $csv = Write-Export -Path (Get-TestPath 'small.csv') -Header $small -Row @{ AssetID = 1; Owner = 'Ada'; Tier = '1'; Box = 'b' }, @{ AssetID = 2; Owner = 'Bob' }
        $json = Get-TestPath 'mapping.json'
        [System.IO.File]::WriteAllText($json, '{ "ID": "AssetID", "Tier": "Recovery_Tier", "Owner Name": "Owner" }')
    }

    It 'as an ordered dictionary keeps its order' {
        $mapping = [ordered]@{ 'ID' = 'AssetID'; 'Tier' = 'Recovery_Tier'; 'Owner Name' = 'Owner' }
        $database = Get-NewDatabasePath

        $records = Import-AxoniusCsv $csv -Mapping $mapping -DatabasePath $database

        Get-Attribute $records[0] | Should -Be 'Recovery_Tier=1 Owner=Ada'
        ($records | New-QualysAttributePayload)[0].Attributes.Keys | Should -Be 'Recovery_Tier', 'Owner'
        (Read-RunDatabase $database 'SELECT * FROM axonious_data')[0].PSObject.Properties.Name | Select-Object -First 3 | Should -Be 'qualys_id', 'Recovery_Tier', 'Owner'
    }

    It 'as a hashtable goes by the keys, the same in every run' {
        $records = Import-AxoniusCsv $csv -Mapping @{ 'ID' = 'AssetID'; 'Tier' = 'Recovery_Tier'; 'Owner Name' = 'Owner'; 'Box' = 'Box' } -DatabasePath (Get-NewDatabasePath)

        Get-Attribute $records[0] | Should -Be 'Box=b Owner=Ada Recovery_Tier=1'
    }

    It 'as a JSON file keeps its order, by <Kind>' -ForEach @(@{ Kind = 'path' }, @{ Kind = 'file' }, @{ Kind = 'relative path' }) {
        Push-Location ([System.IO.Path]::GetDirectoryName($json))
        try {
            $mapping = switch ($Kind) { 'path' { $json } 'file' { Get-Item $json } 'relative path' { './mapping.json' } }
            $records = Import-AxoniusCsv $csv -Mapping $mapping -DatabasePath (Get-NewDatabasePath)
        }
        finally {
            Pop-Location
        }

        Get-Attribute $records[0] | Should -Be 'Recovery_Tier=1 Owner=Ada'
    }

    It 'serves Sync-QualysAttribute, and every stage after it' {
        $database = Get-NewDatabasePath

        (Sync-QualysAttribute $csv -Mapping $json -DatabasePath $database -WhatIf).Groups | Should -Be 2

        (Read-RunDatabase $database 'SELECT payload_custom_attributes FROM qualys_attribute_payloads_split ORDER BY group_number').payload_custom_attributes |
            Should -Be '[{"key": "Owner", "value": "Bob"}]', '[{"key": "Recovery_Tier", "value": "1"}, {"key": "Owner", "value": "Ada"}]'
    }

    It 'yields to -AssetIdColumn for the column of the ids' {
        $mapping = @{ 'ID' = 'AssetID'; 'Owner Name' = 'Owner' }

        (Import-AxoniusCsv $csv -Mapping $mapping -AssetIdColumn 'Tier' -DatabasePath (Get-NewDatabasePath)).AssetId | Should -Be 1
    }
}

Describe '-AssetIdColumn' {
    It 'names another column for the ids of the usual contract' {
        $header = [ordered]@{}
        foreach ($key in (Get-ContractHeader).Keys) {
            $header[$key] = (Get-ContractHeader)[$key]
        }

        $header.AssetID = 'My Qualys ID'
        $csv = Write-Export -Path (Get-TestPath 'other-id.csv') -Header $header -Row (Get-SampleRow -Count 3)

        (Import-AxoniusCsv $csv -AssetIdColumn 'My Qualys ID' -DatabasePath (Get-NewDatabasePath)).AssetId | Should -Be 1001, 1002, 1003
        (Sync-QualysAttribute $csv -AssetIdColumn 'My Qualys ID' -DatabasePath (Get-NewDatabasePath) -WhatIf).AssetsPlanned | Should -Be 3
    }
}

Describe '-Delimiter' {
    It 'takes <Name>' -ForEach @(@{ Name = 'a semicolon'; Delimiter = ';' }, @{ Name = 'a tab'; Delimiter = "`t" }, @{ Name = 'a bar'; Delimiter = '|' }) {
        $csv = Write-Export -Path (Get-TestPath 'delimited.csv') -Delimiter $Delimiter -Row (Get-SampleRow -Count 3)

        Import-AxoniusCsv $csv -Delimiter $Delimiter -DatabasePath (Get-NewDatabasePath) | Should -HaveCount 3
        (Sync-QualysAttribute $csv -Delimiter $Delimiter -DatabasePath (Get-NewDatabasePath) -WhatIf).AssetsPlanned | Should -Be 3
    }

    It 'takes a tab as <_>, as the command line does' -ForEach 'tab', 'TAB', '\t' {
        $csv = Write-Export -Path (Get-TestPath 'delimited.csv') -Delimiter "`t" -Row (Get-SampleRow -Count 3)

        Import-AxoniusCsv $csv -Delimiter $_ -DatabasePath (Get-NewDatabasePath) | Should -HaveCount 3
        (Sync-QualysAttribute $csv -Delimiter $_ -DatabasePath (Get-NewDatabasePath) -WhatIf).AssetsPlanned | Should -Be 3
    }
}

Describe '-BatchSize' {
    It 'of <Size> makes <Batches> batches of 10 assets' -ForEach @(
        @{ Size = 1; Batches = 10 }
        @{ Size = 3; Batches = 4 }
        @{ Size = 10; Batches = 1 }
        @{ Size = 10000; Batches = 1 }
    ) {
        $database = Save-Plan -Count 10 -Groups 1 -BatchSize $Size

        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be $Batches
        (Sync-QualysAttribute (Write-SampleExport -Count 10 -Groups 1) -BatchSize $Size -DatabasePath (Get-NewDatabasePath) -WhatIf).Batches | Should -Be $Batches
    }

    It 'is 100 unless told otherwise' {
        $database = Get-NewDatabasePath
        $batches = Import-AxoniusCsv (Write-SampleExport -Count 101 -Groups 1) -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch

        $batches.Count | Should -Be 2
        $batches[0].AssetIds.Count | Should -Be 100
        $batches[1].AssetIds | Should -Be 1101
    }
}

Describe '-DuplicateAction' {
    BeforeAll {
        $csv = Write-Export -Path (Get-TestPath 'duplicates.csv') -Row @(
            @{ AssetID = 1; SLA = 'same' }, @{ AssetID = 2; SLA = 'one' }, @{ AssetID = 1; SLA = 'same' }, @{ AssetID = 2; SLA = 'two' }, @{ AssetID = 3; SLA = 'same' })
    }

    It '<Action> leaves <Ids>' -ForEach @(
        @{ Action = 'ExcludeConflicting'; Ids = '1,3' }
        @{ Action = 'Exclude'; Ids = '3' }
        @{ Action = $null; Ids = '1,3' }
    ) {
        $more = $Action ? @{ DuplicateAction = $Action } : @{}
        $database = Get-NewDatabasePath

        $groups = Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload @more -WarningAction SilentlyContinue
        $summary = Sync-QualysAttribute $csv @more -DatabasePath (Get-NewDatabasePath) -WhatIf -WarningAction SilentlyContinue

        $groups.AssetIds -join ',' | Should -Be $Ids
        Measure-RunTable $database 'qualys_attribute_payloads_duplicates' | Should -Be 4
        $summary.AssetsPlanned | Should -Be @($Ids -split ',').Count
        $summary.DuplicateRows | Should -Be 4
    }
}
