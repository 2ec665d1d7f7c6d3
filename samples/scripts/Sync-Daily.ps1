#requires -Version 7.4
#requires -Modules QualysCustomAttributes

<#
.SYNOPSIS
The daily sync for a scheduler: sends what differs, leaves a run database, a page and a line in a log, and ends with an exit code.

.DESCRIPTION
Compares an Axonius export with what Qualys is known to hold, and sends what differs (Sync-QualysAttribute -Reconcile). Each run has a
database in the folder of runs, named after its day (sync_2026-01-31.db, and sync_2026-01-31_2.db for a second one of that day), a
page beside it (sync_2026-01-31.html), and a line in sync-daily.log. Where the last run that came to Qualys ended before its end,
by a limit, a refused account or a kill, what is left of it is sent first; where it is stale, the new comparison has what is left.

The account comes from -SecretName, from -CredentialPath, or from the environment as for every cmdlet of the module (q_username and
q_password). It is written nowhere.

Copy it with Connect-WithSecret.ps1 and Connect-WithFile.ps1, which it uses.

.PARAMETER ExportPath
The Axonius export.

.PARAMETER LedgerPath
The ledger of the subscription. It is made where there is none.

.PARAMETER RunFolder
The folder of run databases, pages and the log. It is made where there is none; restrict it to those who may read the export.

.PARAMETER ApiFqdn
The API host of your Qualys platform.

.PARAMETER InventoryPath
The folder of the inventory, as Update-Inventory.ps1 keeps it current, to be compared with, too.

.PARAMETER CredentialPath
A file or a folder with the account, as Connect-WithFile.ps1 takes it.

.PARAMETER SecretName
The name of the secret that holds the account, as Connect-WithSecret.ps1 takes it.

.PARAMETER Vault
The vault of that secret.

.EXAMPLE
./Sync-Daily.ps1 -ExportPath ./axonius.csv -LedgerPath ./ledger.sqlite -RunFolder ./runs -ApiFqdn qualysapi.qg3.apps.qualys.com -CredentialPath ./account.xml

Runs it once by hand.

.EXAMPLE
$arguments = '-NoProfile -NonInteractive -File "D:\qualys\Sync-Daily.ps1" -ExportPath "D:\exports\axonius.csv" -LedgerPath "D:\qualys\ledger.sqlite" -RunFolder "D:\qualys\runs" -ApiFqdn qualysapi.qg3.apps.qualys.com -CredentialPath "D:\qualys\account.xml"'
$task = @{
    TaskName = 'Qualys custom attributes'
    Action   = New-ScheduledTaskAction -Execute 'pwsh.exe' -Argument $arguments
    Trigger  = New-ScheduledTaskTrigger -Daily -At 02:30
    Settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable
    User     = 'CONTOSO\svc-qualys'
}
Register-ScheduledTask @task -Password (Read-Host -Prompt 'Password of the service account' -MaskInput)

Registers it as a task of Windows. account.xml was made by that service account: Get-Credential | Export-Clixml D:\qualys\account.xml

.EXAMPLE
30 2 * * * /usr/bin/pwsh -NoProfile -NonInteractive -File /opt/qualys/Sync-Daily.ps1 -ExportPath /srv/axonius/export.csv -LedgerPath /var/lib/qualys/ledger.sqlite -RunFolder /var/lib/qualys/runs -ApiFqdn qualysapi.qg3.apps.qualys.com -CredentialPath /etc/qualys/account

A line of a crontab, at half past two. /etc/qualys/account is a folder with the files username and password. With systemd take
qualys-attributes.service and qualys-attributes.timer of the folder systemd beside this script.

.NOTES
Exit codes, as those of the command line:

  0  everything that differed is confirmed, or nothing did
  1  the input, a setting or the account cannot be used, or Qualys cannot be reached: nothing was sent
  2  some batches failed or were confirmed in part, or the run ended early; the next one sends what is left
  4  a brake holds the plan: look at the page, then release it with the command that stands in it
  5  a limit of Qualys or too many failures ended it; the next one goes on
  6  Qualys refused the account or the request

#>
[CmdletBinding(DefaultParameterSetName = 'Environment')]
param(
    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $ExportPath,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $LedgerPath,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $RunFolder,

    [Parameter(Mandatory)]
    [ValidateNotNullOrEmpty()]
    [string] $ApiFqdn,

    [ValidateNotNullOrEmpty()]
    [string] $InventoryPath,

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
    MassChange           = 4
    RunParked            = 5
    TooManyFailures      = 5
    MaximumCallsReached  = 5
    UntilReached         = 5
    ReserveReached       = 5
    AuthenticationFailed = 6
    Forbidden            = 6
    RequestRefused       = 6
}

# Many accounts may change attributes and not use the gateway: a wrong password shows in the first call.
function Connect-Account {
    $account = @{ ApiFqdn = $ApiFqdn; SkipVerification = $true }
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

# The last run that came to Qualys, where something of it is left. What later runs did not send has changed nothing.
function Find-UnfinishedRun {
    $runs = Get-QualysRun -LiteralPath $RunFolder -WarningAction Ignore -ErrorAction SilentlyContinue -ErrorVariable unreadable
    $unreadable | ForEach-Object { $Host.UI.WriteErrorLine("Sync-Daily: passed over: $_") }
    $runs | Where-Object Calls -GT 0 | Select-Object -First 1 |
        Where-Object { $_.Outcome -in 'Incomplete', 'InDoubt' -and $_.BatchesLeft -gt 0 }
}

# How many batches Qualys may have applied.
function Measure-Sent([psobject] $Run) {
    $Run ? $Run.BatchesSucceeded + $Run.BatchesPartial + $Run.BatchesInDoubt : 0
}

function Get-FreeDatabasePath {
    $name = 'sync_' + [datetime]::Now.ToString('yyyy-MM-dd', [cultureinfo]::InvariantCulture)
    for ($number = 1; ; $number++) {
        $path = Join-Path $RunFolder ($number -eq 1 ? "$name.db" : "${name}_$number.db")
        if (-not (Test-Path -LiteralPath $path)) {
            return $path
        }
    }
}

function Get-ExitCode([System.Management.Automation.ErrorRecord] $Failure, [string] $Database, [long] $SentBefore) {
    $known = $exitCodes[$Failure.FullyQualifiedErrorId.Split(',')[0]]
    if ($known) {
        return $known
    }

    $run = $Database ? (Get-QualysRun -LiteralPath $Database -ErrorAction Ignore) : $null
    (Measure-Sent $run) -gt $SentBefore ? 2 : 1
}

# Batches that failed are errors that end nothing: each becomes a line.
function Write-Failure([System.Collections.IEnumerable] $Failure) {
    $Failure | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] -and $_.FullyQualifiedErrorId -like 'Batch*' } |
        ForEach-Object { $Host.UI.WriteErrorLine("Sync-Daily: $_") }
}

# A log or a page that cannot be written is told, and changes nothing about what the run came to.
function Complete-Run([string] $Database, [int] $ExitCode, [string] $Message) {
    $line = '{0} exit code {1}: {2}' -f [datetime]::UtcNow.ToString('u', [cultureinfo]::InvariantCulture), $ExitCode, ($Message -replace '\s+', ' ')
    try {
        Add-Content -LiteralPath (Join-Path $RunFolder 'sync-daily.log') -Value $line
        if ($Database -and (Test-Path -LiteralPath $Database)) {
            Export-QualysRunReport -DatabasePath $Database -Force | Out-Null
        }
    }
    catch {
        $Host.UI.WriteErrorLine("Sync-Daily: $_")
    }
}

$database = ''
$sentBefore = 0
$failures = @()
try {
    New-Item -ItemType Directory -Path $RunFolder -Force | Out-Null
    Connect-Account

    if ($unfinished = Find-UnfinishedRun) {
        $database = $unfinished.DatabasePath
        $sentBefore = Measure-Sent $unfinished
        try {
            Resume-QualysAttributeUpdate -DatabasePath $database -ErrorAction SilentlyContinue -ErrorVariable failures | Out-Null
            Write-Failure $failures
            $message = "$(Get-QualysRun -LiteralPath $database)"
            Write-Output $message
            Complete-Run -Database $database -ExitCode ($failures ? 2 : 0) -Message $message
        }
        catch {
            if ($_.FullyQualifiedErrorId -notlike 'PlanStale,*') {
                throw
            }
        }
    }

    $sync = @{ LiteralPath = $ExportPath; LedgerPath = $LedgerPath }
    if ($InventoryPath) {
        $sync.InventoryPath = $InventoryPath
    }

    $failures = @()
    $sentBefore = 0
    $database = Get-FreeDatabasePath
    $summary = Sync-QualysAttribute -Reconcile -DatabasePath $database @sync -ErrorAction SilentlyContinue -ErrorVariable failures
    $exitCode = $summary.Succeeded ? 0 : 2
    $message = "$summary"
    Write-Output $message
}
catch {
    $exitCode = Get-ExitCode -Failure $_ -Database $database -SentBefore $sentBefore
    $message = "$_"
    $Host.UI.WriteErrorLine("Sync-Daily: $message")
}

Write-Failure $failures
Complete-Run -Database $database -ExitCode $exitCode -Message $message
exit $exitCode
