namespace QualysCustomAttributes.Planning;

/// <summary>
/// The one rule of what is to be done with a key of an asset. It follows from the known and the desired value alone, so it is asked
/// once for each pair of them, however many assets have it.
/// </summary>
internal static class AttributeDifference
{
    /// <summary>Compares one key of an asset.</summary>
    /// <param name="known">What Qualys is known to hold.</param>
    /// <param name="desired">What the export says; empty where it says nothing.</param>
    /// <param name="asset">Where the asset stands.</param>
    /// <param name="rules">What is asked for.</param>
    public static (ChangeAction Action, ChangeReason Reason) Of(
        KnownAttribute known, string desired, AssetStanding asset, ComparisonRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (desired.Length == 0 && known is { Value: null, IsInDoubt: false })
        {
            return (ChangeAction.None, ChangeReason.Equal);
        }

        if (asset == AssetStanding.Unknown)
        {
            return (ChangeAction.Withheld, ChangeReason.UnknownAsset);
        }

        if (string.Equals(known.Value, desired, StringComparison.Ordinal) && !known.IsInDoubt)
        {
            return (ChangeAction.None, ChangeReason.Equal);
        }

        if (known.IsOfOthers)
        {
            return (ChangeAction.Withheld, ChangeReason.NotOurs);
        }

        (ChangeAction action, ChangeReason reason) = desired.Length == 0 ? OfRemoval(known, asset, rules) : OfValue(known, rules);
        bool isSent = action is ChangeAction.Add or ChangeAction.Update or ChangeAction.Remove;
        bool isSameAgain = isSent && known.Sent?.IsSameAgain(known.Value, desired.Length == 0 ? null : desired) == true;
        return (action, isSameAgain ? ChangeReason.InDoubt : reason);
    }

    // Only what was written for it leaves with an asset: one that was never in an export of ours has not left it.
    private static (ChangeAction Action, ChangeReason Reason) OfRemoval(KnownAttribute known, AssetStanding asset, ComparisonRules rules) => asset switch
    {
        AssetStanding.Left or AssetStanding.PerhapsLeft when rules.WhenAssetLeaves == AssetLeavesAction.Keep || !IsOfUs(known) =>
            (ChangeAction.None, ChangeReason.Left),
        AssetStanding.Left => (ChangeAction.Remove, ChangeReason.Left),
        AssetStanding.PerhapsLeft => (ChangeAction.Withheld, ChangeReason.Left),
        AssetStanding.InExportInPart when rules.RemoveStale => (ChangeAction.Withheld, ChangeReason.Emptied),
        _ => (rules.RemoveStale ? ChangeAction.Remove : ChangeAction.None, ChangeReason.Emptied),
    };

    private static bool IsOfUs(KnownAttribute known) => known.IsInDoubt || (known.WasWritten && known.Written is not null);

    private static (ChangeAction Action, ChangeReason Reason) OfValue(KnownAttribute known, ComparisonRules rules)
    {
        ChangeAction action = known.Value is null ? ChangeAction.Add : ChangeAction.Update;
        return !known.HasDrifted || known.IsInDoubt ? (action, known.Value is null ? ChangeReason.New : ChangeReason.Changed)
            : rules.WhenDrifted == DriftAction.Keep ? (ChangeAction.Withheld, ChangeReason.Drifted)
            : (action, ChangeReason.Drifted);
    }
}

/// <summary>Where an asset stands between the export and what Qualys is known to hold.</summary>
internal enum AssetStanding
{
    /// <summary>The export has it.</summary>
    InExport,

    /// <summary>The export has it, in rows of which some lack cells: an empty value may be one that is missing.</summary>
    InExportInPart,

    /// <summary>The export has it, and Qualys does not.</summary>
    Unknown,

    /// <summary>The export does not have it.</summary>
    Left,

    /// <summary>It may be in a row of the export that was rejected before its ids could be read, or that is missing.</summary>
    PerhapsLeft,
}
