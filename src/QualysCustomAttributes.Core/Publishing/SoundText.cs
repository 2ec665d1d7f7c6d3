using System.Text;
using System.Text.Unicode;

namespace QualysCustomAttributes.Publishing;

/// <summary>Makes text sound that others refuse: bytes that are no UTF-8 and, for PostgreSQL, U+0000 become U+FFFD.</summary>
internal static class SoundText
{
    /// <summary>Whether the text is UTF-8.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> text) => Utf8.IsValid(text);

    /// <summary>The text with U+FFFD for what is no UTF-8.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>The text with U+FFFD for what is no UTF-8, and for U+0000.</summary>
    public static byte[] RepairWithoutNull(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace('\0', '\uFFFD'));
}
