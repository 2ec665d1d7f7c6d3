#requires -Version 7.5
#requires -Modules @{ ModuleName = 'Microsoft.PowerShell.PSResourceGet'; ModuleVersion = '1.1.0' }
<#
.SYNOPSIS
    Makes of a build what is handed out: the module's package, the .NET tool, the single files, what they are made of.
.DESCRIPTION
    In the folder of packages are afterwards

      QualysCustomAttributes.<version>.nupkg      the module, as the PowerShell Gallery takes it
      qualys-attributes.<version>.nupkg           the command line as a .NET tool
      qualys-attributes-<version>-<system>.zip    the command line as one file with a .NET of its own
        (.tar.gz where that is no Windows)
      *.cdx.json                                  the bills of materials (CycloneDX) of module and command line
      SHA256SUMS                                  the digests of all of them

    and nothing of an earlier time. With a certificate the packages are signed, and on Windows, where alone it can be done, the
    module's scripts and assemblies and qualys-attributes.exe before they are packed.
.EXAMPLE
    ./build.ps1 Pack
.EXAMPLE
    ./build.ps1 Pack -CertificateThumbprint 0123456789abcdef0123456789abcdef01234567 -TimestampServer http://timestamp.digicert.com
#>
[CmdletBinding(DefaultParameterSetName = 'Unsigned')]
param(
    # Of the build that is packed.
    [string] $Configuration = 'Release',

    # The folder of packages; it is emptied.
    [string] $Destination = [System.IO.Path]::Combine($PSScriptRoot, '..', 'out', 'packages'),

    # What is made.
    [ValidateSet('Module', 'Tool', 'SingleFile', 'BillOfMaterials')]
    [string[]] $Kind = @('Module', 'Tool', 'SingleFile', 'BillOfMaterials'),

    # The systems that a single file is made for.
    [ValidateSet('win-x64', 'linux-x64', 'osx-arm64')]
    [string[]] $Runtime = @('win-x64', 'linux-x64', 'osx-arm64'),

    # A certificate for signing code in the user's or the machine's store.
    [Parameter(Mandatory, ParameterSetName = 'Thumbprint')]
    [string] $CertificateThumbprint,

    # The same as a file, .pfx or .p12.
    [Parameter(Mandatory, ParameterSetName = 'File')]
    [string] $CertificatePath,

    # The password of that file.
    [Parameter(ParameterSetName = 'File')]
    [securestring] $CertificatePassword = [securestring]::new(),

    # Says when it was signed, so that a signature outlives its certificate.
    [Parameter(ParameterSetName = 'Thumbprint')]
    [Parameter(ParameterSetName = 'File')]
    [uri] $TimestampServer
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$repository = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..'))
$commandLine = [System.IO.Path]::Combine($repository, 'src', 'QualysCustomAttributes.Cli', 'QualysCustomAttributes.Cli.csproj')
$cmdlets = [System.IO.Path]::Combine($repository, 'src', 'QualysCustomAttributes', 'QualysCustomAttributes.csproj')
$module = [System.IO.Path]::Combine($repository, 'out', 'QualysCustomAttributes')
$version = (Import-PowerShellDataFile -LiteralPath "$module/QualysCustomAttributes.psd1").ModuleVersion
$Destination = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Destination)

# The certificate that signs, with its private key; nothing where nothing is signed.
function Get-Certificate {
    switch ($PSCmdlet.ParameterSetName) {
        'File' {
            [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12FromFile(
                (Convert-Path -LiteralPath $CertificatePath), [pscredential]::new('-', $CertificatePassword).GetNetworkCredential().Password, 'Exportable')
        }
        'Thumbprint' {
            foreach ($location in 'CurrentUser', 'LocalMachine') {
                try {
                    $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', $location)
                    $store.Open('ReadOnly')
                    $found = $store.Certificates.Find('FindByThumbprint', $CertificateThumbprint, $false) | Where-Object HasPrivateKey
                    if ($found) { return $found[0] }
                }
                catch [System.Security.Cryptography.CryptographicException] {
                    Write-Verbose "The store My of $location cannot be opened: $($_.Exception.Message)"
                }
            }

            throw "No certificate with a private key in the stores My of the user and of the machine has the thumbprint '$CertificateThumbprint'."
        }
    }
}

# Signs programs and scripts, where this system can.
function Add-CodeSignature([string[]] $Path) {
    if ($null -eq $certificate) {
        return
    }

    if (-not $IsWindows) {
        Write-Warning "Scripts and programs can be signed on Windows alone: $($Path.Count) files are packed as they are."
        return
    }

    $timestamp = $TimestampServer ? @{ TimestampServer = "$TimestampServer" } : @{}
    foreach ($signature in Set-AuthenticodeSignature -LiteralPath $Path -Certificate $certificate -HashAlgorithm SHA256 -IncludeChain NotRoot @timestamp) {
        if ($null -eq $signature.SignerCertificate) {
            throw "'$($signature.Path)' was not signed: $($signature.StatusMessage)"
        }
    }
}

# Signs packages.
function Add-PackageSignature([string[]] $Path, [string] $Folder) {
    if ($null -eq $certificate) {
        return
    }

    $arguments = $TimestampServer ? @('--timestamper', "$TimestampServer") : @()
    if ($CertificateThumbprint) {
        $arguments += '--certificate-fingerprint', $certificate.GetCertHashString('SHA256')
    }
    else {
        # The command takes a password among its arguments, which everybody on the machine can read: a copy has one of its own.
        $copy = [System.IO.Path]::Combine($Folder, 'certificate.pfx')
        $password = [guid]::NewGuid().ToString('N')
        [System.IO.File]::WriteAllBytes($copy, $certificate.Export('Pfx', $password))
        $arguments += '--certificate-path', $copy, '--certificate-password', $password
    }

    foreach ($package in $Path) {
        dotnet nuget sign $package --overwrite --verbosity quiet @arguments | Out-Host
    }
}

$certificate = Get-Certificate
$work = [System.IO.Directory]::CreateTempSubdirectory('packages-').FullName
try {
    Remove-Item -LiteralPath $Destination -Recurse -Force -ErrorAction Ignore
    New-Item -ItemType Directory -Path $Destination | Out-Null

    if ('Module' -in $Kind) {
        Copy-Item -LiteralPath $module -Destination $work -Recurse
        $copy = [System.IO.Path]::Combine($work, 'QualysCustomAttributes')
        $own = Get-ChildItem -LiteralPath $copy -Recurse -File |
            Where-Object { $_.Extension -in '.psd1', '.psm1', '.ps1xml' -or ($_.Extension -eq '.dll' -and $_.Name -like 'QualysCustomAttributes*') }
        Add-CodeSignature $own.FullName
        Compress-PSResource -Path $copy -DestinationPath $Destination
    }

    if ('Tool' -in $Kind) {
        # Restored for the systems of the single files, and packed for all: see Packages.targets.
        dotnet restore $commandLine --verbosity quiet
        dotnet pack $commandLine --no-restore --configuration $Configuration --output $Destination --verbosity quiet -nologo -p:RuntimeIdentifiers=
    }

    if ('SingleFile' -in $Kind) {
        foreach ($system in $Runtime) {
            $folder = [System.IO.Path]::Combine($work, $system)
            dotnet publish $commandLine --configuration $Configuration --output $folder --verbosity quiet -nologo -p:SingleFileRuntime=$system
            Copy-Item -LiteralPath "$repository/LICENSE", "$repository/THIRD-PARTY-NOTICES.txt" -Destination $folder
            $archive = [System.IO.Path]::Combine($Destination, "qualys-attributes-$version-$system")
            if ($system.StartsWith('win')) {
                Add-CodeSignature "$folder/qualys-attributes.exe"
                [System.IO.Compression.ZipFile]::CreateFromDirectory($folder, "$archive.zip", 'SmallestSize', $false)
            }
            else {
                # As tar, which keeps that it may be run.
                tar --create --gzip --file "$archive.tar.gz" --directory $folder LICENSE THIRD-PARTY-NOTICES.txt qualys-attributes
            }
        }
    }

    if ('BillOfMaterials' -in $Kind) {
        dotnet tool restore --verbosity quiet
        foreach ($bill in @(
                @{ Name = 'QualysCustomAttributes'; Project = $cmdlets; Type = 'Library' }
                @{ Name = 'qualys-attributes'; Project = $commandLine; Type = 'Application' })) {
            dotnet CycloneDX $bill.Project --output $Destination --filename "$($bill.Name).$version.cdx.json" --output-format Json --exclude-dev `
                --exclude-filter PowerShellStandard.Library --disable-package-restore --set-name $bill.Name --set-version $version --set-type $bill.Type | Write-Verbose
        }
    }

    $packages = @(Get-ChildItem -LiteralPath $Destination -Filter *.nupkg)
    Add-PackageSignature $packages.FullName $work
    $sums = Get-ChildItem -LiteralPath $Destination -File | Get-FileHash | ForEach-Object { "$($_.Hash.ToLowerInvariant())  $([System.IO.Path]::GetFileName($_.Path))" }
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($Destination, 'SHA256SUMS'), ($sums -join "`n") + "`n")
    Get-ChildItem -LiteralPath $Destination -File
}
finally {
    Remove-Item -LiteralPath $work -Recurse -Force
}
