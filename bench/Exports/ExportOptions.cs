namespace Bench.Exports;

/// <summary>What an export is to hold.</summary>
/// <param name="Rows">How many rows under the header.</param>
/// <param name="Distinct">How many different sets of attributes; 0 gives every row one of its own, the worst case.</param>
/// <param name="Seed">The same seed gives the same export.</param>
internal sealed record ExportOptions(long Rows, int Distinct = ExportOptions.DefaultDistinct, int Seed = ExportOptions.DefaultSeed)
{
    /// <summary>About the number of products of a large company.</summary>
    public const int DefaultDistinct = 5_000;

    public const int DefaultSeed = 1;

    /// <summary>Whether a header holds a line break, as real ones do; the Python connector cannot read such an export.</summary>
    public bool HasLineBreakInHeader { get; init; } = true;
}
