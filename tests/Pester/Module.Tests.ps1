#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $cmdlets = 'Test-AxoniusCsv', 'Import-AxoniusCsv', 'New-QualysAttributePayload', 'Group-QualysPayload', 'Split-QualysBatch',
        'Compare-QualysAttribute', 'Invoke-QualysAttributeUpdate', 'Sync-QualysAttribute', 'Connect-Qualys', 'Get-QualysConnection', 'Disconnect-Qualys',
        'Get-QualysAssetCount', 'Get-QualysAsset', 'Export-QualysInventory', 'Publish-QualysInventory', 'Restore-QualysInventory',
        'Get-QualysAttributeChange', 'Get-QualysAttributePlan', 'Get-QualysRun', 'Get-QualysRunGroup', 'Get-QualysRunBatch', 'Resume-QualysAttributeUpdate', 'Test-QualysAttribute', 'Test-QualysAttributeUpdate', 'Undo-QualysAttributeUpdate',
        'Get-QualysRejectedRow', 'Get-QualysDuplicate', 'Get-QualysApiCall', 'Export-QualysRunReport', 'Trace-QualysAsset'
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $expected = 'Compare-QualysAttribute', 'Connect-Qualys', 'Disconnect-Qualys', 'Export-QualysInventory', 'Export-QualysRunReport', 'Get-QualysApiCall', 'Get-QualysAsset', 'Get-QualysAssetCount', 'Get-QualysAttributeChange', 'Get-QualysAttributePlan', 'Get-QualysConnection',
        'Get-QualysDuplicate', 'Get-QualysRejectedRow', 'Get-QualysRun', 'Get-QualysRunBatch', 'Get-QualysRunGroup', 'Group-QualysPayload', 'Import-AxoniusCsv', 'Invoke-QualysAttributeUpdate', 'New-QualysAttributePayload',
        'Publish-QualysInventory', 'Restore-QualysInventory', 'Resume-QualysAttributeUpdate', 'Split-QualysBatch', 'Sync-QualysAttribute', 'Test-AxoniusCsv', 'Test-QualysAttribute', 'Test-QualysAttributeUpdate', 'Trace-QualysAsset', 'Undo-QualysAttributeUpdate'
}

Describe 'The manifest' {
    BeforeAll {
        $manifest = Test-ModuleManifest (Get-BuiltManifest)
        $data = Import-PowerShellDataFile (Get-BuiltManifest)
    }

    It 'is valid and names the cmdlets one by one' {
        $manifest.Name | Should -Be 'QualysCustomAttributes'
        $data.CmdletsToExport | Sort-Object | Should -Be $expected
        "$($data.CmdletsToExport)$($data.FunctionsToExport)$($data.AliasesToExport)$($data.VariablesToExport)" | Should -Not -Match '\*'
    }

    It 'exports no function, alias or variable' {
        $data.FunctionsToExport | Should -HaveCount 0
        $data.AliasesToExport | Should -HaveCount 0
        $data.VariablesToExport | Should -HaveCount 0
    }

    It 'says for which PowerShell it is' {
        $data.PowerShellVersion | Should -Be '7.4'
        $data.CompatiblePSEditions | Should -Be 'Core'
    }
}

Describe 'Importing' {
    It 'exports its cmdlets and nothing else' {
        $module = Get-Module QualysCustomAttributes

        $module.ExportedCommands.Keys | Sort-Object | Should -Be $expected
        $module.ExportedCmdlets.Count | Should -Be $expected.Count
    }

    It 'a second time with -Force exports them again, and they work' {
        Import-Module (Get-BuiltManifest) -Force -Global
        Import-Module (Get-BuiltManifest) -Force -Global

        (Get-Module QualysCustomAttributes).ExportedCmdlets.Keys | Sort-Object | Should -Be $expected
        @(Get-Module QualysCustomAttributes) | Should -HaveCount 1
        Import-AxoniusCsv (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) | New-QualysAttributePayload | Group-QualysPayload |
            Should -HaveCount 3
    }

    It 'works again after Remove-Module, which takes every command away' {
        Remove-Module QualysCustomAttributes
        Get-Module QualysCustomAttributes | Should -BeNullOrEmpty
        # Asking for a command of a module on PSModulePath would import it.
        $script = "Import-Module '$(Get-BuiltManifest)'; Remove-Module QualysCustomAttributes; `$PSModuleAutoLoadingPreference = 'None'; " +
            '@(Get-Command -Module QualysCustomAttributes).Count'
        Invoke-NewSession $script | Should -Be '0'

        Import-Module (Get-BuiltManifest) -Global

        (Get-Command -Module QualysCustomAttributes).Name | Sort-Object | Should -Be $expected
        Import-AxoniusCsv (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) | Should -HaveCount 9
    }

    It 'keeps -Prefix and a choice of cmdlets' {
        $script = "Import-Module '$(Get-BuiltManifest)' -Prefix My -Cmdlet Split-QualysBatch, Import-AxoniusCsv; (Get-Command -Module QualysCustomAttributes).Name"

        Invoke-NewSession $script | Sort-Object | Should -Be 'Import-MyAxoniusCsv', 'Split-MyQualysBatch'
    }

    It 'happens by itself when a cmdlet of a module on PSModulePath is called' {
        $script = "`$env:PSModulePath = '$(Get-BuiltModulePath)' + [System.IO.Path]::PathSeparator + `$env:PSModulePath; " +
            "@(Import-AxoniusCsv '$(Write-SampleExport)' -DatabasePath '$(Get-NewDatabasePath)').Count; (Get-Module QualysCustomAttributes).Name"

        Invoke-NewSession $script | Should -Be '9', 'QualysCustomAttributes'
    }

    It 'works from a folder with spaces and letters beyond ASCII' {
        $parent = Get-TestPath "a b `u{FC}"
        [System.IO.Directory]::CreateDirectory($parent) | Out-Null
        $manifest = [System.IO.Path]::Combine($parent, 'QualysCustomAttributes', 'QualysCustomAttributes.psd1')
        Copy-Item -LiteralPath (Get-BuiltModuleFolder) -Destination ([System.IO.Path]::GetDirectoryName($manifest)) -Recurse

        Invoke-NewSession "Import-Module '$manifest'; @(Import-AxoniusCsv '$(Write-SampleExport)' -DatabasePath '$(Get-NewDatabasePath)').Count" |
            Should -Be '9'
    }
}

Describe 'The cmdlets' {
    It '<_> has an approved verb and a noun in the singular' -ForEach $cmdlets {
        $command = Get-Command $_

        (Get-Verb).Verb | Should -Contain $command.Verb
        $command.CommandType | Should -Be 'Cmdlet'
        $command.OutputType | Should -Not -BeNullOrEmpty
    }

    It 'import without a warning' {
        Invoke-NewSession "Import-Module '$(Get-BuiltManifest)' 3>&1" | Should -BeNullOrEmpty
    }

    It '<Name> <Can> -WhatIf' -ForEach @(
        @{ Name = 'Sync-QualysAttribute'; Can = 'has' }
        @{ Name = 'Test-QualysAttributeUpdate'; Can = 'has' }
        @{ Name = 'Undo-QualysAttributeUpdate'; Can = 'has' }
        @{ Name = 'Invoke-QualysAttributeUpdate'; Can = 'has' }
        @{ Name = 'Publish-QualysInventory'; Can = 'has' }
        @{ Name = 'Export-QualysInventory'; Can = 'has' }
        @{ Name = 'Restore-QualysInventory'; Can = 'has' }
        @{ Name = 'Export-QualysRunReport'; Can = 'has' }
        @{ Name = 'Get-QualysAsset'; Can = 'has not' }
        @{ Name = 'Import-AxoniusCsv'; Can = 'has not' }
        @{ Name = 'Get-QualysRunGroup'; Can = 'has not' }
        @{ Name = 'Get-QualysRunBatch'; Can = 'has not' }
        @{ Name = 'Get-QualysRejectedRow'; Can = 'has not' }
        @{ Name = 'Test-QualysAttribute'; Can = 'has not' }
        @{ Name = 'New-QualysAttributePayload'; Can = 'has' }
        @{ Name = 'Group-QualysPayload'; Can = 'has' }
        @{ Name = 'Split-QualysBatch'; Can = 'has' }
    ) {
        (Get-Command $Name).Parameters.ContainsKey('WhatIf') | Should -Be ($Can -eq 'has')
    }
}

Describe 'Types' {
    It '[<_>] is found as a type literal' -ForEach @(
        'QualysCustomAttributes.Planning.AxoniusRecord'
        'QualysCustomAttributes.Axonius.RejectedRow'
        'QualysCustomAttributes.Axonius.RejectionReason'
        'QualysCustomAttributes.Planning.DuplicateAction'
        'QualysCustomAttributes.Planning.QualysAttributePayload'
        'QualysCustomAttributes.Planning.QualysBatch'
        'QualysCustomAttributes.Planning.QualysPayloadGroup'
        'QualysCustomAttributes.Publishing.PublishedTable'
        'QualysCustomAttributes.Publishing.PublishedTarget'
        'QualysCustomAttributes.Inventory.InventorySummary'
        'QualysCustomAttributes.Qualys.QualysAddress'
        'QualysCustomAttributes.Qualys.Assets.QualysAsset'
        'QualysCustomAttributes.Qualys.Assets.QualysAttributeValue'
        'QualysCustomAttributes.Qualys.QualysClientOptions'
        'QualysCustomAttributes.Qualys.QualysConnection'
        'QualysCustomAttributes.Qualys.Updates.QualysFunction'
        'QualysCustomAttributes.Qualys.QualysPlatform'
        'QualysCustomAttributes.Sending.QualysUpdateResult'
        'QualysCustomAttributes.Synchronizing.SynchronizationSummary'
        'QualysCustomAttributes.Sending.UpdateCounts'
        'QualysCustomAttributes.Runs.UpdateOutcome'
    ) {
        (& ([scriptblock]::Create("[$_]"))).FullName | Should -Be $_
    }

    It 'are the very types of the objects' {
        $record = Import-AxoniusCsv (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) | Select-Object -First 1

        $record -is (& ([scriptblock]::Create('[QualysCustomAttributes.Planning.AxoniusRecord]'))) | Should -BeTrue
    }

    It 'show as tables and lists of their own' {
        $summary = Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -WhatIf
        $records = Import-AxoniusCsv (Write-SampleExport) -DatabasePath (Get-NewDatabasePath)
        $groups = $records | New-QualysAttributePayload | Group-QualysPayload
        $results = $groups | Split-QualysBatch | Invoke-QualysAttributeUpdate -WhatIf -PassThru

        $summary | Out-String | Should -Match 'AssetsPlanned\s*:\s*9'
        $records[0] | Out-String -Width 200 | Should -Match 'AssetId\s+Line\s+Attributes[\s\S]+1001\s+2\s+Business A; Tier 1; Gold'
        $groups[0] | Out-String -Width 200 | Should -Match 'Group\s+Assets\s+Attributes[\s\S]+1\s+3\s+Business A'
        $results[0] | Out-String -Width 200 | Should -Match 'Outcome\s+Group\s+Batch\s+Assets\s+Confirmed\s+Calls\s+Error[\s\S]+NotSent\s+1\s+1\s+3\s+0'
    }
}

Describe 'The packages of the module' {
    It 'stay out of the load context that the session shares' {
        $shared = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name }

        foreach ($package in 'CsvHelper', 'Fluid', 'Parlot', 'Microsoft.Data.Sqlite', 'Npgsql', 'Polly.Core', 'SQLitePCLRaw.core', 'QualysCustomAttributes', 'QualysCustomAttributes.Core') {
            $shared | Should -Not -Contain $package
        }
    }

    It 'are all in one load context of the module' {
        Import-AxoniusCsv (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) | Out-Null
        $folder = [System.IO.Path]::Combine((Get-BuiltModuleFolder), 'bin')
        $context = @(Get-ModuleLoadContext)

        $context | Should -HaveCount 1
        foreach ($assembly in $context[0].Assemblies) {
            [System.IO.Path]::GetDirectoryName($assembly.Location) | Should -Be $folder
        }

        $context[0].Assemblies | ForEach-Object { $_.GetName().Name } | Should -Contain 'Microsoft.Data.Sqlite'
    }

    It 'and other versions of them in the session do not disturb each other' {
        # An assembly of the same name and another version, loaded before the module as another module would.
        $other = Get-TestPath 'other'
        [System.IO.Directory]::CreateDirectory($other) | Out-Null
        $script = @"
`$ErrorActionPreference = 'Stop'
foreach (`$name in 'CsvHelper', 'Microsoft.Data.Sqlite') {
    `$path = [System.IO.Path]::Combine('$other', "`$name.dll")
    Add-Type -TypeDefinition "[assembly: System.Reflection.AssemblyVersion(""1.2.3.4"")] namespace Other { public static class `$(`$name.Replace('.', '')) { public static int Answer => 42; } }" -OutputAssembly `$path
    [System.Reflection.Assembly]::LoadFrom(`$path) | Out-Null
}

Import-Module '$(Get-BuiltManifest)'
@(Import-AxoniusCsv '$(Write-SampleExport)' -DatabasePath '$(Get-NewDatabasePath)').Count
[Other.CsvHelper]::Answer
[Other.MicrosoftDataSqlite]::Answer
"@

        Invoke-NewSession $script | Should -Be '9', '42', '42'
    }
}
