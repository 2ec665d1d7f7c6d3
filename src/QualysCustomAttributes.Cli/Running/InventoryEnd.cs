using QualysCustomAttributes.Inventory;

namespace QualysCustomAttributes.Cli.Running;

/// <summary>How a run of the inventory came to its end.</summary>
internal sealed record InventoryEnd(RunEnd End) : RunEnd(End)
{
    /// <summary>What came of it, where it went to its end.</summary>
    public InventorySummary? Summary { get; init; }

    /// <summary>How many pages of all its runs the database had before it.</summary>
    public long PagesBefore { get; init; }
}
