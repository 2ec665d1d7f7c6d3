using System.Text;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>What is kept of a platform's text: all of it without secrets, unless it is longer than anybody looks up.</summary>
internal static class StoredText
{
    /// <summary>How much is kept, in characters.</summary>
    public const int Longest = 64 * 1024;

    private const int LongestSecret = 16 * 1024;

    /// <summary>How many bytes of a body are enough to tell its text, and that it is longer.</summary>
    public const int MostNeeded = Longest + LongestSecret + 1;

    /// <summary>The text of a body, without secrets.</summary>
    public static string Of(ReadOnlySpan<byte> body, Func<string, string> redact)
    {
        bool isCut = body.Length > Longest + LongestSecret;
        string text = redact(Encoding.UTF8.GetString(isCut ? body[..(Longest + LongestSecret)] : body));

        // A secret that was cut in two is not found: what may be a half of one is not kept.
        int kept = Math.Clamp(isCut ? text.Length - LongestSecret : text.Length, 0, Longest);
        if (kept > 0 && kept < text.Length && char.IsHighSurrogate(text[kept - 1]))
        {
            kept--;
        }

        return kept < text.Length ? $"{text[..kept]}…" : text;
    }
}
