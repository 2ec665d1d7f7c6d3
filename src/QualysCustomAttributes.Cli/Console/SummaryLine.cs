using System.Globalization;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Writes the lines of a summary.</summary>
internal static class SummaryLine
{
    private const int LabelWidth = 20;

    public static string Of(string label, string value) => $"  {label,-18}{value}";

    public static string Of(string label, long number) => Of(label, Number(number));

    /// <summary>
    /// The line as the screen takes it, broken between words: a value goes on below itself, or stands below its label where one word of it
    /// is too long; an item goes on further in. What else is said, commands above all, stays whole, so that it can be copied.
    /// </summary>
    public static IEnumerable<string> Fit(string line)
    {
        if (Screen.Room is not { } room || TerminalColumns.Of(line) <= room || !line.StartsWith("  ", StringComparison.Ordinal) || line[2] == '…')
        {
            return [line];
        }

        if (line[LabelWidth - 1] != ' ' || line[LabelWidth - 2] != ' ')
        {
            return WrappedText.Of("  ", line[2..], room - 2).Select((part, i) => i == 0 ? part : $"  {part}");
        }

        (string label, string value) = (line[..LabelWidth], line[LabelWidth..]);
        return value.Split(' ').Any(word => TerminalColumns.Of(word) > room - LabelWidth)
            ? [.. string.IsNullOrWhiteSpace(label) ? (string[])[] : [label.TrimEnd()], .. WrappedText.Of("    ", value, room)]
            : WrappedText.Of(label, value, room);
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
