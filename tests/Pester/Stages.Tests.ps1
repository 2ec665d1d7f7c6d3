#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule

    function Get-StageOutcome([string] $Database) {
        (Read-RunDatabase $Database 'SELECT stage, outcome FROM run ORDER BY run_id' | ForEach-Object { "$($_.stage) $($_.outcome)" }) -join ', '
    }
}

Describe 'The five cmdlets' {
    It 'go in one pipeline' {
        $database = Get-NewDatabasePath

        $results = Import-AxoniusCsv (Write-SampleExport -Count 250 -Groups 2) -DatabasePath $database |
            New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch | Invoke-QualysAttributeUpdate -WhatIf -PassThru

        $results | Should -HaveCount 4
        $results[0] | Should -BeOfType 'QualysCustomAttributes.Sending.QualysUpdateResult'
        ($results | ForEach-Object { "$($_.GroupNumber)/$($_.BatchNumber): $($_.AssetCount) $($_.Outcome)" }) -join ', ' |
            Should -Be '1/1: 100 NotSent, 1/2: 25 NotSent, 2/1: 100 NotSent, 2/2: 25 NotSent'
        Get-StageOutcome $database | Should -Be 'Import complete, Payload complete, Group complete, Split complete, Update complete'
        foreach ($table in 'axonious_data', 'qualys_attribute_payloads', 'qualys_attribute_payloads_clean') {
            Measure-RunTable $database $table | Should -Be 250 -Because $table
        }

        Measure-RunTable $database 'qualys_attribute_payloads_grouped' | Should -Be 2
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 4
        Measure-RunTable $database 'qualys_attribute_payloads_transformed' | Should -Be 4
        Read-RunDatabase $database 'SELECT DISTINCT status FROM qualys_attribute_payloads_transformed_execution_log' |
            ForEach-Object status | Should -Be 'none'
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'pass typed objects that carry the database' {
        $database = Get-NewDatabasePath

        $records = Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database
        $payloads = $records | New-QualysAttributePayload
        $groups = $payloads | Group-QualysPayload
        $batches = $groups | Split-QualysBatch -BatchSize 2
        $results = $batches | Invoke-QualysAttributeUpdate -WhatIf -PassThru

        $records | Should -HaveCount 9
        $payloads | Should -HaveCount 9
        $groups | Should -HaveCount 3
        $batches | Should -HaveCount 6
        $results | Should -HaveCount 6
        $records[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Planning.AxoniusRecord'
        $payloads[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Planning.QualysAttributePayload'
        $groups[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Planning.QualysPayloadGroup'
        $batches[0].GetType().FullName | Should -Be 'QualysCustomAttributes.Planning.QualysBatch'
        foreach ($stage in $records, $payloads, $groups, $batches, $results) {
            $stage[0].DatabasePath | Should -Be $database
        }

        $records[0].AssetId | Should -Be 1001
        $records[0].Attributes['Business'] | Should -Be 'Business A'
        $groups[0].AssetIds | Should -Be 1001, 1004, 1007
        $batches[0].AssetIds | Should -Be 1001, 1004
        $batches[1].AssetIds | Should -Be 1007
        Get-StageOutcome $database | Should -Be 'Import complete, Payload complete, Group complete, Split complete, Update complete'
    }

    It 'go on from a database in a new session' {
        $database = Get-NewDatabasePath
        $csv = Write-SampleExport
        $commands = @(
            "Import-AxoniusCsv '$csv' -DatabasePath '$database'"
            "New-QualysAttributePayload -DatabasePath '$database'"
            "Group-QualysPayload -DatabasePath '$database'"
            "Split-QualysBatch -DatabasePath '$database' -BatchSize 2"
            "Invoke-QualysAttributeUpdate -DatabasePath '$database' -WhatIf -PassThru 6> `$null"
        )

        $counts = foreach ($command in $commands) {
            Invoke-NewSession "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-BuiltManifest)'; ""count=`$(@($command).Count)""" |
                Where-Object { $_ -like 'count=*' }
        }

        $counts | Should -Be 'count=9', 'count=9', 'count=3', 'count=6', 'count=6'
        Get-StageOutcome $database | Should -Be 'Import complete, Payload complete, Group complete, Split complete, Update complete'
    }

    It 'show in the tables just what a filter between them let pass' {
        $database = Get-NewDatabasePath

        $batches = Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database |
            Where-Object { $_.Attributes['Business'] -ne 'Business B' } |
            New-QualysAttributePayload | Where-Object AssetId -NE 1001 |
            Group-QualysPayload | Where-Object GroupNumber -EQ 2 | Split-QualysBatch

        $batches | Should -HaveCount 1
        Measure-RunTable $database 'axonious_data' | Should -Be 9
        Measure-RunTable $database 'qualys_attribute_payloads' | Should -Be 6
        (Read-RunDatabase $database 'SELECT asset_id FROM qualys_attribute_payloads_clean ORDER BY asset_id').asset_id |
            Should -Be '1003', '1004', '1006', '1007', '1009'
        Measure-RunTable $database 'qualys_attribute_payloads_grouped' | Should -Be 2
        (Read-RunDatabase $database 'SELECT group_number, asset_ids FROM qualys_attribute_payloads_split').asset_ids | Should -Be '1003,1006,1009'
    }

    It 'send only the batches that a filter let pass' {
        $database = Get-NewDatabasePath

        Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload |
            Split-QualysBatch | Where-Object GroupNumber -NE 2 | Invoke-QualysAttributeUpdate -WhatIf -PassThru | Should -HaveCount 2

        (Read-RunDatabase $database 'SELECT group_number FROM qualys_attribute_payloads_transformed ORDER BY 1').group_number | Should -Be 1, 3
    }

    It 'keep the order that a sort between them made' {
        $database = Get-NewDatabasePath

        $batches = Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | Sort-Object AssetId -Descending |
            New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch

        $batches[0].AssetIds | Should -Be 1007, 1004, 1001
        Measure-RunTable $database 'qualys_attribute_payloads_clean' | Should -Be 9
        (Read-RunDatabase $database 'SELECT asset_ids FROM qualys_attribute_payloads_split WHERE group_number = 1').asset_ids | Should -Be '1007,1004,1001'
    }

    It 'replace what a stage and those after it wrote, when it runs again on the same database' {
        $database = Get-NewDatabasePath
        $records = Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database
        $records | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 | Invoke-QualysAttributeUpdate -WhatIf | Out-Null
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 9

        $records | Select-Object -First 4 | New-QualysAttributePayload -Force | Group-QualysPayload | Split-QualysBatch | Should -HaveCount 3

        Measure-RunTable $database 'axonious_data' | Should -Be 9
        Measure-RunTable $database 'qualys_attribute_payloads' | Should -Be 4
        Measure-RunTable $database 'qualys_attribute_payloads_clean' | Should -Be 4
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 3
        Measure-RunTable $database 'qualys_attribute_payloads_transformed_execution_log' | Should -Be 0
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'give two runs of the same second two databases' {
        $csv = Write-SampleExport
        $folder = New-Item -ItemType Directory (Get-TestPath 'same-second')
        Push-Location $folder
        try {
            $paths = 1..3 | ForEach-Object { (Import-AxoniusCsv $csv | Select-Object -Last 1).DatabasePath }
        }
        finally {
            Pop-Location
        }

        $paths | Sort-Object -Unique | Should -HaveCount 3
        $paths | ForEach-Object { [System.IO.Path]::GetFileName($_) | Should -Match '^custom_attributes_connector_sqlite_\d{8}_\d{6}(_\d+)?\.db$' }
        (Get-ChildItem $folder -Filter *.db).FullName | Sort-Object | Should -Be ($paths | Sort-Object)
    }
}

Describe 'A pipeline that is cut short' {
    It 'by Select-Object keeps what was written, says so, and lets go of the file' {
        $database = Get-NewDatabasePath

        $payloads = Import-AxoniusCsv (Write-SampleExport -Count 50) -DatabasePath $database | New-QualysAttributePayload | Select-Object -First 3

        $payloads | Should -HaveCount 3
        Get-StageOutcome $database | Should -Be 'Import incomplete, Payload incomplete'
        Measure-RunTable $database 'axonious_data' | Should -Be 3
        Measure-RunTable $database 'qualys_attribute_payloads' | Should -Be 3
        Test-RunDatabaseClosed $database | Should -BeTrue
        $payloads | Group-QualysPayload | Should -HaveCount 3
        Remove-Item $database
        Test-Path $database | Should -BeFalse
    }

    It 'in the middle of the groups keeps the groups whole' {
        $database = Get-NewDatabasePath

        Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload |
            Split-QualysBatch -BatchSize 1 | Select-Object -First 4 | Should -HaveCount 4

        Get-StageOutcome $database | Should -Be 'Import complete, Payload complete, Group complete, Split incomplete'
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 6
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'by an error downstream keeps what was written and lets go of the file' {
        $database = Get-NewDatabasePath

        $failure = Get-ErrorOf {
            Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | New-QualysAttributePayload |
                ForEach-Object { if ($_.AssetId -eq 1004) { throw 'enough' } }
        }

        $failure.Exception.Message | Should -Be 'enough'
        Get-StageOutcome $database | Should -Be 'Import incomplete, Payload incomplete'
        Measure-RunTable $database 'axonious_data' | Should -Be 4
        Measure-RunTable $database 'qualys_attribute_payloads' | Should -Be 4
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'can be gone on with, and the next stage warns of it' {
        $database = Get-NewDatabasePath
        Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | Select-Object -First 5 | Out-Null

        $payloads = New-QualysAttributePayload -DatabasePath $database -WarningVariable warnings -WarningAction SilentlyContinue

        $payloads | Should -HaveCount 5
        $warnings | Should -HaveCount 1
        $warnings[0].Message | Should -BeLike '*Import*not completed (incomplete)*'
    }
}

Describe 'Objects' {
    BeforeAll {
        $first = Get-NewDatabasePath
        $second = Get-NewDatabasePath
        $mixed = @(Import-AxoniusCsv (Write-SampleExport) -DatabasePath $first) + @(Import-AxoniusCsv (Write-SampleExport) -DatabasePath $second)
    }

    It 'of two databases are refused by <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'New-QualysAttributePayload'; Stage = { $mixed } }
        @{ Cmdlet = 'Group-QualysPayload'; Stage = { $mixed[0..8] | New-QualysAttributePayload -Force; $mixed[9..17] | New-QualysAttributePayload -Force } }
        @{ Cmdlet = 'Split-QualysBatch'; Stage = { New-QualysAttributePayload -Force -DatabasePath $first | Group-QualysPayload; New-QualysAttributePayload -Force -DatabasePath $second | Group-QualysPayload } }
        @{ Cmdlet = 'Invoke-QualysAttributeUpdate'; Stage = {
                New-QualysAttributePayload -Force -DatabasePath $first | Group-QualysPayload | Split-QualysBatch
                New-QualysAttributePayload -Force -DatabasePath $second | Group-QualysPayload | Split-QualysBatch
            }
        }
    ) {
        $objects = & $Stage
        $parameters = $Cmdlet -like 'Invoke*' ? @{ WhatIf = $true } : @{}

        $failure = Get-ErrorOf { $objects | & $Cmdlet @parameters }

        $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseMixed,QualysCustomAttributes.Commands.*Command'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        Test-RunDatabaseClosed $first | Should -BeTrue
        Test-RunDatabaseClosed $second | Should -BeTrue
    }

    It 'that went through CLIXML or a job are refused: what a filter left out of them would be in again' {
        $whole = @{ DatabasePath = Get-NewDatabasePath }
        $file = Get-TestPath 'objects.clixml'

        Import-AxoniusCsv (Write-SampleExport) @whole | Export-Clixml $file
        (Get-ErrorOf { Import-Clixml $file | New-QualysAttributePayload }).FullyQualifiedErrorId | Should -BeLike 'PartOfPlan,*'
        New-QualysAttributePayload @whole | Export-Clixml $file
        (Get-ErrorOf { Import-Clixml $file | Group-QualysPayload }).FullyQualifiedErrorId | Should -BeLike 'PartOfPlan,*'
        Group-QualysPayload @whole | Export-Clixml $file
        (Get-ErrorOf { Import-Clixml $file | Split-QualysBatch }).FullyQualifiedErrorId | Should -BeLike 'PartOfPlan,*'
        Split-QualysBatch @whole -BatchSize 2 | Export-Clixml $file
        $failure = Get-ErrorOf { Import-Clixml $file | Invoke-QualysAttributeUpdate -WhatIf }

        $failure.FullyQualifiedErrorId | Should -BeLike 'PartOfPlan,*'
        $failure.Exception.Message | Should -BeLike '*-DatabasePath*'
        Invoke-QualysAttributeUpdate @whole -WhatIf -PassThru | Should -HaveCount 6
        Test-RunDatabaseClosed $whole.DatabasePath | Should -BeTrue
    }

    It 'of another type are refused' {
        $failure = Get-ErrorOf { 1 | New-QualysAttributePayload -ErrorAction Stop }

        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }
}

Describe 'A stage without the one before' {
    It 'is no plan to be sent: the command that makes one is named' {
        $database = Get-NewDatabasePath
        Import-AxoniusCsv ($export = Write-SampleExport) -DatabasePath $database | Out-Null

        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf }

        $failure.FullyQualifiedErrorId | Should -BeLike 'PlanIncomplete,*'
        $failure.Exception.Message | Should -BeLike "* As with: Sync-QualysAttribute -LiteralPath '$export' -Function Add -WhatIf"
    }

    It '<Cmdlet> says which is missing' -ForEach @(
        @{ Cmdlet = 'Group-QualysPayload'; Missing = 'Payload' }
        @{ Cmdlet = 'Split-QualysBatch'; Missing = 'Group' }
    ) {
        $database = Get-NewDatabasePath
        Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | Out-Null

        $failure = Get-ErrorOf { & $Cmdlet -DatabasePath $database }

        $failure.FullyQualifiedErrorId | Should -BeLike 'StageMissing,*'
        $failure.Exception.Message | Should -BeLike "*($Missing)*"
        Test-RunDatabaseClosed $database | Should -BeTrue
    }
}
