using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// What somebody looks at of the plan that a run database has: nothing is written, nobody who works on it is disturbed, and a plan that
/// was changed since it was made is refused.
/// </summary>
internal sealed record PlanLook
{
    /// <summary>The groups that are asked for; all where none is.</summary>
    public IReadOnlyCollection<int> GroupNumbers { get; init; } = [];

    /// <summary>The assets that are asked for; all where none is.</summary>
    public IReadOnlyCollection<ulong> AssetIds { get; init; } = [];

    /// <summary>The outcomes that are asked for; all where none is.</summary>
    public IReadOnlyCollection<UpdateOutcome> Outcomes { get; init; } = [];

    /// <summary>Reads the groups.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read, the plan was changed, or it has not what was asked for.</exception>
    public IEnumerable<QualysPayloadGroup> ReadGroups(string databasePath) => Read(
        databasePath, ConnectorStage.Group, database => QualysPayloadGroup.ReadAll(database).Where(group => IsAsked(group.GroupNumber, group.AssetIds)));

    /// <summary>Reads the batches with what is on record of each.</summary>
    /// <inheritdoc cref="ReadGroups"/>
    public IEnumerable<QualysBatch> ReadBatches(string databasePath) => Read(
        databasePath, ConnectorStage.Split, database => QualysBatch.Read(database, database.Batches.ReadCounts().Select(each => each.Key))
            .Where(batch => IsAsked(batch.GroupNumber, batch.AssetIds) && (Outcomes.Count == 0 || Outcomes.Contains(batch.Outcome))));

    /// <summary>Reads what a plan that was made by comparison does with each key that differs.</summary>
    /// <inheritdoc cref="ReadGroups"/>
    public IEnumerable<AttributeChange> ReadChanges(string databasePath) => Read(
        databasePath, ConnectorStage.Compare, database => PlannedChanges.ReadKept(database, withEqual: false)
            .Where(change => AssetIds.Count == 0 || AssetIds.Contains(change.AssetId)));

    private IEnumerable<T> Read<T>(string databasePath, ConnectorStage stage, Func<RunDatabase, IEnumerable<T>> read)
    {
        using RunDatabase database = RunDatabase.OpenForReading(databasePath);
        if (stage != ConnectorStage.Compare)
        {
            PlanCheck.RequireUnchangedIfMade(database, stage, CancellationToken.None);
        }

        bool isAny = false;
        foreach (T each in read(database))
        {
            isAny = true;
            yield return each;
        }

        if (!isAny && Missing(database, stage) is { } missing)
        {
            throw RunDatabaseException.NotInPlan(database.Path, missing);
        }
    }

    private bool IsAsked(int groupNumber, IEnumerable<ulong> assetIds) =>
        (GroupNumbers.Count == 0 || GroupNumbers.Contains(groupNumber)) && (AssetIds.Count == 0 || assetIds.Any(AssetIds.Contains));

    // Where nothing is there: what was asked for by its name and is not in the plan.
    private string? Missing(RunDatabase database, ConnectorStage stage)
    {
        int[] groups = [.. GroupNumbers.Except(database.Groups.ReadNumbers())];
        if (groups.Length > 0)
        {
            return $"no group {groups[0]}";
        }

        IEnumerable<ulong> there = stage == ConnectorStage.Compare ? AssetIds.Where(database.Plan.Has) : database.Groups.Read().SelectMany(group => group.AssetIds);
        ulong[] assets = AssetIds.Count == 0 ? [] : [.. AssetIds.Except(there)];
        return assets.Length == 0 ? null : database.Records.ExplainAbsence(assets[0]);
    }
}
