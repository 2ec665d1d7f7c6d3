using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>What the latest run of an inventory came to, as its database has it on record; also of a run that ended early.</summary>
internal sealed record InventoryReport
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Only assets updated since were asked for.</summary>
    public required DateTimeOffset LastUpdatedAfter { get; init; }

    /// <summary>How many assets a page has at most.</summary>
    public required int PageSize { get; init; }

    /// <summary>How many assets Qualys counted, or <see langword="null"/> where the run did not get that far.</summary>
    public long? Expected { get; init; }

    /// <summary>How many assets of the run the database has.</summary>
    public required long Loaded { get; init; }

    /// <summary>How many pages of the run are loaded.</summary>
    public required long Pages { get; init; }

    /// <summary>How many pages of all runs are on record.</summary>
    public required long PagesOfAllRuns { get; init; }

    /// <summary>Reads the report of an inventory database.</summary>
    /// <param name="databasePath">The inventory database.</param>
    /// <returns>The report, or <see langword="null"/> where there was no run.</returns>
    /// <exception cref="InventoryDatabaseException">The database cannot be read.</exception>
    public static InventoryReport? Read(string databasePath)
    {
        InventoryReading.RequireFile(databasePath);
        using SqliteFile file = SqliteFile.Open(databasePath, InventoryDatabaseErrors.Instance);
        file.RequireOwn(InventoryDatabaseErrors.Instance);
        using Statement select = file.Prepare(
            """
            SELECT started_at, last_updated_after, page_size, expected, assets, pages, (SELECT COUNT(*) FROM inventory_page)
            FROM inventory_run ORDER BY run_id DESC LIMIT 1
            """);
        return !select.Step() ? null : new InventoryReport
        {
            StartedAt = InventoryTime.Parse(select.Text(0)),
            LastUpdatedAfter = InventoryTime.Parse(select.Text(1)),
            PageSize = (int)select.Int64(2),
            Expected = select.IsNull(3) ? null : select.Int64(3),
            Loaded = select.Int64(4),
            Pages = select.Int64(5),
            PagesOfAllRuns = select.Int64(6),
        };
    }

    /// <summary>Reads the report before a run: whatever is wrong with the file, the run itself finds it and words it.</summary>
    /// <param name="databasePath">The inventory database, which need not be there.</param>
    /// <returns>The report, or <see langword="null"/> where there is none that could be read.</returns>
    public static InventoryReport? TryRead(string databasePath)
    {
        try
        {
            return File.Exists(databasePath) ? Read(databasePath) : null;
        }
        catch (InventoryDatabaseException)
        {
            return null;
        }
    }
}
