namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Writes a path into a command that somebody may copy.</summary>
internal static class ShellWord
{
    /// <summary>Quotes it: within double quotes a shell reads some characters as its own.</summary>
    public static string Quote(string path) => OperatingSystem.IsWindows() || path.AsSpan().IndexOfAny("$`\\\"!") < 0
        ? $"\"{path}\""
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
