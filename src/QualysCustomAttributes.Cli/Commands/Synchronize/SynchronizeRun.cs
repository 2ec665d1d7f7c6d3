using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>One synchronization from its files to its exit code.</summary>
internal sealed class SynchronizeRun(SynchronizeSettings settings) : CommandRun(settings.Log.Heartbeat, "run database", settings.IsDryRun)
{
    private QualysFunction _function = settings.Synchronization.Function;
    private string _databasePath = "";
    private long _callsBefore;
    private int _calls;

    protected override string Stopped => "cancelled: what was done is on record.";

    protected override int ExitCodeWithoutSummary => _calls > 0 ? ExitCodes.Incomplete : ExitCodes.NothingSent;

    private bool WentToItsEnd => Error is null && !IsStopped;

    private bool IsNameTaken => settings.NamedDatabase is null && !Log.HasBegun
        && Error is RunDatabaseException { Kind: ConnectorErrorKind.AlreadyExists };

    /// <summary>Runs.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">The log cannot be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        for (int attempt = 1; ;)
        {
            (RunLog log, _databasePath) = RunFiles.Take(settings, StartedAt, ref attempt);
            using (log)
            {
                await TryAsync(log, () => settings.ResumePath is null ? BeginAsync(stop) : GoOnAsync(settings.ResumePath, stop), stop)
                    .ConfigureAwait(false);
                if (!IsNameTaken)
                {
                    return Close();
                }
            }
        }
    }

    protected override int Summarize()
    {
        if (settings.IsDryRun && WentToItsEnd)
        {
            // What is confirmed already, in a database that was taken up again, would not be sent.
            (IReadOnlyList<PendingGroup> groups, long total) = PendingGroup.Read(_databasePath, SynchronizeTexts.MostGroups);
            Say(SynchronizeTexts.DryRun(groups, total, settings.Address, _function));
        }

        RunReport report = RunReport.Read(_databasePath, SynchronizeTexts.MostTroubled);
        Say(SynchronizeTexts.Summary(report, _calls, settings.IsDryRun, [_databasePath, Log.Path], Elapsed));
        int exitCode = ExitCode(report);
        bool isLeft = settings.IsDryRun ? WentToItsEnd && report.NotSent > 0 : exitCode != ExitCodes.Done;
        if (isLeft && report is { AreBatchesComplete: true, Batches: > 0 })
        {
            Say(SynchronizeTexts.ToGoOn(_databasePath, settings.Address));
        }

        return exitCode;
    }

    protected override string Redact(string text) => settings.Credential?.Redact(text) ?? text;

    private int ExitCode(RunReport report)
    {
        if (IsStopped)
        {
            return ExitCodes.Cancelled;
        }

        if (Error is not null)
        {
            return RunReport.HasChangedQualysSince(_databasePath, _callsBefore) ? ExitCodes.Incomplete : ExitCodes.NothingSent;
        }

        return settings.IsDryRun || report.TroubledCount + report.NotSent == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        Log.Write(SynchronizeTexts.Start(settings, _function));
        SynchronizationOptions options = settings.Synchronization;
        var synchronization = new AttributeSynchronization(
            options with { Import = options.Import with { DatabasePath = _databasePath } }, this);
        synchronization.Prepare(stop);
        await UpdateAsync(synchronization, stop).ConfigureAwait(false);
    }

    private async Task GoOnAsync(string databasePath, CancellationToken stop)
    {
        // Held open, and with it found to be a run database, before anything is made of it.
        using RunDatabase database = RunDatabase.Open(databasePath);
        RunReport prior = RunReport.Read(database.Path);
        _callsBefore = prior.LastCallId;
        if (!prior.AreBatchesComplete)
        {
            // Part of an export is not what was meant to be sent.
            throw new SettingsException(
                $"The plan in '{database.Path}' was not made to its end, so it is not sent. "
                + "Make it again from the export, with --csv-file.");
        }

        if (!settings.IsFunctionExplicit)
        {
            // What was reviewed is what is sent, whatever the environment says.
            _function = prior.Function ?? throw new SettingsException(
                $"The run database '{database.Path}' does not say what is to be done with the attributes, "
                + "because its run ended before the requests were planned. Give --api-function.");
        }

        Log.Write(SynchronizeTexts.Start(settings, _function));
        Log.Begin();
        var synchronization = new AttributeSynchronization(settings.Synchronization with { Function = _function }, this);
        synchronization.TakeUp(database.Path);
        await UpdateAsync(synchronization, stop).ConfigureAwait(false);
    }

    private async Task UpdateAsync(AttributeSynchronization synchronization, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (settings.IsDryRun)
        {
            synchronization.DryRun(null, stop);
            return;
        }

        using var client = new QualysClient(settings.Address, settings.Credential!, settings.Client);
        try
        {
            await synchronization.SendAsync(client, null, stop).ConfigureAwait(false);
        }
        finally
        {
            _calls = synchronization.Counts.Calls;
        }
    }
}
