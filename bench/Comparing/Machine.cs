using System.Runtime.InteropServices;
using ModuleShell;

namespace Bench.Comparing;

/// <summary>Describes the machine and the versions that were measured.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var parts = new List<string>
        {
            $"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture})",
            $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB memory",
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
        };
        AddVersion(parts, "dotnet", ".NET SDK");
        AddVersion(parts, "sqlite3", "sqlite3");
        AddPowerShell(parts);
        return string.Join(", ", parts);
    }

    private static void AddVersion(List<string> parts, string program, string label)
    {
        if (ExecutableSearch.Find(program) is { } path)
        {
            parts.Add($"{label} {Ask(path).Split(' ')[0]}");
        }
    }

    private static void AddPowerShell(List<string> parts)
    {
        try
        {
            PowerShellProgram shell = PowerShellSearch.FindOnce();
            parts.Add(Ask(shell.FileName, shell.LeadingArguments));
        }
        catch (PowerShellNotFoundException)
        {
            // What was skipped for it is named in the report.
        }
    }

    private static string Ask(string program, params IEnumerable<string> leading) =>
        MeasuredProcess.Read(new Invocation(program, [.. leading, "--version"], Environment.CurrentDirectory)).Trim();
}
