namespace Bench.Inventory;

/// <summary>What is measured of the inventory.</summary>
internal sealed record InventoryComparisonOptions
{
    /// <summary>How many assets the sandbox has.</summary>
    public required int Assets { get; init; }

    /// <summary>Other numbers of assets, at which the memory of the whole job is looked at.</summary>
    public required IReadOnlyList<int> MemoryAssets { get; init; }

    /// <summary>The average size of an asset in bytes of JSON.</summary>
    public required int AssetBytes { get; init; }

    /// <summary>How long the sandbox takes for a page before it sends it, beside none at all.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>How often each program runs.</summary>
    public required int Runs { get; init; }

    /// <summary>The command line to measure instead of the one that is built.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Where pages and databases go, and are deleted again.</summary>
    public required string Folder { get; init; }
}
