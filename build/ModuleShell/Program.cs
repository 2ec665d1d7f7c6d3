using System.Diagnostics;
using ModuleShell;

// Starts a PowerShell with the module in it: to work in, or for one command, where words are given.
try
{
    string import = $"Import-Module '{BuildFacts.Module.Replace("'", "''", StringComparison.Ordinal)}' -ErrorAction Stop";
    ProcessStartInfo start = PowerShellSearch.FindOnce().Start(args.Length == 0
        ? ["-NoLogo", "-NoExit", "-Command", import]
        : ["-NoLogo", "-NoProfile", "-Command", $"{import}; {string.Join(' ', args)}"]);

    // Ctrl+C is for the PowerShell.
    Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
    using Process process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode;
}
catch (PowerShellNotFoundException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
