namespace QualysCustomAttributes.Ledger;

/// <summary>What a key of an asset may be, after calls of which nobody knows what came of them.</summary>
[Flags]
internal enum KeyDoubt
{
    /// <summary>No call is in doubt.</summary>
    None = 0,

    /// <summary>It may have been given a value.</summary>
    MayHaveValue = 1,

    /// <summary>It may have been removed.</summary>
    MayBeMissing = 2,
}
