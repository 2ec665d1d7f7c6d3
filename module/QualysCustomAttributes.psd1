@{
    RootModule             = 'QualysCustomAttributes.psm1'
    ModuleVersion          = '0.1.0'
    GUID                   = '5d0c0d0e-6f0b-4a55-9d0a-4b1d3d6f2c71'
    Author                 = 'The QualysCustomAttributes maintainers'
    CompanyName            = 'QualysCustomAttributes'
    Copyright              = 'Copyright (c) The QualysCustomAttributes maintainers. Apache-2.0.'
    Description            = 'Keeps the custom attributes on Qualys assets equal to what the business knows: an Axonius CSV export becomes reviewed, batched updates of Qualys, each stage kept in SQLite. Brings the asset inventory of Qualys into a SQLite database, keeps it current, and hands it on as CSV, snapshots or into PostgreSQL.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')
    TypesToProcess         = @('QualysCustomAttributes.types.ps1xml')
    FormatsToProcess       = @('QualysCustomAttributes.format.ps1xml')
    CmdletsToExport        = @(
        'Test-AxoniusCsv'
        'Import-AxoniusCsv'
        'Compare-QualysAttribute'
        'New-QualysAttributePayload'
        'Group-QualysPayload'
        'Split-QualysBatch'
        'Invoke-QualysAttributeUpdate'
        'Resume-QualysAttributeUpdate'
        'Sync-QualysAttribute'
        'Test-QualysAttribute'
        'Test-QualysAttributeUpdate'
        'Undo-QualysAttributeUpdate'
        'Get-QualysAttributeChange'
        'Get-QualysAttributePlan'
        'Get-QualysRun'
        'Get-QualysRunGroup'
        'Get-QualysRunBatch'
        'Get-QualysRejectedRow'
        'Get-QualysDuplicate'
        'Get-QualysApiCall'
        'Trace-QualysAsset'
        'Export-QualysRunReport'
        'Connect-Qualys'
        'Get-QualysConnection'
        'Disconnect-Qualys'
        'Get-QualysAssetCount'
        'Get-QualysAsset'
        'Export-QualysInventory'
        'Publish-QualysInventory'
        'Restore-QualysInventory'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Qualys', 'Axonius', 'CSAM', 'CustomAttributes', 'Asset', 'Inventory', 'SQLite', 'Security', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/QualysCustomAttributes/QualysCustomAttributes/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/QualysCustomAttributes/QualysCustomAttributes'
            ReleaseNotes = 'https://github.com/QualysCustomAttributes/QualysCustomAttributes/blob/main/CHANGELOG.md'
        }
    }
}
