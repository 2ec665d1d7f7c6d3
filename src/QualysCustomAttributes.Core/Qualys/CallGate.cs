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
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

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
    }

    /// <summary>Waits until a call may be made. Every entry is followed by one <see cref="Leave"/>.</summary>
    /// <returns>The era in which it begins: how many limits were met before.</returns>
    /// <exception cref="GateShutException">No call is made any more.</exception>
    /// <exception cref="QualysParkedException">The platform asks for a wait that is longer than the longest allowed.</exception>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        await TakePlaceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (RemainingWait() is var wait && wait > TimeSpan.Zero)
            {
                if (wait > _options.MaximumWait)
                {
                    throw QualysParkedException.WaitTooLong(_address, wait, _options);
                }

                using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(Task.Delay(wait, _time, waking.Token), _shut.Task).ConfigureAwait(false);
                await waking.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                RequireOpen();
            }

            lock (_sync)
            {
                RequireOpen();
                return _era;
            }
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Gives the place to the next call.</summary>
    public void Leave()
    {
        lock (_sync)
        {
            _running--;
            Admit();
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
                long others = Math.Max(0, (limits.ConcurrencyRunning ?? 0) - _running);
                _allowed = (int)Math.Clamp(limit - others, 1, _throttleLimit);
            }

            if (isLimit)
            {
                _limitsInARow++;
                _era++;
                _opened = 1;
            }
            else
            {
                _limitsInARow = 0;

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

    private TimeSpan RemainingWait()
    {
        lock (_sync)
        {
            return _closedUntil - _time.GetUtcNow();
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
