#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeDiscovery {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
    $cmdlets = Get-Command -Module QualysCustomAttributes | ForEach-Object { @{ Name = $_.Name } }
    $parameters = Get-Command -Module QualysCustomAttributes | ForEach-Object {
        $command = $_
        $command.Parameters.Keys | Where-Object { $_ -notin $common } | ForEach-Object { @{ Name = $command.Name; Parameter = $_ } }
    }
    $topics = Get-ChildItem ([System.IO.Path]::Combine((Get-RepositoryFolder), 'docs', 'en-US')) -Filter 'about_*.md' -ErrorAction Ignore |
        ForEach-Object { @{ Topic = $_.BaseName } }
}

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
}

Describe 'Get-Help <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match "^\s*$Name\s+\["
        ($help.description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has examples, each with a command that parses and words about it' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 1
        Get-Help $Name -Examples | Out-String | Should -Match ([regex]::Escape($Name))
        foreach ($example in $examples) {
            # What the command shows may stand under it, after an empty line.
            $command = ($example.code.Trim() -split '(?:\r?\n){2}')[0]
            $errors = $null
            [System.Management.Automation.Language.Parser]::ParseInput($command, [ref]$null, [ref]$errors) | Out-Null
            $errors | Should -BeNullOrEmpty
            (@($example.introduction) + @($example.remarks) | Out-String).Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'says what goes in and what comes out' {
        ($help.inputTypes | Out-String).Trim() | Should -Not -BeNullOrEmpty
        ($help.returnValues | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }

    It 'can be shown whole' {
        $text = $help | Out-String

        foreach ($heading in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS') {
            $text | Should -Match "(?m)^$heading"
        }
    }
}

Describe 'Parameters' {
    It '-<Parameter> of <Name> is described' -ForEach $parameters {
        $description = (Get-Help $Name -Parameter $Parameter).description

        ($description | Out-String).Trim() | Should -Not -BeNullOrEmpty
    }
}

Describe 'About topics' {
    It '<Topic> is found' -ForEach $topics {
        Get-Help $Topic | Out-String | Should -Match '\S'
    }
}
