namespace QualysCustomAttributes.Publishing.Csv;

/// <summary>
/// Keeps a spreadsheet from running a cell as a formula: an apostrophe goes before one that begins like a formula, with
/// blanks before it or without, for Import-Csv and others take them off. A plain number stays as it is. A cell that begins
/// with apostrophes before such a character gets one more, so that taking one off always gives the cell back.
/// </summary>
internal static class FormulaCell
{
    public const byte Apostrophe = (byte)'\'';

    private const byte Blank = (byte)' ';

    /// <summary>Whether the cell needs the apostrophe.</summary>
    public static bool IsDangerous(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty || cell[0] is >= (byte)'.' and < (byte)'=' or > (byte)'@' and < 0x80)
        {
            return false;
        }

        ReadOnlySpan<byte> behind = cell.TrimStart(Apostrophe);
        ReadOnlySpan<byte> trimmed = behind.TrimStart(Blank);
        return BeginsLikeFormula(trimmed) && !(behind.Length == cell.Length && IsPlainNumber(trimmed));
    }

    // The full-width forms are taken for the others where East Asian text is typed.
    private static bool BeginsLikeFormula(ReadOnlySpan<byte> cell) =>
        cell is [(byte)'=' or (byte)'+' or (byte)'-' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..]
            or [0xEF, 0xBC, 0x9D or 0x8B or 0x8D or 0xA0, ..];

    private static bool IsPlainNumber(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> rest = cell[0] is (byte)'+' or (byte)'-' ? cell[1..] : cell;
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
