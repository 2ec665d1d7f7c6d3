using System.Buffers.Text;
using System.Text;

namespace QualysCustomAttributes.Runs;

/// <summary>A list of asset ids as the tables have it: ids with commas between them.</summary>
internal static class AssetIdList
{
    private const int LongestId = 20;
    private const int LongestIdSent = 19;

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

    /// <summary>The first ids of a list of which the beginning is at hand: at most five, none that may be cut.</summary>
    public static IReadOnlyList<string> Beginning(ReadOnlySpan<byte> text)
    {
        const int most = 5;
        return Encoding.UTF8.GetString(text).Split(',', most + 1)[..Math.Min(most, text.Count((byte)',') + 1)];
    }

    /// <summary>Counts the ids of a list: of 1 to 19 digits, above zero, one comma between two, and at least one.</summary>
    /// <returns>How many there are, or <see langword="null"/> where the text is anything else: it goes into requests.</returns>
    public static int? CountIds(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (true)
        {
            int comma = text.IndexOf((byte)',');
            ReadOnlySpan<byte> digits = comma < 0 ? text : text[..comma];
            if (digits.Length is 0 or > LongestIdSent || digits[0] == (byte)'0' || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return null;
            }

            count++;
            if (comma < 0)
            {
                return count;
            }

            text = text[(comma + 1)..];
        }
    }

    /// <summary>Reads a list that <see cref="CountIds"/> counts.</summary>
    /// <returns>The ids, or <see langword="null"/> where the text is no such list.</returns>
    public static ulong[]? TryParse(ReadOnlySpan<byte> text)
    {
        if (CountIds(text) is not { } count)
        {
            return null;
        }

        ulong[] assetIds = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            _ = Utf8Parser.TryParse(text, out assetIds[i], out int length);
            text = text[Math.Min(text.Length, length + 1)..];
        }

        return assetIds;
    }

    /// <summary>Reads a list out of a run database.</summary>
    /// <exception cref="RunDatabaseException">It is none.</exception>
    public static ulong[] Parse(ReadOnlySpan<byte> text, RunDatabase database) => TryParse(text)
        ?? throw RunDatabaseException.NotTrusted(database.Path, "a list of asset ids holds what is no asset id");
}
