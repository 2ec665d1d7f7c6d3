using System.Globalization;
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
        if (Find(database, ledger) is { } stale)
        {
            throw RunDatabaseException.PlanStale(database.Path, stale, PlanOrigin.Of(database));
        }

        // Before a call leaves it is in the ledger; what was killed before that is on record in the run database alone.
        if (database.Calls.CountAnswered() - ledger.CountBatches(database.Id) is > 0 and var unknown)
        {
            throw LedgerException.Behind(ledger.Path, database.Path, unknown);
        }
    }

    /// <summary>Refuses a plan whose ledger is not there any more: with a new one nobody would know what was confirmed before.</summary>
    /// <exception cref="LedgerException">It is gone.</exception>
    public static void RequireLedger(RunDatabase database)
    {
        if (FindGone(database) is { } path)
        {
            throw LedgerException.Gone(path, database.Path);
        }
    }

    /// <summary>Finds why a plan does not stand any more, for somebody who looks; <see langword="null"/> where it does, or nobody can say.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static string? Find(RunDatabase database)
    {
        try
        {
            if (!database.IsReconciled || database.Plan.FindSource(PlanSource.Ledger) is not { Path: var path })
            {
                return null;
            }

            using AttributeLedger? ledger = File.Exists(path) ? AttributeLedger.OpenForReading(path) : null;
            return FindGone(database) is { } gone ? $"the ledger '{gone}' that it was made with is not there any more"
                : ledger is null ? FindOfInventory(database)
                : Find(database, ledger);
        }
        catch (LedgerException)
        {
            return null;
        }
    }

    private static string? Find(RunDatabase database, AttributeLedger ledger)
    {
        PlanSourceRow known = database.Plan.FindSource(PlanSource.Ledger)!.Value;
        bool isAnother = !ledger.IsOf(known.State)
            || (known.State.Length == 0 && database.Calls.Count() > 0 && LedgerRun.Find(ledger, database.Id, TimeProvider.System) is null);
        return isAnother ? $"the ledger '{ledger.Path}' is another one than it was made with"
            : ledger.IsBefore(known.State) ? $"the ledger '{ledger.Path}' is a copy from before the plan"
            : ledger.FindLaterRun(known.State, database.Id) is { } later
                ? string.Create(CultureInfo.InvariantCulture, $"another run has changed assets since, that of '{later.DatabasePath}' ")
                    + string.Create(CultureInfo.InvariantCulture, $"at {later.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, by the ledger '{ledger.Path}'")
            : FindOfInventory(database);
    }

    private static string? FindOfInventory(RunDatabase database) =>
        database.Calls.Count() == 0 && database.Plan.FindSource(PlanSource.Inventory) is { } inventory
            && FindState(inventory.Path) != inventory.State
            ? $"the inventory '{inventory.Path}' has been loaded since, or is gone"
            : null;

    /// <summary>Finds the ledger that a plan was made with and that is not there any more.</summary>
    // Where none was there when the plan was made, the run makes it.
    public static string? FindGone(RunDatabase database) =>
        database.Plan.FindSource(PlanSource.Ledger) is { } ledger && !File.Exists(ledger.Path)
        && (ledger.State.Length > 0 || database.Calls.Count() > 0 || !Directory.Exists(Path.GetDirectoryName(ledger.Path)))
            ? ledger.Path
            : null;

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
