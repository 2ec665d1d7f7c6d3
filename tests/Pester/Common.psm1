# What the suites share: the built module, exports to read, a sandbox to send to, and SQL over the run database.

$ErrorActionPreference = 'Stop'

$script:Repository = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$script:BuiltManifest = [System.IO.Path]::Combine($script:Repository, 'out', 'QualysCustomAttributes', 'QualysCustomAttributes.psd1')
$script:Settings = 'q_csv_file', 'q_api_fqdn', 'q_api_function', 'q_username', 'q_password', 'q_client_id', 'q_client_secret', 'q_access_token'

# The data contract: the key of each column and its header in the export.
$script:Headers = [ordered]@{
    AssetID             = 'Qualys Scans: Qualys ID'
    Business            = 'Mssql: MSSQL_ Business_Name'
    Division            = 'Mssql: MSSQL_ Div_Name'
    Product_Group       = 'Mssql: MSSQL_ Productgroup'
    Portfolio           = 'Mssql: MSSQL_ Portfolio'
    Product             = 'Mssql: MSSQL_ Product'
    Primary_Service     = 'Mssql: MSSQL_ Primaryservice'
    Service_Owner_Group = 'Mssql: MSSQL_ Serviceownergroup'
    Device_Owner_Group  = 'Mssql: MSSQL_ Deviceownergroup'
    Recovery_Tier       = 'Mssql: MSSQL_ Recoverytier'
    SLA                 = 'Mssql: MSSQL_ Sla'
}

# The folder of the repository.
function Get-RepositoryFolder { $script:Repository }

# The manifest of the module that is tested: the one that QUALYS_TEST_MODULE names, which is installed from the package, else as the build leaves it.
function Get-BuiltManifest {
    $manifest = $env:QUALYS_TEST_MODULE ? $env:QUALYS_TEST_MODULE : $script:BuiltManifest
    if (-not [System.IO.File]::Exists($manifest)) {
        throw "The module is not at '$manifest'. Run ""dotnet build"" at the root of the repository first."
    }

    $manifest
}

# The folder of that manifest's module, and the folder which PSModulePath has to name for it.
function Get-BuiltModuleFolder { [System.IO.Path]::GetDirectoryName((Get-BuiltManifest)) }
function Get-BuiltModulePath {
    $folder = Get-BuiltModuleFolder
    $hasVersion = [System.IO.Path]::GetFileName($folder) -as [version]
    [System.IO.Path]::GetDirectoryName($hasVersion ? [System.IO.Path]::GetDirectoryName($folder) : $folder)
}

# Brings the built module into the session, and clears every setting that could reach a cmdlet from outside.
function Import-BuiltModule {
    Clear-QualysSetting
    Import-Module (Get-BuiltManifest) -Force -Global
}

# Forgets the environment variables that the cmdlets read.
function Clear-QualysSetting {
    foreach ($name in $script:Settings) {
        [System.Environment]::SetEnvironmentVariable($name, $null)
    }
}

# The names of the environment variables that the cmdlets read.
function Get-QualysSetting { $script:Settings }

# The headers of the data contract, by key.
function Get-ContractHeader { $script:Headers }

# The real path of a file in TestDrive, for what knows no PSDrive.
function Get-TestPath([string] $Name) { [System.IO.Path]::Combine((Get-PSDrive TestDrive).Root, $Name) }

# Writes an export and gives its path. Each row is a hashtable of keys of the contract and values.
function Write-Export {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [AllowEmptyCollection()] [System.Collections.IDictionary[]] $Row,
        [string] $Delimiter = ',',
        [System.Collections.IDictionary] $Header = $script:Headers
    )

    $lines = [System.Collections.Generic.List[string]]::new()
    $lines.Add(($Header.Values | ForEach-Object { ConvertTo-Cell $_ }) -join $Delimiter)
    foreach ($entry in $Row) {
        $lines.Add(($Header.Keys | ForEach-Object { ConvertTo-Cell $entry[$_] }) -join $Delimiter)
    }

    [System.IO.File]::WriteAllText($Path, ($lines -join "`n") + "`n")
    $Path
}

function ConvertTo-Cell([object] $Value) { '"' + "$Value".Replace('"', '""') + '"' }

# Rows for Write-Export: ids from First, spread in turn over that many groups with the same attributes.
function Get-SampleRow {
    param([int] $Count = 9, [int] $Groups = 3, [long] $First = 1001)

    for ($i = 0; $i -lt $Count; $i++) {
        $group = [char]([int][char]'A' + ($i % $Groups))
        @{ AssetID = $First + $i; Business = "Business $group"; Recovery_Tier = 'Tier 1'; SLA = 'Gold' }
    }
}

# Writes an export of sample rows into TestDrive and gives its path.
function Write-SampleExport {
    param([string] $Name = "$([guid]::NewGuid().ToString('N')).csv", [int] $Count = 9, [int] $Groups = 3)

    Write-Export -Path (Get-TestPath $Name) -Row (Get-SampleRow -Count $Count -Groups $Groups)
}

# Writes an export of many rows, all of one group, into TestDrive and gives its path.
function Write-LargeExport([int] $Count) {
    $text = [System.Text.StringBuilder]::new()
    $text.Append(($script:Headers.Values -join ',')).Append("`n") | Out-Null
    for ($id = 1001; $id -le 1000 + $Count; $id++) {
        $text.Append($id).Append(",Business A,,,,,,,,,Gold`n") | Out-Null
    }

    $path = Get-TestPath "$([guid]::NewGuid().ToString('N')).csv"
    [System.IO.File]::WriteAllText($path, $text.ToString())
    $path
}

# A path in TestDrive for a run database that is not there yet.
function Get-NewDatabasePath { Get-TestPath "$([guid]::NewGuid().ToString('N')).db" }

# The first four stages; gives the path of the database, ready to be sent.
function Save-Plan {
    param([int] $Count = 9, [int] $Groups = 3, [int] $BatchSize = 100)

    $database = Get-NewDatabasePath
    Import-AxoniusCsv -Path (Write-SampleExport -Count $Count -Groups $Groups) -DatabasePath $database |
        New-QualysAttributePayload | Group-QualysPayload | Split-QualysBatch -BatchSize $BatchSize | Out-Null
    $database
}

# --- The run database -------------------------------------------------------------------------------------------------

# The load context that keeps the module's packages apart; SQLite is borrowed from it, for PowerShell brings none.
function Get-ModuleLoadContext {
    [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'QualysCustomAttributes'
}

function Open-Connection([string] $Path) {
    $sqlite = (Get-ModuleLoadContext).LoadFromAssemblyName('Microsoft.Data.Sqlite')
    $connection = [System.Activator]::CreateInstance(
        $sqlite.GetType('Microsoft.Data.Sqlite.SqliteConnection'), [object[]]@("Data Source=$Path;Mode=ReadWrite;Pooling=False"))
    $connection.Open()
    $connection
}

# Runs SQL over a run database and gives the rows as objects.
function Read-RunDatabase {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Sql)

    $connection = Open-Connection $Path
    try {
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        $reader = $command.ExecuteReader()
        while ($reader.Read()) {
            $row = [ordered]@{}
            for ($i = 0; $i -lt $reader.FieldCount; $i++) {
                $row[$reader.GetName($i)] = $reader.IsDBNull($i) ? $null : $reader.GetValue($i)
            }

            [pscustomobject]$row
        }

        $reader.Dispose()
    }
    finally {
        $connection.Dispose()
    }
}

# Gives the one value of a query.
function Read-RunValue {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Sql)

    (Read-RunDatabase -Path $Path -Sql $Sql | Select-Object -First 1).PSObject.Properties.Value | Select-Object -First 1
}

# How many rows a table or view of a run database has.
function Measure-RunTable {
    param([Parameter(Mandatory)] [string] $Path, [Parameter(Mandatory)] [string] $Table)

    Read-RunValue -Path $Path -Sql "SELECT COUNT(*) FROM $Table"
}

# Whether nobody has the database open: to leave WAL, SQLite must be alone with the file.
function Test-RunDatabaseClosed([string] $Path) {
    try {
        Read-RunValue -Path $Path -Sql 'PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE' | Out-Null
        (Read-RunValue -Path $Path -Sql 'PRAGMA journal_mode') -eq 'delete' -and
            (Read-RunValue -Path $Path -Sql 'PRAGMA journal_mode = WAL') -eq 'wal'
    }
    catch {
        $false
    }
}

# --- The sandbox ------------------------------------------------------------------------------------------------------

# Starts a sandbox process. QUALYS_SANDBOX names its assembly; otherwise the newest build counts.
function Open-Sandbox {
    param([string[]] $Argument = @())

    $assembly = $env:QUALYS_SANDBOX
    if (-not $assembly) {
        $assembly = Get-ChildItem ([System.IO.Path]::Combine($script:Repository, 'src', 'QualysSandbox', 'bin')) -Recurse -Filter QualysSandbox.dll |
            Where-Object { [System.IO.File]::Exists([System.IO.Path]::ChangeExtension($_.FullName, 'runtimeconfig.json')) } |
            Sort-Object LastWriteTime | Select-Object -Last 1 -ExpandProperty FullName
    }

    $readyFile = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "sandbox-$([guid]::NewGuid().ToString('N')).txt")
    $start = [System.Diagnostics.ProcessStartInfo]::new($env:DOTNET_HOST_PATH ? $env:DOTNET_HOST_PATH : 'dotnet')
    foreach ($word in @($assembly, '--port', '0', '--ready-file', $readyFile) + $Argument) {
        $start.ArgumentList.Add($word)
    }

    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $process.BeginOutputReadLine()
    $deadline = [datetime]::UtcNow.AddSeconds(30)
    while (-not [System.IO.File]::Exists($readyFile)) {
        if ($process.HasExited -or [datetime]::UtcNow -gt $deadline) {
            throw "The sandbox did not start: $($process.HasExited ? $process.StandardError.ReadToEnd() : 'not ready within 30 s')"
        }

        [System.Threading.Thread]::Sleep(25)
    }

    $process.BeginErrorReadLine()
    $address = [System.IO.File]::ReadAllText($readyFile)
    [System.IO.File]::Delete($readyFile)
    [pscustomobject]@{ Address = $address; Process = $process }
}

# Ends a sandbox process.
function Close-Sandbox([psobject] $Sandbox) {
    if ($Sandbox) {
        $Sandbox.Process.Kill()
        $Sandbox.Process.WaitForExit()
        $Sandbox.Process.Dispose()
    }
}

function Invoke-Sandbox([psobject] $Sandbox, [string] $Path, [string] $Method = 'Get', [string] $Body) {
    $request = @{ Uri = "$($Sandbox.Address)/sandbox/$Path"; Method = $Method; NoProxy = $true }
    if ($Body) {
        $request.Body = $Body
        $request.ContentType = 'application/json'
    }

    Invoke-RestMethod @request
}

# Forgets the sandbox's assets, faults and requests.
function Clear-Sandbox([psobject] $Sandbox) { Invoke-Sandbox $Sandbox 'reset' -Method Post | Out-Null }

# Gives the update requests that the sandbox received.
function Get-SandboxRequest([psobject] $Sandbox) { (Invoke-Sandbox $Sandbox 'requests').requests }

# Gives the requests that the sandbox received at one address: auth, count, search or get.
function Get-GatewayRequest([psobject] $Sandbox, [string] $Endpoint) { @(Get-SandboxRequest $Sandbox | Where-Object Path -Match "/$Endpoint(/|$)") }

# Waits until something is so.
function Wait-Until([scriptblock] $Condition) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 30) {
            throw "Not within 30 s: $Condition"
        }

        [System.Threading.Thread]::Sleep(25)
    }
}

# Gives the largest number of requests that were under way at a time.
function Get-SandboxPeak([psobject] $Sandbox) { (Invoke-Sandbox $Sandbox 'requests').mostAtOnce }

# Gives the assets that have attributes.
function Get-SandboxAsset([psobject] $Sandbox) { (Invoke-Sandbox $Sandbox 'assets').assets }

# Gives the attributes of one asset.
function Get-SandboxAttribute([psobject] $Sandbox, [long] $AssetId) { (Invoke-Sandbox $Sandbox "assets/$AssetId").attributes }

# Scripts what goes wrong, request by request; $null is a request that passes.
function Add-SandboxFault([psobject] $Sandbox, [object[]] $Fault) {
    Invoke-Sandbox $Sandbox 'faults' -Method Post -Body (ConvertTo-Json -InputObject $Fault -Depth 4) | Out-Null
}

# --- Engines and credentials ------------------------------------------------------------------------------------------

# Makes a secret.
function Get-TestSecret([string] $Text) {
    $secret = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
    $secret
}

# Makes a credential.
function Get-TestCredential([string] $UserName = 'sandbox', [string] $Text = 'sandbox') {
    [pscredential]::new($UserName, (Get-TestSecret $Text))
}

# Runs a script in a new PowerShell process and gives its output lines; what it writes to the error stream fails the test, or with -Raw
# stands behind the rest of one text.
function Invoke-NewSession {
    param([Parameter(Mandatory)] [string] $Script, [string] $WorkingDirectory, [switch] $Raw)

    # The process of a PowerShell that is a tool of dotnet is dotnet: it is told which assembly to start.
    $program = [System.Environment]::ProcessPath
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        $start.ArgumentList.Add([System.IO.Path]::Combine($PSHOME, 'pwsh.dll'))
    }

    foreach ($word in '-NoLogo', '-NoProfile', '-NonInteractive', '-Command', $Script) {
        $start.ArgumentList.Add($word)
    }

    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.Environment['NO_COLOR'] = '1'
    if ($WorkingDirectory) {
        $start.WorkingDirectory = $WorkingDirectory
    }

    $process = [System.Diagnostics.Process]::Start($start)
    try {
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($Raw) {
            return $output + $errors.Result
        }

        if ($process.ExitCode -ne 0 -or $errors.Result.Trim()) {
            throw "The session ended with $($process.ExitCode): $($errors.Result) $output"
        }

        $output -split '\r?\n' | Where-Object { $_ }
    }
    finally {
        $process.Dispose()
    }
}

# An engine of its own in this process, with the module in it, to be stopped or to have its streams read.
function Open-Engine([System.Management.Automation.Host.PSHost] $Asking) {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule((Get-BuiltManifest))
    $runspace = $Asking ? [runspacefactory]::CreateRunspace($Asking, $state) : [runspacefactory]::CreateRunspace($state)
    $runspace.Open()
    $engine = [powershell]::Create()
    $engine.Runspace = $runspace
    $engine
}

# Ends an engine.
function Close-Engine([powershell] $Engine) {
    if ($Engine) {
        $runspace = $Engine.Runspace
        $Engine.Dispose()
        $runspace.Dispose()
    }
}

# Runs a script that is to fail, and gives the error record.
function Get-ErrorOf([scriptblock] $Script) {
    try {
        & $Script | Out-Null
    }
    catch {
        return $_
    }

    throw "Nothing went wrong in: $Script"
}

Export-ModuleMember -Function *-* -Variable @()
