#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $manifest = Get-BuiltManifest
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; ThrottleLimit = 1 }

    function Get-Outcome([string] $Database) {
        @(Read-RunDatabase $Database "SELECT group_number || '.' || batch_number || ' ' || outcome AS line FROM batch_execution ORDER BY 1").line -join ', '
    }
}

AfterAll {
    Close-Sandbox $sandbox
}

Describe 'Looking at a run' {
    BeforeAll {
        $database = Save-Plan -BatchSize 2
        $bytes = (Get-FileHash $database).Hash
    }

    AfterEach {
        (Get-FileHash $database).Hash | Should -Be $bytes
        Get-ChildItem "$database-*" | Should -BeNullOrEmpty
    }

    It 'gives the groups' {
        $groups = Get-QualysRunGroup $database

        $groups | Should -HaveCount 3
        @($groups[0].Attributes.Keys)[0] | Should -Be 'Business'
        Get-QualysRunGroup -DatabasePath $database -GroupNumber 2, 3 | ForEach-Object GroupNumber | Should -Be 2, 3
    }

    It 'gives the batches, by group, asset and outcome' {
        $batches = Get-QualysRunBatch $database

        $batches | Should -HaveCount 6
        $batches.Outcome | Sort-Object -Unique | Should -Be 'NotSent'
        Get-QualysRunBatch $database -AssetId $batches[3].AssetIds[0] | ForEach-Object { "$_" } | Should -Be "$($batches[3])"
        Get-QualysRunBatch $database -GroupNumber 1 | Should -HaveCount 2
        Get-QualysRunBatch $database -Outcome Failed, InDoubt | Should -BeNullOrEmpty
    }

    It 'takes a database from the pipeline, by path, by file and by property' {
        $database, (Get-Item $database), [pscustomobject]@{ DatabasePath = $database } | Get-QualysRunGroup | Should -HaveCount 9
    }

    It 'says what was asked for and is not in the plan, and gives what is' {
        $found = Get-QualysRunBatch $database -GroupNumber 1, 99 -ErrorVariable failures -ErrorAction SilentlyContinue
        $found | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -Be 'NotInPlan,QualysCustomAttributes.Commands.GetQualysRunBatchCommand'
        "$failures" | Should -BeLike '*no group 99*'

        Get-QualysRunGroup $database -GroupNumber 98 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*no group 98*'
        Get-QualysRunBatch $database -AssetId 42 -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failures" | Should -BeLike '*no asset 42*'
    }

    It 'keeps the plan whatever cuts it short' {
        Get-QualysRunGroup $database | Select-Object -First 1 | Should -HaveCount 1
        Get-QualysRunBatch $database | Select-Object -First 1 | Should -HaveCount 1

        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 6
    }
}

Describe 'A stage that is run again over later ones' {
    BeforeEach {
        $database = Save-Plan -BatchSize 2
    }

    It '<Cmdlet> asks, and where nobody can be asked is refused' -ForEach @(
        @{ Cmdlet = 'New-QualysAttributePayload' }
        @{ Cmdlet = 'Group-QualysPayload' }
    ) {
        # The tests' own session takes no answers.
        $failure = Get-ErrorOf { & $Cmdlet -DatabasePath $database }

        $failure.FullyQualifiedErrorId | Should -BeLike 'StageReplaces,*'
        $failure.Exception.Message | Should -BeLike '*6 batches*-Force*Get-QualysRunGroup*'
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 6
    }

    It '<Cmdlet> says with -WhatIf what would be lost, and loses nothing' -ForEach @(
        @{ Cmdlet = 'New-QualysAttributePayload' }
        @{ Cmdlet = 'Group-QualysPayload' }
    ) {
        & $Cmdlet -DatabasePath $database -WhatIf | Should -BeNullOrEmpty

        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 6
    }

    It '<Cmdlet> loses nothing with -Force either while -WhatIf stands beside it' -ForEach @(
        @{ Cmdlet = 'New-QualysAttributePayload' }
        @{ Cmdlet = 'Group-QualysPayload' }
        @{ Cmdlet = 'Split-QualysBatch' }
    ) {
        Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf | Out-Null

        & $Cmdlet -DatabasePath $database -Force -WhatIf | Should -BeNullOrEmpty
        & { $WhatIfPreference = $true; & $Cmdlet -DatabasePath $database -Force } | Should -BeNullOrEmpty

        Get-QualysRunBatch $database | Should -HaveCount 6
    }

    It 'goes on with -Force and with -Confirm:$false' {
        Group-QualysPayload -DatabasePath $database -Force | Should -HaveCount 3
        Measure-RunTable $database 'qualys_attribute_payloads_split' | Should -Be 0
        Split-QualysBatch -DatabasePath $database | Should -HaveCount 3
        Group-QualysPayload -DatabasePath $database -Confirm:$false | Should -HaveCount 3
    }

    It 'is not asked about where nothing is lost' {
        Split-QualysBatch -DatabasePath $database -BatchSize 1 | Should -HaveCount 9
        Split-QualysBatch -DatabasePath $database | Should -HaveCount 3
    }

    It 'never narrows the plan by what is taken from it' {
        Group-QualysPayload -DatabasePath $database -Force | Select-Object -First 1 | Should -HaveCount 1

        Measure-RunTable $database 'qualys_attribute_payloads_grouped' | Should -Be 3
    }
}

Describe 'A pipeline that was cut short' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $database = Get-NewDatabasePath
        $csv = Write-SampleExport -Count 12 -Groups 6
    }

    It 'by <Reason> is finished by one command, which says how much was on record' -ForEach @(
        @{ Reason = 'Select-Object'; Fault = $null; Run = { param($csv, $database, $account)
                Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 |
                    Invoke-QualysAttributeUpdate @account | Select-Object -First 2 | Should -HaveCount 2
            }
        }
        @{ Reason = '-ErrorAction Stop'; Fault = @{ fault = 'refused' }; Run = { param($csv, $database, $account)
                Get-ErrorOf {
                    Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 |
                        Invoke-QualysAttributeUpdate @account -ErrorAction Stop
                } | ForEach-Object FullyQualifiedErrorId | Should -BeLike 'BatchFailed,*'
            }
        }
        @{ Reason = 'a refusal of the account'; Fault = @{ fault = 'unauthorized' }; Run = { param($csv, $database, $account)
                $failure = Get-ErrorOf {
                    Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 |
                        Invoke-QualysAttributeUpdate @account
                }
                $failure.FullyQualifiedErrorId | Should -BeLike 'AuthenticationFailed,*'
                $failure.Exception.Message | Should -BeLike "*Invoke-QualysAttributeUpdate -DatabasePath '$database' -ApiFqdn '*127.0.0.1*'*"
            }
        }
        @{ Reason = 'an error downstream'; Fault = $null; Run = { param($csv, $database, $account)
                Get-ErrorOf {
                    Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 |
                        Invoke-QualysAttributeUpdate @account | ForEach-Object { throw 'enough' }
                } | ForEach-Object { $_.Exception.Message } | Should -Be 'enough'
            }
        }
    ) {
        if ($Fault) {
            Add-SandboxFault $sandbox $Fault
        }

        & $Run $csv $database $account
        $onRecord = Measure-RunTable $database 'batch_execution'
        $onRecord | Should -BeLessThan 12

        $results = Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningVariable warnings -WarningAction SilentlyContinue

        @($results | Where-Object Outcome -EQ 'Succeeded') | Should -HaveCount 12
        "$warnings" | Should -Match "\b($onRecord|None) of 12 batches (was|were) on record.*All 12 are taken up"
        $sent = (Get-SandboxRequest $sandbox).assetIds | Sort-Object -Unique
        $sent | Should -HaveCount 12
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'by a stop in its middle is finished by one command' {
        Add-SandboxFault $sandbox @($null, @{ fault = 'lateAnswer'; delayMs = 60000; times = 0 })
        $engine = Open-Engine
        try {
            $engine.AddScript({
                    param($csv, $database, $account)
                    Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload |
                        Split-QualysBatch -BatchSize 1 | Invoke-QualysAttributeUpdate @account
                }).AddArgument($csv).AddArgument($database).AddArgument($account) | Out-Null
            $running = $engine.BeginInvoke()
            Wait-Until { @(Get-SandboxRequest $sandbox).Count -ge 2 }
            $engine.Stop()
            try { $engine.EndInvoke($running) } catch { $_.Exception.InnerException | Should -BeOfType System.Management.Automation.PipelineStoppedException }
        }
        finally {
            Close-Engine $engine
        }

        Clear-Sandbox $sandbox
        $results = Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningVariable warnings -WarningAction SilentlyContinue

        @($results | Where-Object Outcome -EQ 'Succeeded') | Should -HaveCount 12
        "$warnings" | Should -Match 'of 12 batches (was|were) on record'
    }

    It 'with a Where-Object before <Cmdlet> is not widened, and says so' -ForEach @(
        @{ Cmdlet = 'Invoke-QualysAttributeUpdate'; Run = { param($csv, $database, $account)
                Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize 1 |
                    Where-Object { $_.GroupNumber -in 1, 2 } | Invoke-QualysAttributeUpdate @account | Select-Object -First 2
            }; Sent = 2..4
        }
        @{ Cmdlet = 'Split-QualysBatch'; Run = { param($csv, $database, $account)
                Import-AxoniusCsv $csv -DatabasePath $database | New-QualysAttributePayload | Group-QualysPayload |
                    Where-Object { $_.GroupNumber -in 1, 2 } | Split-QualysBatch -BatchSize 1 | Invoke-QualysAttributeUpdate @account | Select-Object -First 2
            }; Sent = 2..4
        }
    ) {
        & $Run $csv $database $account | Should -HaveCount 2

        Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningVariable warnings -WarningAction SilentlyContinue | Out-Null

        "$warnings" | Should -BeLike '*of 12 batches were on record*they stay as they are*'
        $groups = @(Get-QualysRunBatch $database -Outcome Succeeded).GroupNumber | Sort-Object -Unique
        $groups | Where-Object { $_ -notin 1, 2 } | Should -BeNullOrEmpty
        Invoke-QualysAttributeUpdate -DatabasePath $database -All @account -WarningAction SilentlyContinue | Should -HaveCount 12
        @(Get-QualysRunBatch $database -Outcome Succeeded) | Should -HaveCount 12
    }
}

Describe 'A choice' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
        $database = Save-Plan -BatchSize 2
    }

    It 'by -GroupNumber sends these batches, a resume nothing more, and -All the rest' {
        Invoke-QualysAttributeUpdate -DatabasePath $database -GroupNumber 2 @account -WarningVariable warnings -WarningAction SilentlyContinue |
            Should -HaveCount 2
        "$warnings" | Should -BeLike "*4 batches of the plan were not chosen*Invoke-QualysAttributeUpdate -DatabasePath '$database' -ApiFqdn '*' -Credential (Get-Credential) -All*"

        Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningAction SilentlyContinue | Should -HaveCount 2
        Get-SandboxRequest $sandbox | Should -HaveCount 2
        Invoke-QualysAttributeUpdate -DatabasePath $database -All @account | Should -HaveCount 6
        Get-SandboxRequest $sandbox | Should -HaveCount 6
    }

    It 'by -AssetId changes that asset alone' {
        $asset = (Get-QualysRunBatch $database | Where-Object AssetCount -EQ 2 | Select-Object -First 1).AssetIds[1]

        Invoke-QualysAttributeUpdate -DatabasePath $database -AssetId $asset @account -WarningAction SilentlyContinue | Should -HaveCount 1

        @((Get-SandboxRequest $sandbox).assetIds) | Should -Be $asset
    }

    It 'by -First takes the next ones each time' {
        1..3 | ForEach-Object { Invoke-QualysAttributeUpdate -DatabasePath $database -First 2 @account -WarningAction SilentlyContinue | Out-Null }

        Get-SandboxRequest $sandbox | Should -HaveCount 6
    }

    It 'is shown by the batches, and is not widened by looking at all of the plan' {
        Invoke-QualysAttributeUpdate -DatabasePath $database -GroupNumber 3 @account -WarningAction SilentlyContinue | Out-Null

        Invoke-QualysAttributeUpdate -DatabasePath $database -All -WhatIf -PassThru -WarningVariable warnings -WarningAction SilentlyContinue | Should -HaveCount 6

        (Get-QualysRunBatch $database | Where-Object Chosen).GroupNumber | Sort-Object -Unique | Should -Be 3
        "$warnings" | Should -BeLike "*4 batches of the plan were not chosen*-All*"
        Invoke-QualysAttributeUpdate -DatabasePath $database @account -WarningAction SilentlyContinue | Should -HaveCount 2
        Get-SandboxRequest $sandbox | Should -HaveCount 2
    }

    It 'of the first objects of a pipeline says what of the plan is left, and the command' {
        Get-QualysRunGroup $database | Split-QualysBatch -BatchSize 2 -Force | Select-Object -First 2 |
            Invoke-QualysAttributeUpdate @account -WarningVariable warnings -WarningAction SilentlyContinue | Should -HaveCount 2

        "$warnings" | Should -BeLike "*4 batches of the plan were not chosen*Invoke-QualysAttributeUpdate -DatabasePath '$database'*-All*"
    }

    It 'of a plan by its digest holds for the pilot, its repetition and the rest' {
        $digest = (Sync-QualysAttribute (Write-SampleExport -Count 9 -Groups 3) -DatabasePath (Join-Path $TestDrive "$(New-Guid).db") -BatchSize 2 -WhatIf -OutVariable planned -WarningAction SilentlyContinue).PlanDigest
        $plan = $planned[0].DatabasePath
        $asset = (Get-QualysRunBatch $plan | Where-Object AssetCount -EQ 2 | Select-Object -First 1).AssetIds[1]

        Invoke-QualysAttributeUpdate -DatabasePath $plan -AssetId $asset -PlanDigest $digest -WhatIf -PassThru -WarningAction SilentlyContinue | Should -HaveCount 1
        1..2 | ForEach-Object { Invoke-QualysAttributeUpdate -DatabasePath $plan -AssetId $asset -PlanDigest $digest @account -WarningAction SilentlyContinue | Should -HaveCount 1 }
        Invoke-QualysAttributeUpdate -DatabasePath $plan -All -PlanDigest $digest @account -WarningAction SilentlyContinue | Should -HaveCount 7
    }

    It 'of batches that were looked up sends these alone' {
        Get-QualysRunBatch $database -GroupNumber 3 | Invoke-QualysAttributeUpdate @account -WarningAction SilentlyContinue | Should -HaveCount 2

        Get-SandboxRequest $sandbox | Should -HaveCount 2
        Get-Outcome $database | Should -Be '3.1 Succeeded, 3.2 Succeeded'
    }

    It 'of batches out of the pipeline takes no <Name> beside it, which would mean the whole database' -ForEach @(
        @{ Name = '-PlanDigest'; More = @{ PlanDigest = 'a' * 64 } }
        @{ Name = '-First'; More = @{ First = 1 } }
        @{ Name = '-All'; More = @{ All = $true } }
        @{ Name = '-GroupNumber'; More = @{ GroupNumber = 1 } }
        @{ Name = '-AssetId'; More = @{ AssetId = 1 } }
    ) {
        $failure = Get-ErrorOf { Get-QualysRunBatch $database -GroupNumber 3 | Invoke-QualysAttributeUpdate @account @More }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ChoiceOfPipeline,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'of one batch three times sends it once' {
        $batch = Get-QualysRunBatch $database | Select-Object -First 1

        $batch, $batch, $batch | Invoke-QualysAttributeUpdate @account -WarningAction SilentlyContinue | Should -HaveCount 1

        Get-SandboxRequest $sandbox | Should -HaveCount 1
    }

    It 'keeps the function that was reviewed, whatever the environment says' {
        $env:q_api_function = 'remove'

        Invoke-QualysAttributeUpdate -DatabasePath $database -Function Add -WhatIf | Out-Null
        (Invoke-QualysAttributeUpdate -DatabasePath $database @account).Function | Sort-Object -Unique | Should -Be 'Add'
    }

    It 'that is a part of a plan by no more than its properties never stands for the whole' -ForEach @(
        @{ Part = { Get-QualysRunGroup $database -GroupNumber 1 } }
        @{ Part = { Get-QualysRunBatch $database -GroupNumber 1 | Select-Object * } }
        @{ Part = { Get-QualysRunBatch $database -GroupNumber 1 | Select-Object GroupNumber, BatchNumber, DatabasePath } }
        @{ Part = { Get-QualysRunBatch $database -GroupNumber 1 | Select-Object DatabasePath, AssetIds, Attributes } }
        @{ Part = { Get-QualysRunGroup $database -GroupNumber 1 | Select-Object DatabasePath } }
        @{ Part = { Invoke-QualysAttributeUpdate -DatabasePath $database -WhatIf -PassThru -GroupNumber 1 } }
    ) {
        $parts = & $Part
        $failure = Get-ErrorOf { $parts | Invoke-QualysAttributeUpdate @account }

        $failure.FullyQualifiedErrorId | Should -BeLike 'PartOfPlan,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'of a whole plan comes down the pipeline as its summary' {
        $plan = Sync-QualysAttribute (Write-SampleExport -Count 9 -Groups 3) -DatabasePath (Get-NewDatabasePath) -BatchSize 2 -WhatIf -WarningAction SilentlyContinue

        $plan | Invoke-QualysAttributeUpdate @account | Should -HaveCount 6
    }

    It 'cannot be edited on its way' {
        $batch = Get-QualysRunBatch $database | Select-Object -First 1
        { $batch.AssetIds[0] = 42 } | Should -Throw
        { $batch.Attributes.Business = 'else' } | Should -Throw
        { $batch.Attributes.Clear() } | Should -Throw
        $group = Get-QualysRunGroup $database | Select-Object -First 1
        { $group.AssetIds[0] = 42 } | Should -Throw
        $batch.AssetIds[0] | Should -Not -Be 42
    }

    It 'is shown by the readers only where it is the one that was made' {
        Read-RunDatabase $database "UPDATE payload_group SET asset_ids = '42', count_asset_ids = 1 WHERE group_number = 1"

        (Get-ErrorOf { Get-QualysRunGroup $database }).FullyQualifiedErrorId | Should -BeLike 'PlanChanged,*'
    }

    It 'of a pilot that was refused leaves no run database, so that the command put right makes it' {
        $new = Get-NewDatabasePath
        (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $new -GroupNumber 99 @account }).FullyQualifiedErrorId | Should -BeLike 'NothingChosen,*'

        Test-Path $new | Should -BeFalse
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
        (Sync-QualysAttribute (Write-SampleExport) -DatabasePath $new -GroupNumber 3 @account -WarningAction SilentlyContinue).Update.Succeeded | Should -Be 1
    }

    It 'of groups that were looked up goes on in the same pipeline' {
        Get-QualysRunGroup $database -GroupNumber 3 | Split-QualysBatch -Force | Should -HaveCount 1
    }

    It 'with -All and a part of it is refused' {
        $failure = Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -All -First 1 @account }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ChoiceAmbiguous,*'
        $failure.Exception.Message | Should -BeLike '*-All without -GroupNumber, -AssetId and -First*'
    }

    It 'of what is not in the plan is refused before anything is sent' {
        (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -AssetId 42 @account }).FullyQualifiedErrorId | Should -BeLike 'NothingChosen,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'takes a digest with blanks about it, and says what one is where the text is none' {
        $digest = (Get-QualysRunBatch $database | Invoke-QualysAttributeUpdate -WhatIf 6>&1 | Where-Object { "$_" -like '*plan digest*' }) -replace '.*digest'

        (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database -PlanDigest 'abc' @account }).Exception.Message |
            Should -BeLike "*'abc' is not the digest of a plan*64 hexadecimal digits*-WhatIf*"
        Invoke-QualysAttributeUpdate -DatabasePath $database -PlanDigest $digest @account | Should -HaveCount 6
    }

    It 'is that of the plan with the digest that was reviewed' {
        $digest = (Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -WhatIf 6>$null).PlanDigest
        $digest | Should -Match '^[0-9a-f]{64}$'

        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport -Count 8) -DatabasePath (Get-NewDatabasePath) -PlanDigest $digest @account }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PlanChanged,*'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
        (Sync-QualysAttribute (Write-SampleExport) -DatabasePath (Get-NewDatabasePath) -PlanDigest $digest @account).Update.Succeeded | Should -Be 3
    }
}

Describe 'One run database' {
    BeforeEach {
        Clear-QualysSetting
        Clear-Sandbox $sandbox
    }

    It 'is that of one runspace at a time, and nobody reports what another sent' {
        $database = Save-Plan -Count 12 -Groups 12
        Add-SandboxFault $sandbox @{ fault = 'lateAnswer'; delayMs = 200; times = 0 }

        $ends = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:manifest
            $account = $using:account
            try {
                "$(@(Invoke-QualysAttributeUpdate -DatabasePath $using:database @account).Count) sent"
            }
            catch {
                $_.FullyQualifiedErrorId.Split(',')[0]
            }
        }

        $ends | Sort-Object | Should -Be '12 sent', 'DatabaseInUse', 'DatabaseInUse'
        Get-SandboxRequest $sandbox | Should -HaveCount 12
    }

    It 'is not replaced by -Force where it has calls on record' {
        $database = Save-Plan
        Invoke-QualysAttributeUpdate -DatabasePath $database @account | Out-Null

        foreach ($replace in { Import-AxoniusCsv (Write-SampleExport) -DatabasePath $database -Force }, { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $database -Force -WhatIf }) {
            $failure = Get-ErrorOf $replace
            $failure.FullyQualifiedErrorId | Should -BeLike 'DatabaseHasCalls,*'
            $failure.Exception.Message | Should -BeLike '*_2.db*'
        }

        Measure-RunTable $database 'api_calls' | Should -Be 3
    }

    It 'that is in use cannot be worked on by an inner pipeline, and can be looked at' {
        $database = Save-Plan

        $inner = Invoke-QualysAttributeUpdate -DatabasePath $database @account | ForEach-Object {
            @(Get-QualysRunBatch $database).Count
            (Get-ErrorOf { Invoke-QualysAttributeUpdate -DatabasePath $database @account }).FullyQualifiedErrorId.Split(',')[0]
        }

        $inner | Sort-Object -Unique | Should -Be 3, 'DatabaseInUse'
        Get-SandboxRequest $sandbox | Should -HaveCount 3
    }
}
