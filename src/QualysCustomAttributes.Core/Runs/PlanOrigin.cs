using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Runs;

/// <summary>What a plan was made of, for whoever makes it again.</summary>
/// <param name="ExportPath">The export; <see langword="null"/> where a run is undone.</param>
/// <param name="UndonePath">The run that is undone, or <see langword="null"/>.</param>
/// <param name="InventoryPath">The inventory, or <see langword="null"/>.</param>
/// <param name="LedgerPath">The ledger, or <see langword="null"/>.</param>
/// <param name="Api">The API host, where it is on record.</param>
/// <param name="IsCompared">Whether it was made by comparison with what Qualys is known to hold.</param>
/// <param name="Function">What is done with the attributes where it was not; <see langword="null"/> where that is not on record.</param>
internal sealed record PlanOrigin(
    string? ExportPath, string? UndonePath, string? InventoryPath, string? LedgerPath, QualysAddress? Api, bool IsCompared, string? Function)
{
    /// <summary>Reads it.</summary>
    public static PlanOrigin Of(RunDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new PlanOrigin(
            database.Runs.FindExportPath(), database.Plan.FindSource("Undone")?.Path, database.Plan.FindSource("Inventory")?.Path,
            database.Plan.FindSource("Ledger")?.Path, RunTarget.Find(database)?.Api, database.IsReconciled,
            database.IsReconciled ? null : database.Executions.FindFunction().Function?.Name);
    }
}
