using System.Text;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>
/// Takes the escapes out of JSON texts whose form was checked already. A text may hold half a surrogate pair, and a page a
/// million of them: the JSON library's exception for each would cost seconds.
/// </summary>
internal static class EscapedText
{
    private const byte Backslash = (byte)'\\';
    private const int UnicodeLength = 6;

    /// <summary>Writes a text without its escapes, which is never longer than it was.</summary>
    /// <param name="escaped">The text, as it lies in the JSON.</param>
    /// <param name="target">Where it is written.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <returns>Whether it is a text: one that holds half a surrogate pair is none.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> escaped, Span<byte> target, out int written)
    {
        written = 0;
        while (true)
        {
            int plain = escaped.IndexOf(Backslash);
            plain = plain < 0 ? escaped.Length : plain;
            escaped[..plain].CopyTo(target[written..]);
            escaped = escaped[plain..];
            written += plain;
            if (escaped.IsEmpty)
            {
                return true;
            }

            if (escaped[1] != (byte)'u')
            {
                target[written++] = Letter(escaped[1]);
                escaped = escaped[2..];
                continue;
            }

            char first = CodeUnit(escaped);
            escaped = escaped[UnicodeLength..];
            if (!Rune.TryCreate(first, out Rune rune))
            {
                if (escaped.Length < UnicodeLength || escaped[0] != Backslash || escaped[1] != (byte)'u'
                    || !Rune.TryCreate(first, CodeUnit(escaped), out rune))
                {
                    return false;
                }

                escaped = escaped[UnicodeLength..];
            }

            written += rune.EncodeToUtf8(target[written..]);
        }
    }

    private static char CodeUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        foreach (byte digit in escape[2..UnicodeLength])
        {
            unit = (unit * 16) + (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)unit;
    }

    private static byte Letter(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };
}
