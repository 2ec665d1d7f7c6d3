using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// A number with thousands separators that was written without quotes, and so became cells of its own: 1,500,000,009. All values behind it
/// stand under the headers of others. Asked of rows with more cells than the header alone.
/// </summary>
internal static class SplitNumber
{
    private const int LongestGroup = 3;

    /// <summary>Whether the cell is one to three digits, which no id of Qualys is so short as to be, and the one behind it digits alone.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cell">The cell.</param>
    public static bool Matches(CsvReader row, int cell) =>
        CountDigits(row.GetSpan(cell)) is > 0 and <= LongestGroup && cell + 1 < row.FieldCount && CountDigits(row.GetSpan(cell + 1)) > 0;

    // None where anything else stands there.
    private static int CountDigits(ReadOnlySpan<byte> cell)
    {
        ReadOnlySpan<byte> digits = CellCleaner.Trim(cell);
        return digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? 0 : digits.Length;
    }
}
