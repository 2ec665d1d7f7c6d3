# A run that sends, in one command, and what is left of it in a second one.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Export,
    [Parameter(Mandatory)] [string] $Database,
    [Parameter(Mandatory)] [string] $Address
)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module $Module
$summary = Sync-QualysAttribute $Export -Function Add -ApiFqdn $Address -DatabasePath $Database
$again = @(Invoke-QualysAttributeUpdate -DatabasePath $Database -Function Add -ApiFqdn $Address)
[ordered]@{ Succeeded = $summary.Update.Succeeded; Confirmed = $summary.Update.AssetsConfirmed; Again = $again.Count } | ConvertTo-Json -Compress
