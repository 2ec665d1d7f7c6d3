namespace QualysCustomAttributes.Runs;

/// <summary>What the assets of a group have in common.</summary>
public enum PayloadGrouping : long
{
    /// <summary>All attributes that are sent for them: an asset is in one group. It is the reference connector's rule.</summary>
    AttributeSet,

    /// <summary>One key and its value: an asset is in as many groups as it has attributes to send.</summary>
    Attribute,

    /// <summary>Whichever of the two takes fewer calls, for each function apart.</summary>
    Auto,
}
