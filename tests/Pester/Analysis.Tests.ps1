#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    $hasAnalyzer = [bool](Get-Module -ListAvailable PSScriptAnalyzer)
    $root = Get-RepositoryFolder
    $files = @(
        Get-ChildItem $root, ([System.IO.Path]::Combine($root, 'build')) -File | Where-Object Extension -In '.ps1', '.psm1', '.psd1'
        Get-ChildItem ([System.IO.Path]::Combine($root, 'module')), ([System.IO.Path]::Combine($root, 'tests', 'Pester')), ([System.IO.Path]::Combine($root, 'samples')) -File -Recurse |
            Where-Object Extension -In '.ps1', '.psm1', '.psd1'
    ) | ForEach-Object { @{ Name = [System.IO.Path]::GetRelativePath($root, $_.FullName); File = $_.FullName } }
}

Describe 'PSScriptAnalyzer (skipped where it is not installed)' {
    BeforeAll {
        $settings = [System.IO.Path]::Combine($PSScriptRoot, 'PSScriptAnalyzerSettings.psd1')
    }

    It 'finds nothing in <Name>' -ForEach $files -Skip:(-not $hasAnalyzer) {
        $parameters = $File.StartsWith($PSScriptRoot) ? @{ Settings = $settings } : @{}

        $found = Invoke-ScriptAnalyzer -Path $File @parameters

        $found | ForEach-Object { "$($_.RuleName) at line $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'Every script' {
    It '<Name> parses' -ForEach $files {
        $errors = $null
        [System.Management.Automation.Language.Parser]::ParseFile($File, [ref]$null, [ref]$errors) | Out-Null

        $errors | Should -BeNullOrEmpty
    }
}
