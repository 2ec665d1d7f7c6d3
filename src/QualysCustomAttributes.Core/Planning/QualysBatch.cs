using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What one request changes: a part of a group, small enough for Qualys.</summary>
public sealed class QualysBatch
{
    internal QualysBatch(
        int groupNumber,
        int batchNumber,
        AttributeSet set,
        ArraySegment<ulong> assetIds,
        string databasePath,
        long runId,
        QualysFunction? function = null)
    {
        GroupNumber = groupNumber;
        BatchNumber = batchNumber;
        Set = set;
        AssetIds = new ReadableList<ulong>(assetIds);
        DatabasePath = databasePath;
        RunId = runId;
        Function = function;
    }

    /// <summary>The number of the group the batch was split from.</summary>
    public int GroupNumber { get; }

    /// <summary>The batch's number, from 1 in each group.</summary>
    public int BatchNumber { get; }

    /// <summary>How many assets the batch has.</summary>
    public int AssetCount => AssetIds.Count;

    /// <summary>The assets' ids, in the order of the export.</summary>
    public IReadOnlyList<ulong> AssetIds { get; }

    /// <summary>The attributes, in the contract's order.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Set.Attributes;

    /// <summary>
    /// What is done with the attributes, where the plan was made by comparison; <see langword="null"/> where it is the same for all batches.
    /// </summary>
    public QualysFunction? Function { get; }

    /// <summary>The run database in which the batch is kept; the next stage goes on there.</summary>
    public string DatabasePath { get; }

    /// <summary>What was on record of the batch when it was read; one that was just split off is not sent.</summary>
    public UpdateOutcome Outcome { get; private init; } = UpdateOutcome.NotSent;

    /// <summary>What went wrong with it, as it was on record when the batch was read; <see langword="null"/> where nothing did.</summary>
    public string? Error { get; private init; }

    /// <summary>
    /// Whether the batch was chosen to be sent when it was read: a resume takes it, unless it is done. A dry run of a plan of which
    /// nothing was sent yet chooses, too.
    /// </summary>
    public bool Chosen { get; private init; }

    internal AttributeSet Set { get; }

    /// <summary>The run of the stage that gave it.</summary>
    internal long RunId { get; }

    /// <summary>Reads the batches of a plan with what is on record of each, in the plan's order.</summary>
    /// <param name="databasePath">The run database, which is opened to be read alone.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<QualysBatch> Read(string databasePath)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        foreach (QualysBatch batch in Read(database, database.Batches.ReadCounts().Select(each => each.Key)))
        {
            yield return batch;
        }
    }

    /// <summary>Reads batches of a run database.</summary>
    internal static IEnumerable<QualysBatch> Read(RunDatabase database, IEnumerable<BatchKey> keys)
    {
        long runId = database.Runs.FindCurrent(ConnectorStage.Split)?.RunId ?? 0;
        foreach (BatchKey key in keys)
        {
            BatchRow row = database.Batches.Read(key);
            AttributeSet set = database.Records.GetSet(row.AttributeSetId);
            ExecutionRow? onRecord = database.Executions.Find(row.GroupNumber, row.BatchNumber);
            yield return new QualysBatch(row.GroupNumber, row.BatchNumber, set, row.AssetIds, database.Path, runId, row.Function)
            {
                Outcome = onRecord?.Outcome ?? UpdateOutcome.NotSent,
                Error = onRecord?.Error,
                Chosen = onRecord is not null,
            };
        }
    }

    /// <summary>Names the batch as messages do.</summary>
    /// <returns>Group and batch number.</returns>
    public override string ToString() => $"group {GroupNumber} batch {BatchNumber}";
}
