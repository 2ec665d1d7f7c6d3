namespace QualysCustomAttributes.Qualys;

/// <summary>How calls to Qualys are made: how many at a time, how often again, how long to wait.</summary>
public sealed record QualysClientOptions
{
    /// <summary>The largest number of attempts that is accepted.</summary>
    public const int LargestMaxAttempts = 1000;

    /// <summary>The largest number of calls at a time that is accepted.</summary>
    public const int LargestThrottleLimit = 100;

    /// <summary>The longest wait or time-out that is accepted, in seconds: a day.</summary>
    public const int LongestSeconds = 86_400;

    /// <summary>The largest <see cref="MaximumWait"/> that is accepted, in seconds: a week.</summary>
    public const int LongestMaximumWaitSeconds = 7 * 86_400;

    /// <summary>
    /// How often a request is tried at most, the first time included. Being turned away for a limit uses up no attempt.
    /// </summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>The wait before the second attempt, where the platform names none.</summary>
    public TimeSpan RetryMinimum { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait of the back-off, which grows evenly up to it.</summary>
    public TimeSpan RetryMaximum { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// The longest wait that the platform may ask for; where it asks for a longer one, the run is ended in order and can be resumed.
    /// </summary>
    public TimeSpan MaximumWait { get; init; } = TimeSpan.FromMinutes(90);

    /// <summary>How long one attempt, or its answer, may take, reading it included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How many calls are made at a time at most; fewer where the platform's concurrency header says so.</summary>
    public int ThrottleLimit { get; init; } = 2;

    /// <summary>Tells the time and waits; another one for tests.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How much a run may ask of Qualys; <see langword="null"/> where there is no bound. It is one run's, and counts its calls.</summary>
    internal CallBudget? Budget { get; init; }

    /// <summary>
    /// The wait of the back-off after an attempt: even steps from the minimum to the maximum (reference connector).
    /// </summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <returns>The wait.</returns>
    public TimeSpan BackOff(int attempt)
    {
        TimeSpan step = MaxAttempts > 1 ? (RetryMaximum - RetryMinimum) / (MaxAttempts - 1) : TimeSpan.Zero;
        TimeSpan wait = RetryMinimum + (step * (attempt - 1));
        return wait < RetryMaximum ? wait : RetryMaximum;
    }

    /// <summary>
    /// The same options with other waits of the back-off. Where one alone is given, the other gives way where it would stand
    /// on the wrong side.
    /// </summary>
    /// <param name="minimum">The wait before the second attempt, or <see langword="null"/> for what it is.</param>
    /// <param name="maximum">The longest wait, or <see langword="null"/> for what it is.</param>
    /// <returns>The options.</returns>
    /// <exception cref="QualysConfigurationException">Both are given, and the longest wait is shorter than the first.</exception>
    public QualysClientOptions WithWaits(TimeSpan? minimum, TimeSpan? maximum)
    {
        if (minimum > maximum)
        {
            throw QualysConfigurationException.WaitsCrossed(minimum.Value, maximum.Value);
        }

        return this with
        {
            RetryMinimum = minimum ?? (maximum < RetryMinimum ? maximum.Value : RetryMinimum),
            RetryMaximum = maximum ?? (minimum > RetryMaximum ? minimum.Value : RetryMaximum),
        };
    }

    /// <summary>Checks that the numbers make sense together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One of them does not.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ThrottleLimit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryMinimum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryMaximum, RetryMinimum);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumWait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaximumWait.TotalSeconds, LongestMaximumWaitSeconds);
    }
}
