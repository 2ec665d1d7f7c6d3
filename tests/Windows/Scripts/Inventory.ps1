# The inventory: connected, counted, looked at, exported and published.
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Address,
    [Parameter(Mandatory)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
Import-Module $Module
Connect-Qualys -ApiFqdn $Address
$count = Get-QualysAssetCount
$assets = @(Get-QualysAsset -First 3)
$summary = Export-QualysInventory "$Folder\inventory" -LastUpdatedAfter 1970-01-01 -PageSize 10
$published = @(Publish-QualysInventory "$Folder\inventory" -Csv "$Folder\csv" -Snapshot "$Folder\snapshots")
$connection = Get-QualysConnection | Out-String
Disconnect-Qualys
[ordered]@{
    Count      = $count
    First      = @($assets.AssetId | ForEach-Object { "$_" })
    Loaded     = $summary.Loaded
    Database   = $summary.DatabasePath
    Published  = @($published.Kind | ForEach-Object { "$_" })
    Connection = $connection
    After      = @(Get-QualysConnection).Count
} | ConvertTo-Json -Depth 3 -Compress -EscapeHandling EscapeNonAscii
