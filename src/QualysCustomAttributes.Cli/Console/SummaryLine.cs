using System.Globalization;

namespace QualysCustomAttributes.Cli.Console;

/// <summary>Writes the lines of a summary.</summary>
internal static class SummaryLine
{
    public static string Of(string label, string value) => $"  {label,-18}{value}";

    public static string Of(string label, long number) => Of(label, Number(number));

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
