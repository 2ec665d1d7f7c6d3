namespace Bench.Exports;

/// <summary>What a run over an export must come to, by the rules of the data contract.</summary>
internal sealed record ExportTally
{
    /// <summary>How many assets a batch has at most.</summary>
    public const int BatchSize = 100;

    public required long Bytes { get; init; }

    public required long Rows { get; init; }

    /// <summary>Usable ids; a row with several counts several times.</summary>
    public required long Assets { get; init; }

    /// <summary>Rows without an id, and ids that are none.</summary>
    public required long Rejected { get; init; }

    /// <summary>Rows whose id stands in another row too.</summary>
    public required long DuplicateRows { get; init; }

    /// <summary>Ids that are left out because their rows disagree.</summary>
    public required long ExcludedAssets { get; init; }

    public required long AssetsWithoutValues { get; init; }

    public required long AssetsPlanned { get; init; }

    public required long Groups { get; init; }

    public required long Batches { get; init; }
}
