namespace QualysCustomAttributes.Qualys;

/// <summary>
/// What is known of the window in which the platform counts calls: its limit and length, when calls of ours were counted, and how many of
/// others it holds. By that a call leaves as soon as the platform has room for it, and none that it would turn away.
/// </summary>
/// <remarks>It is not safe for several threads: the gate has the lock.</remarks>
internal sealed class CallWindow
{
    // When a wait was over, calls leave no faster than ten times the even pace: all that wait do not leave at once, and that costs a tenth of
    // a window at most.
    private const int FastestPace = 10;

    private static readonly TimeSpan ShortestMargin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(2);

    // When a call's answer came the platform had counted it: so it leaves the window no later than a window after that.
    private readonly Queue<DateTimeOffset> _counted = new();
    private readonly int _reserve;
    private long _limit;
    private long? _remaining;
    private TimeSpan _length;
    private DateTimeOffset _seenAt;
    private long _others;
    private DateTimeOffset _othersUntil;
    private int _underWay;
    private DateTimeOffset? _leftAt;
    private bool _hasWaited;
    private bool _wasAnswered;

    /// <summary>Creates it, with nothing known.</summary>
    /// <param name="reserve">How many calls of each window are left to others.</param>
    public CallWindow(int reserve) => _reserve = reserve;

    /// <summary>Whether the platform shows its window.</summary>
    public bool IsKnown => _limit > 0;

    /// <summary>Whether all calls in the window are ours, so that our own record of them is exact.</summary>
    public bool IsOurs(DateTimeOffset now) => IsKnown && OthersAt(now) == 0;

    /// <summary>How many calls the platform allows in its window.</summary>
    public long Limit => _limit;

    private TimeSpan Margin => _length / 1000 > ShortestMargin ? _length / 1000 : ShortestMargin;

    private long Room => _limit - _reserve;

    /// <summary>Whether there is nothing for us, however long we wait.</summary>
    public bool IsReserved => IsKnown && Room < 1;

    /// <summary>How long the next call has to wait.</summary>
    public TimeSpan WaitFor(DateTimeOffset now)
    {
        if (!IsKnown)
        {
            // Of a reserve nobody can tell before the first answer: until then one call finds out.
            return _reserve > 0 && !_wasAnswered && _underWay > 0 ? ShortestMargin : TimeSpan.Zero;
        }

        if (WaitForRoom(now) is var full && full > TimeSpan.Zero)
        {
            _hasWaited = true;
            return full;
        }

        TimeSpan even = _length / Room / FastestPace;
        return _hasWaited && _leftAt + even is { } next && next > now ? next - now : TimeSpan.Zero;
    }

    /// <summary>How long it is until a window that is known has room for another call, whatever the pace.</summary>
    public TimeSpan WaitForRoom(DateTimeOffset now)
    {
        Forget(now);
        long tooMany = _counted.Count + _underWay + OthersAt(now) - Room + 1;
        return tooMany > 0 ? MomentAt(tooMany - 1, now) - now : TimeSpan.Zero;
    }

    /// <summary>How long it takes until so many more calls can have left; <see langword="null"/> where the window does not hold them up.</summary>
    public TimeSpan? TimeFor(long calls, DateTimeOffset now)
    {
        if (!IsKnown || IsReserved)
        {
            return null;
        }

        Forget(now);
        long late = calls - (Room - _counted.Count - _underWay - OthersAt(now));
        if (late <= 0)
        {
            return null;
        }

        (long windows, long place) = Math.DivRem(late - 1, Room);
        double ticks = (MomentAt(place, now) - now).Ticks + ((double)windows * (_length + Margin).Ticks);
        return TimeSpan.FromTicks((long)Math.Min(ticks, TimeSpan.FromDays(36500).Ticks));
    }

    /// <summary>A call leaves.</summary>
    public void Leave(DateTimeOffset now)
    {
        _underWay++;
        _leftAt = now;
    }

    /// <summary>A call that left was answered.</summary>
    /// <param name="limits">What its answer says.</param>
    /// <param name="isLimit">Whether it was turned away, and so was not counted.</param>
    /// <param name="wait">The wait that it asks for.</param>
    /// <param name="now">When it was answered.</param>
    public void Answered(QualysLimits limits, bool isLimit, TimeSpan? wait, DateTimeOffset now)
    {
        _wasAnswered = true;
        End(isCounted: !isLimit, now);
        if (limits.RateLimit is > 0 and var limit && limits.RateWindowSeconds is > 0 and var seconds)
        {
            See(limit, TimeSpan.FromSeconds(seconds), limits.RateRemaining, now);
        }

        _hasWaited |= isLimit || wait > TimeSpan.Zero;
        if (wait is { } asked && asked > TimeSpan.Zero && now + asked < _othersUntil && _counted.Count == 0 && _underWay == 0)
        {
            // None in the window is ours: one of theirs leaves it then, at least, and how many more the next answer says. While some are ours
            // their room is what is used again, and others keep theirs.
            _othersUntil = now + asked;
        }
    }

    /// <summary>A call that left ended without an answer: it may have been counted all the same.</summary>
    public void EndedUnanswered(DateTimeOffset now)
    {
        _wasAnswered = true;
        End(isCounted: true, now);
    }

    /// <summary>What the next process is to know; <see langword="null"/> where nothing is known.</summary>
    /// <param name="closedUntil">Until when the platform asked for a wait.</param>
    /// <param name="now">What time it is.</param>
    public KnownWindow? Keep(DateTimeOffset? closedUntil, DateTimeOffset now)
    {
        Forget(now);
        bool isClosed = closedUntil > now;
        return IsKnown || isClosed
            ? new KnownWindow(
                IsKnown ? _limit : null, IsKnown ? _length : null, _remaining, IsKnown ? _seenAt : now, isClosed ? closedUntil : null, [.. _counted])
            : null;
    }

    /// <summary>Takes up what an earlier process knew, and never trusts it longer than its window.</summary>
    /// <param name="known">What it knew.</param>
    /// <param name="now">What time it is.</param>
    /// <returns>Until when the platform takes no call; <see langword="null"/> where it takes any.</returns>
    public DateTimeOffset? TakeUp(KnownWindow known, DateTimeOffset now)
    {
        TimeSpan trusted = known.Length ?? LongestKept;
        if (known.SeenAt > now || now - known.SeenAt >= trusted)
        {
            return null;
        }

        if (known is { Limit: > 0 and var limit, Length: { } length })
        {
            foreach (DateTimeOffset call in known.Calls.Where(call => call <= now).Order())
            {
                _counted.Enqueue(call);
            }

            See(limit, length, known.Remaining, known.SeenAt);
            _hasWaited = true;
        }

        DateTimeOffset latest = known.SeenAt + trusted;
        return known.ClosedUntil is { } until ? (until < latest ? until : latest) : null;
    }

    private void See(long limit, TimeSpan length, long? remaining, DateTimeOffset now)
    {
        (_limit, _length, _remaining, _seenAt) = (limit, length, remaining, now);
        Forget(now);
        if (remaining is { } left)
        {
            // Calls of ours that are under way may be among them, until their answers come.
            _others = Math.Max(0, limit - left - _counted.Count(call => call <= now));
            _othersUntil = now + length + Margin;
        }
    }

    private void End(bool isCounted, DateTimeOffset now)
    {
        _underWay = Math.Max(0, _underWay - 1);
        if (isCounted)
        {
            _counted.Enqueue(now);
        }
    }

    private long OthersAt(DateTimeOffset now) => now < _othersUntil ? _others : 0;

    // When that many of the calls in the window, and one more, have left it.
    private DateTimeOffset MomentAt(long place, DateTimeOffset now)
    {
        DateTimeOffset[] ours = [.. _counted.Select(call => call + _length + Margin)];
        long others = OthersAt(now);
        int before = ours.Count(moment => moment <= _othersUntil);
        long own = place < before ? place : place < before + others ? -1 : place - others;
        return own < 0 ? _othersUntil : own < ours.Length ? ours[own] : now + _length + Margin;
    }

    private void Forget(DateTimeOffset now)
    {
        TimeSpan kept = IsKnown ? _length + Margin : LongestKept;
        while (_counted.TryPeek(out DateTimeOffset oldest) && oldest + kept <= now)
        {
            _counted.Dequeue();
        }
    }
}

/// <summary>What is known of the window, as one process leaves it to the next.</summary>
/// <param name="Limit">Calls allowed in the window; <see langword="null"/> where the platform does not show it.</param>
/// <param name="Length">The window's length; <see langword="null"/> where the platform does not show it.</param>
/// <param name="Remaining">Calls left in it, as the latest answer said.</param>
/// <param name="SeenAt">When that answer came.</param>
/// <param name="ClosedUntil">Until when the platform asked for a wait.</param>
/// <param name="Calls">When calls of ours were counted.</param>
internal sealed record KnownWindow(
    long? Limit, TimeSpan? Length, long? Remaining, DateTimeOffset SeenAt, DateTimeOffset? ClosedUntil, IReadOnlyList<DateTimeOffset> Calls);
