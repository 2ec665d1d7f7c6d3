namespace QualysCustomAttributes.Axonius;

/// <summary>How much of a rejected row is kept.</summary>
internal static class RejectedRowLimits
{
    /// <summary>The raw text of a row is cut after so many characters.</summary>
    public const int RawCharacters = 4096;

    /// <summary>The raw text of an over-long row is collected up to so many bytes.</summary>
    public const int RawBytes = 4 * RawCharacters;
}
