namespace Bench.Comparing;

/// <summary>Finds programs on PATH.</summary>
internal static class ExecutableSearch
{
    /// <summary>Gives the program's path, or <see langword="null"/> where it is not on PATH.</summary>
    public static string? Find(string name)
    {
        string fileName = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, fileName))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Gives the first of some names that is on PATH.</summary>
    public static string? FindAny(params string[] names) => names.Select(Find).FirstOrDefault(path => path is not null);
}
