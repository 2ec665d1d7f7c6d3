using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>
/// Reads the names in an object, letter by letter: one that differs in case is another name. A name may be no text at all,
/// for it can hold half a surrogate pair.
/// </summary>
internal static class MemberName
{
    // Of a letter that is escaped: \u0061.
    private const int LongestLetter = 6;

    /// <summary>Whether the name at which the reader stands is this one, which is ASCII and short.</summary>
    public static bool IsNamed(this in Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> received = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return received.SequenceEqual(name);
        }

        if (received.Length > name.Length * LongestLetter)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[received.Length];
        return EscapedText.TryUnescape(received, plain, out int length) && name.SequenceEqual(plain[..length]);
    }

    /// <summary>Reads the name, or text, at which the reader stands; one that is no text as it was received.</summary>
    public static ReadOnlySpan<byte> ReadBytes(in Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> received = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return received;
        }

        byte[] plain = new byte[received.Length];
        return EscapedText.TryUnescape(received, plain, out int length) ? plain.AsSpan(0, length) : received;
    }

    /// <summary>Reads the beginning of the text at which the reader stands, however long it is; one that is no text as it was received.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="longest">How many bytes of it are read.</param>
    public static string ReadText(in Utf8JsonReader reader, int longest)
    {
        if (reader.ValueSpan.Length <= longest)
        {
            return ReadText(reader);
        }

        int end = 0;
        for (int letter; (letter = LengthOfLetter(reader.ValueSpan[end..])) <= longest - end;)
        {
            end += letter;
        }

        ReadOnlySpan<byte> received = reader.ValueSpan[..end];
        byte[] plain = new byte[end];
        return Encoding.UTF8.GetString(EscapedText.TryUnescape(received, plain, out int length) ? plain.AsSpan(0, length) : received);
    }

    /// <summary>Reads the name, or text, at which the reader stands; one that is no text as it was received.</summary>
    public static string ReadText(in Utf8JsonReader reader) => Encoding.UTF8.GetString(ReadBytes(reader));

    // As it lies in JSON: plain, escaped, or as two escapes.
    private static int LengthOfLetter(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'\\' when text[1] != (byte)'u' => 2,
        (byte)'\\' when (text[2] | 0x20) == (byte)'d' && text[3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B'
            && text.Length > LongestLetter && text[LongestLetter] == (byte)'\\' => 2 * LongestLetter,
        (byte)'\\' => LongestLetter,
        < 0x80 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        _ => 4,
    };
}
