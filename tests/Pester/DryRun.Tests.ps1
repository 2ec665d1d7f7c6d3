#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox

    function Assert-DryRun([string] $Database, [int] $Batches) {
        Measure-RunTable $Database 'qualys_attribute_payloads_transformed_execution_log' | Should -Be $Batches
        $log = Read-RunDatabase $Database 'SELECT DISTINCT status, execution_log, outcome FROM qualys_attribute_payloads_transformed_execution_log'
        $log.status | Should -Be 'none'
        $log.execution_log | Should -Be 'none'
        $log.outcome | Should -Be 'NotSent'
        Measure-RunTable $Database 'api_calls' | Should -Be 0
        Read-RunValue $Database "SELECT json_extract(options, '$.dryRun') FROM run WHERE stage = 'Update' ORDER BY run_id DESC LIMIT 1" |
            Should -BeIn 1, 'true', 'True'
        (Read-RunDatabase $Database 'SELECT DISTINCT outcome FROM run').outcome | Should -Be 'complete'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'Sync-QualysAttribute -WhatIf' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'writes every stage, sends nothing and needs neither address nor credentials' {
        $database = Get-NewDatabasePath

        $summary = Sync-QualysAttribute (Write-SampleExport) -Function Update -DatabasePath $database -BatchSize 2 -WhatIf

        $summary | Should -HaveCount 1
        $summary.GetType().FullName | Should -Be 'QualysCustomAttributes.Synchronizing.SynchronizationSummary'
        $summary.RowsRead | Should -Be 9
        $summary.AssetsPlanned | Should -Be 9
        $summary.Groups | Should -Be 3
        $summary.Batches | Should -Be 6
        $summary.DatabasePath | Should -Be $database
        $summary.Update.NotSent | Should -Be 6
        $summary.Update.Calls | Should -Be 0
        Assert-DryRun $database 6
        (Read-RunDatabase $database 'SELECT DISTINCT function FROM qualys_attribute_payloads_transformed').function | Should -Be 'update'
        Read-RunValue $database 'SELECT payload FROM qualys_attribute_payloads_transformed LIMIT 1' | Should -BeLike '*"update": {"CustomAttribute":*'
    }

    It 'sends nothing to an address that is given' {
        $database = Get-NewDatabasePath

        Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -WhatIf | Out-Null

        Assert-DryRun $database 3
    }

    It 'gives each planned batch with -PassThru' {
        $results = Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -PassThru -WhatIf

        $results | Should -HaveCount 4
        $results[0..2].Outcome | Should -Be 'NotSent', 'NotSent', 'NotSent'
    }

    It 'is what $WhatIfPreference asks for' {
        $database = Get-NewDatabasePath
        $WhatIfPreference = $true
        try {
            $csv = Write-SampleExport
            Sync-QualysAttribute $csv -DatabasePath $database -ApiFqdn $sandbox.Address | Out-Null
        }
        finally {
            $WhatIfPreference = $false
        }

        Assert-DryRun $database 3
    }

    It 'says what it would send' {
        $csv = Write-SampleExport

        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Sync-QualysAttribute '$csv' -DatabasePath '$(Get-NewDatabasePath)' -WhatIf"

        $said -match '^What if' | Should -HaveCount 1
        $said -match '^What if' | Should -BeLike '*Add*9 assets*3 batches*'
    }

    It 'names the host where it is known' {
        $csv = Write-SampleExport

        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Sync-QualysAttribute '$csv' -DatabasePath '$(Get-NewDatabasePath)' -ApiFqdn qualysapi.qg3.apps.qualys.com -WhatIf"

        $said -match '^What if' | Should -BeLike '*on target "*qualysapi.qg3.apps.qualys.com*"*'
    }

    It 'yields to -WhatIf:$false, which wins over $WhatIfPreference' {
        $database = Get-NewDatabasePath
        $csv = Write-SampleExport
        $WhatIfPreference = $true
        try {
            Sync-QualysAttribute $csv -DatabasePath $database -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -WhatIf:$false | Out-Null
        }
        finally {
            $WhatIfPreference = $false
        }

        Get-SandboxRequest $sandbox | Should -HaveCount 3
    }
}

Describe 'Invoke-QualysAttributeUpdate -WhatIf' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'plans every batch of the pipeline' {
        $database = Get-NewDatabasePath

        $results = Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload |
            Split-QualysBatch | Invoke-QualysAttributeUpdate -Function Remove -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -WhatIf -PassThru

        $results.Outcome | Should -Be 'NotSent', 'NotSent', 'NotSent'
        $results.Function | Should -Be 'Remove', 'Remove', 'Remove'
        Assert-DryRun $database 3
    }

    It 'plans every batch of a database, without credentials' {
        $database = Save-Plan

        Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -PassThru | Should -HaveCount 3

        Assert-DryRun $database 3
    }

    It 'is what $WhatIfPreference asks for' {
        $database = Save-Plan
        $WhatIfPreference = $true
        try {
            $results = Invoke-QualysAttributeUpdate -DatabasePath $database -ApiFqdn $sandbox.Address -PassThru
        }
        finally {
            $WhatIfPreference = $false
        }

        $results | Should -HaveCount 3
        Assert-DryRun $database 3
    }

    It 'says of each batch what it would send' {
        $database = Save-Plan

        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Invoke-QualysAttributeUpdate -DatabasePath '$database' -WhatIf"

        $said -match '^What if' | Should -HaveCount 3
        ($said -match '^What if')[0] | Should -BeLike 'What if: Qualys, group 1 batch 1, 3 assets: Add Business=*'
    }

    It 'passes nothing on but what was asked for with -PassThru' {
        $database = Save-Plan

        Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf | Should -BeNullOrEmpty
        Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -PassThru | Should -HaveCount 3
    }

    It 'shows twenty batches and counts the rest, each in one line of the terminal' {
        $database = Save-Plan -Count 23 -Groups 23

        $said = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Invoke-QualysAttributeUpdate -DatabasePath '$database' -WhatIf"

        $said -match '^What if' | Should -HaveCount 20
        $said -match '^  and 3 batches more; see Get-QualysRunBatch ' | Should -HaveCount 1
        $said -match '^What if' | ForEach-Object Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessThan 120
        Assert-DryRun $database 23
    }

    It 'can be sent afterwards, and can plan again with another function' {
        $database = Save-Plan
        Invoke-QualysAttributeUpdate -DatabasePath $database -Function Remove -WhatIf | Out-Null
        Invoke-QualysAttributeUpdate -DatabasePath $database -Function Add -WhatIf | Out-Null
        (Read-RunDatabase $database 'SELECT DISTINCT function FROM qualys_attribute_payloads_transformed').function | Should -Be 'add'

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -Confirm:$false

        $results.Outcome | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        Get-SandboxRequest $sandbox | Should -HaveCount 3
    }

    It 'of a database that was sent already shows what came of it and sends nothing' {
        $database = Save-Plan
        $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential }
        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Out-Null
        Clear-Sandbox $sandbox

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -PassThru

        $results.Outcome | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}

Describe 'The first four cmdlets' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'write their tables under $WhatIfPreference too' {
        $database = Get-NewDatabasePath
        $csv = Write-SampleExport
        $WhatIfPreference = $true
        try {
            $batches = Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch
        }
        finally {
            $WhatIfPreference = $false
        }

        $batches | Should -HaveCount 3
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 3
    }
}

Describe 'Without -WhatIf' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'the address is asked for before anything is read' {
        $database = Get-NewDatabasePath

        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database }

        $failure.FullyQualifiedErrorId | Should -Be 'AddressMissing,QualysCustomAttributes.Commands.SyncQualysAttributeCommand'
        Test-Path $database | Should -BeFalse
    }

    It '-Confirm:$false sends without asking, whatever $ConfirmPreference says' {
        $ConfirmPreference = 'Low'

        $summary = Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -ApiFqdn $sandbox.Address -Credential (Get-TestCredential) -Confirm:$false

        $summary.Update.Succeeded | Should -Be 3
        Get-SandboxRequest $sandbox | Should -HaveCount 3
    }
}
