namespace QualysCustomAttributes.Axonius;

/// <summary>Why an input row, or one id of it, was not used.</summary>
public enum RejectionReason : long
{
    /// <summary>The id cell is empty.</summary>
    NoAssetId,

    /// <summary>An id is not 1 to 19 digits above zero.</summary>
    InvalidAssetId,

    /// <summary>A row of field names or types that the Axonius client writes under the header.</summary>
    SchemaRow,

    /// <summary>A value was cut by Axonius ("...TRIMMED - N characters over …").</summary>
    TrimmedValue,

    /// <summary>The record's quoting is broken.</summary>
    Malformed,

    /// <summary>A value is not valid UTF-8.</summary>
    InvalidText,

    /// <summary>The asset has no value for any attribute, so there is nothing to send.</summary>
    NoValues,

    /// <summary>The id cell holds a number with thousands separators, whose pieces would be other assets.</summary>
    ThousandsSeparators,

    /// <summary>The export ends in the middle of the record.</summary>
    CutShort,

    /// <summary>The record is longer than 32 MiB.</summary>
    TooLong,
}

/// <summary>An input row, or one id of it, that was not used.</summary>
/// <param name="Line">The 1-based line of the export where the row starts.</param>
/// <param name="AssetId">The asset id as written, where one was read.</param>
/// <param name="Reason">Why it was not used.</param>
/// <param name="Detail">What exactly was found.</param>
/// <param name="Raw">The row as it stands in the export, where it could not be taken apart; cut after 4,096 characters.</param>
public sealed record RejectedRow(long Line, string? AssetId, RejectionReason Reason, string Detail, string? Raw = null)
{
    /// <summary>How many records of the export it stands for.</summary>
    internal long Records { get; init; } = 1;
}
