#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    $rest = ',' * 9
    $lines = { param([scriptblock] $Row) foreach ($i in 0..19) { (& $Row (1500000000 + $i)) + $rest + "`n" } }
    $unusable = @(
        @{ Name = 'has a header alone'; Rows = ''; ErrorId = 'ExportUnusable'; Says = '*has a header and no rows*' }
        @{ Name = 'has ids that end in .0'; Rows = -join (& $lines { "$($args[0]).0,Bank" }); ErrorId = 'ExportUnusable'; Says = '*all 20 ids end in .0: a spreadsheet or a script made numbers of them*' }
        @{ Name = 'has ids with an exponent'; Rows = -join (& $lines { '1.5E+09,Bank' }); ErrorId = 'ExportUnusable'; Says = '*all 20 ids are written with an exponent*' }
        @{ Name = 'is in another code page'; Rows = -join (& $lines { "$($args[0]),B$([char]0xE4)nk" }); ErrorId = 'ExportNotUtf8'; Says = '*-Encoding*windows-1252*' }
        @{ Name = 'is rejected by more than half'; Rows = -join (& $lines { $id = $args[0]; ($id % 20 -lt 11 ? '' : "$id") + ',Bank' }); ErrorId = 'ExportMostlyRejected'; Says = '*11 of 20 rows have no asset id*-AllowRejected*' }
    )
    $usable = @(
        @{ Name = 'is cut in the middle'; Rows = (-join (& $lines { "$($args[0]),Bank" })) + '1500000099,Ba'; Assets = 20; Warns = 'The export was cut: it ends in the middle of its last record, at line 22*' }
        @{ Name = 'has short ids beside long ones'; Rows = (-join (& $lines { "$($args[0]),Bank" })) + "17,Bank$rest`n"; Assets = 21; Warns = '1 asset id has one to four digits (17)*' }
        @{ Name = 'has an id with thousands separators'; Rows = (-join (& $lines { "$($args[0]),Bank" })) + """1,500,000,009"",Bank$rest`n"; Assets = 20; Warns = "1 row, or id of a row, was rejected: 1 has an id with thousands separators*(at line 22)* See: Get-QualysRejectedRow '*.db'" }
        @{ Name = 'has a row of another code page'; Rows = (-join (& $lines { "$($args[0]),Bank" })) + "1500000099,B$([char]0xE4)nk$rest`n"; Latin1 = $true; Assets = 20; Warns = "1 row, or id of a row, was rejected: 1 holds text that is not UTF-8 (at line 22). Name the encoding of the export with -Encoding, as windows-1252. See: Get-QualysRejectedRow '*.db'" }
        @{ Name = 'has rows of separators'; Rows = (-join (& $lines { "$($args[0]),Bank" })) + (",$rest`n" * 500); Assets = 20; Warns = $null }
        @{ Name = 'holds what nobody sees'; Rows = -join (& $lines { "$($args[0]),Ba$([char]0x200B)nk" }); Assets = 20; Warns = 'Characters were taken out of the values: 20 *' }
        @{ Name = 'holds texts that stand for none'; Rows = -join (& $lines { "$($args[0]),NULL" }); Assets = 20; Warns = "20 cells hold texts that stand for no value: 'NULL' 20*Name them with -TreatAsEmpty." }
    )
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential }

    # One character a byte, so that what is no UTF-8 is none in the file.
    function Write-Spoiled([string] $Rows, [System.Text.Encoding] $Encoding = [System.Text.UTF8Encoding]::new($false), [string] $Before = '') {
        $path = Get-TestPath "$([guid]::NewGuid().ToString('N')).csv"
        [System.IO.File]::WriteAllText($path, $Before + ((Get-ContractHeader).Values -join ',') + "`n" + $Rows, $Encoding)
        $path
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'An export that <Name>' -ForEach $unusable {
    BeforeAll {
        $encoding = if ($ErrorId -eq 'ExportNotUtf8') { [System.Text.Encoding]::Latin1 } else { [System.Text.UTF8Encoding]::new($false) }
    }

    It 'is an error of Sync-QualysAttribute that names the pattern, and nothing is sent' {
        Clear-Sandbox $sandbox
        $failure = Get-ErrorOf { Sync-QualysAttribute (Write-Spoiled $Rows $encoding) -DatabasePath (Get-NewDatabasePath) @account }

        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,QualysCustomAttributes.Commands.SyncQualysAttributeCommand"
        $failure.Exception.Message | Should -BeLike $Says
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }

    It 'is an error of the five cmdlets, and nothing is sent' {
        Clear-Sandbox $sandbox
        $failure = Get-ErrorOf {
            Import-AxoniusCsv (Write-Spoiled $Rows $encoding) -DatabasePath (Get-NewDatabasePath) | New-QualysAttributePayload |
                Group-QualysPayload | Split-QualysBatch | Invoke-QualysAttributeUpdate @account
        }

        $failure.FullyQualifiedErrorId | Should -Be "$ErrorId,QualysCustomAttributes.Commands.ImportAxoniusCsvCommand"
        $failure.Exception.Message | Should -BeLike $Says
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}

Describe 'An export that <Name>' -ForEach $usable {
    It 'is used as far as it goes, and the rest is told' {
        $encoding = if ($Latin1) { [System.Text.Encoding]::Latin1 } else { [System.Text.UTF8Encoding]::new($false) }
        $records = Import-AxoniusCsv (Write-Spoiled $Rows $encoding) -DatabasePath (Get-NewDatabasePath) -WarningVariable warnings -WarningAction SilentlyContinue

        $records | Should -HaveCount $Assets
        if ($Warns) {
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike $Warns
        }
        else {
            $warnings | Should -BeNullOrEmpty
        }
    }
}

Describe 'What a message proposes' {
    It '-Encoding reads another code page, by name and by number' {
        $path = Write-Spoiled "1500000001,B$([char]0xE4)nk,,,,,,,,,`n" ([System.Text.Encoding]::Latin1)

        foreach ($encoding in 'windows-1252', 1252) {
            $record = Import-AxoniusCsv $path -Encoding $encoding -DatabasePath (Get-NewDatabasePath)
            $record.Attributes['Business'] | Should -BeExactly "B$([char]0xE4)nk"
        }
    }

    It '-AllowRejected takes what is left' {
        $path = Write-Spoiled "x,Bank,,,,,,,,,`ny,Bank,,,,,,,,,`n1500000001,Bank,,,,,,,,,`n"

        (Import-AxoniusCsv $path -AllowRejected -DatabasePath (Get-NewDatabasePath)).AssetId | Should -Be 1500000001
    }

    It '-TreatAsEmpty takes texts for no value, in any letter case' {
        $path = Write-Spoiled "1500000001,null,x,,,,,,,,`n"

        $record = Import-AxoniusCsv $path -TreatAsEmpty 'NULL' -DatabasePath (Get-NewDatabasePath)
        $record.Attributes['Business'] | Should -BeNullOrEmpty
        $record.Attributes['Division'] | Should -Be 'x'
    }

    It '-KeepInvisible leaves what nobody sees, but never what XML forbids' {
        $path = Write-Spoiled "1500000001,a$([char]0x200B)b$([char]1)c,,,,,,,,,`n"

        $record = Import-AxoniusCsv $path -KeepInvisible -DatabasePath (Get-NewDatabasePath) -WarningAction SilentlyContinue
        $record.Attributes['Business'] | Should -BeExactly "a$([char]0x200B)bc"
    }
}

Describe 'Lines above the header' {
    It 'are passed over and told: <_>' -ForEach 'sep=,', '#TYPE Selected.System.Management.Automation.PSCustomObject' {
        $path = Write-Spoiled "1500000001,Bank,,,,,,,,,`n" -Before "$_`r`n"

        (Import-AxoniusCsv $path -DatabasePath (Get-NewDatabasePath) -WarningVariable warnings -WarningAction SilentlyContinue).Line | Should -Be 3
        $warnings[0].Message | Should -BeLike "*begins with '$_'*"
    }
}
