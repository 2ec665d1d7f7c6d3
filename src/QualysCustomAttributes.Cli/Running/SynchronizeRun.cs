using System.Diagnostics;
using QualysCustomAttributes.Cli.Reporting;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>One run from its files to its exit code.</summary>
internal sealed class SynchronizeRun(SynchronizeSettings settings)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = DateTimeOffset.Now;
    private readonly RunState _state = new(settings.IsDryRun);
    private QualysFunction _function = settings.Synchronization.Function;
    private long _callsBefore;
    private int _calls;

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        RunConsole console = RunConsole.Create(_state, settings.IsDryRun);
        for (int attempt = 1; ;)
        {
            RunFiles files = RunFiles.Take(settings, _startedAt, ref attempt);
            using RunLog log = files.Log;
            RunEnd end = await TryRunAsync(files, console, cancellationToken).ConfigureAwait(false);
            bool isNameTaken = end.Error is RunDatabaseException { Kind: ConnectorErrorKind.AlreadyExists }
                && !log.HasBegun && settings.ResumePath is null && settings.Synchronization.Import.DatabasePath is null;
            if (!isNameTaken)
            {
                var ended = new SynchronizeEnd(end with { Elapsed = Stopwatch.GetElapsedTime(_start) }) { Calls = _calls, CallsBefore = _callsBefore, Function = _function };
                return new SynchronizeClosing(settings, console, files).Close(ended);
            }
        }
    }

    private Task<RunEnd> TryRunAsync(RunFiles files, RunConsole console, CancellationToken cancellationToken)
    {
        var events = new RunEvents(_state, new LogEvents(files.Log, "run database", settings.IsDryRun), console);
        return new RunWatch(_state, console, files.Log, settings.Log.Heartbeat).TryAsync(() => WorkAsync(files, events, cancellationToken), cancellationToken);
    }

    private async Task WorkAsync(RunFiles files, RunEvents events, CancellationToken cancellationToken)
    {
        if (settings.ResumePath is null)
        {
            WriteStart(files.Log);
            var options = settings.Synchronization with { Import = settings.Synchronization.Import with { DatabasePath = files.DatabasePath } };
            var synchronization = new AttributeSynchronization(options, events);
            synchronization.Prepare(cancellationToken);
            await UpdateAsync(synchronization, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Held open, and with it found to be a run database, before anything is made of it.
        using RunDatabase database = RunDatabase.Open(settings.ResumePath);
        RunReport prior = RunReport.Read(database.Path);
        PriorCalls.RequireBatches(prior);
        _callsBefore = prior.LastCallId;
        _function = settings.IsFunctionExplicit ? settings.Synchronization.Function : PriorCalls.RequireFunction(prior);
        WriteStart(files.Log);
        files.Log.Begin();
        var resumed = new AttributeSynchronization(settings.Synchronization with { Function = _function }, events);
        resumed.TakeUp(database.Path);
        await UpdateAsync(resumed, cancellationToken).ConfigureAwait(false);
    }

    private async Task UpdateAsync(AttributeSynchronization synchronization, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.IsDryRun)
        {
            synchronization.DryRun(null, cancellationToken);
            return;
        }

        using var client = new QualysClient(settings.Address, settings.Credential!, settings.Client);
        try
        {
            await synchronization.SendAsync(client, null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _calls = synchronization.Counts.Calls;
        }
    }

    private void WriteStart(RunLog log)
    {
        foreach (string line in StartText.Describe(settings, _function))
        {
            log.Write(line);
        }
    }
}
