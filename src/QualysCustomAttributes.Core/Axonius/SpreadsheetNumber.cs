using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Recognises ids that a spreadsheet wrote as numbers with commas in them: thousands separators (<c>1,500,000,009</c>, and the
/// groups of India and China), signs and decimals beside them, a decimal comma (<c>1500000009,00</c>, <c>1,5E+09</c>). Taken apart at
/// the commas they would be other assets.
/// </summary>
internal static class SpreadsheetNumber
{
    /// <summary>An id has at least so many digits where it is told from a piece of a number.</summary>
    public const int DigitsOfAnId = 7;

    private const int MostTokens = 4096;

    /// <summary>Whether a line of an id cell is, or holds, such a number.</summary>
    public static bool Matches(ReadOnlySpan<byte> line)
    {
        line = WithoutCoat(CellCleaner.Trim(line));
        int comma = line.IndexOf((byte)',');
        return comma >= 0
            && (IsExponent(line, comma) || IsDecimal(line, comma) || IsParted(line, 2, 3) || IsParted(line, 4, 4) || HoldsGroups(line));
    }

    /// <summary>The line without signs, brackets and currencies before the number, and without decimals and brackets behind it.</summary>
    public static ReadOnlySpan<byte> WithoutCoat(ReadOnlySpan<byte> line)
    {
        int start = line.IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start is < 0 or > 8 || line[..start].Contains((byte)','))
        {
            return line;
        }

        line = line[start..];
        int last = line.LastIndexOf((byte)',');
        int end = last < 0 ? -1 : line[last..].IndexOfAny(".)%"u8);
        return end < 0 ? line : line[..(last + end)];
    }

    private static bool IsExponent(ReadOnlySpan<byte> line, int comma)
    {
        int mark = line.IndexOfAny((byte)'e', (byte)'E');
        return mark > comma
            && IsDigits(line[..comma]) && IsDigits(line[(comma + 1)..mark])
            && IsDigits(line[(mark + 1)..].TrimStart("+-"u8));
    }

    // Behind a number as long as an id, what begins with a zero is no other id: 1500000101,0 and 1500000101,05.
    private static bool IsDecimal(ReadOnlySpan<byte> line, int comma)
    {
        ReadOnlySpan<byte> whole = CellCleaner.Trim(line[..comma]);
        ReadOnlySpan<byte> decimals = CellCleaner.Trim(line[(comma + 1)..]);
        return whole.Length >= DigitsOfAnId && IsDigits(whole)
            && IsDigits(decimals) && decimals[0] == '0' && (decimals.Length <= 2 || decimals.IndexOfAnyExcept((byte)'0') < 0);
    }

    // India: 1,50,00,00,009; China: 15,0000,0009, where zeros give it away.
    private static bool IsParted(ReadOnlySpan<byte> line, int middle, int last)
    {
        int tokens = 0;
        bool hasZero = false;
        while (true)
        {
            int comma = line.IndexOf((byte)',');
            ReadOnlySpan<byte> token = CellCleaner.Trim(comma < 0 ? line : line[..comma]);
            bool fits = IsDigits(token) && (tokens == 0 ? token.Length <= Math.Min(middle, last) : token.Length == (comma < 0 ? last : middle));
            if (!fits)
            {
                return false;
            }

            hasZero |= tokens > 0 && token[0] == '0';
            tokens++;
            if (comma < 0)
            {
                return tokens > 1 && (middle == last ? hasZero : tokens > 2);
            }

            line = line[(comma + 1)..];
        }
    }

    // Numbers of one to three digits with groups of three behind them: nothing else in the line, or an id and such a number.
    private static bool HoldsGroups(ReadOnlySpan<byte> line)
    {
        int groups = 0, tokens = 0;
        bool isOpen = false, hasOther = false, hasLong = false, hasZero = false, hasSeveral = false;
        while (tokens++ < MostTokens)
        {
            int comma = line.IndexOf((byte)',');
            ReadOnlySpan<byte> token = CellCleaner.Trim(comma < 0 ? line : line[..comma]);
            bool isShort = token.Length <= 3 && IsDigits(token);
            if (isOpen && isShort && token.Length == 3)
            {
                groups++;
                hasZero |= token[0] == '0';
                hasSeveral |= groups > 1;
            }
            else
            {
                hasOther |= isOpen && groups == 0;
                isOpen = isShort;
                groups = 0;
                hasOther |= !isShort;
                hasLong |= token.Length >= DigitsOfAnId && IsDigits(token);
            }

            if (comma < 0)
            {
                break;
            }

            line = line[(comma + 1)..];
        }

        hasOther |= isOpen && groups == 0;
        return !hasOther || (hasSeveral && (hasLong || hasZero));
    }

    /// <summary>Whether the text is digits alone.</summary>
    public static bool IsDigits(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
