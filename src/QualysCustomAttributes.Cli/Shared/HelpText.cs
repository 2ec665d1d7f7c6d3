namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Writes what stands below the options in a command's help: sections, a blank line after each, broken between words.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="width">How many columns a line has at most.</param>
internal sealed class HelpText(TextWriter output, int width)
{
    private const int NarrowestText = 24;

    /// <summary>Writes lines.</summary>
    public void Lines(string title, params string[] lines)
    {
        WriteWrapped(title, 0);
        foreach (string line in lines)
        {
            WriteWrapped($"  {line}", line.Length - line.TrimStart().Length + 2);
        }

        output.WriteLine();
    }

    /// <summary>Writes two columns.</summary>
    /// <param name="title">What they are.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="columnWidth">How wide the first one is at least.</param>
    public void Table(string title, IEnumerable<(string Left, string Right)> rows, int columnWidth = 0)
    {
        (string Left, string Right)[] all = [.. rows];
        int column = Math.Max(columnWidth, all.Max(row => row.Left.Length));
        output.WriteLine(title);
        foreach ((string left, string right) in all)
        {
            WriteWrapped($"  {left.PadRight(column)}  {right}", column + 4);
        }

        output.WriteLine();
    }

    // Further lines begin where the text of the first one does.
    private void WriteWrapped(string text, int indent)
    {
        int room = Math.Max(width - 1, indent + NarrowestText);
        string rest = text;
        while (rest.Length > room)
        {
            int end = rest.LastIndexOf(' ', room);
            if (end <= indent)
            {
                end = rest.IndexOf(' ', room);
            }

            if (end < 0)
            {
                break;
            }

            output.WriteLine(rest[..end].TrimEnd());
            rest = new string(' ', indent) + rest[(end + 1)..];
        }

        output.WriteLine(rest);
    }

    /// <summary>Writes the environment variables.</summary>
    /// <param name="rows">All of them: those of the account, of the settings, and further ones.</param>
    /// <param name="columnWidth">How wide the first column is at least.</param>
    public void Variables(IEnumerable<(string Name, string Meaning)> rows, int columnWidth = 0) =>
        Table("Environment variables (an option that is given counts before them):", rows, columnWidth);

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
        Lines(title, [.. examples.SelectMany(example => new[] { example.Purpose, $"  {Product.Name} {example.Arguments}" })]);
}
