using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ModuleShell;

/// <summary>A PowerShell: a program, or the <c>pwsh.dll</c> of one that the .NET host starts.</summary>
/// <param name="Path">The program or the dll.</param>
public sealed partial record PowerShellProgram(string Path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What is to be started.</summary>
    public string FileName => IsAssembly ? DotnetHost.Path : Path;

    /// <summary>What stands before PowerShell's own arguments.</summary>
    public IReadOnlyList<string> LeadingArguments => IsAssembly ? [Path] : [];

    /// <summary>Environment variables that keep it from calling anybody on its own.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
    };

    private bool IsAssembly => System.IO.Path.GetExtension(Path).Equals(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>Says how it is started with some arguments; it calls nobody on its own.</summary>
    /// <param name="arguments">Its arguments.</param>
    public ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(FileName, [.. LeadingArguments, .. arguments]);
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Asks it for its version.</summary>
    /// <returns>Major and minor, or <see langword="null"/> where it does not start or is no PowerShell.</returns>
    public Version? AskVersion()
    {
        ProcessStartInfo start = Start("--version");
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return null;
            }

            Match match = SaidVersion().Match(output.Result);
            return process.ExitCode == 0 && match.Success ? Version.Parse(match.Groups[1].Value) : null;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^PowerShell (\d{1,6}\.\d{1,6})")]
    private static partial Regex SaidVersion();
}
