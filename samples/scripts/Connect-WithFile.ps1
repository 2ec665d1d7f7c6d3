#requires -Version 7.4
#requires -Modules QualysCustomAttributes

<#
.SYNOPSIS
Connects the session to Qualys with an account from a file that only its owner can read.

.DESCRIPTION
Reads a credential and hands it to Connect-Qualys. The cmdlets that follow in the same session use that connection. The path is

- a file that Export-Clixml made. On Windows that is encrypted, for the user who made it on the machine where it was made. Elsewhere it
  is not encrypted: use a folder there.
- a folder with the files 'username' and 'password', as systemd (LoadCredential=), Kubernetes and Docker lay secrets down.

.PARAMETER Path
The file or the folder.

.PARAMETER ApiFqdn
The API host of your Qualys platform.

.PARAMETER GatewayFqdn
The gateway, where it does not follow from the API host.

.PARAMETER SkipVerification
Connects without signing in at the gateway, for accounts that may not use it: a wrong password then shows in the first call.

.EXAMPLE
Get-Credential | Export-Clixml D:\qualys\account.xml
./Connect-WithFile.ps1 -Path D:\qualys\account.xml -ApiFqdn qualysapi.qg3.apps.qualys.com

On Windows: keeps the account once, as the user who runs the task, then connects with it.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $ApiFqdn,

    [ValidateNotNullOrEmpty()]
    [string] $GatewayFqdn,

    [switch] $SkipVerification
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

# An editor leaves a line end behind the last line, which is no part of a name or a password.
function Read-Line([string] $Name) {
    [System.IO.File]::ReadAllText((Join-Path $folder $Name)).TrimEnd("`r", "`n")
}

try {
    $folder = (Get-Item -LiteralPath $Path).FullName
    $credential = if ([System.IO.Directory]::Exists($folder)) {
        [pscredential]::new((Read-Line 'username'), [System.Net.NetworkCredential]::new('', (Read-Line 'password')).SecurePassword)
    }
    else {
        Import-Clixml -LiteralPath $folder
    }

    if ($credential -isnot [pscredential]) {
        throw 'it is not what Get-Credential | Export-Clixml makes.'
    }
}
catch {
    # The cause may be wrapped, and a parser would quote what it read: the innermost message of a file that is no XML is not shown.
    $cause = $_.Exception -is [System.Xml.XmlException] ? 'it is not what Get-Credential | Export-Clixml makes.' : $_.Exception.GetBaseException().Message
    $PSCmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new(
            [System.InvalidOperationException]::new("The account cannot be read from '$Path': $cause"), 'CredentialUnreadable', 'ReadError', $Path))
}

$connection = @{ ApiFqdn = $ApiFqdn; Credential = $credential; SkipVerification = $SkipVerification }
if ($GatewayFqdn) {
    $connection.GatewayFqdn = $GatewayFqdn
}

try {
    Connect-Qualys @connection
}
catch {
    $PSCmdlet.ThrowTerminatingError($_)
}
