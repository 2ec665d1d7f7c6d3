#requires -Version 7.4
#requires -Modules QualysCustomAttributes

<#
.SYNOPSIS
Keeps an inventory of Qualys current, for a scheduler; publishes it as CSV files where that is asked for.

.DESCRIPTION
The first run brings all assets, every later one what changed since the run before (Export-QualysInventory -Incremental). A run that
ended early is gone on with. With -Csv the inventory is then published as CSV files.

The account comes from -SecretName, from -CredentialPath, or from the environment as for every cmdlet of the module (q_username and
q_password). It is written nowhere.

Copy it with Connect-WithSecret.ps1 and Connect-WithFile.ps1, which it uses. It is registered as Sync-Daily.ps1 is, an hour before it.

.PARAMETER Path
The folder of the inventory. It is made where there is none.

.PARAMETER ApiFqdn
The API host of your Qualys platform; the gateway follows from it.

.PARAMETER GatewayFqdn
The gateway, where it does not follow from the API host.

.PARAMETER Csv
The folder of the CSV files. What is there is replaced.

.PARAMETER CredentialPath
A file or a folder with the account, as Connect-WithFile.ps1 takes it.

.PARAMETER SecretName
The name of the secret that holds the account, as Connect-WithSecret.ps1 takes it.

.PARAMETER Vault
The vault of that secret.

.EXAMPLE
./Update-Inventory.ps1 -Path ./inventory -ApiFqdn qualysapi.qg3.apps.qualys.com -CredentialPath ./account.xml -Csv ./distribution

Brings the inventory up to date and publishes it.

.NOTES
Exit codes, as those of the command line:

  0  everything was loaded, and published where that was asked for
  1  a setting or the account cannot be used, or Qualys cannot be reached: nothing was loaded
  2  fewer assets were loaded than Qualys counted, the run ended early, or publishing failed behind a load
  5  a limit of Qualys ended it; the next run goes on
  6  Qualys refused the account or the request
#>
[CmdletBinding(DefaultParameterSetName = 'Environment')]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $ApiFqdn,

    [ValidateNotNullOrEmpty()]
    [string] $GatewayFqdn,

    [ValidateNotNullOrEmpty()]
    [string] $Csv,

    [Parameter(Mandatory, ParameterSetName = 'File')]
    [ValidateNotNullOrEmpty()]
    [string] $CredentialPath,

    [Parameter(Mandatory, ParameterSetName = 'Secret')]
    [ValidateNotNullOrEmpty()]
    [string] $SecretName,

    [Parameter(ParameterSetName = 'Secret')]
    [ValidateNotNullOrEmpty()]
    [string] $Vault
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What an error means whatever was done before it, by the first part of its id.
$exitCodes = @{
    RunParked            = 5
    AuthenticationFailed = 6
    Forbidden            = 6
    RequestRefused       = 6
}

function Connect-Account {
    $account = $GatewayFqdn ? @{ ApiFqdn = $ApiFqdn; GatewayFqdn = $GatewayFqdn } : @{ ApiFqdn = $ApiFqdn }
    if ($SecretName) {
        $named = $Vault ? @{ Name = $SecretName; Vault = $Vault } : @{ Name = $SecretName }
        & (Join-Path $PSScriptRoot 'Connect-WithSecret.ps1') @named @account
    }
    elseif ($CredentialPath) {
        & (Join-Path $PSScriptRoot 'Connect-WithFile.ps1') -Path $CredentialPath @account
    }
    else {
        Connect-Qualys @account
    }
}

# Each page that came is a file: more of them than before mean that a run which failed has loaded something.
function Measure-Page {
    @(Get-ChildItem -LiteralPath $Path -Filter *_batch_*.json.gz -ErrorAction Ignore).Count
}

$pages = Measure-Page
$isLoaded = $false
try {
    Connect-Account
    $summary = Export-QualysInventory -Path $Path -Incremental
    $isLoaded = $true
    Write-Output "$summary"
    if ($Csv) {
        $published = Publish-QualysInventory -Path $summary.DatabasePath -Csv $Csv
        Write-Output "$($published.Assets) assets published to $($published.Location)"
    }

    $exitCode = $summary.Shortfall -eq 0 ? 0 : 2
}
catch {
    $Host.UI.WriteErrorLine("Update-Inventory: $_")
    $exitCode = $exitCodes[$_.FullyQualifiedErrorId.Split(',')[0]] ?? ($isLoaded -or (Measure-Page) -gt $pages ? 2 : 1)
}

exit $exitCode
