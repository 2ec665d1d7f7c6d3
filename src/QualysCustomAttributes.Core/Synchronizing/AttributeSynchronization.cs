using System.Diagnostics;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>
/// The five stages in one: an export becomes batches that can be reviewed (<see cref="Prepare"/>), and the batches become
/// calls to Qualys (<see cref="SendAsync"/>), or the record of a dry run (<see cref="DryRun"/>). Each stage goes on from what
/// the one before wrote into the run database, so no object is made for an asset. The database stays open from the first stage to
/// the last call: what was shown is what is sent.
/// </summary>
internal sealed class AttributeSynchronization : IDisposable
{
    private const int NotAsWantedListed = 10;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly SynchronizationOptions _options;
    private readonly IProgress<ConnectorEvent>? _events;
    private RunDatabase? _database;
    private LedgerLease? _lease;

    /// <summary>Creates a synchronization.</summary>
    /// <param name="options">What is done.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    public AttributeSynchronization(SynchronizationOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        Function = options.PlannedFunction;
        _events = events;
    }

    /// <summary>The stages a synchronization goes through, in their order.</summary>
    public static IReadOnlyList<ConnectorStage> Stages { get; } = [.. RunStage.InOrder.Where(stage => !stage.IsOptional).Select(stage => stage.Stage)];

    /// <summary>The run database; empty until it was created.</summary>
    public string DatabasePath => _database?.Path ?? "";

    /// <summary>The open run database.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public RunDatabase Database => _database ?? throw new InvalidOperationException("The synchronization has no database yet.");

    /// <summary>What is done with the attributes; for a database that is taken up, what it has on record.</summary>
    public PlanFunction Function { get; set; }

    /// <summary>Whether the function is the one that the database has on record, and nobody asked for one.</summary>
    public bool IsFunctionOnRecord { get; set; }

    /// <summary>The first groups of which a dry run would have sent something, and how many there are in all.</summary>
    public (IReadOnlyList<PendingGroup> First, long Total) Pending { get; private set; } = ([], 0);

    /// <summary>Whether a dry run found that a brake would hold the plan.</summary>
    public bool IsHeldBack { get; private set; }

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts { get; private set; } = new();

    /// <summary>What reading back at the end came to; <see langword="null"/> where that was not asked for or not come to.</summary>
    public VerificationSummary? Verification { get; private set; }

    /// <summary>The first attributes that were read back and are not as wanted.</summary>
    public IReadOnlyList<QualysAttributeVerification> NotAsWanted { get; private set; } = [];

    /// <summary>Takes up a run database that was prepared earlier, so that <see cref="SendAsync"/> sends what is left of it.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <exception cref="RunDatabaseException">It cannot be used.</exception>
    public void TakeUp(string databasePath) => _database = RunDatabase.Open(databasePath, _options.Import.Caller);

    /// <summary>Runs the first four stages: nothing is sent.</summary>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <exception cref="ConnectorException">The export or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Prepare(CancellationToken cancellationToken)
    {
        TakeLease(cancellationToken);
        if (_options.Undo is { } undo)
        {
            PlanUndo(undo, cancellationToken);
        }
        else
        {
            if (_options.Comparison is { } sources)
            {
                // Else a run database would be left of which nothing can come.
                ComparisonStage.RequireSources(sources);
            }

            Import(cancellationToken);
            if (_options.Comparison is { } comparison)
            {
                Compare(comparison, cancellationToken);
            }
        }

        MakePayloads();
        Group(cancellationToken);
        Split(cancellationToken);
    }

    /// <summary>
    /// Counts what is to be sent of the plan that was made: all of it, or the pilot that was asked for. Where it has nothing of that, its
    /// database goes.
    /// </summary>
    /// <returns>How many batches, and how many assets are in them.</returns>
    /// <exception cref="RunDatabaseException">The plan has nothing of what was asked for.</exception>
    public (long Batches, long Assets) MeasureChosen()
    {
        if (_options.Choice.IsPilot)
        {
            try
            {
                return Pilot.Measure(Database, _options.Choice, _options.Resend);
            }
            catch (RunDatabaseException)
            {
                // Nothing is to be done: no database is left that would be in the way of the command put right, or be taken up as a whole.
                Discard();
                throw;
            }
        }

        RunReport report = RunReport.Read(Database);
        return (report.Batches, report.AssetsPlanned);
    }

    /// <summary>Puts on record that nothing of the plan is chosen: somebody said no.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ConnectorException">The database cannot be used, or the plan has nothing of what was asked for.</exception>
    public void Decline(CancellationToken cancellationToken)
    {
        using DryRunStage stage = DryRunStage.Start(DatabasePath, SendOptions() with { AsksForEach = true }, _events);
        stage.Choose(cancellationToken);
        stage.Complete();
    }

    /// <summary>Enters every batch of the database into the execution log and sends nothing.</summary>
    /// <param name="onResult">Takes what is on record of each batch; without it no object is made for one.</param>
    /// <param name="groupsShown">How many groups <see cref="Pending"/> has at most.</param>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <exception cref="ConnectorException">The database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void DryRun(Action<QualysUpdateResult>? onResult, int groupsShown, CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Update, "batches");
        using DryRunStage stage = DryRunStage.Start(DatabasePath, SendOptions(), _events);
        Counts = stage.Counts;
        if (onResult is null)
        {
            stage.EnterAndCountAll(cancellationToken);
        }
        else
        {
            foreach (QualysBatch batch in stage.ChooseBatches(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                onResult(stage.Look(batch));
            }
        }

        Pending = stage.ReadPending(groupsShown);
        IsHeldBack = stage.Held is not null;
        Complete(stage, start);
    }

    /// <summary>Sends every batch of the database that is not done.</summary>
    /// <param name="client">Calls Qualys. It stays the caller's.</param>
    /// <param name="onResult">Takes what came of each batch, on whichever thread it happens.</param>
    /// <param name="reading">
    /// Where Qualys is, and who reads back; <see langword="null"/> where neither a canary nor reading back was asked for.
    /// </param>
    /// <param name="cancellationToken">Stops the work; what was done stays on record.</param>
    /// <returns>A task that ends with the last batch, or with what was read back.</returns>
    /// <exception cref="CanaryException">The assets that were sent alone are not as wanted; nothing else was sent.</exception>
    /// <exception cref="ConnectorException">Qualys refused the account, the address is wrong, or the database cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task SendAsync(
        QualysClient client, Action<QualysUpdateResult>? onResult, QualysConnection? reading, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        await SendBatchesAsync(client, reading, onResult, cancellationToken).ConfigureAwait(false);
        if (_options.Verify && !_options.StopSending.IsCancellationRequested)
        {
            Verification = await VerifyAsync(reading!, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<VerificationSummary> VerifyAsync(QualysConnection reading, CancellationToken cancellationToken)
    {
        var options = new VerificationOptions { DatabasePath = DatabasePath, Caller = _options.Import.Caller, Timeout = _options.VerifyTimeout };
        using var verification = new AttributeVerification(reading, options, _events);
        VerificationSummary? summary = await verification.RunIfSentAsync(cancellationToken).ConfigureAwait(false);
        NotAsWanted = summary is null ? [] : verification.ReadNotAsWanted(NotAsWantedListed);
        return summary ?? VerificationSummary.OfNothing(DatabasePath);
    }

    private async Task SendBatchesAsync(
        QualysClient client, QualysConnection? reading, Action<QualysUpdateResult>? onResult, CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Update, "batches");
        using SendStage stage = SendStage.Start(DatabasePath, client, SendOptions() with { Canary = _options.Canary, StopWaiting = cancellationToken }, _events);
        Counts = stage.Counts;
        IReadOnlyList<QualysBatch> chosen = stage.ChooseBatches(cancellationToken);
        CanaryCheck? canary = stage.Canary is null ? null
            : new CanaryCheck(stage, reading!, _options.VerifyTimeout, _options.Import.Caller, _events);
        await (canary?.RequireReadableAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        using var loop = new SendingLoop(stage, client.Options.ThrottleLimit, onResult, cancellationToken);
        try
        {
            foreach (QualysBatch batch in chosen)
            {
                if (canary?.IsDueBefore(batch) == true)
                {
                    await loop.CompleteAsync().ConfigureAwait(false);
                    await canary.RequireAsWantedAsync(cancellationToken).ConfigureAwait(false);
                }

                await loop.AddAsync(batch).ConfigureAwait(false);
            }

            await loop.CompleteAsync().ConfigureAwait(false);
            await (canary?.RequireAsWantedAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            await loop.DrainAsync().ConfigureAwait(false);
        }

        Complete(stage, start);
    }

    /// <summary>How many batches of the plan were not chosen, and stay as they are.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public long CountNotChosen() => PlanCompletion.CountNotChosen(Database);

    /// <summary>Sums up what the run came to.</summary>
    /// <param name="nextCommand">Words the command that goes on.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public SynchronizationSummary Summarize(Func<QualysRun, string?> nextCommand) =>
        new(QualysRun.ReadOwn(Database, nextCommand), Counts, Stopwatch.GetElapsedTime(_start), Verification);

    /// <summary>Closes the run database.</summary>
    public void Dispose()
    {
        _database?.Dispose();
        _database = null;
        _lease?.Dispose();
        _lease = null;
    }

    private void Discard()
    {
        string path = DatabasePath;
        Dispose();
        File.Delete(path);
    }

    // Whoever waited with a plan that was already made would find it stale.
    private void TakeLease(CancellationToken cancellationToken)
    {
        if (_options is { SendsAtOnce: true, Comparison: { LedgerPath: { } path, ApiHost: { } host } comparison } && File.Exists(path))
        {
            var request = new LeaseRequest(
                _options.Import.Caller.Command, _options.Import.DatabasePath, _options.LeaseTimeout, comparison.Time);
            _lease = LedgerLease.Take(path, host, request, _events, cancellationToken);
        }
    }

    private SendOptions SendOptions() => new()
    {
        Target = _options.Target,
        PriorityKey = _options.PriorityKey,
        LeaseTimeout = _options.LeaseTimeout,
        LedgerBeside = _options.LedgerBeside,
        Lease = _lease,
        Function = IsFunctionOnRecord ? null : Function.One,
        Resend = _options.Resend,
        LeavesFailed = _options.LeavesFailed,
        Choice = _options.Choice,
        PlanDigest = _options.PlanDigest,
        FailureLimit = _options.FailureLimit,
        MaximumChange = _options.MaximumChange,
        AllowMassChange = _options.AllowMassChange,
        StopSending = _options.StopSending,
        Caller = _options.Import.Caller,
    };

    private void Import(CancellationToken cancellationToken)
    {
        AxoniusImportOptions options = _options.Import with { Later = Later };
        using AxoniusImport import = AxoniusImport.Start(options, _events, cancellationToken);
        _database = RunDatabase.Open(import.DatabasePath, options.Caller);
        ReportBegin(ConnectorStage.Import, "bytes");
        while (import.Read())
        {
        }
    }

    // What the stages behind the first are given, for the record.
    private IReadOnlyList<(string Name, object? Value)> Later =>
    [
        (RunTable.FunctionOption, Function.Name),
        (GroupStage.DuplicateOption, _options.DuplicateAction.ToString()), (GroupStage.GroupByOption, _options.GroupBy?.ToString()),
        (SplitStage.BatchSizeOption, _options.BatchSize),
    ];

    private void PlanUndo(UndoOptions options, CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Compare, "assets");
        try
        {
            using UndoStage stage = UndoStage.Start(options, _options.Import with { Later = Later }, _events);
            _database = RunDatabase.Open(stage.DatabasePath, _options.Import.Caller);
            stage.Complete(cancellationToken);
            ReportEnd(ConnectorStage.Compare, start, stage.Assets, "assets", Counted.Of(stage.Assets, "asset"));
        }
        catch (UndoException) when (_database is not null)
        {
            // Nothing is to be done: no database is left that would say so.
            Discard();
            throw;
        }
    }

    private void Compare(ComparisonOptions options, CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Compare, "assets");
        using ComparisonStage stage = ComparisonStage.Start(
            DatabasePath, options with { Caller = _options.Import.Caller, DuplicateAction = _options.DuplicateAction }, _events);
        stage.AddAll(cancellationToken);
        stage.Complete(cancellationToken);
        ReportEnd(ConnectorStage.Compare, start, stage.Assets, "assets", Counted.Of(stage.Assets, "asset"));
    }

    private void MakePayloads()
    {
        long start = ReportBegin(ConnectorStage.Payload, "assets");
        using PayloadStage stage = PayloadStage.Start(DatabasePath, _options.Import.Caller, _events);
        stage.AddAll();
        stage.Complete();
        ReportEnd(ConnectorStage.Payload, start, stage.Payloads, "assets", Counted.Of(stage.Payloads, "payload"));
    }

    private void Group(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Group, "assets");
        var options = new GroupingOptions { DuplicateAction = _options.DuplicateAction, GroupBy = _options.GroupBy, BatchSize = _options.BatchSize };
        using GroupStage stage = GroupStage.Start(DatabasePath, options, _options.Import.Caller, _events);
        stage.AddAll(cancellationToken);
        stage.CompleteAll(cancellationToken);
        string status = $"{Counted.Of(stage.Groups, "group")} of {Counted.Of(stage.GroupedAssets, "asset")}";
        ReportEnd(ConnectorStage.Group, start, stage.GroupedAssets, "assets", status);
    }

    private void Split(CancellationToken cancellationToken)
    {
        long start = ReportBegin(ConnectorStage.Split, "batches");
        using SplitStage stage = SplitStage.Start(DatabasePath, _options.BatchSize, _options.Import.Caller, _events);
        stage.AddAll(cancellationToken);
        stage.Complete(cancellationToken);
        ReportEnd(ConnectorStage.Split, start, stage.Batches, "batches", Counted.Of(stage.Batches, "batch", "batches"));
    }

    private void Complete(BatchStage stage, long start)
    {
        if (!_options.StopSending.IsCancellationRequested)
        {
            stage.Complete();
        }

        ReportEnd(ConnectorStage.Update, start, stage.Counts.Batches, "batches", stage.Counts.ToString());
    }

    private long ReportBegin(ConnectorStage stage, string unit)
    {
        _events?.Report(new StageProgress(stage, 0, null, unit, TimeSpan.Zero, ""));
        return Stopwatch.GetTimestamp();
    }

    private void ReportEnd(ConnectorStage stage, long start, long done, string unit, string status) =>
        _events?.Report(new StageProgress(stage, done, done, unit, Stopwatch.GetElapsedTime(start), status));
}
