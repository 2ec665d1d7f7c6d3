using System.Buffers;
using System.Text;

namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>
/// Keeps a spreadsheet from running a cell, or a part of it, as a formula. An apostrophe goes before a cell that begins like
/// one, and before each part behind a comma, semicolon, tab, bar or line break that does: a spreadsheet that parts elsewhere
/// would begin a cell there. What is blank or not seen before the sign does not count, for Import-Csv and others take it off.
/// A plain number stays as it is. What begins with apostrophes before such a sign gets one more, so that taking one off each
/// such beginning always gives the cell back.
/// </summary>
internal static class FormulaCell
{
    private const byte Apostrophe = (byte)'\'';
    private const byte Comma = (byte)',';
    private const byte Quote = (byte)'"';

    private static readonly SearchValues<byte> Separators = SearchValues.Create(",;|\t\r\n"u8);

    // What may stand behind a number that is the last of a list in JSON.
    private static ReadOnlySpan<byte> EndOfList => " ]}\""u8;

    /// <summary>Writes the cell with the apostrophes that it needs.</summary>
    /// <param name="cell">The cell, in UTF-8.</param>
    /// <param name="defused">Takes the cell where it needs any; is not touched where it needs none.</param>
    /// <returns>Whether the cell needed any.</returns>
    public static bool TryDefuse(ReadOnlySpan<byte> cell, ArrayBufferWriter<byte> defused)
    {
        if (IsDangerousCell(cell))
        {
            defused.Write([Apostrophe]);
        }

        int written = 0;
        int separator = cell.IndexOfAny(Separators);
        for (int start = separator + 1; separator >= 0; start += separator + 1)
        {
            byte before = cell[start - 1];
            separator = cell[start..].IndexOfAny(Separators);
            if (IsDangerousPart(separator < 0 ? cell[start..] : cell.Slice(start, separator), before))
            {
                defused.Write(cell[written..start]);
                defused.Write([Apostrophe]);
                written = start;
            }
        }

        if (defused.WrittenCount > 0)
        {
            defused.Write(cell[written..]);
        }

        return defused.WrittenCount > 0;
    }

    private static bool IsDangerousCell(ReadOnlySpan<byte> cell)
    {
        if (IsHarmless(cell))
        {
            return false;
        }

        ReadOnlySpan<byte> behind = cell.TrimStart(Apostrophe);
        ReadOnlySpan<byte> begun = TrimBlanks(behind, out bool isBroken);
        return isBroken || (BeginsLikeFormula(begun) && !(behind.Length == cell.Length && IsPlainNumber(begun)));
    }

    // A quotation mark is doubled in the file, and a pair of them is nothing to who parts elsewhere. Lists in JSON part at commas.
    private static bool IsDangerousPart(ReadOnlySpan<byte> part, byte separator)
    {
        if (IsHarmless(part) || (separator == Comma && part[0] == Quote))
        {
            return false;
        }

        ReadOnlySpan<byte> behind = part.TrimStart(Apostrophe);
        ReadOnlySpan<byte> begun = separator == Comma ? TrimBlanks(behind, out _) : TrimBlanksAndQuotes(behind);
        return BeginsLikeFormula(begun) && !(behind.Length == part.Length && IsPlainNumber(begun.TrimEnd(EndOfList)));
    }

    private static bool IsHarmless(ReadOnlySpan<byte> text) =>
        text.IsEmpty || text[0] is >= (byte)'.' and < (byte)'=' or > (byte)'@' and < 0x7F;

    // A line break or tab at the beginning of a cell is taken off by some, and begins another cell for others.
    private static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text, out bool isBroken)
    {
        isBroken = false;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune character, out int length);
            if (!Unseen.IsBlank(character))
            {
                break;
            }

            isBroken |= text[0] is (byte)'\t' or (byte)'\r' or (byte)'\n';
            text = text[length..];
        }

        return text;
    }

    private static ReadOnlySpan<byte> TrimBlanksAndQuotes(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            ReadOnlySpan<byte> trimmed = TrimBlanks(text, out _).TrimStart(Quote);
            if (trimmed.Length == text.Length)
            {
                return text;
            }

            text = trimmed;
        }
    }

    // The full-width and small forms are taken for the others where East Asian text is typed.
    private static bool BeginsLikeFormula(ReadOnlySpan<byte> text) =>
        text is [(byte)'=' or (byte)'+' or (byte)'-' or (byte)'@', ..]
            or [0xEF, 0xBC, 0x9D or 0x8B or 0x8D or 0xA0, ..]
            or [0xEF, 0xB9, 0xA6 or 0xA2 or 0xA3 or 0xAB, ..];

    private static bool IsPlainNumber(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> rest = text is [(byte)'+' or (byte)'-', ..] ? text[1..] : text;
        if (!TakeDigits(ref rest))
        {
            return false;
        }

        if (rest is [(byte)'.', ..])
        {
            rest = rest[1..];
            if (!TakeDigits(ref rest))
            {
                return false;
            }
        }

        if (rest is [(byte)'e' or (byte)'E', ..])
        {
            rest = rest[1..];
            rest = rest is [(byte)'+' or (byte)'-', ..] ? rest[1..] : rest;
            if (!TakeDigits(ref rest))
            {
                return false;
            }
        }

        return rest.IsEmpty;
    }

    private static bool TakeDigits(ref ReadOnlySpan<byte> text)
    {
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? text.Length : digits;
        text = text[digits..];
        return digits > 0;
    }
}
