namespace QualysCustomAttributes.Planning;

/// <summary>Which run is undone, and against what.</summary>
internal sealed record UndoOptions
{
    /// <summary>The run database of the run that is undone.</summary>
    public required string RunPath { get; init; }

    /// <summary>
    /// What it is compared with. A ledger that is named counts, else it is the one that the run wrote into; the inventory may be left out.
    /// </summary>
    public ComparisonOptions Comparison { get; init; } = new();
}
