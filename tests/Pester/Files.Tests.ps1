#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox -Argument '--inventory', '15'
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
    $gateway = @{ GatewayFqdn = $sandbox.Address; Credential = Get-TestCredential; RetryMinimumSeconds = 0; RetryMaximumSeconds = 0 }
    if (-not $IsWindows) {
        Add-Type -Namespace Tests -Name Mask -MemberDefinition '[DllImport("libc", EntryPoint = "umask")] public static extern uint Set(uint mask);'
    }

    # Runs every cmdlet that makes files, under a umask, into a folder of its own; gives what it left that has another mode.
    function Get-OtherMode([uint] $Mask, [string] $FileMode, [string] $FolderMode, [hashtable] $More = @{}) {
        $folder = Get-TestPath ([guid]::NewGuid().ToString('N'))
        $exports = (Write-SampleExport), (Write-SampleExport)
        [System.IO.Directory]::CreateDirectory($folder) | Out-Null
        $before = [Tests.Mask]::Set($Mask)
        try {
            $inventory = [System.IO.Path]::Combine($folder, 'inventory')
            $path = @{
                Csv      = [System.IO.Path]::Combine($folder, 'of', 'csv')
                Snapshot = [System.IO.Path]::Combine($folder, 'snapshots')
            }
            Import-AxoniusCsv $exports[0] -DatabasePath ([System.IO.Path]::Combine($folder, 'import.db')) @More | Select-Object -First 1 | Out-Null
            Sync-QualysAttribute $exports[1] -DatabasePath ([System.IO.Path]::Combine($folder, 'sync.db')) @account @More | Out-Null
            Sync-QualysAttribute $exports[1] -DatabasePath ([System.IO.Path]::Combine($folder, 'import.db')) -Force -WhatIf @More 6> $null | Out-Null
            Export-QualysInventory $inventory -LastUpdatedAfter 1970-01-01Z @gateway @More | Out-Null
            Restore-QualysInventory $inventory -Force @More | Out-Null
            Publish-QualysInventory $inventory @path @More | Out-Null
        }
        finally {
            [Tests.Mask]::Set($before) | Out-Null
        }

        $all = Get-ChildItem $folder -Recurse -Force
        foreach ($name in 'import.db', 'sync.db', 'Q_Asset_Inventory.csv') {
            $all | Where-Object Name -EQ $name | Should -HaveCount 1
        }
        $all | Where-Object { $_.UnixFileMode -ne ($_.PSIsContainer ? $FolderMode : $FileMode) } | ForEach-Object { "$($_.Name): $($_.UnixFileMode)" }
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'Files that cmdlets make (skipped on Windows, which has no modes of files)' -Skip:$IsWindows {
    It 'are their owner''s alone, whatever the umask' {
        Get-OtherMode 0 'UserWrite, UserRead' 'UserExecute, UserWrite, UserRead' | Should -BeNullOrEmpty
    }

    It 'are what the umask makes of them with -SharedRead' {
        Get-OtherMode 18 'OtherRead, GroupRead, UserWrite, UserRead' 'OtherExecute, OtherRead, GroupExecute, GroupRead, UserExecute, UserWrite, UserRead' `
            -More @{ SharedRead = $true } | Should -BeNullOrEmpty
    }

    It 'are not written through a symbolic link, which is named with its target' {
        $target = Get-TestPath 'target'
        $link = (New-Item -ItemType SymbolicLink -Path (Get-TestPath 'link') -Target $target).FullName
        $failures = @(
            (Get-ErrorOf { Import-AxoniusCsv (Write-SampleExport) -DatabasePath $link })
            (Get-ErrorOf { Sync-QualysAttribute (Write-SampleExport) -DatabasePath $link -Force -WhatIf })
            (Get-ErrorOf { Export-QualysInventory $link @gateway })
        )

        foreach ($failure in $failures) {
            $failure.FullyQualifiedErrorId | Should -BeLike 'LinkRefused,QualysCustomAttributes.Commands.*'
            $failure.Exception.Message | Should -BeLike "'$link' is a symbolic link to '$target'*"
        }

        Test-Path $target | Should -BeFalse
    }
}
