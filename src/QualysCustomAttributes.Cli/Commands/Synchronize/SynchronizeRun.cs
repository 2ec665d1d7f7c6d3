using QualysCustomAttributes.Cli.Commands.Verify;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Commands.Synchronize;

/// <summary>One synchronization from its files to its exit code.</summary>
internal sealed class SynchronizeRun(SynchronizeSettings settings)
    : CommandRun(settings.Log.Heartbeat, "run database", settings.IsDryRun), IDisposable
{
    private PlanFunction _function = settings.Synchronization.PlannedFunction;
    private string _databasePath = "";
    private AttributeSynchronization? _synchronization;
    private long _callsBefore;
    private int _calls;

    protected override string Stopped => "cancelled: what was done is on record.";

    protected override int ExitCodeWithoutSummary => _calls > 0 ? ExitCodes.Incomplete : ExitCodes.NothingSent;

    protected override IEnumerable<string> KnownWithoutDatabase =>
        _calls == 0 ? [] : [$"this run made {Counted.Of(_calls, "call")} to Qualys: {_synchronization!.Counts}"];

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

                _synchronization?.Dispose();
                _synchronization = null;
            }
        }
    }

    /// <summary>Closes the run database, which is open until all is said: the summary is of the very file that was worked on.</summary>
    public void Dispose() => _synchronization?.Dispose();

    protected override int Summarize()
    {
        if (_synchronization is not { DatabasePath.Length: > 0, Database: var database })
        {
            return ExitCodeWithoutSummary;
        }

        if (Error is RunDatabaseException && settings.ResumePath is not null && _calls == 0)
        {
            // Refused before anything was done: the error says it all.
            return ExitCodeWithoutSummary;
        }

        Say([.. PlanWords.Of(database), .. PlanWords.OfCalls(database), .. settings.IsDryRun ? PlanWords.OfTime(database) : []]);
        if (settings.IsDryRun && WentToItsEnd)
        {
            // What is confirmed already, in a database that was taken up again, would not be sent.
            (IReadOnlyList<PendingGroup> groups, long total) = _synchronization.Pending;
            (string where, IEnumerable<string> rows, string? more) =
                SynchronizeTexts.DryRun(groups, total, _databasePath, settings.Target.Api, _function, PlanWords.OfKept(database));
            Say(where);
            List(rows);
            Say(more is null ? [] : [more]);
        }

        RunReport report = RunReport.Read(database, SynchronizeTexts.MostTroubled);
        QualysRun run = QualysRun.ReadOwn(database, each => SynchronizeTexts.ToGoOn(each, settings));
        Say(SynchronizeTexts.Summary(run, report, _calls, [_databasePath, Log.Path], Elapsed));
        if (_synchronization.Verification is { } verification)
        {
            Say(VerifyTexts.Summary(verification, _synchronization.NotAsWanted));
        }

        int exitCode = ExitCode(report, database);
        // What was sent and is not as wanted is sent by the next plan: nothing of this one is left.
        bool isAllConfirmed = !settings.IsDryRun && report.TroubledCount + report.NotSent == 0;
        bool isUnread = settings.Synchronization.Verify && isAllConfirmed && !WentToItsEnd && _calls > 0;
        // Of a plan or a choice that was refused no command is said that goes on without what was asked for.
        if (report.Batches > 0 && Error is not RunDatabaseException)
        {
            Say(isUnread ? [SynchronizeTexts.ToReadBack(report, settings)] : run.NextStep == QualysRunStep.SendAll ? [] : NextStep.Lines(run));
            Say(SynchronizeTexts.NotChosen(run, settings));
            NextCommand = run.NextCommand;
        }

        return exitCode;
    }

    protected override string Redact(string text) => settings.Credential?.Redact(text) ?? text;

    private int ExitCode(RunReport report, RunDatabase database)
    {
        if (IsStopped)
        {
            return ExitCodes.Cancelled;
        }

        if (Error is not null)
        {
            return RunReport.HasChangedQualysSince(database, _callsBefore) ? ExitCodes.Incomplete : ExitCodes.NothingSent;
        }

        if (settings.TellsOfChanges && report.NotSent > 0)
        {
            return ExitCodes.ChangesPending;
        }

        if (_synchronization!.Verification?.Failure is not null)
        {
            return ExitCodes.Incomplete;
        }

        if (settings.TellsOfBrake && _synchronization.IsHeldBack)
        {
            return ExitCodes.Braked;
        }

        return settings.IsDryRun || report.TroubledCount + report.NotSent == 0 ? ExitCodes.Done : ExitCodes.Incomplete;
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        Log.Write(SynchronizeTexts.Start(settings, _function));
        SynchronizationOptions options = settings.Synchronization;
        _synchronization = new AttributeSynchronization(
            options with { Import = options.Import with { DatabasePath = _databasePath } }, this);
        _synchronization.Prepare(stop);
        if (options.Choice.IsPilot)
        {
            _synchronization.MeasureChosen();
        }

        await UpdateAsync(_synchronization, stop).ConfigureAwait(false);
    }

    private async Task GoOnAsync(string databasePath, CancellationToken stop)
    {
        _synchronization = new AttributeSynchronization(settings.Synchronization, this);
        _synchronization.TakeUp(databasePath);
        RunReport prior = RunReport.Read(_synchronization.Database);
        _callsBefore = prior.LastCallId;
        if (!settings.IsFunctionExplicit)
        {
            // What was reviewed is what is sent, whatever the environment says.
            _function = prior.Function ?? throw new SettingsException(
                $"The run database '{databasePath}' does not say what is to be done with the attributes, "
                + "because its run ended before the requests were planned. Give --api-function.");
        }

        Log.Write(SynchronizeTexts.Start(settings, _function));
        Log.Begin();
        _synchronization.Function = _function;
        _synchronization.IsFunctionOnRecord = !settings.IsFunctionExplicit;
        await UpdateAsync(_synchronization, stop).ConfigureAwait(false);
    }

    private async Task UpdateAsync(AttributeSynchronization synchronization, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (settings.IsDryRun)
        {
            synchronization.DryRun(null, SynchronizeTexts.MostGroups, stop);
            return;
        }

        using QualysClient client = settings.CreateClient(this);
        try
        {
            await synchronization.SendAsync(client, null, settings.Reading, stop).ConfigureAwait(false);
        }
        finally
        {
            _calls = synchronization.Counts.Calls;
        }
    }
}
