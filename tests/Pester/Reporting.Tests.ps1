#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule

    # A folder of its own with two runs that were planned.
    function New-RunFolder {
        $folder = [System.IO.Directory]::CreateDirectory((Get-TestPath ([guid]::NewGuid().ToString('N')))).FullName
        foreach ($name in 'one', 'two') {
            Copy-Item (Save-Plan -Count 4 -Groups 2) ([System.IO.Path]::Combine($folder, "$name.db"))
        }

        $folder
    }

    function Get-NameIn([string] $Folder) { (Get-ChildItem $Folder | Sort-Object Name).Name }

    function Join-File([string] $Folder, [string] $Name) { [System.IO.Path]::Combine($Folder, $Name) }
}

AfterAll {
    Clear-QualysSetting
}

Describe 'Export-QualysRunReport' {
    It 'gives the file of a page beside the run, and leaves the run as it is' {
        $folder = New-RunFolder
        $run = Join-File $folder 'one.db'
        $hash = (Get-FileHash $run).Hash

        $file = Export-QualysRunReport $run

        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -Be (Join-File $folder 'one.html')
        Get-Content $file -Raw | Should -BeLike '<!DOCTYPE html>*Invoke-QualysAttributeUpdate -DatabasePath*</html>*'
        (Get-FileHash $run).Hash | Should -Be $hash
        Get-NameIn $folder | Should -Be 'one.db', 'one.html', 'two.db'
    }

    It 'writes <Format> as <Name>' -ForEach @(
        @{ Format = 'Markdown'; Name = 'one.md'; Beginning = '# Planned: one.db*' }
        @{ Format = 'Json'; Name = 'one.json'; Beginning = '{*"outcome": "Planned"*' }
    ) {
        $file = Export-QualysRunReport (Join-File (New-RunFolder) 'one.db') -Format $Format

        $file.Name | Should -Be $Name
        Get-Content $file -Raw | Should -BeLike $Beginning
    }

    It 'takes runs, files and batches from the pipeline, each run once' {
        $folder = New-RunFolder
        $reports = [System.IO.Directory]::CreateDirectory((Join-File $folder 'reports')).FullName

        (Get-QualysRun $folder | Export-QualysRunReport -OutputPath $reports).Name | Sort-Object | Should -Be 'one.html', 'two.html'
        (Get-ChildItem (Join-File $folder '*.db') | Export-QualysRunReport -OutputPath $reports -Force).Name | Sort-Object | Should -Be 'one.html', 'two.html'
        (Get-QualysRunBatch (Join-File $folder 'one.db') | Export-QualysRunReport -Format Json).Name | Should -Be 'one.json'
    }

    It 'finds a file relative to the location of the session' {
        $folder = New-RunFolder
        Push-Location $folder
        try {
            (Export-QualysRunReport one.db page.html).FullName | Should -Be (Join-File $folder 'page.html')
        }
        finally {
            Pop-Location
        }
    }

    It 'replaces a file with -Force alone' {
        $run = Join-File (New-RunFolder) 'one.db'
        $file = Export-QualysRunReport $run
        Set-Content $file 'mine'

        $failure = Get-ErrorOf { Export-QualysRunReport $run -ErrorAction Stop }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
        "$failure" | Should -BeLike '*use -Force to replace it.'
        Get-Content $file | Should -Be 'mine'
        (Export-QualysRunReport $run -Force).Length | Should -BeGreaterThan 1000
    }

    It 'goes on with the next run after an error, and writes over no run' {
        $folder = New-RunFolder
        Set-Content (Join-File $folder 'text.db') 'text'
        $runs = 'text.db', 'none.db', 'one.db' | ForEach-Object { Join-File $folder $_ }

        $files = $runs | Export-QualysRunReport -ErrorVariable failures -ErrorAction SilentlyContinue
        $files.Name | Should -Be 'one.html'
        ($failures | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId -replace ',.*' |
            Should -Be 'DatabaseOfAnotherKind', 'DatabaseNotFound'

        (Get-ErrorOf { Export-QualysRunReport $runs[2] (Join-File $folder 'two.db') -Force -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'ReportIsDatabase,*'
        (Get-ErrorOf { Get-QualysRun $folder -ErrorAction Ignore | Export-QualysRunReport -OutputPath (Join-File $folder 'all.html') -ErrorAction Stop }).FullyQualifiedErrorId |
            Should -BeLike 'ReportWrittenBefore,*'
    }

    It 'writes nothing with -WhatIf' {
        $folder = New-RunFolder

        Export-QualysRunReport (Join-File $folder 'one.db') -WhatIf | Should -BeNullOrEmpty

        Get-NameIn $folder | Should -Be 'one.db', 'two.db'
    }
}
