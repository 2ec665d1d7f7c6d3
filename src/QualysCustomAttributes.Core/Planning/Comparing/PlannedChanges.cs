using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Reads what a plan that was made by comparison says of each asset and key.</summary>
internal static class PlannedChanges
{
    /// <summary>Reads the plan that a run database has, by asset id and in the contract's order of keys. Nothing is compared anew.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="withEqual">Whether keys are among them of which nothing differs.</param>
    /// <exception cref="RunDatabaseException">Its plan was not made by comparison, or not to its end.</exception>
    public static IEnumerable<AttributeChange> ReadKept(RunDatabase database, bool withEqual)
    {
        ArgumentNullException.ThrowIfNull(database);
        RunRow made = database.Runs.FindCurrent(ConnectorStage.Compare) ?? throw RunDatabaseException.NotCompared(database.Path);
        if (made.Outcome != RunOutcome.Complete)
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "the comparison with what Qualys holds was cut short", PlanOrigin.Of(database));
        }

        PlanCheck.RequireSameComparison(database, CancellationToken.None);
        return Read(database, made.RunId, withEqual);
    }

    /// <summary>Reads what the plan has of one asset, in the contract's order of keys; nothing where it was not made by comparison.</summary>
    public static IEnumerable<AttributeChange> ReadOf(RunDatabase database, ulong assetId)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (database.Runs.FindCurrent(ConnectorStage.Compare) is not { } compared)
        {
            return [];
        }

        var plan = new PlanIdentity(database.Path, database.Id, compared.RunId);
        return database.Plan.ReadKeysOfAsset(assetId).Select(row => new AttributeChange(plan, row));
    }

    /// <summary>Reads it, by asset id and in the contract's order of keys.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="runId">The stage that made the plan.</param>
    /// <param name="withEqual">Whether keys are among them of which nothing differs.</param>
    public static IEnumerable<AttributeChange> Read(RunDatabase database, long runId, bool withEqual)
    {
        var plan = new PlanIdentity(database.Path, database.Id, runId);
        foreach (PlanKeyRow row in database.Plan.ReadKeys())
        {
            if (withEqual || row.Reason != nameof(ChangeReason.Equal))
            {
                yield return new AttributeChange(plan, row);
            }
        }
    }
}
