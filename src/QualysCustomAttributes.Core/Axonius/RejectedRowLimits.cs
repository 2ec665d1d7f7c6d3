using System.Text;

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

    /// <summary>The raw text of a row, as much of it as is kept.</summary>
    public static string TextOf(ReadOnlySpan<byte> raw) =>
        Cut(Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, RawBytes)]), RawCharacters);

    /// <summary>What stands for an id, as much of it as is kept.</summary>
    public static string IdOf(ReadOnlySpan<byte> id) => Cut(Encoding.UTF8.GetString(id[..Math.Min(id.Length, RawBytes)]), IdCharacters);

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
