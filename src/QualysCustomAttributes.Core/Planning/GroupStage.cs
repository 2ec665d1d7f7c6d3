using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The third stage: takes duplicates out and groups the assets that are to have the same attributes. It must have seen
/// every payload before it can give the first group.
/// </summary>
internal sealed class GroupStage : Stage
{
    /// <summary>What the record calls the rule for repeated ids.</summary>
    public const string DuplicateOption = "duplicateAction";

    private readonly DuplicateAction _duplicateAction;
    private readonly StageRanges _ranges;
    private readonly GroupInput _input = new();
    private readonly bool _isReconciled;

    private GroupStage(RunDatabase database, DuplicateAction duplicateAction, StageCaller caller, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Group, caller, StageOptions.Describe((DuplicateOption, duplicateAction.ToString())), events)
    {
        _duplicateAction = duplicateAction;
        _ranges = new StageRanges(database, ConnectorStage.Group);
        _isReconciled = database.IsReconciled;
    }

    /// <summary>Begins the stage; what an earlier run of it and of the stages after it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="duplicateAction">What happens to an asset id that stands in several rows.</param>
    /// <param name="caller">Who runs it.</param>
    /// <param name="events">Takes warnings.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static GroupStage Start(
        string databasePath, DuplicateAction duplicateAction, StageCaller caller, IProgress<ConnectorEvent>? events = null) =>
        Open(databasePath, caller, database => new GroupStage(database, duplicateAction, caller, events));

    /// <summary>How many rows belong to an id that stands in several; known once the stage is complete.</summary>
    public long DuplicateRows { get; private set; }

    /// <summary>How many ids were left out because their rows disagree, or because every repeated id is.</summary>
    public long ExcludedAssets { get; private set; }

    /// <summary>How many assets have no value for any attribute and are not sent.</summary>
    public long AssetsWithoutValues { get; private set; }

    /// <summary>How many groups were made so far.</summary>
    public long Groups => Run.RowsOut;

    /// <summary>How many assets are in groups.</summary>
    public long GroupedAssets { get; private set; }

    /// <summary>Takes a payload; one that comes a second time changes nothing.</summary>
    /// <param name="payload">The payload; it must be of this stage's database.</param>
    /// <exception cref="RunDatabaseException">The payload is of another database, or of one that was replaced.</exception>
    public void Add(QualysAttributePayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        RequireSame(payload.DatabasePath, payload.Set);
        Add(new StoredRecord(payload.Number, payload.AssetId, payload.Line, payload.Set.Id));
    }

    /// <summary>Takes every payload in the database.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    public void AddAll(CancellationToken cancellationToken = default)
    {
        RequireStage(ConnectorStage.Payload);
        if (_isReconciled)
        {
            Run.RowsIn = Database.Plan.CountChanges();
            _ranges.AddUpTo(Run.RowsIn);
            return;
        }

        _input.EnsureCapacity((int)Database.Records.Count());
        foreach (StoredRecord record in Database.Records.Read(ConnectorStage.Payload))
        {
            if ((Run.RowsIn & 0xFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            Add(record);
        }
    }

    /// <summary>
    /// Takes the duplicates out, writes the groups, and completes the stage. All of them are in the database before the first is
    /// given: whatever cuts the pipeline short, the plan can be finished.
    /// </summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>The groups in the order of their numbers, as they are asked for.</returns>
    public IEnumerable<QualysPayloadGroup> Complete(CancellationToken cancellationToken = default)
    {
        if (_isReconciled)
        {
            return WriteChanges(cancellationToken).Select(row => new QualysPayloadGroup(
                row.GroupNumber, Database.Records.LoadSet(row.AttributeSetId), row.AssetIds, Database.Path, Run.RunId, row.Function));
        }

        AssetIdsBySet assetIds = WriteGroups(cancellationToken, out List<int> setIds);
        return setIds.Select((setId, i) => new QualysPayloadGroup(
            i + 1, Database.Records.LoadSet(setId), [.. assetIds.Of(setId)], Database.Path, Run.RunId));
    }

    /// <summary>Takes the duplicates out, writes the groups, and completes the stage, without an object for each.</summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    public void CompleteAll(CancellationToken cancellationToken = default)
    {
        if (_isReconciled)
        {
            WriteChanges(cancellationToken);
        }
        else
        {
            WriteGroups(cancellationToken, out _);
        }
    }

    private protected override void EndWriting() => _ranges.Flush();

    // What was taken out as a duplicate was taken out by the comparison.
    private List<GroupRow> WriteChanges(CancellationToken cancellationToken)
    {
        EndWriting();
        List<GroupRow> groups = [.. ChangeGroups.Read(Database, cancellationToken)];
        foreach (GroupRow group in groups)
        {
            Database.Groups.Insert(group.GroupNumber, group.AttributeSetId, group.AssetIds, group.Function);
            Run.RowsOut++;
            GroupedAssets += group.AssetIds.Length;
        }

        PlanDigest.Store(Database, ConnectorStage.Group, PlanDigest.OfGroups(Database, cancellationToken));
        Run.Complete();
        return groups;
    }

    private AssetIdsBySet WriteGroups(CancellationToken cancellationToken, out List<int> setIds)
    {
        EndWriting();
        (DuplicateRows, ExcludedAssets) = Planning.DuplicateRows.Exclude(Database, _input, _duplicateAction);
        AssetIdsBySet assetIds = CollectAssetIds();
        setIds = [];
        foreach (int setId in Database.Groups.ReadSetsInGroupOrder())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ArraySegment<ulong> ids = assetIds.Of(setId);
            if (ids.Count > 0)
            {
                setIds.Add(setId);
                Database.Groups.Insert(setIds.Count, setId, ids);
                Run.RowsOut++;
                GroupedAssets += ids.Count;
            }
        }

        PlanDigest.Store(Database, ConnectorStage.Group, PlanDigest.OfGroups(Database, cancellationToken));
        Warn();
        RequireAny();
        Run.Complete();
        return assetIds;
    }

    private void Add(in StoredRecord record)
    {
        Run.RowsIn++;
        if (_input.TryAdd(record))
        {
            _ranges.Add(record.RecordId);
        }
    }

    private AssetIdsBySet CollectAssetIds()
    {
        AssetIdsBySet assetIds = _input.CollectAssetIds();
        if (Database.Records.FindSetWithoutValues() is { } setId)
        {
            RejectWithoutValues(setId);
            assetIds.Remove(setId);
        }

        return assetIds;
    }

    private void RejectWithoutValues(int setId)
    {
        for (int row = 0; row < _input.Count; row++)
        {
            StoredRecord record = _input[row];
            if (record.AttributeSetId == setId && !_input.IsExcluded(row))
            {
                AssetsWithoutValues++;
                string assetId = record.AssetId.ToString(CultureInfo.InvariantCulture);
                Database.RejectedRows.Insert(
                    new RejectedRow(
                        record.Line, assetId, RejectionReason.NoValues,
                        "no attribute has a value, so there is nothing to send"),
                    ConnectorStage.Group);
            }
        }
    }

    // What somebody picked out of an import may come to nothing; all of it may not.
    private void RequireAny()
    {
        if (GroupedAssets == 0 && Run.RowsIn > 0 && Run.RowsIn >= Database.Records.Count())
        {
            AxoniusExportException nothing = AxoniusExportException.NothingToSend(Database.Path, AssetsWithoutValues, ExcludedAssets);
            Run.Fail(nothing.Message);
            throw nothing;
        }
    }

    private void Warn()
    {
        if (Planning.DuplicateRows.Warning(Database, _duplicateAction, ExcludedAssets) is { } warning)
        {
            Events?.Report(warning);
        }

        if (AssetsWithoutValues > 0)
        {
            Events?.Report(new ConnectorWarning(
                $"Not sent for lack of any value: {Counted.Of(AssetsWithoutValues, "asset")}; see rejected_rows in '{Database.Path}'."));
        }
    }
}
