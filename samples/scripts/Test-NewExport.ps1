#requires -Version 7.4
#requires -Modules QualysCustomAttributes

<#
.SYNOPSIS
Checks a new Axonius export before it is used: its form, and what it lacks of a former run. The exit code says whether to go on.

.DESCRIPTION
Runs Test-AxoniusCsv, which reads the export as a run would and sends nothing. With a former run beside it, the export does not pass where it
lacks much of what that run had. The report goes to the screen, and as text and as JUnit XML into files where they are named.

.PARAMETER Path
The export.

.PARAMETER Baseline
A run database, or a folder of them, as Sync-Daily.ps1 leaves it: of a folder it is the last run that read its export to the end.

.PARAMETER ReportPath
A file for the report as text. What is there is replaced.

.PARAMETER JUnitPath
A file for the report as JUnit XML, which build servers show: a test case for each rule with a finding. What is there is replaced.

.EXAMPLE
./Test-NewExport.ps1 -Path ./axonius.csv -Baseline ./runs -ReportPath ./check.txt -JUnitPath ./check.xml

Compares an export with the last run of a folder, and leaves the report in two forms.

.NOTES
Exit codes: 0, the export passes, with warnings or without; 1, it should not be used, or could not be checked.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0)]
    [ValidateNotNullOrEmpty()]
    [string] $Path,

    [ValidateNotNullOrEmpty()]
    [string] $Baseline,

    [ValidateNotNullOrEmpty()]
    [string] $ReportPath,

    [ValidateNotNullOrEmpty()]
    [string] $JUnitPath
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'

function Find-Baseline {
    if (-not $Baseline -or -not (Test-Path -LiteralPath $Baseline -PathType Container)) {
        return $Baseline
    }

    $runs = Get-QualysRun -LiteralPath $Baseline -WarningAction Ignore | Where-Object { -not $_.Undoes } |
        Where-Object { $_.Stages | Where-Object { $_.Name -eq 'Import' -and $_.Outcome -eq 'Complete' } }
    $run = $runs | Select-Object -First 1
    if (-not $run) {
        Write-Warning "No run in '$Baseline' has read its export to the end: the new export is checked alone."
        return ''
    }

    $run.DatabasePath
}

# XML leaves no room for some characters: they stand there as references.
function Write-JUnit([psobject] $Check, [string] $File) {
    $found = @($Check.Findings | Group-Object Rule)
    $failed = @($Check.Findings | Where-Object Severity -EQ Failure | Group-Object Rule)
    $settings = [System.Xml.XmlWriterSettings]@{ Indent = $true; CheckCharacters = $false; Encoding = [System.Text.UTF8Encoding]::new($false) }
    $xml = [System.Xml.XmlWriter]::Create($File, $settings)
    try {
        $xml.WriteStartElement('testsuite')
        $xml.WriteAttributeString('name', 'axonius-csv')
        $xml.WriteAttributeString('tests', "$([Math]::Max(1, $found.Count))")
        $xml.WriteAttributeString('failures', "$($failed.Count)")
        foreach ($rule in $found.Count -gt 0 ? $found : @([pscustomobject]@{ Name = 'Passed'; Group = @() })) {
            $xml.WriteStartElement('testcase')
            $xml.WriteAttributeString('classname', "axonius-csv.$($Check.Name)")
            $xml.WriteAttributeString('name', $rule.Name)
            foreach ($finding in $rule.Group) {
                $xml.WriteElementString($finding.Severity -eq 'Failure' ? 'failure' : 'system-out', $finding.Message)
            }

            $xml.WriteEndElement()
        }

        $xml.WriteEndElement()
    }
    finally {
        $xml.Dispose()
    }
}

try {
    $check = @{ LiteralPath = $Path }
    if ($former = Find-Baseline) {
        $check.Baseline = $former
    }

    $result = Test-AxoniusCsv @check
    $text = ($result | Out-String -Width 120).Trim()
    Write-Output $text
    if ($ReportPath) {
        Set-Content -LiteralPath $ReportPath -Value $text
    }

    if ($JUnitPath) {
        Write-JUnit $result $PSCmdlet.GetUnresolvedProviderPathFromPSPath($JUnitPath)
    }

    $exitCode = $result.Passed ? 0 : 1
}
catch {
    $Host.UI.WriteErrorLine("Test-NewExport: $_")
    $exitCode = 1
}

exit $exitCode
