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
    private readonly long _undoneRun;

    private UndoStage(RunDatabase database, UndoOptions options, PlanSources sources, (string Id, long Run) undone, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Compare, options.Comparison.Caller, Describe(options, sources), events)
    {
        _options = options;
        _sources = sources;
        (_undoneId, _undoneRun) = undone;
        Run.TakesDatabase();
    }

    /// <summary>How many assets the plan has: those that the run changed.</summary>
    public long Assets => Run.RowsOut;

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
        string ledger = options.Comparison.LedgerPath ?? undone.Plan.FindSource(PlanSource.Ledger)?.Path ?? throw UndoException.NotReconciled(undone.Path);
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
            long run = LedgerRun.Find(sources.Ledger!, undone.Id, complete.Comparison.Time)?.RunId ?? throw UndoException.NothingConfirmed(undone.Path, ledger);
            if (!RunChanges.Read(sources.Ledger!, run).Any())
            {
                throw UndoException.NothingConfirmed(undone.Path, ledger);
            }

            return Start(complete, into, sources, (undone.Id, run), undone.Contract, events);
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
        AttributeLedger ledger = _sources.Ledger!;
        IReadOnlyDictionary<ulong, List<long>> doubts = ledger.Assets.ReadDoubts(exceptRun: _undoneRun);
        var pairs = new UndoPairs(Database, _sources.ValuesOf(Database.Contract.Keys), ledger.Sets);
        using IEnumerator<KnownAsset> known = _sources.ReadAssets().GetEnumerator();
        bool hasKnown = known.MoveNext();
        foreach (List<RunChange> changes in ReadByAsset(ledger))
        {
            if ((Run.RowsIn++ & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            ulong assetId = changes[0].AssetId;
            while (hasKnown && known.Current.AssetId < assetId)
            {
                hasKnown = known.MoveNext();
            }

            KnownAsset asset = hasKnown && known.Current.AssetId == assetId ? known.Current : new KnownAsset(assetId, false, 0, 0, false);
            bool isUnknown = _sources.KnowsEveryAsset && !asset.IsInInventory && !asset.IsLedgerLater;
            Database.Plan.Insert(assetId, pairs.Of(asset, changes, isUnknown, doubts.GetValueOrDefault(assetId) ?? []), line: null);
            Run.RowsOut++;
        }

        if (!pairs.HasAny)
        {
            UndoException undone = UndoException.Undone(_options.RunPath, Run.RowsOut, RunChanges.FindLastSince(ledger, _undoneRun));
            Run.Fail(undone.Message);
            throw undone;
        }

        _sources.Note(Database);
        Database.Plan.NoteSource(PlanSource.Undone, _options.RunPath, _undoneId);
        Run.Complete();
    }

    private protected override void Release() => _sources.Dispose();

    private static UndoStage Start(
        UndoOptions options, AxoniusImportOptions into, PlanSources sources, (string Id, long Run) undone, AxoniusContract contract,
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
        (PlanTable.AddOverwritesOption, sources.AddOverwrites ? true : null),
        ("undoes", options.RunPath),
        ("inventory", options.Comparison.InventoryPath is { } inventory ? Path.GetFullPath(inventory) : null),
        ("ledger", Path.GetFullPath(options.Comparison.LedgerPath!)));
}
