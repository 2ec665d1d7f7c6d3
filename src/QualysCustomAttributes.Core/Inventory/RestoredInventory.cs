namespace QualysCustomAttributes.Inventory;

/// <summary>What came of making an inventory database anew.</summary>
public sealed class RestoredInventory
{
    /// <summary>The folder of the pages.</summary>
    public string Folder { get; internal init; } = "";

    /// <summary>The database.</summary>
    public string DatabasePath { get; internal init; } = "";

    /// <summary>How many assets it has.</summary>
    public long Assets { get; internal init; }

    /// <summary>How many pages were loaded.</summary>
    public int Pages { get; internal init; }

    /// <summary>How many pages could not be read, and were left out.</summary>
    public int PagesLeftOut { get; internal init; }

    /// <summary>
    /// From when on the next export has to ask, so that nothing is missing: the runs of which every page is there have brought
    /// what was updated before. The beginning of 1970, which is all assets, where there is no such run. A run that asked for
    /// chosen assets or fields looks like any other here.
    /// </summary>
    public DateTimeOffset ContinueFrom { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The numbers in a line: "1,000 assets restored from 4 pages, 1 page left out".</summary>
    /// <returns>The line.</returns>
    public override string ToString() =>
        $"{Counted.Of(Assets, "asset")} restored from {Counted.Of(Pages, "page")}"
        + (PagesLeftOut > 0 ? $", {Counted.Of(PagesLeftOut, "page")} left out" : "");
}
