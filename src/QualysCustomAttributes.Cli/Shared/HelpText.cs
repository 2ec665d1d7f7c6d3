namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Writes what stands below the options in a command's help: sections, a blank line after each.</summary>
internal sealed class HelpText(TextWriter output)
{
    /// <summary>Writes lines as they are.</summary>
    public void Lines(string title, params string[] lines)
    {
        output.WriteLine(title);
        foreach (string line in lines)
        {
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }

    /// <summary>Writes two columns.</summary>
    /// <param name="title">What they are.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="width">How wide the first one is at least.</param>
    public void Table(string title, IEnumerable<(string Left, string Right)> rows, int width = 0)
    {
        (string Left, string Right)[] all = [.. rows];
        int column = Math.Max(width, all.Max(row => row.Left.Length));
        Lines(title, [.. all.Select(row => $"{row.Left.PadRight(column)}  {row.Right}")]);
    }

    /// <summary>Writes the environment variables.</summary>
    /// <param name="rows">All of them: those of the account, of the settings, and further ones.</param>
    /// <param name="width">How wide the first column is at least.</param>
    public void Variables(IEnumerable<(string Name, string Meaning)> rows, int width = 0) =>
        Table("Environment variables (an option that is given counts before them):", rows, width);

    public void ExitCodes(
        string done, string nothing, string? incomplete, string stopped, string? pending = null, string? brake = null, bool callsQualys = true) =>
        Table(
            "Exit codes:",
            [
                ("0", done),
                ("1", nothing),
                .. incomplete is null ? Array.Empty<(string, string)>() : [("2", incomplete)],
                .. pending is null ? Array.Empty<(string, string)>() : [("3", pending)],
                .. brake is null ? Array.Empty<(string, string)>() : [("4", brake)],
                .. !callsQualys ? Array.Empty<(string, string)>() :
                [
                    ("5", "ended by a long limit of Qualys, or because too much failed: what is left is on record, go on later"),
                    ("6", "Qualys refused the account or the request"),
                ],
                ("130", $"stopped by Ctrl+C or SIGTERM; {stopped}"),
            ]);

    public void Examples(string title, params (string Purpose, string Arguments)[] examples) =>
        Lines(title, [.. examples.SelectMany(example => new[] { $"{example.Purpose}", $"  {Product.Name} {example.Arguments}" })]);
}
