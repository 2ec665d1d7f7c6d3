using System.Globalization;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Writes the lines of a summary.</summary>
internal static class SummaryLine
{
    private const int LabelWidth = 20;

    public static string Of(string label, string value) => $"  {label,-18}{value}";

    public static string Of(string label, long number) => Of(label, Number(number));

    /// <summary>
    /// The line as the screen takes it: a value that is too long goes on below itself, broken between words, or stands below its label
    /// where one word of it is too long. What else is said, commands above all, stays whole, so that it can be copied.
    /// </summary>
    public static IEnumerable<string> Fit(string line)
    {
        if (Screen.Room is not { } room || TerminalColumns.Of(line) <= room || !IsSummary(line))
        {
            return [line];
        }

        (string label, string value) = (line[..LabelWidth], line[LabelWidth..]);
        return value.Split(' ').Any(word => TerminalColumns.Of(word) > room - LabelWidth)
            ? [label.TrimEnd(), .. WrappedText.Of("    ", value, room)]
            : WrappedText.Of(label, value, room);
    }

    private static bool IsSummary(string line) =>
        line.Length > LabelWidth && line.StartsWith("  ", StringComparison.Ordinal) && line[LabelWidth - 1] == ' ';

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
