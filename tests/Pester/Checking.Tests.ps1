#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule

    # An export of a folder of its own, by lines behind the header.
    function Write-Rows([string[]] $Rows, [string] $Name = "$([guid]::NewGuid().ToString('N')).csv") {
        $path = Get-TestPath $Name
        [System.IO.File]::WriteAllText($path, ((Get-ContractHeader).Values -join ',') + "`n" + (($Rows | ForEach-Object { "$_$(',' * 9)`n" }) -join ''))
        $path
    }

    function Write-Many([int] $Count, [string] $Business = 'Retail') { Write-Rows (1..$Count | ForEach-Object { "$(1500000000 + $_),$Business" }) }

    # What a terminal of so many columns shows.
    function Get-Shown([object] $Object, [int] $Width = 80) { $Object | Out-String -Width $Width }
}

AfterAll { Clear-QualysSetting }

Describe 'Test-AxoniusCsv' {
    BeforeEach { Clear-QualysSetting }

    It 'says what would be sent, as a dry run does, and makes nothing' {
        $export = Write-Rows '1500000001,Retail', '1500000001,Retail', '1500000002,Cards', '1500000003,A', '1500000003,B', ',Retail', 'n/a,Retail', '1500000004,'
        $before = @(Get-ChildItem (Split-Path $export)).Count

        $check = Test-AxoniusCsv $export
        $run = Sync-QualysAttribute $export -DatabasePath (Get-NewDatabasePath) -WhatIf -WarningAction SilentlyContinue -WarningVariable warnings 6> $null

        $check.Passed | Should -BeTrue
        $check.AssetsPlanned, $check.Groups, $check.Batches, $check.Assets, $check.RowsRead | Should -Be $run.AssetsPlanned, $run.Groups, $run.Batches, $run.Assets, $run.RowsRead
        $check.AssetsPlanned | Should -Be 2
        $check.Findings | Should -HaveCount @($warnings).Count
        ($check.Rows | Where-Object Fate -EQ LeftOut).RowCount | Should -Be 2
        ($check.Rows | Where-Object Fate -EQ InvalidAssetId).Examples[0].AssetId | Should -Be 'n/a'
        @(Get-ChildItem (Split-Path $export) -Exclude *.db).Count | Should -Be $before
    }

    It 'gives true or false with -Quiet' {
        Test-AxoniusCsv (Write-Many 3) -Quiet | Should -BeTrue
        $bad = Test-AxoniusCsv (Write-Rows 'a,x', 'b,x') -Quiet
        $bad | Should -BeOfType bool
        $bad | Should -BeFalse
    }

    It 'does not throw for what it tests, and says why' {
        $path = Get-TestPath 'page.csv'
        [System.IO.File]::WriteAllText($path, '<!DOCTYPE html><html><body>Sign in</body></html>')

        $check = Test-AxoniusCsv $path -ErrorAction Stop

        $check.Passed | Should -BeFalse
        $check.Findings[0].ErrorId | Should -Be 'ExportNotCsv'
        "$check" | Should -BeLike '*cannot be used; nothing would be sent. The Axonius export*'
    }

    It 'words what to do with the parameters of the cmdlets' {
        $semicolons = Get-TestPath 'semicolons.csv'
        [System.IO.File]::WriteAllText($semicolons, ((Get-ContractHeader).Values -join ';') + "`n")

        (Test-AxoniusCsv $semicolons).Findings[0].Message | Should -BeLike "*Use -Delimiter ';'.*"
        (Test-AxoniusCsv (Write-Rows '1,NULL')).Findings.Message | Should -BeLike '*Name them with -TreatAsEmpty.'
    }

    It 'goes on with the next export where one is not there' {
        $good = Write-Many 2

        $given = Test-AxoniusCsv (Get-TestPath 'none.csv'), $good -ErrorVariable errors -ErrorAction SilentlyContinue

        $given.Path | Should -Be $good
        @($errors).Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ExportNotFound,*'
        Test-AxoniusCsv (Get-TestPath 'no*thing.csv') -ErrorVariable missing -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $missing[0].FullyQualifiedErrorId | Should -BeLike 'ExportNotFound,*'
    }

    It 'takes files, names and patterns from the pipeline, each once' {
        $folder = [System.IO.Directory]::CreateDirectory((Get-TestPath 'several [1]')).FullName
        'a.csv', 'b.csv' | ForEach-Object { Copy-Item (Write-Many 2) -Destination ([System.IO.Path]::Combine($folder, $_)) }

        (Get-ChildItem -LiteralPath $folder | Test-AxoniusCsv).Count | Should -Be 2
        $names = (Get-ChildItem -LiteralPath $folder).FullName | ForEach-Object { [WildcardPattern]::Escape($_) }
        ($names | Test-AxoniusCsv -Quiet) | Should -Be $true, $true
        ((Get-ChildItem -LiteralPath $folder).FullName | Test-AxoniusCsv -Quiet) | Should -Be $true, $true
        @(Test-AxoniusCsv "$([WildcardPattern]::Escape($folder))/*.csv").Count | Should -Be 2
    }

    It 'takes the export of the environment where none is named, and says so where none is there' {
        $env:q_csv_file = Write-Many 4
        (Test-AxoniusCsv).AssetsPlanned | Should -Be 4
        $env:q_csv_file = ''
        (Get-ErrorOf { Test-AxoniusCsv }).FullyQualifiedErrorId | Should -BeLike 'ExportNotNamed,*'
    }

    It 'reads as an import reads: mapping, encoding, texts that are no values, duplicates' {
        $path = Get-TestPath 'own.csv'
        [System.IO.File]::WriteAllText($path, "Id;Name`n1;B$([char]0xE4)nk`n2;null`n3;x`n3;x`n", [System.Text.Encoding]::Latin1)

        $check = Test-AxoniusCsv $path -Mapping ([ordered]@{ Id = 'AssetID'; Name = 'Title' }) -Delimiter ';' -Encoding windows-1252 -TreatAsEmpty NULL -DuplicateAction Exclude

        $check.Keys.Key | Should -Be 'Title'
        $check.Keys[0].FrequentValues.Value | Should -Be 'x', "B$([char]0xE4)nk"
        $check.AssetsPlanned, $check.ExcludedAssets, $check.AssetsWithoutValues | Should -Be 1, 1, 1
    }
}

Describe 'Test-AxoniusCsv -Baseline' {
    BeforeAll {
        $former = Get-NewDatabasePath
        Sync-QualysAttribute (Write-Many 100) -DatabasePath $former -WhatIf 6> $null | Out-Null
    }

    It 'passes where nothing changed' {
        $check = Test-AxoniusCsv (Write-Many 100) -Baseline $former
        $check.Findings | Should -BeNullOrEmpty
        $check.BaselineAssets | Should -Be 100
    }

    It 'fails where assets or values are gone, and the limits are parameters' {
        $check = Test-AxoniusCsv (Write-Many 70 -Business 'Another') -Baseline $former
        $check.Passed | Should -BeFalse
        $check.Findings.Rule | Should -Be 'BaselineAssets', 'BaselineValues'
        $check.Keys[0].VanishedValues[0].Value | Should -Be 'Retail'
        $check.Keys[0].NewValues[0].Value | Should -Be 'Another'

        Test-AxoniusCsv (Write-Many 70 -Business 'Another') -Baseline $former -MinimumAssets 70 -MinimumValues 0 -Quiet | Should -BeTrue
        (Test-AxoniusCsv (Write-Many 99) -Baseline $former -WarnBelow 100).Findings.Severity | Should -Be 'Warning'
    }

    It 'refuses limits without a baseline, and a baseline that is none' {
        $export = Write-Many 2
        (Get-ErrorOf { Test-AxoniusCsv $export -MinimumCoverage 50 }).FullyQualifiedErrorId | Should -BeLike 'BaselineMissing,*'
        (Get-ErrorOf { Test-AxoniusCsv $export -Baseline $export }).FullyQualifiedErrorId | Should -BeLike 'DatabaseOfAnotherKind,*'
        (Get-ErrorOf { Test-AxoniusCsv $export -Baseline (Get-TestPath 'none.db') }).FullyQualifiedErrorId | Should -BeLike 'DatabaseNotFound,*'
    }
}

Describe 'The view of a check' {
    It 'reads from top to bottom within 80 columns, and shows nothing of a terminal as it is' {
        $check = Test-AxoniusCsv (Write-Rows '1500000001,Retail', "1500000002,$([char]27)[31m$([char]0x202E)x", "1500000003,$('long ' * 30)", ',x')

        $shown = Get-Shown $check
        $lines = $shown -split '\r?\n'

        @($lines | Where-Object Length -GT 80 | Where-Object { $_ -notlike "*$($check.Path)*" }) | Should -BeNullOrEmpty
        @($lines | Where-Object Length)[0] | Should -BeLike 'outcome:    passed with *'
        $shown | Should -Match '(?m)^warnings:'
        $shown | Should -Match "(?m)^ +3  Usable "
        $shown | Should -Match "(?m)^'Business': 3 ids, 100.0 %; 3 values"
        $shown | Should -Not -Match "[$([char]27)$([char]0x202E)]"
    }

    It 'is a line an export as a table, and each property as a list' {
        $check = Test-AxoniusCsv (Write-Many 3)
        ($check | Format-Table | Out-String -Width 80) | Should -Match '(?m)^True +3 +3 +3 +1 '
        ($check | Format-List | Out-String -Width 80) | Should -Match '(?m)^AssetsPlanned +: 3'
        ($check.Rows | Out-String -Width 80) | Should -Match '3 Usable'
        $row = $check | ConvertTo-Csv | ConvertFrom-Csv
        $row.Rows | Should -Be '3 Usable, the first at line 2'
        $row.Keys | Should -BeLike 'Business: 3 assets (100.0 %), 1 value; Division: 0 assets*'
        ($check.Keys[0] | ConvertTo-Csv | ConvertFrom-Csv).FrequentValues | Should -Be 'Retail (3)'
        ($check | ConvertTo-Json -Depth 6 | ConvertFrom-Json).Keys[0].FrequentValues[0].Value | Should -Be 'Retail'
    }
}
