using System.Globalization;

namespace QualysSandbox.Limits;

/// <summary>The names of the limit headers of the classic host.</summary>
internal static class LimitHeaders
{
    public const string RateLimit = "X-RateLimit-Limit";
    public const string RateWindow = "X-RateLimit-Window-Sec";
    public const string RateRemaining = "X-RateLimit-Remaining";
    public const string RateToWait = "X-RateLimit-ToWait-Sec";

    public static string ConcurrencyLimit(ConcurrencyHeaderSpelling spelling) => $"{Prefix(spelling)}-Limit";

    public static string ConcurrencyRunning(ConcurrencyHeaderSpelling spelling) => $"{Prefix(spelling)}-Running";

    /// <summary>Whole seconds, rounded up: who waits that long is let in.</summary>
    public static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);

    private static string Prefix(ConcurrencyHeaderSpelling spelling) =>
        spelling == ConcurrencyHeaderSpelling.Joined ? "X-ConcurrencyLimit" : "X-Concurrency-Limit";
}
