#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1')) -Force
    Import-BuiltModule
    $sandbox = Open-Sandbox
    $account = @{ ApiFqdn = $sandbox.Address; Credential = Get-TestCredential }
    $good = Write-SampleExport 'good.csv'
    Write-SampleExport 'twin1.csv' | Out-Null
    Write-SampleExport 'twin2.csv' | Out-Null
    [System.IO.File]::WriteAllText((Get-TestPath 'empty.csv'), '')
    [System.IO.File]::WriteAllText((Get-TestPath 'blank.csv'), "`n`n`n")
    [System.IO.File]::WriteAllText((Get-TestPath 'broken.csv'), "Qualys Scans: Qualys ID,Mssql: MSSQL_ Portfolio`n1,a`n")
    [System.IO.File]::WriteAllBytes((Get-TestPath 'workbook.csv'), [byte[]](0x50, 0x4B, 3, 4, 0x14, 0, 6, 0, 8, 0, 0, 0, 0x21, 0, 0x62, 0xEE))
    [System.IO.File]::WriteAllText((Get-TestPath 'a-file'), 'x')
    [System.IO.File]::WriteAllText((Get-TestPath 'mapping-broken.json'), '{ "a": ')
    [System.IO.File]::WriteAllText((Get-TestPath 'mapping-list.json'), '[ "a" ]')
    $headers = @((Get-ContractHeader).Values) + "`"Aggregated: Tags`n(all adapters)`""
    [System.IO.File]::WriteAllText((Get-TestPath 'semicolons.csv'), ($headers -join ';') + "`n")
    [System.IO.Directory]::CreateDirectory((Get-TestPath 'folder.csv')) | Out-Null

    # Whatever goes wrong ends with one clear line, and nothing is sent.
    function Assert-Refusal([scriptblock] $Script, [string] $ErrorId, [string] $Category, [string] $Says) {
        Clear-Sandbox $sandbox
        $failure = Get-ErrorOf $Script

        $failure.FullyQualifiedErrorId | Should -BeLike "$ErrorId,QualysCustomAttributes.Commands.*Command"
        $failure.CategoryInfo.Category | Should -BeLike $Category
        $failure.Exception.Message | Should -BeLike $Says
        $failure.Exception.Message | Should -Not -Match '\r|\n'
        $failure.Exception.Message | Should -Not -Match '   at |Exception'
        Get-SandboxRequest $sandbox | Should -BeNullOrEmpty
    }
}

AfterAll {
    Clear-QualysSetting
    Close-Sandbox $sandbox
}

Describe 'An export that <Name>' -ForEach @(
    @{ Name = 'is missing'; File = 'nowhere.csv'; ErrorId = 'ExportNotFound'; Category = 'ObjectNotFound'; Says = '*nowhere.csv*does not exist*' }
    @{ Name = 'is in a folder that is missing'; File = 'no/where.csv'; ErrorId = 'ExportNotFound'; Category = 'ObjectNotFound'; Says = '*where.csv*does not exist*' }
    @{ Name = 'is empty'; File = 'empty.csv'; ErrorId = 'ExportEmpty'; Category = 'InvalidData'; Says = '*is empty*' }
    @{ Name = 'holds empty lines alone'; File = 'blank.csv'; ErrorId = '*'; Category = 'InvalidData'; Says = '*blank.csv*' }
    @{ Name = 'breaks the contract'; File = 'broken.csv'; ErrorId = 'ContractBroken'; Category = 'InvalidData'; Says = "*lacks 9 *-Mapping*-AssetIdColumn*'Mssql: MSSQL_ Business_Name', 'Mssql: MSSQL_ Div_Name', 'Mssql: MSSQL_ Productgroup', 'Mssql: MSSQL_ Product', 'Mssql: MSSQL_ Primaryservice', 'Mssql: MSSQL_ Serviceownergroup', 'Mssql: MSSQL_ Deviceownergroup', 'Mssql: MSSQL_ Recoverytier', 'Mssql: MSSQL_ Sla'*" }
    @{ Name = 'is no CSV'; File = 'workbook.csv'; ErrorId = 'ExportNotCsv'; Category = 'InvalidData'; Says = '*is not CSV text*' }
    @{ Name = 'is a folder'; File = 'folder.csv'; ErrorId = 'ExportNotFile'; Category = 'InvalidArgument'; Says = '*folder.csv*is a folder, and no file*' }
    @{ Name = 'is parted by another character'; File = 'semicolons.csv'; ErrorId = 'ExportMalformed'; Category = 'InvalidData'; Says = "*is broken at line 1: the cells of its header are parted by ';' and not by ','. Use -Delimiter ';'." }
    @{ Name = 'stands for two files'; File = 'twin?.csv'; ErrorId = 'ExportNotOne'; Category = 'InvalidArgument'; Says = '*2 files*Name one*' }
    @{ Name = 'stands for no file'; File = 'none*.csv'; ErrorId = 'ExportNotFound'; Category = 'ObjectNotFound'; Says = '*none*.csv*does not exist*' }
) {
    It 'is refused by Import-AxoniusCsv, and no database is left' {
        $database = Get-NewDatabasePath

        Assert-Refusal { Import-AxoniusCsv (Get-TestPath $File) -DatabasePath $database } $ErrorId $Category $Says

        Test-Path $database | Should -BeFalse
    }

    It 'is refused by Sync-QualysAttribute, and nothing is sent' {
        $database = Get-NewDatabasePath

        Assert-Refusal { Sync-QualysAttribute (Get-TestPath $File) -DatabasePath $database @account } $ErrorId $Category $Says

        Test-Path $database | Should -BeFalse
    }
}

Describe 'No export at all' {
    It 'is asked for by <_>' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute' {
        $more = $_ -like 'Sync*' ? $account : @{}
        $command = $_

        Assert-Refusal { & $command -DatabasePath (Get-NewDatabasePath) @more } 'ExportNotNamed' 'InvalidArgument' '*-Path*q_csv_file*'
    }

    It 'two down the pipeline are refused' {
        Assert-Refusal { Get-Item (Get-TestPath 'twin1.csv'), (Get-TestPath 'twin2.csv') | Import-AxoniusCsv -DatabasePath (Get-NewDatabasePath) } 'ExportNotOne' 'InvalidArgument' "*twin2.csv' is the second export*"
    }

    It 'a path of another provider is refused: <_>' -ForEach 'Env:PATH', 'Variable:PID' {
        $path = $_

        Assert-Refusal { Import-AxoniusCsv $path -DatabasePath (Get-NewDatabasePath) } 'PathNotInFileSystem' 'InvalidArgument' "*'$path'*names no file*"
        Assert-Refusal { Import-AxoniusCsv $good -DatabasePath $path } 'PathNotInFileSystem' 'InvalidArgument' "*'$path'*names no file*"
        Assert-Refusal { New-QualysAttributePayload -DatabasePath $path } 'PathNotInFileSystem' 'InvalidArgument' "*'$path'*names no file*"
    }

    It 'a drive that does not exist is refused' {
        $failure = Get-ErrorOf { Import-AxoniusCsv 'NoSuchDrive:\x.csv' -DatabasePath (Get-NewDatabasePath) }

        $failure.FullyQualifiedErrorId | Should -BeLike '*DriveNotFound*'
        $failure.Exception.Message | Should -Not -Match '\n'
    }
}

Describe 'A mapping' {
    It 'with a typo names the header that is nearest, and those that are there' {
        $mapping = @{ 'Mssql: MSSQL_ Slaa' = 'SLA' }

        Assert-Refusal { Import-AxoniusCsv $good -Mapping $mapping -DatabasePath (Get-NewDatabasePath) } 'ContractBroken' 'InvalidData' (
            "*lacks 1 of *'Mssql: MSSQL_ Slaa' (there is 'Mssql: MSSQL_ Sla': nearly the same). *-Mapping*-AssetIdColumn. There: '*'Mssql: MSSQL_ Sla'*")
    }
}

Describe 'A file' {
    It 'that another program has open is to be closed there' {
        $open = Write-SampleExport 'open.csv'
        $stream = [System.IO.File]::Open($open, 'Open', 'ReadWrite', 'None')
        try {
            Assert-Refusal { Import-AxoniusCsv $open -DatabasePath (Get-NewDatabasePath) } 'ExportUnreadable' 'PermissionDenied' '*another program has it open. Close it there, as in Excel, and try again.'
        }
        finally {
            $stream.Dispose()
        }
    }

    It 'that is no run database is told by <_>' -ForEach 'Get-QualysRun', 'Get-QualysRunGroup', 'Get-QualysRunBatch', 'Get-QualysRejectedRow', 'Get-QualysDuplicate', 'Get-QualysApiCall' {
        $command = $_

        Assert-Refusal { & $command (Get-TestPath 'nowhere.db') -ErrorAction Stop } 'DatabaseNotFound' 'ObjectNotFound' '*does not exist. Name the file of a run database.'
    }
}

Describe 'The run database' {
    It 'that exists is not touched by <_>' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute' {
        $database = Get-TestPath 'existing.db'
        [System.IO.File]::WriteAllText($database, 'precious')
        $more = $_ -like 'Sync*' ? $account : @{}
        $command = $_

        Assert-Refusal { & $command $good -DatabasePath $database @more } 'DatabaseExists' 'ResourceExists' '*existing.db*exists already*-Force*'

        [System.IO.File]::ReadAllText($database) | Should -Be 'precious'
    }

    It 'that exists is replaced with -Force by <_>' -ForEach 'Import-AxoniusCsv', 'Sync-QualysAttribute' {
        $database = Save-Plan -Count 4
        $more = $_ -like 'Sync*' ? @{ WhatIf = $true } : @{}

        & $_ $good -DatabasePath $database -Force @more | Out-Null

        Measure-RunTable $database 'axonious_data' | Should -Be 9
        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'that is in use by a pipeline is not replaced' {
        $database = Get-NewDatabasePath

        Assert-Refusal { Import-AxoniusCsv $good -DatabasePath $database | ForEach-Object { Import-AxoniusCsv $good -DatabasePath $database -Force -ErrorAction Stop } } 'DatabaseInUse' 'ResourceExists' '*in use*'

        Test-RunDatabaseClosed $database | Should -BeTrue
    }

    It 'cannot be made where <Name>' -ForEach @(
        @{ Name = 'the folder is a file'; File = 'a-file/x.db'; ErrorId = 'DatabaseNotWritable' }
        @{ Name = 'the folder does not exist'; File = 'no/such/x.db'; ErrorId = 'DatabaseNotWritable' }
        @{ Name = 'a folder has its name'; File = 'folder.csv'; ErrorId = 'Database*' }
    ) {
        Assert-Refusal { Import-AxoniusCsv $good -DatabasePath (Get-TestPath $File) } $ErrorId '*' "*$([System.IO.Path]::GetFileName($File))*"
        Assert-Refusal { Sync-QualysAttribute $good -DatabasePath (Get-TestPath $File) @account } $ErrorId '*' "*$([System.IO.Path]::GetFileName($File))*"
    }

    It 'that <Name> is refused by <Cmdlet>' -ForEach @(
        foreach ($cmdlet in 'New-QualysAttributePayload', 'Group-QualysPayload', 'Split-QualysBatch', 'Invoke-QualysAttributeUpdate') {
            @{ Cmdlet = $cmdlet; Name = 'does not exist'; File = 'nowhere.db'; ErrorId = 'DatabaseNotFound'; Category = 'ObjectNotFound' }
            @{ Cmdlet = $cmdlet; Name = 'is another kind of file'; File = 'good.csv'; ErrorId = 'DatabaseOfAnotherKind'; Category = 'InvalidData' }
            @{ Cmdlet = $cmdlet; Name = 'is an empty file'; File = 'empty.csv'; ErrorId = 'DatabaseOfAnotherKind'; Category = 'InvalidData' }
        }
    ) {
        $more = $Cmdlet -like 'Invoke*' ? $account : @{}

        Assert-Refusal { & $Cmdlet -DatabasePath (Get-TestPath $File) @more } $ErrorId $Category "*$File*"
    }
}

Describe 'The connection' {
    BeforeEach {
        Clear-QualysSetting
    }

    It 'with <Name> is refused before anything is read or sent' -ForEach @(
        @{ Name = 'no address'; Address = $null; ErrorId = 'AddressMissing'; Says = '*-ApiFqdn*q_api_fqdn*' }
        @{ Name = 'plain HTTP to another machine'; Address = 'http://192.0.2.1'; ErrorId = 'AddressNotSecure'; Says = '*plain HTTP*HTTPS*' }
        @{ Name = 'plain HTTP to a name'; Address = 'http://qualysapi.qualys.com'; ErrorId = 'AddressNotSecure'; Says = '*plain HTTP*' }
        @{ Name = 'a path in the address'; Address = 'https://qualysapi.qualys.com/qps'; ErrorId = 'AddressInvalid'; Says = '*is not an address*' }
        @{ Name = 'another scheme'; Address = 'ftp://qualysapi.qualys.com'; ErrorId = 'AddressInvalid'; Says = '*is not an address*' }
        @{ Name = 'blanks in the address'; Address = 'not a host'; ErrorId = 'AddressInvalid'; Says = '*is not an address*' }
    ) {
        $database = Get-NewDatabasePath
        $plan = Save-Plan
        $more = @{ Credential = $account.Credential }
        if ($Address) {
            $more.ApiFqdn = $Address
        }

        Assert-Refusal { Sync-QualysAttribute $good -DatabasePath $database @more } $ErrorId 'InvalidArgument' $Says
        Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath $plan @more } $ErrorId 'InvalidArgument' $Says

        Test-Path $database | Should -BeFalse
        Measure-RunTable $plan 'api_calls' | Should -Be 0
    }

    It 'does not give back a password that was written into the address' {
        $failure = Get-ErrorOf { Sync-QualysAttribute $good -ApiFqdn 'https://carol:geheim@qualysapi.qualys.com' -Credential $account.Credential }

        $failure | Format-List * -Force | Out-String | Should -Not -Match 'geheim@'
        $failure.Exception.Message | Should -Not -Match 'geheim'
    }

    It 'without <Name> is refused' -ForEach @(
        @{ Name = 'credentials'; UserName = $null; Password = $null }
        @{ Name = 'a password'; UserName = 'sandbox'; Password = $null }
        @{ Name = 'a user name'; UserName = $null; Password = 'sandbox' }
    ) {
        [System.Environment]::SetEnvironmentVariable('q_username', $UserName)
        [System.Environment]::SetEnvironmentVariable('q_password', $Password)
        $database = Get-NewDatabasePath

        Assert-Refusal { Sync-QualysAttribute $good -DatabasePath $database -ApiFqdn $sandbox.Address } 'CredentialMissing' 'InvalidArgument' '*-Credential*q_username*q_password*'
        Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan) -ApiFqdn $sandbox.Address } 'CredentialMissing' 'InvalidArgument' '*-Credential*q_username*q_password*'

        Test-Path $database | Should -BeFalse
    }

    It 'to a host that is unknown ends the run with the first call' {
        $plan = Save-Plan

        Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath $plan -ApiFqdn 'nosuch.invalid' -Credential $account.Credential } 'HostUnknown' 'ConnectionError' "*'nosuch.invalid' is not known*"

        (Read-RunDatabase $plan 'SELECT DISTINCT outcome FROM qualys_attribute_payloads_transformed_execution_log').outcome | Should -Be 'NotSent'
        (Invoke-QualysAttributeUpdate -DatabasePath $plan @account).Outcome | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
    }

    It 'over HTTPS to a server that speaks plain HTTP fails without sending the request' {
        Clear-Sandbox $sandbox
        $address = $sandbox.Address -replace '^http:', 'https:'

        Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan -Count 1) -ApiFqdn $address -Credential $account.Credential } 'CertificateInvalid' 'ConnectionError' '*trusted*certificate*'
    }

    It 'with a proxy variable that cannot be used ends before anything is read, in a dry run too' {
        $plan = Save-Plan
        $database = Get-TestPath 'proxy.db'
        $proxy = $env:ALL_PROXY
        $env:ALL_PROXY = 'http://somebody:s3cr3t@127.0.0.1:99999'
        try {
            Assert-Refusal { Sync-QualysAttribute $good -DatabasePath $database -WhatIf } 'ProxyInvalid' 'InvalidArgument' '*ALL_PROXY*port*'
            Assert-Refusal { Sync-QualysAttribute $good -DatabasePath $database @account } 'ProxyInvalid' 'InvalidArgument' '*ALL_PROXY*port*'
            Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath $plan @account } 'ProxyInvalid' 'InvalidArgument' '*ALL_PROXY*port*'
            Assert-Refusal { Get-QualysAssetCount -GatewayFqdn $sandbox.Address -Credential $account.Credential } 'ProxyInvalid' 'InvalidArgument' '*ALL_PROXY*port*'
            (Get-ErrorOf { Sync-QualysAttribute $good -WhatIf } | Format-List * -Force | Out-String) | Should -Not -Match 's3cr3t|somebody'
        } finally {
            $env:ALL_PROXY = $proxy
        }

        Test-Path $database | Should -BeFalse
    }
}

Describe 'The function' {
    BeforeEach {
        Clear-QualysSetting
    }

    It 'of the environment that Qualys does not know is refused, dry run or not' {
        $env:q_api_function = 'delete'

        Assert-Refusal { Sync-QualysAttribute $good -DatabasePath (Get-NewDatabasePath) @account } 'FunctionInvalid' 'InvalidArgument' "*'delete'*add, update or remove*"
        Assert-Refusal { Sync-QualysAttribute $good -DatabasePath (Get-NewDatabasePath) -WhatIf } 'FunctionInvalid' 'InvalidArgument' "*'delete'*"
        Assert-Refusal { Invoke-QualysAttributeUpdate -DatabasePath (Save-Plan) -WhatIf } 'FunctionInvalid' 'InvalidArgument' "*'delete'*"
    }

    It 'as a parameter is refused: <_>' -ForEach 'Delete', '7', 'Add,Remove', @('Add', 'Remove') {
        $function = $_

        $failure = Get-ErrorOf { Sync-QualysAttribute $good -Function $function -DatabasePath (Get-NewDatabasePath) -WhatIf }

        $failure.FullyQualifiedErrorId | Should -BeIn @('CannotConvertArgumentNoMessage', 'CannotConvertArgument', 'ParameterArgumentTransformationError').ForEach({ "$_,QualysCustomAttributes.Commands.SyncQualysAttributeCommand" })
    }
}

Describe 'Numbers out of range' {
    It '-<Parameter> <Value> of <Cmdlet> is refused' -ForEach @(
        @{ Cmdlet = 'Sync-QualysAttribute'; Parameter = 'BatchSize'; Value = 0 }
        @{ Cmdlet = 'Split-QualysBatch'; Parameter = 'BatchSize'; Value = 10001 }
        @{ Cmdlet = 'Sync-QualysAttribute'; Parameter = 'ThrottleLimit'; Value = 0 }
        @{ Cmdlet = 'Invoke-QualysAttributeUpdate'; Parameter = 'MaxAttempts'; Value = 0 }
        @{ Cmdlet = 'Invoke-QualysAttributeUpdate'; Parameter = 'TimeoutSeconds'; Value = 0 }
        @{ Cmdlet = 'Invoke-QualysAttributeUpdate'; Parameter = 'RetryMinimumSeconds'; Value = -1 }
    ) {
        $more = @{ $Parameter = $Value; DatabasePath = Get-NewDatabasePath }

        (Get-ErrorOf { & $Cmdlet @more }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
    }
}

Describe 'A mapping that <Name>' -ForEach @(
    @{ Name = 'is a missing file'; Mapping = { Get-TestPath 'nowhere.json' }; Says = '*nowhere.json*cannot be read*' }
    @{ Name = 'is broken JSON'; Mapping = { Get-TestPath 'mapping-broken.json' }; Says = '*not valid JSON*' }
    @{ Name = 'is a list'; Mapping = { Get-TestPath 'mapping-list.json' }; Says = '*not a JSON object*' }
    @{ Name = 'is empty'; Mapping = { @{} }; Says = '*names no attribute*' }
    @{ Name = 'is a number'; Mapping = { 5 }; Says = '*hashtable*JSON file*' }
    @{ Name = 'gives a key twice'; Mapping = { @{ a = 'K'; b = 'k' } }; Says = '*two columns the key*' }
    @{ Name = 'has an empty key'; Mapping = { @{ a = '' } }; Says = '*empty name*' }
) {
    It 'is refused by Import-AxoniusCsv and Sync-QualysAttribute' {
        $value = & $Mapping

        Assert-Refusal { Import-AxoniusCsv $good -Mapping $value -DatabasePath (Get-NewDatabasePath) } 'MappingInvalid' 'InvalidArgument' $Says
        Assert-Refusal { Sync-QualysAttribute $good -Mapping $value -DatabasePath (Get-NewDatabasePath) @account } 'MappingInvalid' 'InvalidArgument' $Says
    }
}

Describe 'A delimiter' {
    It 'that cannot stand between cells is refused: U+<Code>' -ForEach @(@{ Code = '0022' }, @{ Code = '000A' }, @{ Code = '00E4' }) {
        $delimiter = [char][System.Convert]::ToInt32($Code, 16)

        Assert-Refusal { Import-AxoniusCsv $good -Delimiter $delimiter -DatabasePath (Get-NewDatabasePath) } 'DelimiterInvalid' 'InvalidArgument' "*U+$Code*"
    }

    It 'that the export does not use breaks the contract, and the message says so' {
        Assert-Refusal { Import-AxoniusCsv (Get-TestPath 'broken.csv') -Delimiter ';' -DatabasePath (Get-NewDatabasePath) } 'ContractBroken' 'InvalidData' '*elimiter*'
    }
}
