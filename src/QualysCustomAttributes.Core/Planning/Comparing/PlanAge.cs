using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Whether a plan that was made by comparison still stands on what is known: what it was compared with may have moved on.</summary>
internal static class PlanAge
{
    /// <summary>
    /// Refuses a plan that is stale: another run has written since, or the inventory has been loaded since and nothing of the plan was
    /// sent yet.
    /// </summary>
    /// <exception cref="RunDatabaseException">It is stale.</exception>
    /// <exception cref="LedgerException">The ledger does not know what the run has sent already.</exception>
    public static void RequireCurrent(RunDatabase database, AttributeLedger ledger)
    {
        PlanSourceRow known = database.Plan.FindSource(PlanSource.Ledger)!.Value;
        if (ledger.HasMovedOn(known.State, database.Id))
        {
            throw RunDatabaseException.PlanStale(database.Path, $"another run has changed assets since, by the ledger '{ledger.Path}'");
        }

        // Before a call leaves it is in the ledger.
        if (database.Calls.CountBatches() - ledger.CountBatches(database.Id) is > 0 and var unknown)
        {
            throw LedgerException.Behind(ledger.Path, database.Path, unknown);
        }

        if (database.Calls.Count() == 0 && database.Plan.FindSource(PlanSource.Inventory) is { } inventory
            && FindState(inventory.Path) != inventory.State)
        {
            throw RunDatabaseException.PlanStale(database.Path, $"the inventory '{inventory.Path}' has been loaded since, or is gone");
        }
    }

    private static string? FindState(string path)
    {
        try
        {
            using InventoryAttributes inventory = InventoryAttributes.Open(path);
            return inventory.State;
        }
        catch (InventoryDatabaseException)
        {
            return null;
        }
    }
}
