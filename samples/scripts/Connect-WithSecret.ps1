#requires -Version 7.4
#requires -Modules QualysCustomAttributes

<#
.SYNOPSIS
Connects the session to Qualys with an account from a vault of SecretManagement.

.DESCRIPTION
Takes a credential (user name and password) from a vault with Get-Secret and hands it to Connect-Qualys. The cmdlets that
follow in the same session use that connection. Where the module SecretManagement or the secret is missing, or is no credential,
the script ends with one line that says so; under 'pwsh -File' with the exit code 1, as for whatever keeps it from connecting.

A task that nobody watches needs a vault that opens without a question, such as one of SecretStore with
Set-SecretStoreConfiguration -Authentication None -Interaction None, or the vault of a cloud that knows the machine.

.PARAMETER Name
The name of the secret, as Get-SecretInfo lists it.

.PARAMETER Vault
The vault that holds it. Without it all registered vaults are asked, the default one first.

.PARAMETER ApiFqdn
The API host of your Qualys platform.

.PARAMETER GatewayFqdn
The gateway, where it does not follow from the API host.

.PARAMETER SkipVerification
Connects without signing in at the gateway, for accounts that may not use it: a wrong password then shows in the first call.

.EXAMPLE
Set-Secret -Name qualys -Vault Operations -Secret (Get-Credential)
./Connect-WithSecret.ps1 -Name qualys -Vault Operations -ApiFqdn qualysapi.qg3.apps.qualys.com
Get-QualysAssetCount

Stores the account once, then connects with it.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Name,

    [ValidateNotNullOrEmpty()]
    [string] $Vault,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $ApiFqdn,

    [ValidateNotNullOrEmpty()]
    [string] $GatewayFqdn,

    [switch] $SkipVerification
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$problem = $null
$secret = $null
$wanted = $Vault ? @{ Name = $Name; Vault = $Vault } : @{ Name = $Name }
$where = $Vault ? "the vault '$Vault'" : 'the vaults of this user'
if (-not (Get-Module -ListAvailable Microsoft.PowerShell.SecretManagement)) {
    $problem = 'The module Microsoft.PowerShell.SecretManagement is missing: Install-PSResource Microsoft.PowerShell.SecretManagement'
}
else {
    try {
        # By its full name, for other modules bring a Get-Secret, too.
        $secret = Microsoft.PowerShell.SecretManagement\Get-Secret @wanted -ErrorAction Stop
        if ($secret -isnot [pscredential]) {
            $problem = "The secret '$Name' in $where is no credential of user name and password: Set-Secret -Name '$Name' -Secret (Get-Credential)"
        }
    }
    catch {
        $problem = "The secret '$Name' was not had from ${where}: $($_.Exception.Message)"
    }
}

if ($problem) {
    $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new(
            [System.InvalidOperationException]::new($problem), 'SecretMissing', 'ObjectNotFound', $Name))
}

$connection = @{ ApiFqdn = $ApiFqdn; Credential = $secret; SkipVerification = $SkipVerification }
if ($GatewayFqdn) {
    $connection.GatewayFqdn = $GatewayFqdn
}

try {
    Connect-Qualys @connection
}
catch {
    $PSCmdlet.ThrowTerminatingError($_)
}
