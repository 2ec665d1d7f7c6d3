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
    private readonly HashSet<ConnectorStage> _shown = [];
    private int _pipelineThread;

    public PipelineEvents(Cmdlet cmdlet, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _stopping = stopping;
    }

    /// <summary>Says that the present thread is the pipeline's.</summary>
    public void Attach() => _pipelineThread = Environment.CurrentManagedThreadId;

    /// <inheritdoc/>
    public void Report(ConnectorEvent value)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            Write(value);
        }
        else
        {
            Post(() => Write(value));
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
                _queue.Take(ended.Token)();
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
    public void CompleteProgress(ConnectorStage stage)
    {
        if (_shown.Remove(stage) && !_stopping.IsCancellationRequested)
        {
            _cmdlet.WriteProgress(
                new ProgressRecord((int)stage + 1, Activity(stage), "done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>Takes every progress bar away that is shown, whatever ended the work.</summary>
    public void CompleteProgress()
    {
        foreach (ConnectorStage stage in _shown.ToArray())
        {
            CompleteProgress(stage);
        }
    }

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
                _shown.Add(progress.Stage);
                _cmdlet.WriteProgress(ToRecord(progress));
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

    private static ProgressRecord ToRecord(StageProgress progress) => new(
        (int)progress.Stage + 1, Activity(progress.Stage), progress.Status.Length > 0 ? ShownText.Line(progress.Status) : "begins")
    {
        PercentComplete = progress.Fraction is { } fraction ? (int)(fraction * 100) : -1,
        SecondsRemaining = progress.Remaining is { } remaining ? (int)remaining.TotalSeconds : -1,
    };

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
            $"{retry.Call}; it is tried again in {retry.Wait.TotalSeconds:0.#} s ({asker}); "
            + $"{Counted.Of(retry.AttemptsLeft, "attempt")} left.");
    }

    private static string Activity(ConnectorStage stage) => stage switch
    {
        ConnectorStage.Import => "Reading the Axonius export",
        ConnectorStage.Compare => "Comparing",
        ConnectorStage.Payload => "Making payloads",
        ConnectorStage.Group => "Grouping payloads",
        ConnectorStage.Split => "Splitting groups into batches",
        ConnectorStage.Publish => "Publishing the inventory",
        ConnectorStage.Download => "Downloading the inventory",
        ConnectorStage.Load => "Loading the inventory into its database",
        ConnectorStage.Update => "Updating Qualys",
        ConnectorStage.Verify => "Reading back",
        _ => stage.ToString(),
    };
}
