# Brings the module in, twice, and shows what it has and how each cmdlet's help reads.
param([Parameter(Mandatory)] [string] $Module)

$ErrorActionPreference = 'Stop'
Import-Module $Module
$first = @(Get-Command -Module QualysCustomAttributes -CommandType Cmdlet).Name
Import-Module $Module -Force
$second = @(Get-Command -Module QualysCustomAttributes -CommandType Cmdlet).Name
$help = foreach ($name in $second) {
    $page = Get-Help $name -Full
    [ordered]@{
        Name     = $name
        Synopsis = $page.Synopsis
        Examples = @($page.examples.example).Count
        Text     = $page | Out-String -Width 200
    }
}

[ordered]@{ First = $first; Second = $second; Help = @($help); About = Get-Help about_QualysCustomAttributes | Out-String } |
    ConvertTo-Json -Depth 4 -Compress -EscapeHandling EscapeNonAscii
