using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Runs;

/// <summary>What a plan that was made by comparison was made of, for whoever makes it again.</summary>
/// <param name="ExportPath">The export; <see langword="null"/> where a run is undone.</param>
/// <param name="UndonePath">The run that is undone, or <see langword="null"/>.</param>
/// <param name="InventoryPath">The inventory, or <see langword="null"/>.</param>
/// <param name="LedgerPath">The ledger, or <see langword="null"/>.</param>
/// <param name="Api">The API host, where it is on record.</param>
internal sealed record PlanOrigin(string? ExportPath, string? UndonePath, string? InventoryPath, string? LedgerPath, QualysAddress? Api)
{
    /// <summary>Reads it.</summary>
    public static PlanOrigin Of(RunDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new PlanOrigin(
            database.Runs.FindExportPath(), database.Plan.FindSource("Undone")?.Path, database.Plan.FindSource("Inventory")?.Path,
            database.Plan.FindSource("Ledger")?.Path, RunTarget.Find(database)?.Api);
    }
}
