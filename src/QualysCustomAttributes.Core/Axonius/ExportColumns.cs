namespace QualysCustomAttributes.Axonius;

/// <summary>Where the contract's columns stand in an export.</summary>
/// <param name="AssetId">The place of the ids.</param>
/// <param name="Values">The places of the values, in the contract's order.</param>
/// <param name="Count">How many columns the export has.</param>
internal sealed record ExportColumns(int AssetId, int[] Values, int Count)
{
    /// <summary>The last place of one that is used.</summary>
    public int LastUsed { get; } = Math.Max(AssetId, Values.Max());
}
