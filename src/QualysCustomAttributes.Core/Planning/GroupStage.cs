using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys.Updates;
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

    /// <summary>What the record calls what the assets of a group have in common.</summary>
    public const string GroupByOption = "groupBy";

    private readonly DuplicateAction _duplicateAction;
    private readonly StageRanges _ranges;
    private readonly GroupInput _input = new();
    private readonly bool _isReconciled;
    private readonly PayloadGrouping _groupBy;
    private readonly int _batchSize;

    private GroupStage(RunDatabase database, GroupingOptions options, StageCaller caller, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Group, caller, options.Describe(), events)
    {
        _duplicateAction = options.DuplicateAction;
        _batchSize = options.BatchSize;
        _ranges = new StageRanges(database, ConnectorStage.Group);
        _isReconciled = database.IsReconciled;
        _groupBy = options.GroupBy ?? (_isReconciled ? PayloadGrouping.Auto : PayloadGrouping.AttributeSet);
    }

    /// <summary>Begins the stage; what an earlier run of it and of the stages after it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="options">What is done.</param>
    /// <param name="caller">Who runs it.</param>
    /// <param name="events">Takes warnings.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static GroupStage Start(
        string databasePath, GroupingOptions options, StageCaller caller, IProgress<ConnectorEvent>? events = null) =>
        Open(databasePath, caller, database => new GroupStage(database, options, caller, events));

    /// <summary>Begins the stage with the grouping that is usual.</summary>
    /// <inheritdoc cref="Start(string, GroupingOptions, StageCaller, IProgress{ConnectorEvent})"/>
    public static GroupStage Start(
        string databasePath, DuplicateAction duplicateAction, StageCaller caller, IProgress<ConnectorEvent>? events = null) =>
        Start(databasePath, new GroupingOptions { DuplicateAction = duplicateAction }, caller, events);

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
            Run.RowsIn = Database.Changes.Count();
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
        if (!IsBySetAlone)
        {
            return WriteCounted(cancellationToken).Select(row => new QualysPayloadGroup(
                row.GroupNumber, Database.Records.LoadSet(row.AttributeSetId), row.AssetIds, Database.Path, Run.RunId, row.Function));
        }

        AssetIdsBySet assetIds = WriteBySet(cancellationToken, out List<int> setIds);
        return setIds.Select((setId, i) => new QualysPayloadGroup(
            i + 1, Database.Records.LoadSet(setId), [.. assetIds.Of(setId)], Database.Path, Run.RunId));
    }

    /// <summary>Takes the duplicates out, writes the groups, and completes the stage, without an object for each.</summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    public void CompleteAll(CancellationToken cancellationToken = default)
    {
        if (IsBySetAlone)
        {
            WriteBySet(cancellationToken, out _);
        }
        else
        {
            WriteCounted(cancellationToken);
        }
    }

    private protected override void EndWriting() => _ranges.Flush();

    // The calls need not be counted, and an asset is in one group.
    private bool IsBySetAlone => !_isReconciled && _groupBy == PayloadGrouping.AttributeSet;

    private List<GroupRow> WriteCounted(CancellationToken cancellationToken)
    {
        TakeOut();
        IReadOnlyDictionary<(int Set, QualysFunction? Function), long> counts = PayloadGroups.Count(Database, cancellationToken);
        GroupedAssets = counts.Values.Sum();
        IReadOnlyDictionary<QualysFunction, PayloadGrouping> ways = GroupCalls.Choose(Database, counts, _groupBy, _batchSize);
        var places = GroupPlaces.Of(Database, counts.Keys, ways, SingleAttributes.Writing(Database));
        List<GroupRow> groups = [.. PayloadGroups.Make(Database, places, cancellationToken)];
        foreach (GroupRow group in groups)
        {
            Database.Groups.Insert(group.GroupNumber, group.AttributeSetId, group.AssetIds, group.Function);
            Run.RowsOut++;
        }

        Conclude(cancellationToken);
        return groups;
    }

    // What is taken out of a plan that was made by comparison was taken out by that.
    private void TakeOut()
    {
        EndWriting();
        if (!_isReconciled)
        {
            (DuplicateRows, ExcludedAssets) = Planning.DuplicateRows.Exclude(Database, _input, _duplicateAction);
            if (Database.Records.FindSetWithoutValues() is { } setId)
            {
                RejectWithoutValues(setId);
            }
        }
    }

    private AssetIdsBySet WriteBySet(CancellationToken cancellationToken, out List<int> setIds)
    {
        TakeOut();
        AssetIdsBySet assetIds = _input.CollectAssetIds();
        if (Database.Records.FindSetWithoutValues() is { } withoutValues)
        {
            assetIds.Remove(withoutValues);
        }

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

        Conclude(cancellationToken);
        return assetIds;
    }

    private void Conclude(CancellationToken cancellationToken)
    {
        PlanDigest.Store(Database, ConnectorStage.Group, PlanDigest.OfGroups(Database, cancellationToken));
        if (!_isReconciled)
        {
            Warn();
            RequireAny();
        }

        Run.Complete();
    }

    private void Add(in StoredRecord record)
    {
        Run.RowsIn++;
        if (_input.TryAdd(record))
        {
            _ranges.Add(record.RecordId);
        }
    }

    private void RejectWithoutValues(int setId)
    {
        for (int row = 0; row < _input.Count; row++)
        {
            StoredRecord record = _input[row];
            if (record.AttributeSetId == setId && !_input.IsExcluded(row))
            {
                AssetsWithoutValues++;
                Database.RejectedRows.Insert(WithoutValues.Reject(record.Line, record.AssetId), ConnectorStage.Group);
            }
        }
    }

    // What somebody picked out of an import may come to nothing; all of it may not.
    private void RequireAny()
    {
        if (GroupedAssets == 0 && Run.RowsIn >= Database.Records.Count())
        {
            AxoniusExportException nothing = AxoniusExportException.NothingToSend(Database.Path, Database.Path, AssetsWithoutValues, ExcludedAssets);
            Run.Fail(nothing.Message);
            throw nothing;
        }
    }

    private void Warn()
    {
        if (Planning.DuplicateRows.Warning(Database.Path, _duplicateAction, ExcludedAssets) is { } warning)
        {
            Events?.Report(warning);
        }

        if (WithoutValues.Warning(Database.Path, AssetsWithoutValues) is { } unsent)
        {
            Events?.Report(unsent);
        }
    }
}
