using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Reads what a plan that was made by comparison says of each asset and key.</summary>
internal static class PlannedChanges
{
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
