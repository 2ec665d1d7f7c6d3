using System.Runtime.InteropServices;

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
        Add(parts, "dotnet", ".NET SDK", "--version");
        Add(parts, "sqlite3", "sqlite3", "--version");
        Add(parts, "pwsh", "", "--version");
        return string.Join(", ", parts);
    }

    private static void Add(List<string> parts, string program, string label, string argument)
    {
        if (ExecutableSearch.Find(program) is { } path)
        {
            string[] words = MeasuredProcess.Read(new Invocation(path, [argument], Environment.CurrentDirectory)).Trim().Split(' ');
            parts.Add(label.Length == 0 ? string.Join(' ', words) : $"{label} {words[0]}");
        }
    }
}
