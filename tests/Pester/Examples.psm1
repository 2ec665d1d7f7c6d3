# The examples of the help pages: run, page by page, in a folder of their own beside a sandbox, and what they show.

Import-Module ([System.IO.Path]::Combine($PSScriptRoot, 'Common.psm1'))

# In the pages files lie here, and the sandbox listens there.
$script:ShownFolder = '/srv/attributes'
$script:ShownAddress = 'http://127.0.0.1:8055'

# Examples that need what is not there where tests run: a PostgreSQL by that name, and platforms to which an account is shown.
$script:NeedsMore = '-PostgreSql |carol_acme|0a1b2c3d-client'

# What goes wrong in the run that examples look at: a limit, a batch that is refused, one that is confirmed in part.
$script:Faults = '[{"fault":"rateLimited","toWaitSeconds":1},{"fault":"refused","assetId":1500000037,"responseCode":"INVALID_REQUEST","errorMessage":"The attribute Product is locked.","times":0},{"fault":"shortCount","assetId":1500000001,"count":1,"times":0}]'

# The files that examples go on from, and what makes them. The first ones are made where an example names them.
$script:Beginnings = [ordered]@{
    'ledger.sqlite' = 'Sync-QualysAttribute ./samples/axonius-export.csv -Reconcile -LedgerPath ./ledger.sqlite -DatabasePath ./today.db'
    'inventory'     = 'Export-QualysInventory ./inventory -LastUpdatedAfter 1970-01-01T00:00:00Z'
    'runs'          = 'New-Item runs -ItemType Directory; 1..2 | ForEach-Object { Sync-QualysAttribute ./samples/axonius-export.csv Add -DatabasePath "./runs/2026-11-2$_.db" -FailureLimit 100 -MaxAttempts 1 -MaximumCalls (9 + $_) }'
    'run.db'        = 'Add-Fault; Sync-QualysAttribute ./samples/axonius-export.csv Add -DatabasePath ./run.db -MaxAttempts 2 -ThrottleLimit 1 -RetryMinimumSeconds 0 -RetryMaximumSeconds 0; Clear-Fault'
}

# Gives the examples of a page: number, title, code, and what stands there as shown.
function Get-HelpExample([string] $Path) {
    $text = [System.IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    foreach ($match in [regex]::Matches($text, '(?ms)^### Example (?<number>\d+): (?<title>[^\n]+)\n(?<body>.*?)(?=^### |^## )')) {
        $body = $match.Groups['body'].Value
        @{
            Number = [int]$match.Groups['number'].Value
            Title  = $match.Groups['title'].Value
            Code   = [regex]::Match($body, '(?ms)^```powershell\n(?<code>.*?)^```').Groups['code'].Value
            Shown  = [regex]::Match($body, '(?ms)^```Output\n(?<shown>.*?)^```').Groups['shown'].Value
            IsRun  = $body -notmatch $script:NeedsMore
        }
    }
}

# Runs the examples of a page in their order, as a person would who types one statement after the other, and gives what each showed.
function Invoke-HelpExample {
    param([Parameter(Mandatory)] [object[]] $Example, [Parameter(Mandatory)] [psobject] $Sandbox)

    $folder = New-ShortFolder
    try {
        $samples = [System.IO.Path]::Combine((Get-RepositoryFolder), 'samples')
        Copy-Item $samples ([System.IO.Path]::Combine($folder, 'samples')) -Recurse
        $mark = [guid]::NewGuid().ToString('N')
        $all = -join ($Example | Where-Object IsRun | ForEach-Object Code)
        $lines = @(
            "`$ProgressPreference = 'SilentlyContinue'"
            "`$env:PSModulePath += [System.IO.Path]::PathSeparator + '$(Get-BuiltModulePath)'"
            "function Invoke-Item { process { } }"
            "`$account = [pscredential]::new('sandbox', (ConvertTo-SecureString sandbox -AsPlainText -Force))"
            "Connect-Qualys -ApiFqdn $($Sandbox.Address) -GatewayFqdn $($Sandbox.Address) -Credential `$account"
            "function Add-Fault { Invoke-RestMethod $($Sandbox.Address)/sandbox/faults -Method Post -ContentType application/json -Body '$($script:Faults)' }"
            "function Clear-Fault { Invoke-RestMethod $($Sandbox.Address)/sandbox/faults -Method Delete }"
            foreach ($name in $script:Beginnings.Keys) {
                $place = [regex]::Escape("./$name")
                $isMade = $all -match "^((?!$place)[\s\S])*(Sync-QualysAttribute|Import-AxoniusCsv|Export-QualysInventory)((?!$place)[^\n|])* $place\b"
                if ($name -eq 'ledger.sqlite' ? $all -match 'ledger\.sqlite|today\.db' : ($all -match "$place\b" -and -not $isMade)) {
                    "& { $($script:Beginnings[$name]) } *> `$null"
                }
            }
            foreach ($each in $Example | Where-Object IsRun) {
                "Write-Host '$mark $($each.Number)'"
                foreach ($statement in Split-Statement (ConvertTo-Runnable $each.Code $Sandbox)) {
                    "try { . {"
                    $statement
                    "} 2>&1 | Out-Host } catch { Write-Host ""FAILED: `$_"" }"
                }
            }
        )
        $said = Invoke-Typed ($lines -join "`n") $folder
        foreach ($part in ($said -split "$mark ") | Select-Object -Skip 1) {
            $number, $rest = $part -split '\r?\n', 2
            [pscustomobject]@{ Number = [int]$number; Shown = ConvertTo-Shown $rest $folder $Sandbox }
        }
    }
    finally {
        Remove-Item $folder -Recurse -Force
    }
}

# Takes out of what is shown what is another each time: moments, spans of time, digests of what lies in another folder.
function ConvertTo-Comparable([string] $Shown) {
    # Names that have a moment may break in the middle of it.
    $comparable = $Shown -replace 'sqlite_[\d_\s]+\.db', 'sqlite_<moment>.db' -replace '\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?(\.\d+)?)?( ?[+-]\d\d:\d\d|Z)?', '<moment>' -replace '\b\d\d-\d\d \d\d:\d\d:\d\d\b', '<moment>' `
        -replace '\b\d\d?/\d\d?/\d{4} +\d\d?:\d\d(:\d\d)?( [AP]M)?', '<moment>' -replace '\b\d\d:\d\d:\d\d(\.\d+)?\b', '<time>' -replace '(?<=Elapsed\s*: ).*', '<time>' `
        -replace '\b[\d,.]+ (ms|s)\b', '<time>' -replace '\d{8}_\d{6}', '<moment>' -replace '\b[0-9a-f]{64}\b', '<digest>' -replace '[\d,]+ bytes', '<bytes> bytes'
    # Calls that are under way together end in any order.
    (($comparable -split '\r?\n') | ForEach-Object { ($_ -replace ' {2,}', ' ').TrimEnd() } | Sort-Object -CaseSensitive) -join "`n"
}

# Writes what examples show today into their page.
function Update-HelpExample([string] $Path, [object[]] $Today) {
    $text = [System.IO.File]::ReadAllText($Path).Replace("`r`n", "`n")
    foreach ($each in $Today) {
        $pattern = "(?ms)(?<head>^### Example $($each.Number): [^\n]+\n.*?^``````powershell\n.*?^``````\n)(?<old>\n``````Output\n.*?^``````\n)?"
        $text = [regex]::new($pattern).Replace($text, {
                param($match)
                $match.Groups['head'].Value + ($each.Shown ? "`n``````Output`n$($each.Shown)`n``````$("`n")" : '')
            }, 1)
    }

    [System.IO.File]::WriteAllText($Path, $text)
}

# As long as the folder of the pages, so that lines break where they break there.
function New-ShortFolder {
    $folder = "/tmp/$([System.IO.Path]::GetRandomFileName().Replace('.', '').Substring(0, 10))"
    [System.IO.Directory]::CreateDirectory($folder).FullName
}

# Nobody can be asked for a password, and nothing is to leave this machine.
function ConvertTo-Runnable([string] $Code, [psobject] $Sandbox) {
    $Code.Replace($script:ShownAddress, $Sandbox.Address) `
        -replace 'qualysapi\.qg3\.apps\.qualys\.com', $Sandbox.Address `
        -replace '(?m)^Connect-Qualys EU1$', "Connect-Qualys -ApiFqdn $($Sandbox.Address) -GatewayFqdn $($Sandbox.Address) -Credential `$account" `
        -replace '-Credential (sandbox|qualys)\b', '-Credential $account'
}

function Split-Statement([string] $Code) {
    $syntax = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref]$null, [ref]$null)
    $syntax.EndBlock.Statements | ForEach-Object { $_.Extent.Text }
}

function ConvertTo-Shown([string] $Said, [string] $Folder, [psobject] $Sandbox) {
    # A list breaks its lines where they are full, in the middle of a path as well.
    $broken = ($Folder.ToCharArray() | ForEach-Object { [regex]::Escape($_) }) -join '((?:\r?\n +)?)'
    $replacement = $script:ShownFolder[0] + -join (1..($script:ShownFolder.Length - 1) | ForEach-Object { "`${$_}$($script:ShownFolder[$_])" })
    $lines = ($Said -replace $broken, $replacement).Replace($Sandbox.Address, $script:ShownAddress) -split '\r?\n' | ForEach-Object TrimEnd
    ($lines -join "`n").Trim("`n")
}

# From a file, for a script of all examples is longer than a command line may be.
function Invoke-Typed([string] $Script, [string] $Folder) {
    $file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "$([guid]::NewGuid().ToString('N')).ps1")
    [System.IO.File]::WriteAllText($file, $Script)
    try {
        Invoke-NewSession ". '$file'" -WorkingDirectory $Folder -Raw
    }
    finally {
        Remove-Item $file
    }
}

Export-ModuleMember -Function Get-HelpExample, Invoke-HelpExample, ConvertTo-Comparable, Update-HelpExample
