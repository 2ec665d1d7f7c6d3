using System.Buffers.Text;

namespace QualysCustomAttributes.Runs;

/// <summary>A list of asset ids as the tables have it: ids with commas between them.</summary>
internal static class AssetIdList
{
    private const int LongestId = 20;

    public static byte[] Format(IReadOnlyList<ulong> assetIds)
    {
        byte[] buffer = new byte[assetIds.Count * (LongestId + 1)];
        int length = 0;
        for (int i = 0; i < assetIds.Count; i++)
        {
            if (i > 0)
            {
                buffer[length++] = (byte)',';
            }

            Utf8Formatter.TryFormat(assetIds[i], buffer.AsSpan(length), out int written);
            length += written;
        }

        return buffer[..length];
    }

    /// <summary>Finds where the first ids of a list end.</summary>
    /// <param name="text">The list.</param>
    /// <param name="atMost">How many ids are wanted.</param>
    /// <param name="count">How many there are, up to that.</param>
    /// <returns>The length of their text, without the comma behind.</returns>
    public static int LengthOfFirst(ReadOnlySpan<byte> text, int atMost, out int count)
    {
        int length = -1;
        for (count = 0; count < atMost && length < text.Length; count++)
        {
            int comma = text[(length + 1)..].IndexOf((byte)',');
            length = comma < 0 ? text.Length : length + 1 + comma;
        }

        return length;
    }

    public static ulong[] Parse(ReadOnlySpan<byte> text)
    {
        ulong[] assetIds = new ulong[text.Count((byte)',') + (text.IsEmpty ? 0 : 1)];
        for (int i = 0; i < assetIds.Length; i++)
        {
            if (!Utf8Parser.TryParse(text, out assetIds[i], out int consumed))
            {
                throw new FormatException($"'{System.Text.Encoding.UTF8.GetString(text)}' is no list of asset ids.");
            }

            text = text[Math.Min(text.Length, consumed + 1)..];
        }

        return assetIds;
    }
}
