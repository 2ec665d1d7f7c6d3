using System.Globalization;

namespace QualysCustomAttributes;

/// <summary>Words a span of time as a clock counts it, for what is read at a glance.</summary>
internal static class ClockText
{
    /// <summary>Writes "0:08", "13:39", "1:02:03", and from a day on "27:46:39".</summary>
    public static string Of(TimeSpan span)
    {
        // A second that has begun is still to be waited for: a countdown that says 0:00 is over.
        var whole = TimeSpan.FromSeconds(Math.Ceiling(Math.Max(0, span.TotalSeconds)));
        return whole.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}");
    }
}
