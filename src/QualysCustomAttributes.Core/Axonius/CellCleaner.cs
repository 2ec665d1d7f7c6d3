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

    private static readonly SearchValues<byte> NeedsRewriting = SearchValues.Create([(byte)'\r', (byte)'\n', 0xEF]);

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

    private static int AppendRewritten(ReadOnlySpan<byte> value, ArrayBufferWriter<byte> output)
    {
        Span<byte> target = output.GetSpan(value.Length);
        int written = 0;
        for (int i = 0; i < value.Length; i++)
        {
            byte current = value[i];
            if (current is (byte)'\r' or (byte)'\n')
            {
                // The run ends at the first byte that is neither a line break nor part of a U+FEFF between two of them.
                while (i + 1 < value.Length && (value[i + 1] is (byte)'\r' or (byte)'\n' || value[(i + 1)..].StartsWith(ByteOrderMark)))
                {
                    i += value[i + 1] == 0xEF ? 3 : 1;
                }

                target[written++] = (byte)',';
            }
            else if (current == 0xEF && value[i..].StartsWith(ByteOrderMark))
            {
                i += 2;
            }
            else
            {
                target[written++] = current;
            }
        }

        output.Advance(written);
        return written;
    }

    private static bool IsAsciiWhiteSpace(byte value) => value is (byte)' ' or (>= 0x09 and <= 0x0D) or (>= 0x1C and <= 0x1F);

    private static bool IsTrimmed(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value == 0xFEFF;
}
