#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

# With QUALYS_UPDATE_HELP=1 what the examples show today is written into the pages, to be looked at and committed.

BeforeDiscovery {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Examples.psm1')) -Force
    $pages = Get-ChildItem ([System.IO.Path]::Combine((Get-RepositoryFolder), 'docs', 'en-US')) -Filter '*-*.md' | ForEach-Object {
        @{ Page = $_.BaseName; Path = $_.FullName; Examples = @(Get-HelpExample $_.FullName) }
    }
    $isElsewhere = -not $IsLinux
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Examples.psm1')) -Force
    Import-BuiltModule
}

AfterAll {
    Clear-QualysSetting
}

Describe 'The examples of <Page> (skipped but on Linux: paths of other lengths break lines elsewhere)' -ForEach $pages -Skip:$isElsewhere {
    BeforeAll {
        Clear-QualysSetting
        $sandbox = Open-Sandbox '--inventory-now', '2026-11-01T00:00:00Z', '--assets', '1500000000-1500099999'
        try {
            $today = @(Invoke-HelpExample $Examples $sandbox)
        }
        finally {
            Close-Sandbox $sandbox
        }

        if ($env:QUALYS_UPDATE_HELP -eq '1') {
            Update-HelpExample $Path $today
        }
    }

    It '<Number>, "<Title>", runs and shows what stands there' -ForEach ($Examples | Where-Object IsRun) {
        $now = ($today | Where-Object Number -EQ $Number).Shown
        $there = $env:QUALYS_UPDATE_HELP -eq '1' ? $now : $Shown.Trim("`n")

        $now | Should -Not -MatchExactly 'FAILED: '
        ($now -split "`n").Count | Should -BeLessThan 90 -Because 'a page shows what can be read at a glance'
        ConvertTo-Comparable $now | Should -Be (ConvertTo-Comparable $there)
    }
}
