namespace QualysCustomAttributes.Qualys;

/// <summary>
/// How much a run may ask of Qualys: so many calls, until such a time, and never the last so many of a window, for the quota is the
/// subscription's and others live from it. Every call of the run counts, repeats and sign-ins included.
/// </summary>
internal sealed class CallBudget
{
    private int _calls;

    /// <summary>How many calls may leave; <see langword="null"/> for any number.</summary>
    public int? MaximumCalls { get; private init; }

    /// <summary>No call leaves after it; <see langword="null"/> for no such time.</summary>
    public DateTimeOffset? Until { get; private init; }

    /// <summary>How many calls of each window are left to others.</summary>
    public int ReserveCalls { get; private init; }

    /// <summary>Makes a budget.</summary>
    /// <param name="maximumCalls">How many calls may leave; <see langword="null"/> for any number.</param>
    /// <param name="until">No call leaves after it; <see langword="null"/> for no such time.</param>
    /// <param name="reserveCalls">How many calls of each window are left to others.</param>
    /// <param name="time">Tells the time.</param>
    /// <returns>The budget, or <see langword="null"/> where there is no bound.</returns>
    /// <exception cref="QualysConfigurationException">The time has passed.</exception>
    public static CallBudget? Of(int? maximumCalls, DateTimeOffset? until, int reserveCalls, TimeProvider time)
    {
        if (until is { } end && end <= time.GetUtcNow())
        {
            throw QualysConfigurationException.UntilPassed(end);
        }

        return maximumCalls is null && until is null && reserveCalls == 0
            ? null
            : new CallBudget { MaximumCalls = maximumCalls, Until = until, ReserveCalls = reserveCalls };
    }

    /// <summary>Makes sure that a call may leave.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="leaves">When it would leave.</param>
    /// <exception cref="CallBudgetException">It may not.</exception>
    public void Require(QualysAddress address, DateTimeOffset leaves)
    {
        if (Until is { } end && leaves >= end)
        {
            throw CallBudgetException.TimeIsOver(address, end);
        }

        if (Volatile.Read(ref _calls) >= MaximumCalls)
        {
            throw CallBudgetException.CallsAreMade(address, MaximumCalls.Value);
        }
    }

    /// <summary>Counts a call that leaves.</summary>
    /// <exception cref="CallBudgetException">Another one, to another host, took the last that was left.</exception>
    public void Count(QualysAddress address)
    {
        if (Interlocked.Increment(ref _calls) > MaximumCalls)
        {
            throw CallBudgetException.CallsAreMade(address, MaximumCalls.Value);
        }
    }
}
