namespace QualysCustomAttributes.Qualys;

/// <summary>What an asset id of Qualys may be: 1 to 19 digits, above zero.</summary>
internal static class QualysAssetIds
{
    /// <summary>The largest id.</summary>
    public const ulong Largest = 9_999_999_999_999_999_999;
}
