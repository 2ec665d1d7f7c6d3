# The loader keeps the module's packages in a load context of their own; see docs/architecture.md.
Add-Type -LiteralPath ([System.IO.Path]::Combine($PSScriptRoot, 'bin', 'QualysCustomAttributes.Loader.dll'))
$cmdlets = Import-Module -Assembly ([QualysCustomAttributes.Loader.ModuleLoadContext]::Load()) -PassThru

# A second "Import-Module -Force" finds the assembly already known and exports nothing from it: the cmdlets are handed to
# this module by hand, as PowerShell itself does the first time.
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod(
    'AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    $addExportedCmdlet.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet)) | Out-Null
}
