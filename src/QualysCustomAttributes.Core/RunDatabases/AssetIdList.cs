using System.Buffers.Text;

namespace QualysCustomAttributes.RunDatabases;

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
