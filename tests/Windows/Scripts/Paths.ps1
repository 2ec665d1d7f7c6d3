# The ways in which Windows names a file: with a drive, from the present folder, over a PSDrive, with brackets in the name.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
$WarningPreference = 'SilentlyContinue'
Import-Module $Module
Set-Location -LiteralPath $Folder
New-PSDrive -Name exports -PSProvider FileSystem -Root $Folder | Out-Null
$paths = @(
    @{ Path = "$Folder\sub folder\export.csv" }
    @{ Path = '.\sub folder\export.csv' }
    @{ Path = 'sub folder\..\sub folder/export.csv' }
    @{ Path = 'exports:\sub folder\export.csv' }
    @{ LiteralPath = "$Folder\sub folder\export[1].csv" }
    @{ LiteralPath = '.\sub folder\export[1].csv' }
)
$number = 0
$runs = foreach ($path in $paths) {
    $database = ".\sub folder\run[$((++$number))].db"
    $records = @(Import-AxoniusCsv @path -DatabasePath $database)
    [ordered]@{ Path = @($path.Values)[0]; Assets = $records.Count; Database = $records[0].DatabasePath }
}

# For -Path brackets are a pattern, and export1.csv is what it finds.
$pattern = @(Import-AxoniusCsv '.\sub folder\export[1].csv' -DatabasePath '.\sub folder\pattern.db').Count
[ordered]@{ Runs = @($runs); Pattern = $pattern } | ConvertTo-Json -Depth 3 -Compress -EscapeHandling EscapeNonAscii
