using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;

namespace QualysCustomAttributes.Synchronizing;

/// <summary>A run as its database has it on record: what it came to, what is left, and the command that goes on.</summary>
public sealed class QualysRun
{
    private readonly RunReport _report;
    private readonly RunResumption _resumption;

    private QualysRun(RunDatabase database, bool isOwn)
    {
        string? holder = !isOwn && RunLease.Find(database.Sqlite) is { IsAlive: true } alive ? alive.ToString() : null;
        _report = RunReport.Read(database);
        _resumption = RunResumption.Of(database);
        UsedBy = holder;
        Stages = QualysRunStage.ReadAll(database, holder is not null);
        Changes = ReadableList.Of(PlannedChangeCount.ReadAll(database));
        Calls = database.Calls.Count();
        IsReconciled = database.IsReconciled;
        Origin = PlanOrigin.Of(database);
        NotAsWanted = database.Verifications.Count().Where(each => each.Key != VerificationVerdict.AsWanted).Sum(each => each.Value);
        string import = database.Runs.FindCurrent(ConnectorStage.Import)?.Options ?? "";
        ExportPath = StageOptions.Find<string>(import, "path");
        Undoes = StageOptions.Find<string>(import, "undoes");
        OpenCanary = OpenCanary.Find(database);
        IsReleased = database.Runs.FindLatestChoice(before: long.MaxValue) is { } last
            && StageOptions.Find<bool?>(last.Options, DryRunStage.AllowOption) == true;
        LeftOut = PlanCompletion.DescribeLeftOut(database);
        Outcome = FindOutcome(database);
        Stale = FindStep() == QualysRunStep.None ? null : PlanAge.Find(database);
        IsLedgerGone = Stale is not null && PlanAge.FindGone(database) is not null;
        BatchesNotChosen = Outcome == QualysRunOutcome.Planned ? 0 : Math.Max(0, _report.NotChosen);
    }

    /// <summary>The name of the run database's file.</summary>
    public string Name => Path.GetFileName(DatabasePath);

    /// <summary>What it came to as a whole.</summary>
    public QualysRunOutcome Outcome { get; }

    /// <summary>When its first stage began, UTC; <see langword="null"/> where none did.</summary>
    public DateTimeOffset? StartedAt => Stages.Count == 0 ? null : Stages[0].StartedAt;

    /// <summary>When its latest stage ended, UTC; <see langword="null"/> while it works, and where it was killed.</summary>
    public DateTimeOffset? EndedAt => Stages.Count == 0 ? null : Stages[^1].EndedAt;

    /// <summary>The living process that works on it, with command and host; <see langword="null"/> where none does.</summary>
    public string? UsedBy { get; }

    /// <summary>The export that was imported; <see langword="null"/> where a run was undone.</summary>
    public string? ExportPath { get; }

    /// <summary>The run database whose run it undoes, or <see langword="null"/>.</summary>
    public string? Undoes { get; }

    /// <summary>What is done with the attributes: add, update or remove, or reconcile where each group has its own; else <see langword="null"/>.</summary>
    public string? Function => _report.Function?.Name;

    /// <summary>Whether its plan was made by comparison with what Qualys is known to hold.</summary>
    public bool IsReconciled { get; }

    /// <summary>Whether a dry run is all that was done: nobody has begun to send.</summary>
    public bool IsDryRun => Outcome == QualysRunOutcome.DryRun;

    /// <summary>The API host that it was sent to, or was to be; <see langword="null"/> where none is on record.</summary>
    public string? ApiHost => _resumption.Target?.Api.ToString();

    /// <summary>What the account was made of: User, Client or Token; <see langword="null"/> where that is not on record.</summary>
    public string? AccountKind => _resumption.Target?.AccountKind?.ToString();

    /// <summary>The name of the user or the id of the client who sent it last; <see langword="null"/> where it is not on record.</summary>
    public string? AccountName => _resumption.Target?.AccountName;

    /// <summary>The stages, each as often as it was run, in their order.</summary>
    public IReadOnlyList<QualysRunStage> Stages { get; }

    /// <summary>How many rows were read under the header.</summary>
    public long RowsRead => _report.RowsRead;

    /// <summary>How many assets came out; a row with several ids gives several.</summary>
    public long Assets => _report.Assets;

    /// <summary>How many rows, or ids of rows, were rejected.</summary>
    public long Rejected => _report.Rejected.Sum(rejected => rejected.RowCount);

    /// <summary>The same by reason, the most frequent first.</summary>
    public IReadOnlyList<RejectedCount> RejectedByReason => ReadableList.Of(_report.Rejected);

    /// <summary>How many rows belong to an asset id that stands in several rows.</summary>
    public long DuplicateRows => _report.DuplicateRows;

    /// <summary>How many asset ids stand in several rows.</summary>
    internal long DuplicateAssets => _report.DuplicateAssets;

    /// <summary>How many asset ids were left out as duplicates.</summary>
    public long ExcludedAssets => _report.ExcludedAssets;

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues => _report.AssetsWithoutValues;

    /// <summary>How many groups there are.</summary>
    public long Groups => _report.Groups;

    /// <summary>How many batches there are.</summary>
    public long Batches => _report.Batches;

    /// <summary>How many assets are in batches, each once however many it is in.</summary>
    public long AssetsPlanned => _report.AssetsPlanned;

    /// <summary>How many batches Qualys confirmed.</summary>
    public long BatchesSucceeded => _report.CountOf(UpdateOutcome.Succeeded);

    /// <summary>How many batches Qualys confirmed in part.</summary>
    public long BatchesPartial => _report.CountOf(UpdateOutcome.Partial);

    /// <summary>How many batches failed.</summary>
    public long BatchesFailed => _report.CountOf(UpdateOutcome.Failed);

    /// <summary>How many batches were sent and have no answer on record.</summary>
    public long BatchesInDoubt => _report.CountOf(UpdateOutcome.InDoubt);

    /// <summary>How many batches were chosen and are not sent.</summary>
    public long BatchesNotSent => _report.NotSent;

    /// <summary>How many batches of the plan were left out by whoever chose.</summary>
    public long BatchesNotChosen { get; }

    /// <summary>How many assets Qualys confirmed; one that is in several batches counts for each.</summary>
    public long AssetsConfirmed => _report.AssetsConfirmed;

    /// <summary>How many assets are in batches that Qualys accepted without giving a count.</summary>
    public long AssetsAcceptedWithoutCount => _report.AssetsAcceptedWithoutCount;

    /// <summary>How many calls to Qualys are on record.</summary>
    public long Calls { get; }

    /// <summary>What is done under each key, for how many assets and why, where the plan was made by comparison; else empty.</summary>
    public IReadOnlyList<PlannedChangeCount> Changes { get; }

    /// <summary>How many batches are yet to be sent, or in doubt: what going on sends. What failed is not among them.</summary>
    public long BatchesLeft => _resumption.BatchesLeft;

    /// <summary>How many assets are in the batches that are left; one that is in several counts for each.</summary>
    public long AssetsLeft => _resumption.AssetsLeft;

    /// <summary>What the latest stage said of its end where that was not its own; <see langword="null"/> where all went well.</summary>
    public string? Message => !_resumption.HasBegun || IsPlanWhole ? Said
        : Said is { } said ? $"{Sentence.Of(said)} {NotWhole}"
        : NotWhole;

    private string? Said => Outcome == QualysRunOutcome.Held
        ? Stages.Last(stage => stage.Name == nameof(ConnectorStage.Update)).Message + (Stale is null ? "" : $" {StaleText}")
        : Stages.LastOrDefault(IsOfMessage) is { Outcome: not QualysRunStageOutcome.Complete } last
            ? last.Name == nameof(ConnectorStage.Verify) && last.Message is { } told ? $"Reading back: {told}" : last.Message
        : NotAsWanted > 0 ? FormattableString.Invariant($"Reading back found {Counted.Of(NotAsWanted, "attribute")} not as wanted.")
        : Stale is null ? LeftOut : StaleText;

    private string NotWhole => _resumption.IsPlanOpen
        ? "The plan was not made to its end: whoever goes on makes the rest of it, so that there are more batches than these."
        : "The plan was not made to its end, and what the rest of it would be is not on record.";

    private string StaleText => Sentence.Of($"The plan is stale by now: {Stale}");

    /// <summary>The digest of what is chosen of the plan; <see langword="null"/> until there is a plan and its function is known.</summary>
    public string? PlanDigest => _report.PlanDigest;

    /// <summary>The command that goes on; <see langword="null"/> where nothing is left, or somebody works on it.</summary>
    public string? NextCommand { get; private set; }

    /// <summary>The run database.</summary>
    public string DatabasePath => _report.DatabasePath;

    /// <summary>The run in a line.</summary>
    /// <returns>As <c>run.db: Incomplete, 2 of 4 batches confirmed</c>.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"{DatabasePath}: {Outcome}, {BatchesSucceeded:N0} of {Counted.Of(Batches, "batch", "batches")} confirmed");

    /// <summary>Whether its plan was made to its end, so that there are no more batches than these.</summary>
    internal bool IsPlanWhole => _report.AreBatchesComplete;

    /// <summary>What is to be done with it next; each front has its own command for that.</summary>
    // Without the ledger a plan would be made past what is known: that is for somebody to decide.
    internal QualysRunStep NextStep => Stale is null ? FindStep() : IsLedgerGone ? QualysRunStep.None : QualysRunStep.PlanAgain;

    private bool IsLedgerGone { get; }

    /// <summary>Why the plan does not stand any more, where something of it is left; else <see langword="null"/>.</summary>
    internal string? Stale { get; }

    /// <summary>What was left out of the plan before batches were made of it, in words; <see langword="null"/> where nothing was.</summary>
    internal string? LeftOut { get; }

    private QualysRunStep FindStep() => Outcome switch
    {
        QualysRunOutcome.Planned or QualysRunOutcome.DryRun => QualysRunStep.Send,
        QualysRunOutcome.Held => QualysRunStep.Release,
        QualysRunOutcome.Pilot when _report.NotChosen == 0 => QualysRunStep.None,
        QualysRunOutcome.Declined or QualysRunOutcome.Pilot => QualysRunStep.SendAll,
        QualysRunOutcome.CanaryFailed or QualysRunOutcome.Incomplete or QualysRunOutcome.InDoubt when OpenCanary is not null => QualysRunStep.SendCanary,
        QualysRunOutcome.Incomplete or QualysRunOutcome.InDoubt when _resumption is { HasBegun: true, IsEndedByFailures: true } => QualysRunStep.RetryFailed,
        QualysRunOutcome.Incomplete or QualysRunOutcome.InDoubt => _resumption.HasBegun ? QualysRunStep.Resume
            : _resumption.IsPlanOpen ? QualysRunStep.Send : QualysRunStep.PlanAgain,
        QualysRunOutcome.Failed or QualysRunOutcome.Partial when BatchesFailed + BatchesPartial > 0 => QualysRunStep.RetryFailed,
        QualysRunOutcome.Complete when IsReconciled && NotAsWanted > 0 => QualysRunStep.PlanAgain,
        _ => QualysRunStep.None,
    };

    /// <summary>What its plan was made of.</summary>
    internal PlanOrigin Origin { get; }

    /// <summary>How many attributes reading back did not find as wanted.</summary>
    private long NotAsWanted { get; }

    /// <summary>Where it was sent, or was to be; <see langword="null"/> where that is not on record.</summary>
    internal RunTarget? Target => _resumption.Target;

    /// <summary>Reads a run. Nothing is written, and nobody who works on it is disturbed.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="nextCommand">Words the command that goes on.</param>
    /// <returns>The run.</returns>
    /// <exception cref="RunDatabaseException">The file is missing, is no run database, is of another release, or cannot be read.</exception>
    internal static QualysRun Read(string databasePath, Func<QualysRun, string?> nextCommand)
    {
        ArgumentNullException.ThrowIfNull(nextCommand);
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        // One view of it, whatever is written meanwhile.
        database.Execute("BEGIN");
        return Read(database, nextCommand);
    }

    /// <summary>Reads the run of an open database, in the transaction that is open there.</summary>
    /// <inheritdoc cref="Read(string, Func{QualysRun, string?})"/>
    internal static QualysRun Read(RunDatabase database, Func<QualysRun, string?> nextCommand) => Read(database, nextCommand, isOwn: false);

    /// <summary>Reads the run of whoever works on the database and is done with it.</summary>
    /// <inheritdoc cref="Read(string, Func{QualysRun, string?})"/>
    internal static QualysRun ReadOwn(RunDatabase database, Func<QualysRun, string?> nextCommand) => Read(database, nextCommand, isOwn: true);

    private static QualysRun Read(RunDatabase database, Func<QualysRun, string?> nextCommand, bool isOwn)
    {
        var run = new QualysRun(database, isOwn);
        run.NextCommand = nextCommand(run);
        return run;
    }

    /// <summary>The canary that was not found as wanted yet; <see langword="null"/> where none is waited for.</summary>
    internal OpenCanary? OpenCanary { get; }

    /// <summary>Whether the dry run that chose asked no brake: then whoever sends says that again.</summary>
    internal bool IsReleased { get; }

    /// <summary>Puts runs in the order in which they are looked for.</summary>
    internal static IEnumerable<QualysRun> NewestFirst(IEnumerable<QualysRun> runs) =>
        runs.OrderByDescending(run => run.StartedAt).ThenByDescending(run => run.DatabasePath, StringComparer.Ordinal);

    private QualysRunOutcome FindOutcome(RunDatabase database)
    {
        if (UsedBy is not null)
        {
            return QualysRunOutcome.Running;
        }

        bool isSentInPart = _report.Outcomes.Any(each => each.Key != UpdateOutcome.NotSent && each.Value > 0);
        if (!_report.AreBatchesComplete && !isSentInPart && !_resumption.HasBegun)
        {
            return Stages.Any(stage => stage.Outcome == QualysRunStageOutcome.Failed) ? QualysRunOutcome.Failed : QualysRunOutcome.Incomplete;
        }

        return IsHeld(database) ? QualysRunOutcome.Held
            : OpenCanary is { HasFailed: true } ? QualysRunOutcome.CanaryFailed
            : BatchesInDoubt > 0 ? QualysRunOutcome.InDoubt
            : _resumption.HasBegun && (BatchesLeft > 0 || _resumption.IsPlanOpen) ? QualysRunOutcome.Incomplete
            : BatchesFailed > 0 && BatchesSucceeded + BatchesPartial == 0 ? QualysRunOutcome.Failed
            : BatchesFailed + BatchesPartial > 0 ? QualysRunOutcome.Partial
            : Batches == 0 ? QualysRunOutcome.Complete
            : _report.Outcomes.Count == 0 ? NothingChosen(database)
            : !_resumption.HasBegun ? QualysRunOutcome.DryRun
            : _report.NotChosen > 0 || LeftOut is not null ? QualysRunOutcome.Pilot
            : QualysRunOutcome.Complete;
    }

    // Reading back says nothing of how the sending ended.
    private static bool IsOfMessage(QualysRunStage stage) =>
        stage.Name != nameof(ConnectorStage.Verify) || stage.Outcome != QualysRunStageOutcome.Complete;

    private static bool IsHeld(RunDatabase database) =>
        database.Runs.FindLatestChoice(before: long.MaxValue) is { } last
        && (last.Outcome == RunOutcome.Held || StageOptions.Find<string>(last.Options, DryRunStage.HeldOption) is not null);

    private static QualysRunOutcome NothingChosen(RunDatabase database) =>
        database.Runs.FindLatestChoice(before: long.MaxValue) is null ? QualysRunOutcome.Planned : QualysRunOutcome.Declined;
}

/// <summary>What is to be done with a run next.</summary>
internal enum QualysRunStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What was chosen, or all of it, is sent for the first time.</summary>
    Send,

    /// <summary>What was never chosen is sent.</summary>
    SendAll,

    /// <summary>The plan is looked at, and sent although it changes so much.</summary>
    Release,

    /// <summary>What is left is sent.</summary>
    Resume,

    /// <summary>The canary is sent and read again, and what is left behind it.</summary>
    SendCanary,

    /// <summary>What failed or is partial is sent again.</summary>
    RetryFailed,

    /// <summary>
    /// The plan is made anew: it is stale, or its making was cut short, or reading back found something else than was sent.
    /// </summary>
    PlanAgain,
}
