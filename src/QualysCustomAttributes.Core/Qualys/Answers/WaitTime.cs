using System.Globalization;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>A wait as an answer writes it, in seconds. However large it is written, it stays a time that can be reckoned with.</summary>
internal static class WaitTime
{
    /// <summary>The name under which an answer of the classic host says how long (Qualys).</summary>
    public const string Key = "SECONDS_TO_WAIT";

    /// <summary>Whether it is that name, in whichever case.</summary>
    public static bool IsKey(string? name) => string.Equals(name, Key, StringComparison.OrdinalIgnoreCase);

    /// <summary>The longest there is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Reads a number of seconds that is not negative.</summary>
    /// <returns>The wait; <see langword="null"/> where the text is no such number.</returns>
    public static TimeSpan? Read(string text)
    {
        string digits = WithoutUnit(text.Trim());
        return char.IsAsciiDigit(digits.FirstOrDefault())
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                ? Of(seconds)
                : null;
    }

    // "7200 seconds" is a wait too.
    private static string WithoutUnit(string text)
    {
        string number = text.TrimEnd([.. "secondSECOND"]).TrimEnd();
        return text[number.Length..].Trim().ToUpperInvariant() is "S" or "SEC" or "SECS" or "SECOND" or "SECONDS" ? number : text;
    }

    /// <summary>No longer than the longest.</summary>
    public static TimeSpan Shorten(TimeSpan wait) => wait < Longest ? wait : Longest;

    private static TimeSpan Of(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds));
}
