using System.Globalization;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>Since when assets must have been updated: a moment, or a period that ends now.</summary>
/// <param name="Moment">The moment, where one was named.</param>
/// <param name="Period">The period, where one was named.</param>
internal sealed record Since(DateTimeOffset? Moment, TimeSpan? Period)
{
    /// <summary>How the whole inventory is asked for.</summary>
    public const string All = "all";

    private const string Day = "yyyy-MM-dd";

    private static readonly string[] Moments =
        ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz"];

    /// <summary>Reads what stands behind an option, and says what it may be.</summary>
    /// <exception cref="FormatException">It is none of them, or lies in the future.</exception>
    public static Since Read(string text, string source)
    {
        Since since = TryParse(text) ?? throw new FormatException(
            $"{source} must be a date (2026-11-01), a moment with its time zone (2026-11-01T00:00:00Z), "
            + $"a period back from now (7d, 12h) or {All}, not '{text}'.");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return since.At(now) <= now ? since : throw new FormatException($"{source} must not lie in the future, as '{text}' does.");
    }

    /// <summary>The moment, as it is now.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Moment ?? now - Period!.Value;

    /// <summary>As it stands on a command line.</summary>
    public override string ToString() =>
        Period is not { } period ? Moment!.Value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : period.Ticks % TimeSpan.TicksPerDay == 0 ? string.Create(CultureInfo.InvariantCulture, $"{period.Days}d")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)period.TotalHours}h");

    private static Since? TryParse(string text)
    {
        if (text.Equals(All, StringComparison.OrdinalIgnoreCase))
        {
            return new Since(DateTimeOffset.UnixEpoch, null);
        }

        if (DateTimeOffset.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day))
        {
            return new Since(day, null);
        }

        // A moment without its distance from UTC would mean another one on every machine.
        string zoned = text.EndsWith('Z') || text.EndsWith('z') ? $"{text[..^1]}+00:00" : text;
        return DateTimeOffset.TryParseExact(zoned, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment)
            ? new Since(moment.ToUniversalTime(), null)
            : TryParsePeriod(text);
    }

    private static Since? TryParsePeriod(string text)
    {
        if (text.Length < 2
            || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || number is 0 or > 100_000)
        {
            return null;
        }

        return char.ToLowerInvariant(text[^1]) switch
        {
            'd' when number <= 10_000 => new Since(null, TimeSpan.FromDays(number)),
            'h' => new Since(null, TimeSpan.FromHours(number)),
            _ => null,
        };
    }
}
