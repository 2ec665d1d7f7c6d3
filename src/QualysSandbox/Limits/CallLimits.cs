using System.Globalization;

namespace QualysSandbox.Limits;

/// <summary>Counts the calls and decides which of them the subscription's limits block.</summary>
internal sealed class CallLimits(SandboxOptions options)
{
    private readonly Queue<DateTimeOffset> _admitted = [];
    private readonly Lock _gate = new();
    private int _running;

    public Admission Enter()
    {
        lock (_gate)
        {
            DateTimeOffset now = options.TimeProvider.GetUtcNow();
            ForgetCallsBefore(now);

            // Concurrency is checked before rate, and a blocked call counts for neither.
            if (_running >= options.ConcurrencyLimit)
            {
                string reason = $"This API cannot be run again until {_running} currently running instances have finished.";
                return Blocked(LimitCode.Concurrency, reason, now);
            }

            if (_admitted.Count >= options.RateLimit?.Calls)
            {
                string reason = $"This API cannot be run again for another {LimitHeaders.Seconds(ToWait(now))} seconds.";
                return Blocked(LimitCode.Rate, reason, now);
            }

            _running++;
            if (options.RateLimit is not null)
            {
                _admitted.Enqueue(now);
            }

            return new Admission(LimitCode.None, "", Headers(now), Leave);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _admitted.Clear();
        }
    }

    private Admission Blocked(LimitCode code, string reason, DateTimeOffset now) => new(code, reason, Headers(now), leave: null);

    private void Leave()
    {
        lock (_gate)
        {
            _running--;
        }
    }

    private void ForgetCallsBefore(DateTimeOffset now)
    {
        while (_admitted.TryPeek(out DateTimeOffset oldest) && oldest + options.RateLimit!.Window <= now)
        {
            _admitted.Dequeue();
        }
    }

    private TimeSpan ToWait(DateTimeOffset now) =>
        options.RateLimit is { } limit && _admitted.Count >= limit.Calls ? _admitted.Peek() + limit.Window - now : TimeSpan.Zero;

    private Dictionary<string, string> Headers(DateTimeOffset now)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!options.SendLimitHeaders)
        {
            return headers;
        }

        if (options.RateLimit is { } rate)
        {
            headers[LimitHeaders.RateLimit] = Number(rate.Calls);
            headers[LimitHeaders.RateWindow] = LimitHeaders.Seconds(rate.Window);
            headers[LimitHeaders.RateRemaining] = Number(rate.Calls - _admitted.Count);
            headers[LimitHeaders.RateToWait] = LimitHeaders.Seconds(ToWait(now));
        }

        if (options.ConcurrencyLimit is { } concurrency)
        {
            headers[LimitHeaders.ConcurrencyLimit(options.ConcurrencyHeaders)] = Number(concurrency);
            headers[LimitHeaders.ConcurrencyRunning(options.ConcurrencyHeaders)] = Number(_running);
        }

        return headers;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
