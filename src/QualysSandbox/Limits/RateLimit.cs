namespace QualysSandbox.Limits;

/// <summary>A number of calls allowed in a sliding window of time.</summary>
public sealed record RateLimit
{
    /// <summary>Allows <paramref name="calls"/> in any stretch of time as long as <paramref name="window"/>.</summary>
    public RateLimit(int calls, TimeSpan window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        Calls = calls;
        Window = window;
    }

    /// <summary>The number of calls.</summary>
    public int Calls { get; }

    /// <summary>The length of the window.</summary>
    public TimeSpan Window { get; }
}
