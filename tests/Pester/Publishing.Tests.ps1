#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    # The unit tests name their server here; on its own this suite takes the one that you name.
    $noServer = -not $env:QUALYS_TEST_POSTGRESQL
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $types = (Get-ModuleLoadContext).LoadFromAssemblyName('QualysCustomAttributes.Core')

    # An inventory by the product's own loader, of one page that a gateway could have sent.
    function Save-Inventory([int] $Count = 3) {
        $folder = Get-TestPath ([guid]::NewGuid().ToString('N'))
        [System.IO.Directory]::CreateDirectory($folder) | Out-Null
        $assets = foreach ($id in 1..$Count) {
            '{{"assetId":{0},"assetName":"=host {0}","lastModifiedDate":"2026-01-01T00:00:00.000Z","softwareListData":{{"software":[{{"fullName":"Agent"}}]}}}}' -f (9007199254740992 + $id)
        }

        $page = '{"responseCode":"SUCCESS","count":' + $Count + ',"hasMore":0,"lastSeenAssetId":1,"assetListData":{"asset":[' + ($assets -join ',') + ']}}'
        $name = 'asset_inventory_utc_run_datetime_2026-01-01T00-00-00Z_utc_assetLastUpdated_1970-01-01T00-00-00Z_batch_000001.json.gz'
        $file = [System.IO.File]::Create([System.IO.Path]::Combine($folder, $name))
        $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionMode]::Compress)
        $bytes = [System.Text.Encoding]::UTF8.GetBytes($page)
        $gzip.Write($bytes, 0, $bytes.Length)
        $gzip.Dispose()
        (Restore-QualysInventory $folder).Assets | Should -Be $Count
        $folder
    }
}

Describe 'Publish-QualysInventory' {
    It 'writes CSV files and a snapshot, and gives an object for each' {
        $folder = Save-Inventory
        $targets = Publish-QualysInventory $folder -Csv (Get-TestPath 'csv') -Snapshot (Get-TestPath 'snapshots')

        $targets.Kind | Should -Be 'Csv', 'Snapshot'
        $targets.Assets | Should -Be 3, 3
        $targets[0].Files | Should -HaveCount 6
        $rows = Import-Csv ([System.IO.Path]::Combine($targets[0].Location, 'Q_Asset_Inventory.csv'))
        $rows.assetId | Should -Be '9007199254740993', '9007199254740994', '9007199254740995'
        $rows[0].assetName | Should -Be "'=host 9007199254740993"
        Read-RunValue -Path $targets[1].Location -Sql 'SELECT count(*) FROM Q_Asset_Inventory' | Should -Be 3
        $targets | Out-String -Width 200 | Should -Match 'Kind\s+Assets\s+AssetsUnchanged\s+Rows\s+Location[\s\S]+Csv\s+3\s+0\s+\d+\s+\S+csv'
    }

    It 'gives the targets that are done although a later one fails' {
        $folder = Save-Inventory
        $csv = Get-TestPath 'csv-before-a-failure'
        $published = [System.Collections.Generic.List[object]]::new()
        { Publish-QualysInventory $folder -Csv $csv -PostgreSql 'Host=127.0.0.1;Port=1;Timeout=5' | ForEach-Object { $published.Add($_) } } |
            Should -Throw -ErrorId 'PostgreSqlNotReached,*'

        $published.Kind | Should -Be 'Csv'
    }

    It 'takes the database from the pipeline, by DatabasePath and by FullName' {
        $folder = Save-Inventory
        $database = [System.IO.Path]::Combine($folder, 'asset_inventory_sqlite.db')

        ([pscustomobject]@{ DatabasePath = $database } | Publish-QualysInventory -Csv (Get-TestPath 'a')).Assets | Should -Be 3
        (Get-Item $database | Publish-QualysInventory -Csv (Get-TestPath 'b')).DatabasePath | Should -Be $database
    }

    It 'resolves paths against the location of the session' {
        $folder = Save-Inventory
        Push-Location TestDrive:\
        try {
            (Publish-QualysInventory (Split-Path $folder -Leaf) -Csv 'here').Location | Should -Be (Get-TestPath 'here')
        }
        finally {
            Pop-Location
        }
    }

    It 'names each target with -WhatIf and writes nothing' {
        $folder = Save-Inventory
        $script = "Import-Module '$(Get-BuiltManifest)'; Publish-QualysInventory '$folder' -Csv '$(Get-TestPath 'w1')' -Snapshot '$(Get-TestPath 'w2')' -PostgreSql 'Host=nowhere.invalid;Password=geheim' -WhatIf"

        $lines = Invoke-NewSession $script

        $lines | Should -HaveCount 3
        $lines[0] | Should -Match 'as CSV files.*w1'
        $lines[1] | Should -Match 'as a snapshot.*w2'
        $lines[2] | Should -Match 'by merging.*nowhere\.invalid'
        "$lines" | Should -Not -Match 'geheim'
        [System.IO.Directory]::Exists((Get-TestPath 'w1')) | Should -BeFalse
        [System.IO.Directory]::Exists((Get-TestPath 'w2')) | Should -BeFalse
    }

    It 'says what is wrong: <Id>' -ForEach @(
        @{ Id = 'NoPublicationTarget'; Category = 'InvalidArgument'; Arguments = @{} }
        @{ Id = 'DatabaseNotFound'; Category = 'ObjectNotFound'; Arguments = @{ Path = 'TestDrive:\missing'; Csv = 'TestDrive:\x' } }
        @{ Id = 'ConnectionStringInvalid'; Category = 'InvalidArgument'; Arguments = @{ PostgreSql = 'geheim' } }
        @{ Id = 'ConnectionStringInvalid'; Category = 'InvalidArgument'; Arguments = @{ PostgreSqlSchema = 'csam' } }
        @{ Id = 'PostgreSqlNotReached'; Category = 'ConnectionError'; Arguments = @{ PostgreSql = 'Host=127.0.0.1;Port=1;Username=u;Password=geheim' } }
    ) {
        $given = @{ Path = Save-Inventory }
        $Arguments.GetEnumerator() | ForEach-Object { $given[$_.Key] = $_.Value }
        $problem = Get-ErrorOf { Publish-QualysInventory @given }

        $problem.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $problem.CategoryInfo.Category | Should -Be $Category
        "$($problem.Exception)" | Should -Not -Match 'geheim'
    }

    It 'merges into PostgreSQL, with user and password as a credential (skipped where QUALYS_TEST_POSTGRESQL names no server)' -Skip:$noServer {
        $folder = Save-Inventory
        $settings = [System.Data.Common.DbConnectionStringBuilder]::new()
        $settings.set_ConnectionString($env:QUALYS_TEST_POSTGRESQL)
        $credential = Get-TestCredential $settings['Username'] $settings['Password']
        $settings.Remove('Username') | Out-Null
        $settings.Remove('Password') | Out-Null
        $schema = "pester_$([guid]::NewGuid().ToString('N'))"
        try {
            $first = Publish-QualysInventory $folder -PostgreSql $settings.get_ConnectionString() -PostgreSqlCredential $credential -PostgreSqlSchema $schema
            $second = Publish-QualysInventory $folder -PostgreSql $settings.get_ConnectionString() -PostgreSqlCredential $credential -PostgreSqlSchema $schema

            $first.Assets, $first.AssetsUnchanged | Should -Be 3, 0
            $second.Assets, $second.AssetsUnchanged | Should -Be 0, 3
            $second.Location | Should -Match $schema
        }
        finally {
            $npgsql = (Get-ModuleLoadContext).LoadFromAssemblyName('Npgsql')
            $connection = [System.Activator]::CreateInstance($npgsql.GetType('Npgsql.NpgsqlConnection'), [object[]]@($env:QUALYS_TEST_POSTGRESQL))
            $connection.Open()
            $command = $connection.CreateCommand()
            $command.CommandText = "DROP SCHEMA IF EXISTS $schema CASCADE"
            $command.ExecuteNonQuery() | Out-Null
            $connection.Dispose()
        }
    }

    It 'keeps the driver and its packages in the load context of the module' {
        Get-ErrorOf { Publish-QualysInventory (Save-Inventory) -PostgreSql 'Host=127.0.0.1;Port=1;Username=u' } | Out-Null
        $bin = [System.IO.Path]::Combine((Get-BuiltModuleFolder), 'bin')
        $shared = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }

        $driver = (Get-ModuleLoadContext).Assemblies | Where-Object { $_.GetName().Name -eq 'Npgsql' }
        $driver.Location | Should -Be ([System.IO.Path]::Combine($bin, 'Npgsql.dll'))
        $shared | Should -Not -Contain 'Npgsql'
        # PowerShell 7.4 runs on .NET 8: nothing of the driver may want a newer framework.
        foreach ($file in [System.IO.Directory]::EnumerateFiles($bin, 'Microsoft.Extensions.*.dll')) {
            [System.Reflection.AssemblyName]::GetAssemblyName($file).Version.Major | Should -Be 8
        }

        [System.IO.Directory]::EnumerateFiles($bin, 'System.*.dll') | Should -BeNullOrEmpty
    }
}
