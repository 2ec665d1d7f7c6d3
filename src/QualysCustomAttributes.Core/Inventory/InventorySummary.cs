namespace QualysCustomAttributes.Inventory;

/// <summary>What came of an export of the inventory.</summary>
public sealed record InventorySummary
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>When the run began; earlier than this command where an unfinished run went on.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Only assets updated since were brought.</summary>
    public required DateTimeOffset LastUpdatedAfter { get; init; }

    /// <summary>Whether an unfinished run went on.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>How many assets there are, by the count of Qualys.</summary>
    public required long Expected { get; init; }

    /// <summary>How many assets of the run the database has.</summary>
    public required long Loaded { get; init; }

    /// <summary>How many pages the run has.</summary>
    public required int Pages { get; init; }

    /// <summary>How many of them were downloaded now.</summary>
    public required int PagesDownloaded { get; init; }

    /// <summary>How long this command took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How many assets fewer were loaded than counted.</summary>
    public long Shortfall => Math.Max(0, Expected - Loaded);

    /// <summary>The numbers in a line: "998 assets of 1,000 loaded from 4 pages, 2 assets missing".</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{Counted.Of(Loaded, "asset")} of {Expected:N0} loaded from {Counted.Of(Pages, "page")}"
        + (Shortfall > 0 ? $", {Counted.Of(Shortfall, "asset")} missing" : "");
}
