using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Recognises the two extra rows that Axonius's own client may write under the header: field names, then types. Every
/// cell of such a row that the contract looks at is an identifier, the id cell too, where an ordinary row has digits.
/// </summary>
internal static partial class SchemaRow
{
    /// <summary>Whether the row is one of the two.</summary>
    public static bool Matches(CsvReader row, int assetIdColumn, int[] valueColumns)
    {
        if (!IsName(row.GetSpan(assetIdColumn)))
        {
            return false;
        }

        foreach (int column in valueColumns)
        {
            if (!IsIdentifier(row.GetSpan(column)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsIdentifier(ReadOnlySpan<byte> cell) =>
        cell.Length <= 512 && Identifier().IsMatch(Encoding.UTF8.GetString(CellCleaner.Trim(cell)));

    private static bool IsName(ReadOnlySpan<byte> cell) =>
        IsIdentifier(cell) && !NoValueTexts.IsKnown(Encoding.UTF8.GetString(CellCleaner.Trim(cell)));

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.:\-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
