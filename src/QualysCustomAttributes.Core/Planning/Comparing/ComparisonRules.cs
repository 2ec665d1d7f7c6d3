namespace QualysCustomAttributes.Planning;

/// <summary>What happens to the values of an asset that is not in the export any more.</summary>
public enum AssetLeavesAction : long
{
    /// <summary>They stay.</summary>
    Keep,

    /// <summary>They are removed.</summary>
    Remove,
}

/// <summary>What happens to a value that somebody else has changed.</summary>
public enum DriftAction : long
{
    /// <summary>It becomes what the export says.</summary>
    Overwrite,

    /// <summary>It stays, and is told.</summary>
    Keep,
}

/// <summary>What is asked for beside the desired values themselves.</summary>
internal sealed record ComparisonRules
{
    /// <summary>Whether a key that the export has empty is removed.</summary>
    public bool RemoveStale { get; init; }

    /// <summary>What happens to the values of an asset that is not in the export any more.</summary>
    public AssetLeavesAction WhenAssetLeaves { get; init; }

    /// <summary>What happens to a value that somebody else has changed.</summary>
    public DriftAction WhenDrifted { get; init; }
}
