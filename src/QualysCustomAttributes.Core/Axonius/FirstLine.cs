namespace QualysCustomAttributes.Axonius;

/// <summary>The first line of a text, without its line break.</summary>
internal static class FirstLine
{
    /// <summary>All of it where there is no line break.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny((byte)'\r', (byte)'\n');
        return end < 0 ? text : text[..end];
    }
}
