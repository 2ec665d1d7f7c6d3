using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>What one run changed, as the ledger has it: of each asset the changes that were confirmed, or of which nobody knows.</summary>
internal static class RunChanges
{
    /// <summary>Asks, from version 3 on, whether a change that was confirmed was read back, and its asset was not found.</summary>
    public const string WasNotFound =
        "EXISTS (SELECT 1 FROM change_reading r WHERE r.asset_id = a.asset_id AND r.change_id = a.change_id AND r.set_id IS NULL)";

    /// <summary>Reads the changes of a run, by asset in the order of their ids, the earliest change of an asset first.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="runId">The run, as the ledger numbers it.</param>
    public static IEnumerable<RunChange> Read(AttributeLedger ledger, long runId)
    {
        string wasNotFound = ledger.Version >= 3 ? WasNotFound : "0";
        using Statement select = ledger.Prepare(
            $"""
            SELECT a.asset_id, a.before_set_id, c.set_id, a.is_confirmed AND NOT {wasNotFound}
            FROM change_call c CROSS JOIN change_asset a ON a.change_id = c.change_id
            WHERE c.run_id = ?1 AND (a.is_confirmed = 1 OR c.outcome = 'InDoubt' OR {wasNotFound}) ORDER BY a.asset_id, a.change_id
            """);
        select.Bind(1, runId);
        while (select.Step())
        {
            yield return new RunChange(select.AssetId(0), select.Int64(1), select.Int64(2), select.Int64(3) == 1);
        }
    }

    /// <summary>Finds the last run that changed anything after another one.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="runId">The other run, as the ledger numbers it.</param>
    /// <returns>Its run database, as it was called then, or <see langword="null"/> where there is none.</returns>
    public static string? FindLastSince(AttributeLedger ledger, long runId)
    {
        using Statement select = ledger.Prepare(
            """
            SELECT r.database_path FROM change_call c JOIN ledger_run r ON r.run_id = c.run_id
            WHERE c.run_id <> ?1 AND c.change_id > (SELECT MAX(change_id) FROM change_call WHERE run_id = ?1) ORDER BY c.change_id DESC LIMIT 1
            """);
        return select.Bind(1, runId).Step() ? select.TextOrNull(0) : null;
    }
}

/// <summary>One change of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Before">What was known of its keys before, as a set of the ledger.</param>
/// <param name="After">What was written, as a set of the ledger; null stands for a key that was removed.</param>
/// <param name="IsConfirmed">Whether Qualys confirmed it, and its asset was not missing when it was read back; else nobody knows.</param>
internal readonly record struct RunChange(ulong AssetId, long Before, long After, bool IsConfirmed);
