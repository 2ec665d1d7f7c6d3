namespace QualysCustomAttributes;

/// <summary>Texts of others as sentences among ours.</summary>
internal static class Sentence
{
    private const string Ends = "!?…。！？";

    /// <summary>The text with a full stop, unless it ends with a mark that ends a sentence already.</summary>
    /// <param name="text">What somebody else said, with or without a full stop.</param>
    public static string Of(string text)
    {
        string bare = text.TrimEnd().TrimEnd('.');
        return bare.Length > 0 && Ends.Contains(bare[^1], StringComparison.Ordinal) ? bare : $"{bare}.";
    }
}
