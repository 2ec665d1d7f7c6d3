using System.Globalization;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Knows from the events of a run what calls wait for, so that whoever looks on is told, and how long the work has stood still for
/// that, which says nothing of its pace.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class WaitsUnderWay(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, Wait> _retries = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset Until)> _stills = [];
    private Wait? _limit;

    /// <summary>Takes an event, on whichever thread it happens.</summary>
    /// <param name="value">The event.</param>
    /// <returns>The same; how far a stage has come, with the time that it stood still.</returns>
    public ConnectorEvent Take(ConnectorEvent value)
    {
        lock (_gate)
        {
            switch (value)
            {
                case CallWillBeRetried retry:
                    DateTimeOffset next = time.GetUtcNow() + retry.Wait;
                    _retries[retry.Call.What] = new Wait(next, Reason(retry.Cause));
                    if (retry.Cause != WaitCause.BackOff)
                    {
                        StandStill(next);
                    }

                    return value;
                case CallsWait wait:
                    _limit = new Wait(wait.Until, Reason(WaitCause.RateLimit));
                    StandStill(wait.Until);
                    return value;
                case CallEnded ended:
                    _retries.Remove(ended.Call.What);
                    return value;
                case StageProgress progress:
                    return Take(progress);
                default:
                    return value;
            }
        }
    }

    /// <summary>The wait that ends next, with reason, clock and countdown; <see langword="null"/> where nobody waits.</summary>
    public string? Describe()
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            Wait? next = _limit is { } limit && limit.Until > now ? limit
                : _retries.Values.Where(wait => wait.Until > now).OrderBy(wait => wait.Until).Cast<Wait?>().FirstOrDefault();
            return next is { } wait
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{wait.Reason} until {wait.Until.UtcDateTime:HH:mm:ss} UTC ({ClockText.Of(wait.Until - now)})")
                : null;
        }
    }

    private StageProgress Take(StageProgress progress)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset began = now - progress.Elapsed;
        double seconds = _stills.Sum(still => Math.Max(0, (Earlier(still.Until, now) - Later(still.From, began)).TotalSeconds));
        return progress with { StoodStill = TimeSpan.FromSeconds(seconds) };
    }

    // Waits that overlap are one: none is counted twice.
    private void StandStill(DateTimeOffset until)
    {
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset from = _stills.Count > 0 ? Later(now, _stills[^1].Until) : now;
        if (until > from)
        {
            _stills.Add((from, until));
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static string Reason(WaitCause cause) => cause switch
    {
        WaitCause.RateLimit => "rate limit",
        WaitCause.RetryAfter or WaitCause.Body => "asked to wait",
        _ => "back-off",
    };

    private readonly record struct Wait(DateTimeOffset Until, string Reason);
}
