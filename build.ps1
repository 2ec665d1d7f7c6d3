#requires -Version 7.4
<#
.SYNOPSIS
    A thin front over the SDK: builds, tests or packs the module, or measures its tests.
.DESCRIPTION
    Build leaves the importable module in out/QualysCustomAttributes, exactly as "dotnet build" does. Test runs every test,
    as "dotnet test" does. Pack builds for release and puts the module's folder into a zip beside it. Mutate puts faults into Core and
    says which of them the tests notice; it takes hours.

    A machine without PowerShell has one after "dotnet tool restore": dotnet pwsh build.ps1 Pack.
.EXAMPLE
    ./build.ps1
.EXAMPLE
    ./build.ps1 Test
.EXAMPLE
    ./build.ps1 Pack
.EXAMPLE
    ./build.ps1 Mutate
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pack', 'Mutate')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -eq 'Pack') { 'Release' } else { 'Debug' })
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
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
            $module = [System.IO.Path]::Combine($PSScriptRoot, 'out', 'QualysCustomAttributes')
            $version = (Import-PowerShellDataFile -Path "$module/QualysCustomAttributes.psd1").ModuleVersion
            $package = [System.IO.Path]::Combine($PSScriptRoot, 'out', "QualysCustomAttributes.$version.zip")
            Remove-Item -Path $package -ErrorAction Ignore
            [System.IO.Compression.ZipFile]::CreateFromDirectory($module, $package, 'Optimal', $true)
            Get-Item -Path $package
        }
    }
}
finally {
    Pop-Location
}
