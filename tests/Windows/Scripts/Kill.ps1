# Starts a program, and ends it as the task manager does when a file appears. A program that ends by itself is an error.
param(
    [Parameter(Mandatory)] [string] $Program,
    [Parameter(Mandatory)] [string] $Arguments,
    [Parameter(Mandatory)] [string] $Signal
)

$ErrorActionPreference = 'Stop'
$start = [System.Diagnostics.ProcessStartInfo]::new($Program)
foreach ($word in ConvertFrom-Json $Arguments) {
    $start.ArgumentList.Add($word)
}

$start.RedirectStandardOutput = $true
$start.RedirectStandardError = $true
$process = [System.Diagnostics.Process]::Start($start)
$output = $process.StandardOutput.ReadToEndAsync()
$errors = $process.StandardError.ReadToEndAsync()
while (-not [System.IO.File]::Exists($Signal)) {
    if ($process.HasExited) {
        throw "It ended by itself, with $($process.ExitCode): $($output.Result)$($errors.Result)"
    }

    [System.Threading.Thread]::Sleep(20)
}

$process.Kill()
$process.WaitForExit()
