using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Pipeline;

/// <summary>
/// Carries events of the work to a cmdlet's streams. PowerShell takes them on the pipeline's thread alone, so what other
/// threads have to say waits in a queue, which has no bound: nobody who works is ever made to wait for it.
/// </summary>
internal sealed class PipelineEvents : IProgress<ConnectorEvent>, IDisposable
{
    private readonly Cmdlet _cmdlet;
    private readonly CancellationToken _stopping;
    private readonly BlockingCollection<Action> _queue = [];
    private readonly WaitsUnderWay _waits = new(TimeProvider.System);
    private readonly ProgressBars _bars;
    private int _pipelineThread;

    public PipelineEvents(Cmdlet cmdlet, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _stopping = stopping;
        _bars = new ProgressBars(WriteProgress, _waits);
    }

    /// <summary>Says that the present thread is the pipeline's.</summary>
    public void Attach() => _pipelineThread = Environment.CurrentManagedThreadId;

    /// <inheritdoc/>
    public void Report(ConnectorEvent value)
    {
        ConnectorEvent taken = _waits.Take(value);
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            Write(taken);
        }
        else
        {
            Post(() => Write(taken));
        }
    }

    /// <summary>Has something done on the pipeline's thread, at its next turn.</summary>
    public void Post(Action action) => _queue.Add(action, CancellationToken.None);

    /// <summary>Writes what other threads have said until the task ends. Does not throw what the task throws.</summary>
    public void PumpUntil(Task task)
    {
        using var ended = new CancellationTokenSource();
        // A registered continuation, not a timer: the pump wakes at once.
        Task watch = task.ContinueWith(
            _ => ended.Cancel(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            while (true)
            {
                if (_queue.TryTake(out Action? action, (int)ProgressBars.Tick.TotalMilliseconds, ended.Token))
                {
                    action();
                }

                _bars.Refresh();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            watch.Wait(CancellationToken.None);
            PumpWaiting();
        }
    }

    /// <summary>Writes what other threads have said so far.</summary>
    public void PumpWaiting()
    {
        while (_queue.TryTake(out Action? action))
        {
            action();
        }
    }

    /// <summary>Takes the progress bar of a stage away.</summary>
    public void CompleteProgress(ConnectorStage stage) => _bars.Complete(stage);

    /// <summary>Takes every progress bar away that is shown, whatever ended the work.</summary>
    public void CompleteProgress() => _bars.CompleteAll();

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    private void Write(ConnectorEvent value)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        switch (value)
        {
            case StageProgress progress:
                _bars.Show(progress);
                break;
            case ConnectorWarning warning:
                _cmdlet.WriteWarning(ShownText.Line(WarningAdvice.Describe(warning)));
                break;
            case CallEnded ended:
                _cmdlet.WriteVerbose(ShownText.Line(ended.Call.ToString()));
                break;
            case CallWillBeRetried retry:
                _cmdlet.WriteWarning(ShownText.Line(Describe(retry)));
                break;
            case CallsWait wait:
                _cmdlet.WriteVerbose(string.Create(CultureInfo.InvariantCulture, $"Calls wait for the rate limit; the next one leaves at {wait.Until.UtcDateTime:HH:mm:ss} UTC."));
                break;
            case InventoryCounted counted:
                _cmdlet.WriteVerbose(Describe(counted));
                break;
            case FileOpened file:
                _cmdlet.WriteVerbose(ShownText.Line($"The database is '{file.Path}'."));
                break;
            default:
                break;
        }
    }

    private void WriteProgress(ProgressRecord record)
    {
        if (!_stopping.IsCancellationRequested)
        {
            _cmdlet.WriteProgress(record);
        }
    }

    private static string Describe(InventoryCounted counted) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(counted.IsResumed ? "An earlier run that ended early goes on" : "A new run begins")}: "
        + $"{Counted.Of(counted.Expected, "asset")} updated since {counted.LastUpdatedAfter.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");

    private static string Describe(CallWillBeRetried retry)
    {
        string asker = retry.Cause switch
        {
            WaitCause.RateLimit => "asked for by the rate limit",
            WaitCause.RetryAfter => "asked for by Retry-After",
            WaitCause.Body => "asked for by the answer",
            _ => "the configured back-off",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Sentence.Of(retry.Call.ToString())} It is tried again in {retry.Wait.TotalSeconds:0.#} s ({asker}); "
            + $"{Counted.Of(retry.AttemptsLeft, "attempt")} left.");
    }
}
