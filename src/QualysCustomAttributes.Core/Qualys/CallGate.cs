using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Lets calls through: no more at a time than the user and the platform allow, and none while the platform asks for a
/// wait. What one answer says holds for all calls. When a limit has turned one away, calls start again one by one: each answer
/// that is no limit lets one more of them run at a time.
/// </summary>
internal sealed class CallGate
{
    /// <summary>How many limits may come one after the other, without another answer between.</summary>
    public const int MostLimitsInARow = 20;

    private static readonly TimeSpan ShortestTold = TimeSpan.FromSeconds(1);

    private readonly QualysAddress _address;
    private readonly QualysClientOptions _options;
    private readonly int _throttleLimit;
    private readonly TimeProvider _time;
    private readonly object _sync = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly TaskCompletionSource _shut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _allowed;
    private int _opened;
    private int _running;
    private int _limitsInARow;
    private int _era;
    private readonly CallWindow _window;
    private readonly CallBudget? _budget;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset _toldUntil = DateTimeOffset.MinValue;

    /// <summary>Creates the gate.</summary>
    /// <param name="address">Where the calls go, for messages.</param>
    /// <param name="options">How calls are made.</param>
    public CallGate(QualysAddress address, QualysClientOptions options)
    {
        _address = address;
        _options = options;
        _throttleLimit = options.ThrottleLimit;
        _time = options.TimeProvider;
        _allowed = _throttleLimit;
        _opened = _throttleLimit;
        _budget = options.Budget;
        _window = new CallWindow(_budget?.ReserveCalls ?? 0);
    }

    /// <summary>Whether the platform shows its window.</summary>
    public bool IsWindowKnown
    {
        get
        {
            lock (_sync)
            {
                return _window.IsKnown;
            }
        }
    }

    /// <summary>Waits until a call may be made. Every entry is followed by one <see cref="Leave"/>.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <param name="waits">Is told until when calls wait, once for all that wait that long.</param>
    /// <returns>The era in which it begins: how many limits were met before.</returns>
    /// <exception cref="GateShutException">No call is made any more.</exception>
    /// <exception cref="QualysParkedException">The platform asks for a wait that is longer than the longest allowed.</exception>
    /// <exception cref="CallBudgetException">The run has used up what it was allowed.</exception>
    public async Task<int> EnterAsync(CancellationToken cancellationToken, Action<DateTimeOffset>? waits = null)
    {
        await TakePlaceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            int era;
            while (TryLeave(out era) is { } wait)
            {
                if (wait > _options.MaximumWait)
                {
                    throw QualysParkedException.WaitTooLong(_address, wait, _options);
                }

                Tell(wait, waits);
                using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(Task.Delay(wait, _time, waking.Token), _shut.Task).ConfigureAwait(false);
                await waking.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return era;
        }
        catch
        {
            GiveBackPlace();
            throw;
        }
    }

    /// <summary>Gives the place to the next call.</summary>
    /// <param name="wasAnswered">Whether <see cref="Heed"/> was told of its answer.</param>
    public void Leave(bool wasAnswered = true)
    {
        if (!wasAnswered)
        {
            lock (_sync)
            {
                _window.EndedUnanswered(_time.GetUtcNow());
            }
        }

        GiveBackPlace();
    }

    /// <summary>How long it takes until so many more calls can have left; <see langword="null"/> where no limit holds them up.</summary>
    public TimeSpan? TimeFor(long calls)
    {
        lock (_sync)
        {
            DateTimeOffset now = _time.GetUtcNow();
            TimeSpan? window = _window.TimeFor(calls, now);
            return _closedUntil > now && !(window > _closedUntil - now) ? _closedUntil - now : window;
        }
    }

    /// <summary>What is known of the limits, for the next process.</summary>
    public KnownWindow? Keep()
    {
        lock (_sync)
        {
            return _window.Keep(_closedUntil, _time.GetUtcNow());
        }
    }

    /// <summary>Takes up what an earlier process knew of the limits.</summary>
    public void TakeUp(KnownWindow known)
    {
        lock (_sync)
        {
            if (_window.TakeUp(known, _time.GetUtcNow()) is { } until)
            {
                _closedUntil = until > _closedUntil ? until : _closedUntil;
                (_opened, _era) = (1, _era + 1);
            }
        }
    }

    /// <summary>Lets no call through any more: neither those that wait nor those to come.</summary>
    public void Shut()
    {
        lock (_sync)
        {
            _shut.TrySetResult();
            while (_waiting.TryDequeue(out TaskCompletionSource? next))
            {
                next.TrySetException(new GateShutException());
            }
        }
    }

    /// <summary>Heeds what an answer says of the limits.</summary>
    /// <param name="limits">Its headers.</param>
    /// <param name="isLimit">Whether the answer turned the call away for a limit.</param>
    /// <param name="wait">The wait that it asks for.</param>
    /// <param name="era">The era in which the call began.</param>
    /// <returns>How many limits have come one after the other.</returns>
    public int Heed(QualysLimits limits, bool isLimit, TimeSpan? wait, int era)
    {
        lock (_sync)
        {
            if (limits.ConcurrencyLimit is { } limit)
            {
                // Places that calls of others take are not ours.
                long others = Math.Max(0, (limits.ConcurrencyRunning - _running) ?? 0);
                _allowed = (int)Math.Clamp(limit - others, 1, _throttleLimit);
            }

            DateTimeOffset now = _time.GetUtcNow();
            _window.Answered(limits, isLimit, wait, now);
            if (!isLimit && wait is { } asked && _window.IsOurs(now) && IsRounded(asked, _window.WaitForRoom(now)))
            {
                // Seconds are whole ones in headers: our own record has the moment to the fraction.
                wait = null;
            }

            _limitsInARow = isLimit ? _limitsInARow + 1 : 0;
            if (isLimit || wait > TimeSpan.Zero)
            {
                _era++;
                _opened = 1;
            }
            else
            {
                // The answer to a call from before the limit says nothing of whether it is over.
                _opened = era == _era ? Math.Min(_opened + 1, _throttleLimit) : _opened;
            }

            CloseFor(wait);
            Admit();
            return _limitsInARow;
        }
    }

    /// <summary>Lets no call through for a while.</summary>
    public void CloseFor(TimeSpan? wait)
    {
        lock (_sync)
        {
            if (wait is { } duration)
            {
                DateTimeOffset until = _time.GetUtcNow() + WaitTime.Shorten(duration);
                _closedUntil = until > _closedUntil ? until : _closedUntil;
            }
        }
    }

    private static bool IsRounded(TimeSpan asked, TimeSpan exact) => exact > TimeSpan.Zero && (asked - exact).Duration() <= TimeSpan.FromSeconds(1);

    // Two that wait for the same moment do not both leave at it: the second finds that the first has.
    private TimeSpan? TryLeave(out int era)
    {
        lock (_sync)
        {
            RequireOpen();
            era = _era;
            DateTimeOffset now = _time.GetUtcNow();
            _budget?.Require(_address, now);
            if (_window.IsReserved)
            {
                throw CallBudgetException.ReserveTooLarge(_address, _window.Limit, _budget!.ReserveCalls);
            }

            TimeSpan window = _window.WaitFor(now);
            TimeSpan wait = window > _closedUntil - now ? window : _closedUntil - now;
            if (wait > TimeSpan.Zero)
            {
                // Nobody waits for a moment at which it may not leave any more.
                _budget?.Require(_address, now + wait);
                return wait;
            }

            _budget?.Count(_address);
            _window.Leave(now);
            return null;
        }
    }

    private void Tell(TimeSpan wait, Action<DateTimeOffset>? waits)
    {
        DateTimeOffset until = _time.GetUtcNow() + wait;
        lock (_sync)
        {
            if (waits is null || wait < ShortestTold || until < _toldUntil + ShortestTold)
            {
                return;
            }

            _toldUntil = until;
        }

        waits(until);
    }

    private void GiveBackPlace()
    {
        lock (_sync)
        {
            _running--;
            Admit();
        }
    }

    private async Task TakePlaceAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource place;
        lock (_sync)
        {
            RequireOpen();
            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            Admit();
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task.ConfigureAwait(false);
    }

    private void RequireOpen()
    {
        if (_shut.Task.IsCompleted)
        {
            throw new GateShutException();
        }
    }

    private void Admit()
    {
        while (_running < Math.Min(_allowed, _opened) && _waiting.TryDequeue(out TaskCompletionSource? next))
        {
            if (next.TrySetResult())
            {
                _running++;
            }
        }
    }
}
