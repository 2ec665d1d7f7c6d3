using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Makes the plan that takes a reconciled run back: what it added is removed, what it changed or removed gets the value that was known
/// before, but for values that are no longer those which it wrote. It takes the place of import and comparison, in a run database of its own.
/// </summary>
internal sealed class UndoStage : Stage
{
    private readonly PlanSources _sources;
    private readonly UndoOptions _options;
    private readonly string _undoneId;
    private const string Blind =
        " The run itself was planned without one: a value that it wrote over, and that no run had written, is not known and not brought back; what the run "
        + "wrote in its place is removed.";

    private readonly long _undoneRun;
    private readonly bool _wasPlannedBlind;

    private UndoStage(RunDatabase database, UndoOptions options, PlanSources sources, (string Id, long Run, bool IsBlind) undone, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Compare, options.Comparison.Caller, Describe(options, sources), events)
    {
        _options = options;
        _sources = sources;
        (_undoneId, _undoneRun, _wasPlannedBlind) = undone;
        Run.TakesDatabase();
    }

    /// <summary>How many assets the plan has: those that the run changed.</summary>
    public long Assets { get; private set; }

    /// <summary>Looks at the run, and creates the run database.</summary>
    /// <param name="options">Which run is undone, and how.</param>
    /// <param name="into">Where the run database goes, and who makes it; its export is none.</param>
    /// <param name="events">Takes warnings.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="UndoException">The run cannot be undone, or has changed nothing.</exception>
    /// <exception cref="RunDatabaseException">A run database cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger is missing or cannot be used.</exception>
    /// <exception cref="ReconciliationException">Inventory or ledger are not those of this subscription, or are too old.</exception>
    public static UndoStage Start(UndoOptions options, AxoniusImportOptions into, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        using RunDatabase undone = RunDatabase.OpenForReading(options.RunPath);
        string ledger = options.Comparison.LedgerPath ?? undone.Plan.FindSource(PlanSource.Ledger)?.Path
            ?? throw UndoException.NotReconciled(undone.Path);
        if (!File.Exists(ledger))
        {
            throw LedgerException.NotFound(ledger);
        }

        UndoOptions complete = options with
        {
            RunPath = undone.Path,
            Comparison = options.Comparison with { LedgerPath = ledger, Caller = into.Caller },
        };
        var sources = PlanSources.Open(complete.Comparison);
        try
        {
            long run = LedgerRun.Find(sources.Ledger!, undone.Id, complete.Comparison.Time)?.RunId
                ?? throw UndoException.NothingConfirmed(undone.Path, ledger);
            if (!RunChanges.Read(sources.Ledger!, run).Any())
            {
                throw UndoException.NothingConfirmed(undone.Path, ledger);
            }

            return Start(complete, into, sources, (undone.Id, run, undone.Plan.FindSource(PlanSource.Inventory) is null), undone.Contract, events);
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Makes the plan, and completes the stage.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UndoException">Everything is as it was before the run.</exception>
    public void Complete(CancellationToken cancellationToken = default)
    {
        Database.Plan.Begin();
        AttributeLedger ledger = _sources.Ledger!;
        IReadOnlyDictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>> doubts = ledger.Assets.ReadDoubts(exceptRun: _undoneRun);
        var pairs = new UndoPairs(Database, _sources.ValuesOf(Database.Contract.Keys), ledger.Sets);
        using IEnumerator<KnownAsset> known = _sources.ReadAssets().GetEnumerator();
        using IEnumerator<List<RunChange>> changed = ReadByAsset(ledger).GetEnumerator();
        bool hasKnown = known.MoveNext();
        bool hasChanged = changed.MoveNext();
        for (long row = 0; hasKnown || hasChanged; row++)
        {
            if ((row & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ulong? ofChange = hasChanged ? changed.Current[0].AssetId : null;
            bool takesKnown = hasKnown && (ofChange is null || known.Current.AssetId <= ofChange);
            bool takesChanged = ofChange is not null && (!hasKnown || ofChange <= known.Current.AssetId);
            KnownAsset asset = takesKnown ? known.Current : new KnownAsset(ofChange!.Value, false, 0, 0, false, 0);
            Add(pairs, asset, takesChanged ? changed.Current : [], doubts.GetValueOrDefault(asset.AssetId) ?? KnownAttribute.NoDoubts);
            hasKnown = takesKnown ? known.MoveNext() : hasKnown;
            hasChanged = takesChanged ? changed.MoveNext() : hasChanged;
        }

        if (!pairs.HasAny)
        {
            UndoException undone = UndoException.Undone(_options.RunPath, Assets, RunChanges.FindLastSince(ledger, _undoneRun));
            Run.Fail(undone.Message);
            throw undone;
        }

        Database.Plan.End();
        if (_sources.Inventory is null)
        {
            Events?.Report(new ConnectorWarning(
                "Without an inventory the ledger alone says what Qualys holds: what somebody changed there since the run is not seen, and would be "
                + $"overwritten.{(_wasPlannedBlind ? Blind : "")}"));
        }

        foreach (ConnectorWarning told in PlanWords.OfOthers(Database))
        {
            Events?.Report(told);
        }

        _sources.Note(Database);
        Database.Plan.NoteSource(PlanSource.Undone, _options.RunPath, _undoneId);
        Run.Complete();
    }

    private protected override void Release() => _sources.Dispose();

    // Assets that the run did not change are in the plan as they are: brakes ask how much of all is changed.
    private void Add(UndoPairs pairs, KnownAsset asset, List<RunChange> changes, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        int pair = pairs.Of(asset, changes, _sources.IsUnknown(asset), doubts);
        Assets += changes.Count > 0 ? 1 : 0;
        if (changes.Count > 0 || pairs.HasKnownValue(pair))
        {
            Database.Plan.Insert(asset.AssetId, pair, line: null);
            Run.RowsOut++;
        }
    }

    private static UndoStage Start(
        UndoOptions options, AxoniusImportOptions into, PlanSources sources, (string Id, long Run, bool IsBlind) undone, AxoniusContract contract,
        IProgress<ConnectorEvent>? events)
    {
        using RunDatabase database = into.CreateDatabase(contract);
        events?.Report(new FileOpened(database.Path));

        // It takes the place of an import: the stages stand on one.
        string described = StageOptions.Describe([("undoes", options.RunPath), .. into.Later]);
        StageRun.Begin(database, ConnectorStage.Import, into.Caller, described).Complete("no export: the plan undoes a run");
        return Open(database.Path, into.Caller, opened => new UndoStage(opened, options, sources, undone, events));
    }

    private IEnumerable<List<RunChange>> ReadByAsset(AttributeLedger ledger)
    {
        List<RunChange> changes = [];
        foreach (RunChange change in RunChanges.Read(ledger, _undoneRun))
        {
            if (changes.Count > 0 && changes[0].AssetId != change.AssetId)
            {
                yield return changes;
                changes.Clear();
            }

            changes.Add(change);
        }

        if (changes.Count > 0)
        {
            yield return changes;
        }
    }

    private static string Describe(UndoOptions options, PlanSources sources) => StageOptions.Describe(
        (PayloadChangeTable.AddOverwritesOption, sources.AddOverwrites ? true : null),
        ("undoes", options.RunPath),
        ("inventory", options.Comparison.InventoryPath is { } inventory ? Path.GetFullPath(inventory) : null),
        ("ledger", Path.GetFullPath(options.Comparison.LedgerPath!)));
}
