using System.Globalization;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Reads numbers and says what they may be.</summary>
internal static class Numbers
{
    public static Func<string, string, int> Whole(int lowest, int highest) => (text, source) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= lowest && value <= highest
            ? value
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"{source} must be a whole number from {lowest} to {highest}, not '{text}'."));

    /// <summary>Reads a number of seconds, up to a day of them: the longest time that any setting takes.</summary>
    public static Func<string, string, TimeSpan> Seconds(double lowest) => (text, source) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
        && value >= lowest && value <= QualysClientOptions.LongestSeconds
            ? TimeSpan.FromSeconds(value)
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source} must be a number of seconds from {lowest} to {QualysClientOptions.LongestSeconds}, not '{text}'."));

    /// <summary>Writes a number as it would stand on a command line.</summary>
    public static string Write(double number) => number.ToString(CultureInfo.InvariantCulture);
}
