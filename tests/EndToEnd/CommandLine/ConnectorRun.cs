using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>What a finished process left: its exit code and its two outputs.</summary>
internal sealed record ConnectorRun(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> OutputLines => Lines(Output);

    /// <summary>The lines of standard error.</summary>
    public IReadOnlyList<string> ErrorLines => Lines(Error);

    /// <summary>Gives the summary's value behind a label.</summary>
    public string Summary(string label) =>
        OutputLines.Single(line => line.StartsWith($"  {label} ", StringComparison.Ordinal))[(label.Length + 2)..].Trim();

    /// <summary>Demands one clear line on standard error, the given exit code, and no stack trace anywhere.</summary>
    public string RequireOneError(int exitCode)
    {
        Assert.Equal(exitCode, ExitCode);
        string line = Assert.Single(ErrorLines);
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain(OutputLines, text => text.StartsWith("   at ", StringComparison.Ordinal));
        return line;
    }

    /// <summary>Demands success without a word on standard error.</summary>
    public void RequireSuccess() => Assert.Equal((0, ""), (ExitCode, Error));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToArray();
}
