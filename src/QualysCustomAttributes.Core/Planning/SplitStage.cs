using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>The fourth stage: splits each group into batches small enough for one request.</summary>
internal sealed class SplitStage : Stage
{
    /// <summary>How many assets a batch has at most unless told otherwise: the reference connector's number; Qualys names none.</summary>
    public const int DefaultBatchSize = 100;

    /// <summary>The largest batch size that is accepted.</summary>
    public const int LargestBatchSize = 10_000;

    /// <summary>What the record calls the size of a batch.</summary>
    public const string BatchSizeOption = "batchSize";

    private readonly int _batchSize;
    private readonly HashSet<int> _groups = [];

    private SplitStage(
        RunDatabase database, int batchSize, StageCaller caller, IProgress<ConnectorEvent>? events, bool isContinued = false)
        : base(database, ConnectorStage.Split, caller, StageOptions.Describe((BatchSizeOption, batchSize)), events, isContinued) =>
        _batchSize = batchSize;

    /// <summary>Begins the stage; what an earlier run of it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="batchSize">How many assets a batch has at most, 1 to <see cref="LargestBatchSize"/>.</param>
    /// <param name="caller">Who runs it.</param>
    /// <param name="events">Takes a warning where the grouping was cut short.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static SplitStage Start(string databasePath, int batchSize, StageCaller caller, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, LargestBatchSize);
        return Open(databasePath, caller, database => new SplitStage(database, batchSize, caller, events));
    }

    /// <summary>Goes on where an earlier run of the stage was cut short; what that wrote stays.</summary>
    /// <inheritdoc cref="Start"/>
    public static SplitStage GoOn(string databasePath, int batchSize, StageCaller caller, IProgress<ConnectorEvent>? events = null) =>
        Open(databasePath, caller, database => new SplitStage(database, batchSize, caller, events, isContinued: true));

    /// <summary>How many batches were made so far.</summary>
    public long Batches => Run.RowsOut;

    /// <summary>Splits a group; one that comes a second time gives no batch.</summary>
    /// <param name="group">The group; it must be of this stage's database.</param>
    /// <returns>The batches; each is in the database when it is given.</returns>
    /// <exception cref="RunDatabaseException">The group is of another database, or of an earlier run of its stage.</exception>
    public IEnumerable<QualysBatch> Add(QualysPayloadGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        RequireSame(group.DatabasePath, group.Set);
        RequireCurrent(ConnectorStage.Group, group.RunId);
        Run.RowsIn++;
        if (!_groups.Add(group.GroupNumber))
        {
            yield break;
        }

        // All of a group before the first of it is given: a group is on record in whole, or not at all.
        int count = (group.Ids.Length + _batchSize - 1) / _batchSize;
        for (int i = 0; i < count; i++)
        {
            ArraySegment<ulong> ids = Piece(group, i);
            Database.Batches.Insert(group.GroupNumber, i + 1, ids.Count, AssetIdList.Format(ids));
            Run.RowsOut++;
        }

        for (int i = 0; i < count; i++)
        {
            yield return new QualysBatch(group.GroupNumber, i + 1, group.Set, Piece(group, i), Database.Path, Run.RunId, group.Function);
        }
    }

    /// <summary>Splits every group in the database.</summary>
    /// <returns>The batches, as they are asked for.</returns>
    public IEnumerable<QualysBatch> ReadAll()
    {
        RequireStage(ConnectorStage.Group);
        return QualysPayloadGroup.ReadAll(Database).SelectMany(Add);
    }

    /// <summary>Splits every group in the database, without an object for each.</summary>
    /// <param name="cancellationToken">Stops the splitting.</param>
    public void AddAll(CancellationToken cancellationToken = default)
    {
        RequireStage(ConnectorStage.Group);
        Database.Groups.ReadIds((groupNumber, assetIds) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Split(groupNumber, assetIds);
        });
    }

    /// <summary>Splits the groups that an earlier run had not come to.</summary>
    /// <param name="cancellationToken">Stops the splitting.</param>
    public void AddRest(CancellationToken cancellationToken)
    {
        RequireStage(ConnectorStage.Group);
        HashSet<int> done = [.. Database.Batches.ReadGroupNumbers()];
        Database.Groups.ReadIds((groupNumber, assetIds) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!done.Contains(groupNumber))
            {
                Split(groupNumber, assetIds);
            }
        });
    }

    /// <summary>Completes the stage: the plan is made, and known by its digest.</summary>
    public void Complete(CancellationToken cancellationToken = default)
    {
        PlanDigest.Store(Database, ConnectorStage.Split, PlanDigest.OfBatches(Database, cancellationToken));
        Run.Complete();
        Database.IsPlannedHere = true;
    }

    private ArraySegment<ulong> Piece(QualysPayloadGroup group, int index)
    {
        int start = index * _batchSize;
        return new ArraySegment<ulong>(group.Ids, start, Math.Min(_batchSize, group.Ids.Length - start));
    }

    // The ids stay the text they are: a batch is a piece of its group's list.
    private void Split(int groupNumber, ReadOnlySpan<byte> assetIds)
    {
        Run.RowsIn++;
        for (int batchNumber = 1; !assetIds.IsEmpty; batchNumber++)
        {
            int length = AssetIdList.LengthOfFirst(assetIds, _batchSize, out int count);
            Database.Batches.Insert(groupNumber, batchNumber, count, assetIds[..length]);
            Run.RowsOut++;
            assetIds = assetIds[Math.Min(assetIds.Length, length + 1)..];
        }
    }
}
