namespace QualysCustomAttributes.Planning;

/// <summary>Why an attribute of an asset is, or is not, changed.</summary>
public enum ChangeReason : long
{
    /// <summary>Known and desired value are equal.</summary>
    Equal,

    /// <summary>The asset is not known to have the key.</summary>
    New,

    /// <summary>The export says another value than the known one.</summary>
    Changed,

    /// <summary>The known value is neither what was written last nor what the export says: somebody else changed it, or Qualys did not apply it.</summary>
    Drifted,

    /// <summary>The export has the key empty, and the asset has a value.</summary>
    Emptied,

    /// <summary>The asset is not in the export any more, and has a value.</summary>
    Left,

    /// <summary>The inventory lays the value to another connector.</summary>
    NotOurs,

    /// <summary>A whole and recent inventory does not have the asset.</summary>
    UnknownAsset,

    /// <summary>The value is the one that the run wrote which is undone.</summary>
    Undone,

    /// <summary>It was sent before, and no answer is on record, or the asset was not found when it was read back: it is sent again.</summary>
    InDoubt,
}
