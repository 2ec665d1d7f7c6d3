using System.Globalization;
using System.Net.Http.Headers;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys;

/// <summary>Who asked for a wait.</summary>
internal enum WaitCause
{
    /// <summary>The platform's rate limit named the seconds (<c>X-RateLimit-ToWait-Sec</c>).</summary>
    RateLimit,

    /// <summary>The answer's <c>Retry-After</c>.</summary>
    RetryAfter,

    /// <summary>The answer's body (<c>SECONDS_TO_WAIT</c>).</summary>
    Body,

    /// <summary>Nobody: the configured back-off.</summary>
    BackOff,
}

/// <summary>
/// What an answer says of the limits (Qualys, API limits). Every header may be missing or blank, and then its value is
/// <see langword="null"/>: a missing header never stalls the client.
/// </summary>
/// <param name="RateLimit">Calls allowed in the window.</param>
/// <param name="RateWindowSeconds">The window's length.</param>
/// <param name="RateRemaining">Calls left in the window.</param>
/// <param name="RateWait">The time until the next call is allowed.</param>
/// <param name="ConcurrencyLimit">Calls allowed at a time.</param>
/// <param name="ConcurrencyRunning">Calls running now, those of others included.</param>
internal sealed record QualysLimits(
    long? RateLimit, long? RateWindowSeconds, long? RateRemaining, TimeSpan? RateWait, long? ConcurrencyLimit, long? ConcurrencyRunning)
{
    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.fffK", "yyyy-MM-dd HH:mm:ssK"];

    internal static QualysLimits Read(HttpResponseHeaders headers) => new(
        Number(headers, "X-RateLimit-Limit"),
        Number(headers, "X-RateLimit-Window-Sec"),
        Number(headers, "X-RateLimit-Remaining"),
        Longest(headers, "X-RateLimit-ToWait-Sec", text => text.Split(',').Select(WaitTime.Read).Max()),
        Number(headers, "X-Concurrency-Limit-Limit") ?? Number(headers, "X-ConcurrencyLimit-Limit"),
        Number(headers, "X-Concurrency-Limit-Running") ?? Number(headers, "X-ConcurrencyLimit-Running"));

    /// <summary>Reads the wait the platform asks for; <see langword="null"/> where it asks for none.</summary>
    internal static (TimeSpan Wait, WaitCause Cause)? ReadWait(QualysLimits limits, HttpResponseHeaders headers, DateTimeOffset now)
    {
        return limits.RateWait > TimeSpan.Zero ? (limits.RateWait.Value, WaitCause.RateLimit)
            : Longest(headers, "Retry-After", text => ReadRetryAfter(text, now)) is { } wait && wait > TimeSpan.Zero
                ? (wait, WaitCause.RetryAfter)
            : null;
    }

    private static TimeSpan? ReadRetryAfter(string text, DateTimeOffset now) =>
        WaitTime.Read(text)
        ?? (RetryConditionHeaderValue.TryParse(text, out RetryConditionHeaderValue? value) && value.Date is { } date
            ? WaitTime.Shorten(date - now)
            : DateTimeOffset.TryParseExact(text.Trim(), IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset iso)
                ? WaitTime.Shorten(iso - now)
                : null);

    // A header may come more than once.
    private static TimeSpan? Longest(HttpResponseHeaders headers, string name, Func<string, TimeSpan?> read) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.Select(read).Max() : null;

    private static long? Number(HttpResponseHeaders headers, string name)
    {
        const NumberStyles style = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return headers.TryGetValues(name, out IEnumerable<string>? values)
            && long.TryParse(values.FirstOrDefault(), style, CultureInfo.InvariantCulture, out long number)
            && number <= int.MaxValue
                ? number
                : null;
    }
}
