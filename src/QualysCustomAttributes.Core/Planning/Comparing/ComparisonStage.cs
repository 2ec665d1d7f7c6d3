using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Compares the desired values of an export with what Qualys is known to hold, and leaves the plan in the run database: a row for each
/// pair of known and desired values, and a row of three numbers for each asset.
/// </summary>
internal sealed class ComparisonStage : Stage
{
    private static readonly string[] ReasonsThatHideIds =
    [
        nameof(RejectionReason.Malformed), nameof(RejectionReason.InvalidText), nameof(RejectionReason.TrimmedValue),
        nameof(RejectionReason.CutShort), nameof(RejectionReason.TooLong), nameof(RejectionReason.ThousandsSeparators),
        nameof(RejectionReason.InvalidAssetId),
    ];

    private static readonly Dictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>> NoDoubts = [];

    private readonly ComparisonOptions _options;
    private readonly PlanSources _sources;
    private readonly GroupInput _input = new();

    private ComparisonStage(
        RunDatabase database, ComparisonOptions options, PlanSources sources, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Compare, options.Caller, Describe(options, sources), events)
    {
        _options = options;
        _sources = sources;
    }

    /// <summary>How many assets the plan has.</summary>
    public long Assets => Run.RowsOut;

    /// <summary>How many ids were left out because their rows disagree, or because every repeated id is.</summary>
    public long ExcludedAssets { get; private set; }

    /// <summary>Makes sure, before anything is made, that inventory and ledger can be compared with.</summary>
    /// <param name="options">What is compared with, and how.</param>
    /// <inheritdoc cref="Start" path="/exception"/>
    public static void RequireSources(ComparisonOptions options) => PlanSources.Open(options).Dispose();

    /// <summary>Begins the stage; what an earlier run of it and of the stages after it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="options">What it is compared with, and how.</param>
    /// <param name="events">Takes warnings.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    /// <exception cref="InventoryDatabaseException">The inventory cannot be used.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    /// <exception cref="ReconciliationException">Inventory or ledger are not those of this subscription, or are too old.</exception>
    public static ComparisonStage Start(string databasePath, ComparisonOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var sources = PlanSources.Open(options);
        try
        {
            return Open(databasePath, options.Caller, database => new ComparisonStage(database, options, sources, events));
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    /// <summary>Takes a record; one that comes a second time changes nothing.</summary>
    /// <param name="record">The record; it must be of this stage's database.</param>
    /// <exception cref="RunDatabaseException">The record is of another database, or of one that was replaced.</exception>
    public void Add(AxoniusRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        RequireSame(record.DatabasePath, record.Set);
        Add(new StoredRecord(record.RecordId, record.AssetId, record.Line, record.Set.Id));
    }

    /// <summary>Takes every record in the database.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    public void AddAll(CancellationToken cancellationToken = default)
    {
        RequireStage(ConnectorStage.Import);
        _input.EnsureCapacity((int)Database.Records.Count());
        foreach (StoredRecord record in Database.Records.Read(ConnectorStage.Import))
        {
            if ((Run.RowsIn & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Add(record);
        }
    }

    /// <summary>Compares what was taken, writes the plan, and completes the stage.</summary>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="ReconciliationException">The inventory has none of the export's assets.</exception>
    public void Complete(CancellationToken cancellationToken = default)
    {
        Database.Plan.Begin();
        (ulong[] ids, DesiredRow[] rows) = SortWithoutDuplicates();
        Dictionary<ulong, IReadOnlyDictionary<string, SentInDoubt>> doubts = new(_sources.Ledger?.Assets.ReadDoubts() ?? NoDoubts);
        var pairs = new PlanPairs(Database, _sources.ValuesOf(Database.Contract.Keys), _options.Rules);
        AssetStanding left = HidesIds() || IsOnRecord(AxoniusImport.CutOption) ? AssetStanding.PerhapsLeft : AssetStanding.Left;
        AssetStanding present = IsOnRecord(AxoniusImport.ShortRowsOption) ? AssetStanding.InExportInPart : AssetStanding.InExport;
        using IEnumerator<KnownAsset> each = _sources.ReadAssets().GetEnumerator();
        bool hasKnown = each.MoveNext();
        long inCommon = 0;
        long inInventory = 0;
        for (int i = 0; i < ids.Length || hasKnown;)
        {
            if (((i + inInventory) & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            bool takesKnown = hasKnown && (i == ids.Length || each.Current.AssetId <= ids[i]);
            bool takesRow = i < ids.Length && (!hasKnown || ids[i] <= each.Current.AssetId);
            KnownAsset asset = takesKnown ? each.Current : new KnownAsset(ids[i], false, 0, 0, false, 0);
            doubts.Remove(asset.AssetId, out IReadOnlyDictionary<string, SentInDoubt>? ofAsset);
            inInventory += asset.IsInInventory ? 1 : 0;
            inCommon += takesRow && asset.IsInInventory ? 1 : 0;
            if (!takesRow)
            {
                AddLeft(pairs, asset, left, ofAsset);
            }
            else if (!rows[i].IsLeftOut)
            {
                AssetStanding standing = _sources.IsUnknown(asset) ? AssetStanding.Unknown : present;
                Write(asset.AssetId, pairs.Of(asset, rows[i].SetId, standing, ofAsset ?? KnownAttribute.NoDoubts), rows[i].Line);
            }

            i += takesRow ? 1 : 0;
            hasKnown = takesKnown ? each.MoveNext() : hasKnown;
        }

        // What may have been written to an asset, and nothing else is known of it.
        foreach ((ulong assetId, IReadOnlyDictionary<string, SentInDoubt> ofAsset) in doubts.OrderBy(each => each.Key))
        {
            AddLeft(pairs, new KnownAsset(assetId, false, 0, 0, false, 0), left, ofAsset);
        }

        RequireAssetIds(ids, inCommon);
        if (_sources.Inventory is { } inventory && inCommon == 0 && inInventory > 0 && Run.RowsOut > 0)
        {
            throw Failed(ReconciliationException.NothingInCommon(inventory.Path, ids.Length, inInventory));
        }

        _sources.Note(Database);
        if (DuplicateRows.Warning(Database.Path, _options.DuplicateAction, ExcludedAssets) is { } warning)
        {
            Events?.Report(warning);
        }

        Database.Plan.End();
        foreach (ConnectorWarning told in PlanWords.OfOthers(Database))
        {
            Events?.Report(told);
        }

        Run.Complete();
    }

    /// <summary>Reads what the plan says of each asset and key, by asset id and in the contract's order of keys.</summary>
    /// <param name="withEqual">Whether keys are among them of which nothing differs.</param>
    /// <returns>The changes, as they are asked for.</returns>
    public IEnumerable<AttributeChange> ReadChanges(bool withEqual = true) => PlannedChanges.Read(Database, Run.RunId, withEqual);

    /// <summary>Describes the plan in a few lines: what it was compared with, and what is done under each key.</summary>
    public IEnumerable<string> Describe() => PlanWords.Of(Database);

    private protected override void Release() => _sources.Dispose();

    // Asked only where it may be so: the table with the host ids is large.
    private void RequireAssetIds(ulong[] ids, long inCommon)
    {
        if (_sources.Inventory is { } inventory && inCommon < ids.Length / 2
            && inventory.CountHostIds([.. ids]) is var hosts && hosts > inCommon)
        {
            throw Failed(ReconciliationException.HostIds(inventory.Path, hosts, inCommon));
        }
    }

    private void Add(in StoredRecord record)
    {
        Run.RowsIn++;
        _input.TryAdd(record);
    }

    private void AddLeft(PlanPairs pairs, KnownAsset asset, AssetStanding left, IReadOnlyDictionary<string, SentInDoubt>? doubts)
    {
        AssetStanding standing = _sources.IsUnknown(asset) ? AssetStanding.Unknown : left;
        int pair = pairs.Of(asset, null, standing, doubts ?? KnownAttribute.NoDoubts);
        if (pairs.HasKnownValue(pair))
        {
            Write(asset.AssetId, pair, null);
        }
    }

    private void Write(ulong assetId, int pair, long? line)
    {
        Database.Plan.Insert(assetId, pair, line);
        Run.RowsOut++;
    }

    // An id that is left out stays in the list, without a row: the export has it, so it did not leave. So does one of a row that was
    // rejected for its values.
    private (ulong[] Ids, DesiredRow[] Rows) SortWithoutDuplicates()
    {
        (_, ExcludedAssets) = DuplicateRows.Exclude(Database, _input, _options.DuplicateAction);
        ulong[] rejected = [.. Database.RejectedRows.ReadIds()];
        ulong[] ids = new ulong[_input.Count + rejected.Length];
        var rows = new DesiredRow[ids.Length];
        rejected.CopyTo(ids, _input.Count);
        Array.Fill(rows, new DesiredRow(DesiredRow.LeftOut, 0), _input.Count, rejected.Length);
        for (int row = 0; row < _input.Count; row++)
        {
            ids[row] = _input.AssetIdOf(row);
            rows[row] = new DesiredRow(_input.IsExcluded(row) ? DesiredRow.LeftOut : _input.SetIdOf(row), _input.LineOf(row));
        }

        Array.Sort(ids, rows);
        return OnceEach(ids, rows);
    }

    private static (ulong[] Ids, DesiredRow[] Rows) OnceEach(ulong[] ids, DesiredRow[] rows)
    {
        int count = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            if (count > 0 && ids[count - 1] == ids[i])
            {
                rows[count - 1] = rows[count - 1].IsLeftOut ? rows[i] : rows[count - 1];
                continue;
            }

            (ids[count], rows[count]) = (ids[i], rows[i]);
            count++;
        }

        return (ids[..count], rows[..count]);
    }

    // Whose ids cannot be read may be any asset: none has left for sure.
    private bool HidesIds() => Database.Scalar(
        $"SELECT EXISTS (SELECT 1 FROM rejected_rows WHERE stage = 'Import' AND (reason <> 'TrimmedValue' OR asset_id IS NULL) AND reason IN ({string.Join(", ", ReasonsThatHideIds.Select(reason => $"'{reason}'"))}))") == 1;

    private bool IsOnRecord(string importOption) =>
        Database.Runs.FindCurrent(ConnectorStage.Import) is { } import && StageOptions.Find<string>(import.Options, importOption) is not null;

    private ReconciliationException Failed(ReconciliationException exception)
    {
        Run.Fail(exception.Message);
        return exception;
    }

    private static string Describe(ComparisonOptions options, PlanSources sources) => StageOptions.Describe(
        (PayloadChangeTable.AddOverwritesOption, sources.AddOverwrites ? true : null),
        ("inventory", options.InventoryPath is { } inventory ? Path.GetFullPath(inventory) : null),
        ("ledger", options.LedgerPath is { } ledger ? Path.GetFullPath(ledger) : null),
        ("removeStale", options.Rules.RemoveStale ? true : null),
        ("whenAssetLeaves", options.Rules.WhenAssetLeaves.ToString()),
        ("whenDrifted", options.Rules.WhenDrifted.ToString()),
        (GroupStage.DuplicateOption, options.DuplicateAction.ToString()));

    /// <summary>What the export says of an asset: small, for it is sorted with its id, so that what comes next lies next to it in memory.</summary>
    private readonly record struct DesiredRow(int SetId, uint Line)
    {
        public const int LeftOut = -1;

        public bool IsLeftOut => SetId == LeftOut;
    }
}
