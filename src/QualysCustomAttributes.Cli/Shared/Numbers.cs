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

    /// <summary>Reads a time as 01:30:00, or as a number of seconds, up to a week.</summary>
    public static TimeSpan Wait(string text, string source)
    {
        TimeSpan? wait = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? seconds <= QualysClientOptions.LongestMaximumWaitSeconds ? TimeSpan.FromSeconds(seconds) : null
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time : null;
        return wait is { } allowed && allowed >= TimeSpan.Zero && allowed.TotalSeconds <= QualysClientOptions.LongestMaximumWaitSeconds
            ? allowed
            : throw new FormatException($"{source} must be a time as 01:30:00 or, with days before it, 1.01:00:00, or a number of seconds, up to seven days, not '{text}'.");
    }

    /// <summary>Reads a part of a hundred, and gives it as one of one.</summary>
    public static double Percent(string text, string source) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 100
            ? value / 100
            : throw new FormatException($"{source} must be a number of percent from 0 to 100, not '{text}'.");

    /// <summary>Writes a number as it would stand on a command line.</summary>
    public static string Write(double number) => number.ToString(CultureInfo.InvariantCulture);
}
