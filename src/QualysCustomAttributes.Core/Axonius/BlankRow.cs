using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>Recognises a row of separators and white space alone, as spreadsheets leave below a table: it is no row.</summary>
internal static class BlankRow
{
    /// <summary>Whether every cell of the row is empty.</summary>
    public static bool Matches(CsvReader row)
    {
        for (int i = 0; i < row.FieldCount; i++)
        {
            if (!CellCleaner.IsBlank(row.GetSpan(i)))
            {
                return false;
            }
        }

        return true;
    }
}
