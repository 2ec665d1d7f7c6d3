namespace QualysCustomAttributes.Axonius;

/// <summary>How much of a rejected row is kept.</summary>
internal static class RejectedRowLimits
{
    /// <summary>The raw text of a row is cut after so many characters.</summary>
    public const int RawCharacters = 4096;

    /// <summary>The raw text of an over-long row is collected up to so many bytes.</summary>
    public const int RawBytes = 4 * RawCharacters;

    /// <summary>What stands for an id is cut after so many characters.</summary>
    public const int IdCharacters = 200;

    /// <summary>Cuts the raw text of a row.</summary>
    public static string CutRaw(string raw) => Cut(raw, RawCharacters);

    /// <summary>Cuts what stands for an id.</summary>
    public static string CutId(string id) => Cut(id, IdCharacters);

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Never between the halves of a character beyond the basic plane.
        int length = most - (char.IsHighSurrogate(text[most - 1]) ? 1 : 0);
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
