namespace QualysCustomAttributes.Inventory;

/// <summary>What came of an export of the inventory.</summary>
public sealed class InventorySummary
{
    /// <summary>The folder.</summary>
    public string Folder { get; internal init; } = "";

    /// <summary>The database.</summary>
    public string DatabasePath { get; internal init; } = "";

    /// <summary>When the run began; earlier than this command where an unfinished run went on.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>Only assets updated since were brought.</summary>
    public DateTimeOffset LastUpdatedAfter { get; internal init; }

    /// <summary>Whether an unfinished run went on.</summary>
    public bool IsResumed { get; internal init; }

    /// <summary>How many assets there are, by the count of Qualys.</summary>
    public long Expected { get; internal init; }

    /// <summary>How many assets of the run the database has.</summary>
    public long Loaded { get; internal init; }

    /// <summary>How many pages the run has.</summary>
    public int Pages { get; internal init; }

    /// <summary>How many of them were downloaded now.</summary>
    public int PagesDownloaded { get; internal init; }

    /// <summary>How long this command took.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>How many assets fewer were loaded than counted.</summary>
    public long Shortfall => Math.Max(0, Expected - Loaded);

    /// <summary>The numbers in a line: "998 assets of 1,000 loaded from 4 pages, 2 assets missing".</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{Counted.Of(Loaded, "asset")} of {Expected:N0} loaded from {Counted.Of(Pages, "page")}"
        + (Shortfall > 0 ? $", {Counted.Of(Shortfall, "asset")} missing" : "");
}
