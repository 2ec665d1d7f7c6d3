using System.Buffers.Text;

namespace QualysCustomAttributes;

/// <summary>The one form of an asset's id, to updates and inventory alike: 1 to 19 digits of ASCII, above zero.</summary>
internal static class AssetNumber
{
    private const int MostDigits = 19;

    /// <summary>Reads an id.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong id)
    {
        id = 0;
        return text.Length is > 0 and <= MostDigits
            && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out id, out _)
            && id > 0;
    }
}
