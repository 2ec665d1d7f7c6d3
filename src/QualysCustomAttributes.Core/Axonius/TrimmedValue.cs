using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Recognises a value that Axonius cut: a cell of 32,000 characters or more ends with
/// "...TRIMMED - N characters over 32000" (Axonius CSV exports).
/// </summary>
internal static partial class TrimmedValue
{
    private const int ShortestMark = 32;

    /// <summary>Whether the cell was cut.</summary>
    public static bool Matches(ReadOnlySpan<byte> cell)
    {
        // Nearly every cell is answered here: it is short, or its end is no digit.
        if (cell.Length < ShortestMark)
        {
            return false;
        }

        ReadOnlySpan<byte> value = CellCleaner.Trim(cell);
        if (value is not [.., >= (byte)'0' and <= (byte)'9'])
        {
            return false;
        }

        ReadOnlySpan<byte> end = value[^Math.Min(value.Length, 96)..];
        return end.IndexOf("...TRIMMED"u8) >= 0 && Mark().IsMatch(Encoding.UTF8.GetString(end));
    }

    [GeneratedRegex(@"\.\.\.TRIMMED - \d+ characters over \d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
