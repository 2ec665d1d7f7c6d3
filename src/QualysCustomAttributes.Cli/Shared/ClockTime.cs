using System.Globalization;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>A moment that is to come: named with its time zone, or as a time of this machine's day.</summary>
internal static class ClockTime
{
    private static readonly string[] Moments =
        ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    private static readonly string[] Times = ["HH:mm", "H:mm", "HH:mm:ss"];

    /// <summary>Reads what stands behind an option.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">The option's name.</param>
    /// <param name="now">What time it is, on this machine's clock.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static DateTimeOffset Read(string text, string source, DateTimeOffset now)
    {
        string zoned = text.EndsWith('Z') || text.EndsWith('z') ? $"{text[..^1]}+00:00" : text;
        if (DateTimeOffset.TryParseExact(zoned, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment))
        {
            return moment;
        }

        if (!TimeOnly.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            throw new FormatException(
                $"{source} must be a moment with its time zone (2026-11-01T06:00:00Z) or a time of the day (06:00), not '{text}'.");
        }

        DateTime today = now.Date + time.ToTimeSpan();
        DateTime next = today > now.DateTime ? today : today.AddDays(1);

        // A time that the clocks leave out or have twice is taken as they go.
        return new DateTimeOffset(next, TimeZoneInfo.Local.GetUtcOffset(next));
    }
}
