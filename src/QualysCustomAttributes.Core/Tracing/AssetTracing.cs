using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Tracing;

/// <summary>Traces assets through a run database, an inventory and a ledger. Nothing is written, and nobody who works on them is disturbed.</summary>
internal sealed class AssetTracing
{
    // Of so many assets each table is gone through once.
    private const int AtOnce = 500;

    /// <summary>The run database; <see langword="null"/> for none.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>The inventory, or its folder; <see langword="null"/> for the one that the run was compared with.</summary>
    public string? InventoryPath { get; init; }

    /// <summary>The ledger; <see langword="null"/> for the one that the run was compared with.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Traces assets, in the order in which they are given, each once.</summary>
    /// <param name="assetIds">The assets.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>What is known of each; of one of which nothing is known, that (<see cref="QualysAssetTrace.IsKnown"/>).</returns>
    /// <exception cref="AssetTraceException">There is nothing to look in.</exception>
    /// <exception cref="RunDatabaseException">The run database cannot be read.</exception>
    /// <exception cref="InventoryDatabaseException">The inventory was named and cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger was named and cannot be read.</exception>
    public IEnumerable<QualysAssetTrace> Read(IEnumerable<ulong> assetIds, CancellationToken stop)
    {
        if (DatabasePath is null && InventoryPath is null && LedgerPath is null)
        {
            throw AssetTraceException.NowhereToLook();
        }

        foreach (ulong[] some in assetIds.Distinct().Chunk(AtOnce))
        {
            // Closed before the first is given, for somebody may want to write then.
            foreach (QualysAssetTrace trace in ReadSome(some, stop))
            {
                stop.ThrowIfCancellationRequested();
                yield return trace;
            }
        }
    }

    private IReadOnlyList<QualysAssetTrace> ReadSome(ulong[] assetIds, CancellationToken stop)
    {
        using RunDatabase? database = DatabasePath is { } path ? RunDatabase.OpenForReading(path) : null;

        // One view of it, whatever is written meanwhile.
        database?.Execute("BEGIN");
        PlanOrigin? origin = database is null ? null : PlanOrigin.Of(database);
        List<string> notes = database is null ? [] : [.. TracedRun.NotesOf(database)];
        using InventoryAttributes? inventory = Open(
            InventoryPath, origin?.InventoryPath, InventoryReading.Locate, "inventory", InventoryAttributes.Open, notes);
        using AttributeLedger? ledger = Open(
            LedgerPath, origin?.LedgerPath, Path.GetFullPath, "ledger", AttributeLedger.OpenForReading, notes);
        IReadOnlyList<QualysAssetTrace> traces = database is null
            ? [.. assetIds.Select(id => new QualysAssetTrace(id))]
            : TracedRun.Read(database, assetIds, stop);
        foreach (QualysAssetTrace trace in traces)
        {
            stop.ThrowIfCancellationRequested();
            trace.Notes = notes;
            trace.InventoryPath = inventory?.Path;
            trace.LedgerPath = ledger?.Path;
            TracedKnowledge.Add(trace, database?.Contract.Keys, inventory, ledger);
            trace.LedgerRunId = ledger is null || database is null ? null : LedgerRun.Find(ledger, database.Id, TimeProvider.System)?.RunId;
            (trace.Outcome, trace.Summary) = TracedOutcome.Of(trace, database);
        }

        return traces;
    }

    // What somebody names has to be there; what a run was compared with may be gone by now, and the rest of the story still stands.
    private static T? Open<T>(
        string? named, string? recorded, Func<string, string> locate, string what, Func<string, T> open, List<string> notes)
        where T : class
    {
        if (named is not null)
        {
            return open(named);
        }

        if (recorded is null)
        {
            return null;
        }

        if (!File.Exists(locate(recorded)))
        {
            notes.Add($"The {what} '{recorded}' that the run was compared with is not there any more.");
            return null;
        }

        try
        {
            return open(recorded);
        }
        catch (ConnectorException exception) when (exception is LedgerException or InventoryDatabaseException)
        {
            notes.Add($"The {what} that the run was compared with cannot be read: {exception.Message}");
            return null;
        }
    }
}
