#requires -Version 7.4
<#
.SYNOPSIS
    A thin front over the SDK: builds, tests or packs the module, or measures its tests.
.DESCRIPTION
    Build leaves the importable module in out/QualysCustomAttributes, exactly as "dotnet build" does. Test runs every test,
    as "dotnet test" does. Pack builds for release and leaves in out/packages what is handed out: the module as the PowerShell
    Gallery takes it, the command line as a .NET tool and as single files, the bills of materials, signed where a certificate is
    given (build/Pack.ps1). Mutate puts faults into Core and says which of them the tests notice; it takes hours.

    A machine without PowerShell has one after "dotnet tool restore": dotnet pwsh build.ps1 Pack.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Pack
.EXAMPLE
    ./build.ps1 Pack -CertificatePath signing.pfx -CertificatePassword (Read-Host -AsSecureString) -TimestampServer http://timestamp.digicert.com
.EXAMPLE
    ./build.ps1 Mutate
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pack', 'Mutate')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -eq 'Pack') { 'Release' } else { 'Debug' }),

    # Where Pack leaves the packages, in the place of out/packages; the folder is emptied.
    [string] $Destination,

    # What Pack signs with: a certificate in a store, or a file and its password; and who says when it was signed.
    [string] $CertificateThumbprint,
    [string] $CertificatePath,
    [securestring] $CertificatePassword,
    [uri] $TimestampServer
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$packing = [hashtable] $PSBoundParameters
$packing.Remove('Task')
$packing.Configuration = $Configuration
if ($Task -ne 'Pack' -and $packing.Count -gt 1) {
    throw "Of the parameters that Pack alone has, $Task was given: $(($packing.Keys | Where-Object { $_ -ne 'Configuration' }) -join ', ')."
}

if ($packing.Destination) {
    $packing.Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($packing.Destination)
}

if ($packing.CertificatePath) {
    $packing.CertificatePath = Convert-Path -LiteralPath $packing.CertificatePath
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            dotnet build --configuration $Configuration
        }
        'Test' {
            dotnet test --configuration $Configuration
        }
        'Mutate' {
            dotnet run --project build/Mutations
        }
        'Pack' {
            dotnet build --configuration $Configuration
            ./build/Pack.ps1 @packing
        }
    }
}
finally {
    Pop-Location
}
