namespace Bench.Reconciling;

/// <summary>What is measured of reconciling.</summary>
internal sealed record ReconciliationOptions
{
    /// <summary>How many assets are planned against an inventory of the same ones.</summary>
    public required int Rows { get; init; }

    /// <summary>How many assets are sent.</summary>
    public required int Assets { get; init; }

    /// <summary>How often each program runs.</summary>
    public required int Runs { get; init; }

    /// <summary>How often a run is killed.</summary>
    public required int Kills { get; init; }

    /// <summary>The command line to measure, or <see langword="null"/> for the one that is built.</summary>
    public string? CommandLine { get; init; }

    /// <summary>Where exports and databases go.</summary>
    public required string Folder { get; init; }
}
