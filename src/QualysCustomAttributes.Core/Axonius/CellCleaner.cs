using System.Buffers;
using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The cleaning rule of the contract, on UTF-8: U+FEFF is removed, surrounding white space is trimmed, and each run of
/// line breaks becomes one comma.
/// </summary>
internal static class CellCleaner
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly SearchValues<byte> NeedsRewriting = SearchValues.Create([(byte)'\r', (byte)'\n', 0xC2, 0xE2, 0xEF]);

    /// <summary>Appends the cleaned value of a cell.</summary>
    /// <param name="cell">The cell, unquoted.</param>
    /// <param name="output">Takes the value.</param>
    /// <returns>The length of the value, in bytes.</returns>
    public static int AppendCleaned(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> value = Trim(cell);
        if (value.IndexOfAny(NeedsRewriting) < 0)
        {
            output.Write(value);
            return value.Length;
        }

        return AppendRewritten(value, output);
    }

    /// <summary>Trims white space and U+FEFF from both ends.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        while (value.Length > 0)
        {
            if (value[0] < 0x80)
            {
                if (!IsAsciiWhiteSpace(value[0]))
                {
                    break;
                }

                value = value[1..];
            }
            else if (Rune.DecodeFromUtf8(value, out Rune rune, out int length) == OperationStatus.Done && IsTrimmed(rune))
            {
                value = value[length..];
            }
            else
            {
                break;
            }
        }

        while (value.Length > 0)
        {
            if (value[^1] < 0x80)
            {
                if (!IsAsciiWhiteSpace(value[^1]))
                {
                    break;
                }

                value = value[..^1];
            }
            else if (Rune.DecodeLastFromUtf8(value, out Rune rune, out int length) == OperationStatus.Done && IsTrimmed(rune))
            {
                value = value[..^length];
            }
            else
            {
                break;
            }
        }

        return value;
    }

    /// <summary>Whether nothing stands in the cell but white space, and what looks like it: the blank of Braille, the fillers of Hangul.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> cell)
    {
        while (!(cell = Trim(cell)).IsEmpty)
        {
            if (cell[0] < 0x80 || Rune.DecodeFromUtf8(cell, out Rune rune, out int length) != OperationStatus.Done
                || rune.Value is not (0x2800 or 0x115F or 0x1160 or 0x3164 or 0xFFA0))
            {
                return false;
            }

            cell = cell[length..];
        }

        return true;
    }

    /// <summary>The text with a line feed for each line break that Unicode has beside those of ASCII.</summary>
    /// <param name="text">The text.</param>
    /// <param name="buffer">Takes it where it changes.</param>
    public static ReadOnlySpan<byte> WithPlainLineBreaks(ReadOnlySpan<byte> text, ref byte[] buffer)
    {
        if (text.IndexOfAny((byte)0xC2, (byte)0xE2) < 0)
        {
            return text;
        }

        if (buffer.Length < text.Length)
        {
            buffer = new byte[text.Length];
        }

        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int length = LineBreakAt(text[i..]);
            buffer[written++] = length > 1 ? (byte)'\n' : text[i];
            i += Math.Max(0, length - 1);
        }

        return buffer.AsSpan(0, written);
    }

    // Those of ASCII, next line, line separator and paragraph separator: how many bytes the one has that stands here.
    private static int LineBreakAt(ReadOnlySpan<byte> text) => text switch
    {
        [(byte)'\r' or (byte)'\n', ..] => 1,
        [0xC2, 0x85, ..] => 2,
        [0xE2, 0x80, 0xA8 or 0xA9, ..] => 3,
        _ => 0,
    };

    private static int AppendRewritten(ReadOnlySpan<byte> value, ArrayBufferWriter<byte> output)
    {
        Span<byte> target = output.GetSpan(value.Length);
        int written = 0;
        for (int i = 0; i < value.Length;)
        {
            int length = LineBreakAt(value[i..]);
            if (length > 0)
            {
                // The run ends at the first byte that is neither a line break nor part of a U+FEFF between two of them.
                do
                {
                    i += length;
                    length = value[i..].StartsWith(ByteOrderMark) ? ByteOrderMark.Length : LineBreakAt(value[i..]);
                }
                while (length > 0);
                target[written++] = (byte)',';
            }
            else if (value[i] == 0xEF && value[i..].StartsWith(ByteOrderMark))
            {
                i += ByteOrderMark.Length;
            }
            else
            {
                target[written++] = value[i++];
            }
        }

        output.Advance(written);
        return written;
    }

    private static bool IsAsciiWhiteSpace(byte value) => value is (byte)' ' or (>= 0x09 and <= 0x0D) or (>= 0x1C and <= 0x1F);

    private static bool IsTrimmed(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value == 0xFEFF;
}
