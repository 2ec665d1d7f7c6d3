namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Lets calls through: no more at a time than the user and the platform allow, and none while the platform asks for a
/// wait. What one answer says holds for all calls.
/// </summary>
internal sealed class CallGate
{
    private readonly int _throttleLimit;
    private readonly TimeProvider _time;
    private readonly object _sync = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _allowed;
    private int _running;
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    public CallGate(int throttleLimit, TimeProvider time)
    {
        _throttleLimit = throttleLimit;
        _time = time;
        _allowed = throttleLimit;
    }

    /// <summary>Waits until a call may be made. Every entry is followed by one <see cref="Leave"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await TakePlaceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (RemainingWait() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Heeds what an answer says of the limits.</summary>
    public void Heed(QualysLimits limits, TimeSpan? wait)
    {
        lock (_sync)
        {
            if (limits.ConcurrencyLimit is { } limit)
            {
                // Places that calls of others take are not ours.
                long others = Math.Max(0, (limits.ConcurrencyRunning ?? 0) - _running);
                _allowed = (int)Math.Clamp(limit - others, 1, _throttleLimit);
            }

            if (wait is { } duration)
            {
                DateTimeOffset until = _time.GetUtcNow() + duration;
                _closedUntil = until > _closedUntil ? until : _closedUntil;
            }

            Admit();
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
            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
            Admit();
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => place.TrySetCanceled(cancellationToken));
        await place.Task.ConfigureAwait(false);
    }

    private void Admit()
    {
        while (_running < _allowed && _waiting.TryDequeue(out TaskCompletionSource? next))
        {
            if (next.TrySetResult())
            {
                _running++;
            }
        }
    }
}
