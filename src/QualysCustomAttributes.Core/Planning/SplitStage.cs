using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>The fourth stage: splits each group into batches small enough for one request.</summary>
internal sealed class SplitStage : Stage
{
    /// <summary>How many assets a batch has at most unless told otherwise: the reference connector's number; Qualys names none.</summary>
    public const int DefaultBatchSize = 100;

    /// <summary>The largest batch size that is accepted.</summary>
    public const int LargestBatchSize = 10_000;

    private readonly int _batchSize;
    private readonly HashSet<int> _groups = [];

    private SplitStage(RunDatabase database, int batchSize, string command, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Split, command, StageOptions.Describe(("batchSize", batchSize)), events) =>
        _batchSize = batchSize;

    /// <summary>Begins the stage; what an earlier run of it wrote is replaced.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="batchSize">How many assets a batch has at most, 1 to <see cref="LargestBatchSize"/>.</param>
    /// <param name="command">The command that runs, for the record.</param>
    /// <param name="events">Takes a warning where the grouping was cut short.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or has calls to Qualys on record.</exception>
    public static SplitStage Start(string databasePath, int batchSize, string command, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batchSize, LargestBatchSize);
        return Open(databasePath, database => new SplitStage(database, batchSize, command, events));
    }

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

        int batchNumber = 0;
        for (int start = 0; start < group.Ids.Length; start += _batchSize)
        {
            var ids = new ArraySegment<ulong>(group.Ids, start, Math.Min(_batchSize, group.Ids.Length - start));
            var batch = new QualysBatch(group.GroupNumber, ++batchNumber, group.Set, ids, Database.Path, Run.RunId);
            Database.Batches.Insert(batch.GroupNumber, batch.BatchNumber, batch.Count, AssetIdList.Format(ids));
            Run.RowsOut++;
            yield return batch;
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

    /// <summary>Completes the stage.</summary>
    public void Complete() => Run.Complete();

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
