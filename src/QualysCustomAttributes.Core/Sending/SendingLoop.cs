using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// The one loop that sends: so many batches at a time, whoever hands them in and however fast. Where one of them ends the
/// run, calls under way are finished first, so that none is left in doubt.
/// </summary>
internal sealed class SendingLoop : IDisposable
{
    private readonly SendStage _stage;
    private readonly Action<QualysUpdateResult> _onResult;
    private readonly CancellationToken _cancellation;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentDictionary<Task, byte> _underWay = new();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Creates the loop.</summary>
    /// <param name="stage">The stage that sends; it stays the caller's.</param>
    /// <param name="throttleLimit">How many batches are sent at a time at most.</param>
    /// <param name="onResult">Takes what came of each batch, on whichever thread it happens.</param>
    /// <param name="cancellationToken">Stops the sending; a batch whose call was under way is then in doubt.</param>
    public SendingLoop(SendStage stage, int throttleLimit, Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentOutOfRangeException.ThrowIfLessThan(throttleLimit, 1);
        _stage = stage;
        _onResult = onResult ?? (_ => { });
        _cancellation = cancellationToken;
        _places = new SemaphoreSlim(throttleLimit);
    }

    /// <summary>Sends a batch as soon as there is a place for it.</summary>
    /// <param name="batch">The batch.</param>
    /// <returns>A task that ends when the batch is on its way, not when it has come back.</returns>
    /// <exception cref="ConnectorException">An earlier batch ended the run.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task AddAsync(QualysBatch batch)
    {
        await _places.WaitAsync(_cancellation).ConfigureAwait(false);
        if (Volatile.Read(ref _failure) is not null)
        {
            _places.Release();
            await CompleteAsync().ConfigureAwait(false);
        }

        // The batch is known before it begins, so that nobody who waits for the rest can miss it.
        var task = new Task<Task>(() => SendAsync(batch));
        Task whole = task.Unwrap();
        _underWay.TryAdd(whole, 0);
        _ = whole.ContinueWith(ended => _underWay.TryRemove(ended, out _), TaskScheduler.Default);
        task.Start(TaskScheduler.Default);
    }

    /// <summary>Waits for every batch that is under way.</summary>
    /// <returns>A task that ends with the last of them.</returns>
    /// <exception cref="ConnectorException">A batch ended the run.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task CompleteAsync()
    {
        await DrainAsync().ConfigureAwait(false);
        if (_failure?.SourceException is CallBudgetException budget)
        {
            throw _stage.WithRest(budget);
        }

        _failure?.Throw();
    }

    /// <summary>Waits for every batch that is under way, whatever comes of it.</summary>
    /// <returns>A task that ends with the last of them and never fails.</returns>
    public Task DrainAsync() => Task.WhenAll(_underWay.Keys);

    /// <summary>Gives the loop's resources back; whoever has begun batches drains it first.</summary>
    public void Dispose() => _places.Dispose();

    private async Task SendAsync(QualysBatch batch)
    {
        try
        {
            _onResult(await _stage.SendAsync(batch, _cancellation).ConfigureAwait(false));
            _stage.RequireUnbroken();
        }
        catch (Exception exception)
        {
            // Handed on by CompleteAsync, to whoever hands batches in.
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
        finally
        {
            _places.Release();
        }
    }
}
