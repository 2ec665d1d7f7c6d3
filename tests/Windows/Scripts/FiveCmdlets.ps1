# The five stages as a pipeline, dry.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Export,
    [Parameter(Mandatory)] [string] $Database
)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module $Module
$results = Import-AxoniusCsv $Export -DatabasePath $Database |
    New-QualysAttributePayload |
    Group-QualysPayload |
    Split-QualysBatch |
    Invoke-QualysAttributeUpdate -Function Add -WhatIf -PassThru
[ordered]@{ Results = @($results).Count; Shown = $results | Select-Object -First 1 | Out-String } | ConvertTo-Json -Compress -EscapeHandling EscapeNonAscii
