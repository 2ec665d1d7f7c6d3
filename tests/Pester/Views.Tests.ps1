#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    # Each kind of object that a cmdlet gives, or that lies in one.
    $kinds = 'AxoniusRecord', 'AttributeChange', 'PlannedChangeCount', 'AttributeChangeRecord', 'QualysAttributePayload', 'QualysPayloadGroup',
        'QualysBatch', 'QualysRejectedRow', 'QualysDuplicate', 'QualysApiCall', 'QualysUpdateResult', 'QualysAttributeVerification', 'QualysRun',
        'QualysRunStage', 'QualysFunctionBehaviour', 'SynchronizationSummary', 'UpdateCounts', 'QualysConnection', 'QualysAsset',
        'QualysAttributeValue', 'InventorySummary', 'RestoredInventory', 'PublishedTarget', 'PublishedTable', 'AxoniusCsvCheck',
        'AxoniusCsvFinding', 'AxoniusCsvRowFate', 'AxoniusCsvRow', 'AxoniusCsvKey', 'AxoniusCsvValue', 'AxoniusCsvAssetIds', 'AxoniusCsvIdLength'
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox -Argument '--inventory', '40', '--asset-bytes', '3000'
    $quick = @{ RetryMinimumSeconds = 0; RetryMaximumSeconds = 0; MaxAttempts = 2; ThrottleLimit = 1; WarningAction = 'SilentlyContinue' }
    $account = $quick + @{ ApiFqdn = $sandbox.Address; GatewayFqdn = $sandbox.Address; Credential = Get-TestCredential }
    $sending = $quick + @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential }
    $silent = @{ WarningAction = 'SilentlyContinue'; ErrorAction = 'SilentlyContinue' }

    # Values that are long, or would steer the terminal; one of the keys is longer than its column.
    $mapping = [ordered]@{ 'Id' = 'AssetID'; 'Business' = 'Business'; 'Tier' = 'Service_Owner_Group_of_the_Recovery_Tier'; 'SLA' = 'SLA' }
    function Save-Export([string[]] $Row) {
        $path = Get-TestPath "$([guid]::NewGuid().ToString('N')).csv"
        [System.IO.File]::WriteAllLines($path, @('Id,Business,Tier,SLA') + $Row)
        $path
    }

    $hostile = "B$([char]0x202e)a`u{1b}[31mnk $('long ' * 40)"
    $rows = foreach ($i in 0..5) { "$(1500000001 + $i),$($i % 2 ? $hostile : 'Retail'),Tier $($i % 2),Gold" }
    $rows += '1500000011,Retail,Tier 1,Gold', '1500000011,Other,Tier 1,Gold', '1500000012,,,', 'n/a,x,y,z', '"1,500,000,009",x,#N/A,z'
    $rows += '1500000013,#N/A,Tier 1,Gold'
    $export = Save-Export $rows

    $given = [System.Collections.Generic.List[object]]::new()
    function Add-Given { process { $given.Add($_) } }

    $database = Get-NewDatabasePath
    $records = Import-AxoniusCsv $export -DatabasePath $database -Mapping $mapping -AllowRejected @silent
    $payloads = $records | New-QualysAttributePayload @silent
    $groups = $payloads | Group-QualysPayload @silent
    $batches = $groups | Split-QualysBatch -BatchSize 2 @silent
    Add-SandboxFault $sandbox @($null, @{ fault = 'refused' }, $null, @{ fault = 'shortCount'; count = 1 })
    $results = $batches | Invoke-QualysAttributeUpdate -Function Add @sending -ErrorAction SilentlyContinue
    Invoke-Sandbox $sandbox 'faults' -Method Delete | Out-Null
    $run = Get-QualysRun $database
    $records, $payloads, $groups, (Get-QualysRunBatch $database), $results, $run, $run.Stages | ForEach-Object { $_ } | Add-Given
    Get-QualysRejectedRow $database | Add-Given
    Get-QualysDuplicate $database | Add-Given
    Get-QualysApiCall $database | Add-Given

    $ledger = Get-TestPath 'ledger.sqlite'
    $reconciled = Get-NewDatabasePath
    $first = Save-Export @($rows[0..5])
    Sync-QualysAttribute $first -Mapping $mapping -Reconcile -LedgerPath $ledger -DatabasePath $reconciled @sending | Out-Null
    $second = Save-Export @('1500000001,Else,Tier 0,Gold', "1500000002,$hostile,Tier 1,", '1500000003,Retail,Tier 0,Silver', '1500000020,Retail,Tier 1,Gold')
    Import-AxoniusCsv $second -Mapping $mapping -DatabasePath (Get-NewDatabasePath) @silent |
        Compare-QualysAttribute -ApiFqdn $sandbox.Address -LedgerPath $ledger -RemoveStale @silent | Add-Given
    $summary = Sync-QualysAttribute $second -Mapping $mapping -Reconcile -RemoveStale -LedgerPath $ledger -DatabasePath (Get-NewDatabasePath) @sending -ErrorAction SilentlyContinue
    $summary, $summary.Update | Add-Given
    $summary.Changes | Add-Given
    Get-QualysAttributeChange -LedgerPath $ledger | Add-Given

    Invoke-Sandbox $sandbox 'assets/1500000001' -Method Put -Body (@{ Business = $hostile } | ConvertTo-Json) | Out-Null
    Connect-Qualys @account -SkipVerification -PassThru | Add-Given
    Test-QualysAttribute $summary.DatabasePath -VerifyTimeout 0 @silent | Add-Given
    Test-QualysAttributeUpdate 1500000030 -LedgerPath $ledger -VerifyTimeout 5 -Confirm:$false @silent | Add-Given
    $assets = Get-QualysAsset -First 3
    $assets | Add-Given
    $assets.CustomAttributes | Add-Given
    (Get-QualysAsset | Where-Object AssetId -EQ 1500000001).CustomAttributes | Add-Given
    $folder = Get-TestPath 'inventory'
    Export-QualysInventory $folder -LastUpdatedAfter 2000-01-01 @silent | Add-Given
    $pages = New-Item -ItemType Directory (Get-TestPath 'pages')
    Get-ChildItem $folder -Filter *.json.gz | Copy-Item -Destination $pages
    Restore-QualysInventory $pages @silent | Add-Given
    $published = Publish-QualysInventory $folder -Csv (Get-TestPath 'csv') -Snapshot (Get-TestPath 'snapshots') @silent
    $published | Add-Given
    $published.Tables | Add-Given

    $check = Test-AxoniusCsv $export -Mapping $mapping @silent
    $check, $check.AssetIds | Add-Given
    $check.Findings, $check.Rows, $check.Rows.Examples, $check.Keys, $check.Keys.FrequentValues, $check.AssetIds.Lengths | ForEach-Object { $_ } | Add-Given

    function Get-Given([string] $Kind) { @($given | Where-Object { $_.GetType().Name -eq $Kind }) }
    function Get-Shown([object] $Objects, [int] $Width, [string] $Form = 'Table') {
        $text = if ($Form -eq 'Table') { $Objects | Format-Table | Out-String -Width $Width } else { $Objects | Format-List | Out-String -Width $Width }
        @($text -split '\r?\n' | Where-Object { $_ })
    }
    function Remove-Colour([string] $Text) { $Text -replace '\x1b\[[0-9;]*m' }
}

AfterAll {
    Disconnect-Qualys
    Close-Sandbox $sandbox
}

Describe 'Objects of <_>' -ForEach $kinds {
    BeforeAll {
        $kind = $_
        $objects = Get-Given $kind
    }

    It 'are given here' {
        $objects | Should -Not -BeNullOrEmpty
    }

    It 'have a row each, at 80 and at 120 columns, that steers nothing' {
        foreach ($width in 80, 120) {
            $lines = Get-Shown $objects $width
            $lines | Should -HaveCount ($objects.Count + 2) -Because "nothing wraps at $width"
            @($lines | Where-Object { $_.TrimEnd().Length -gt $width }) | Should -BeNullOrEmpty
            @($lines | Where-Object { (Remove-Colour $_) -match '[\x00-\x1f\u202e]' }) | Should -BeNullOrEmpty
            @(Get-Shown $objects $width List | Where-Object { $_.TrimEnd().Length -gt $width -or (Remove-Colour $_) -match '[\x00-\x1f\u202e]' }) | Should -BeNullOrEmpty
        }
    }

    It 'call a column as the property is called that Get-Member shows' {
        $members = ($objects | Get-Member -MemberType Properties).Name
        foreach ($view in (Get-FormatData -TypeName $objects[0].GetType().FullName).FormatViewDefinition) {
            $labels = if ($view.Control -is [System.Management.Automation.TableControl]) { $view.Control.Headers.Label }
            elseif ($view.Control -is [System.Management.Automation.ListControl]) { $view.Control.Entries.Items.Label }
            $labels -replace ' \((UTC|s)\)$' | Where-Object { $_.Trim() -and $_ -notin $members } | Should -BeNullOrEmpty
        }
    }

    It 'show no setters and no clones' {
        @($objects | Get-Member | Where-Object Name -Match '<') | Should -BeNullOrEmpty
        @($objects | Get-Member -MemberType Property | Where-Object Definition -Match 'set;') | Should -BeNullOrEmpty
    }

    It 'read as a sentence' {
        foreach ($object in $objects) {
            "$object" | Should -Not -Match 'QualysCustomAttributes\.|System\.|^\s*$'
        }
    }

    It 'are rows of a CSV file without the name of a type' {
        foreach ($row in $objects | ConvertTo-Csv | ConvertFrom-Csv) {
            $row.PSObject.Properties.Value -match '\bSystem\.[A-Z]|QualysCustomAttributes\.[A-Z]' | Should -BeNullOrEmpty
        }
    }

    It 'are JSON with names for enumerations' {
        $read = @($objects | ConvertTo-Json -Depth 4 -AsArray -WarningAction SilentlyContinue | ConvertFrom-Json -AsHashtable -NoEnumerate)
        for ($i = 0; $i -lt $objects.Count; $i++) {
            foreach ($property in $objects[$i].PSObject.Properties | Where-Object { $_.Value -is [enum] }) {
                $read[0][$i][$property.Name] | Should -BeExactly "$($property.Value)" -Because $property.Name
            }
        }
    }
}

Describe 'What lies in an object' {
    It 'can be asked for by the name of its column' {
        @($groups | Where-Object Group -EQ 2) | Should -HaveCount 1
        @($groups | Where-Object Assets -GE 2) | Should -Not -BeNullOrEmpty
        @($batches | Where-Object { $_.Group -eq 1 -and $_.Batch -eq 1 -and $_.Assets -ge 1 }) | Should -HaveCount 1
        @($results | Where-Object Confirmed -GE 1) | Should -Not -BeNullOrEmpty
        @($results | Where-Object Calls -GE 1) | Should -HaveCount $results.Count
        @($run | Where-Object { $_.Left -eq 0 -and $_.Confirmed -ge 1 }) | Should -HaveCount 1
        @($run | Where-Object { $_.Name -like '*.db' -and $_.StartedAt }) | Should -HaveCount 1
    }

    It 'is an attribute by its key, at every stage' {
        foreach ($stage in $records, $payloads, $groups, $batches, $results, (Get-QualysDuplicate $database)) {
            @($stage | Where-Object { $_.Attributes.Business -eq 'Retail' }) | Should -Not -BeNullOrEmpty
            @($stage | Where-Object { $_.Attributes.business -eq 'Retail' }) | Should -Not -BeNullOrEmpty
            @($stage[0].Attributes.Keys)[0] | Should -Be 'Business'
            { $stage[0].Attributes.Business = 'else' } | Should -Throw
            { $stage[0].Attributes.Clear() } | Should -Throw
        }
    }

    It 'is an enumeration that compares by name and by value' {
        @($results | Where-Object Outcome -EQ 'failed') | Should -HaveCount 1
        @($results | Where-Object Outcome -EQ ([QualysCustomAttributes.Runs.UpdateOutcome]::Failed)) | Should -HaveCount 1
        @($results | Where-Object { $_.Outcome -in 'Failed', 'Partial' }) | Should -HaveCount 2
    }
}

Describe 'A table' {
    BeforeAll {
        function Get-Text([object] $Objects, [string] $Rendering) {
            $before = $PSStyle.OutputRendering
            $PSStyle.OutputRendering = $Rendering
            try { $Objects | Format-Table | Out-String -Width 80 } finally { $PSStyle.OutputRendering = $before }
        }
    }

    It 'has its outcomes in colour, where there is any' {
        $text = Get-Text $results Ansi
        foreach ($each in @{ Succeeded = 'Green'; Failed = 'Red'; Partial = 'Yellow' }.GetEnumerator()) {
            $text | Should -Match ([regex]::Escape("$($PSStyle.Foreground.($each.Value))$($each.Key)$($PSStyle.Reset)"))
        }

        Get-Text $results PlainText | Should -Not -Match '\x1b'
    }

    It 'has no colour where NO_COLOR is set' {
        $env:NO_COLOR = '1'
        try {
            $text = Invoke-NewSession "Import-Module '$(Get-BuiltManifest)'; Get-QualysRunBatch '$database' | Format-Table"
        }
        finally {
            Remove-Item Env:NO_COLOR
        }

        "$text" | Should -Match 'Failed'
        "$text" | Should -Not -Match '\x1b'
    }

    It 'shows the error at 80 columns' {
        (Get-Shown ($results | Where-Object Outcome -EQ Failed) 80)[-1] | Should -Match 'HTTP 200 INVALID_REQUEST'
    }

    It 'shows values, and keys only where each row has its own' {
        (Get-Shown ($groups | Where-Object { $_.Attributes.Business -eq 'Retail' } | Select-Object -First 1) 80)[-1] | Should -Match 'Retail; Tier \d; Gold'
        (Get-Shown (Get-QualysRunGroup $summary.DatabasePath) 120) -join "`n" | Should -Match 'Update +Business=Else'
    }

    It 'keeps both ends of a long key' {
        (Get-Shown (Get-Given AttributeChange) 80) -match 'Service_Ow…very_Tier' | Should -Not -BeNullOrEmpty
        (Get-Shown (Get-Given PlannedChangeCount) 80) -match 'Service_Owner_Group_of_the_Recovery_Tier' | Should -Not -BeNullOrEmpty
    }
}
