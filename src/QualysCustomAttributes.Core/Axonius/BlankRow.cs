using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>Recognises a row of separators and white space alone, as spreadsheets leave below a table: it is no row.</summary>
internal static class BlankRow
{
    /// <summary>Whether every cell of the row is empty.</summary>
    /// <param name="row">The row.</param>
    /// <param name="from">Where cells are looked at: from this one on.</param>
    public static bool Matches(CsvReader row, int from = 0)
    {
        for (int i = from; i < row.FieldCount; i++)
        {
            if (!CellCleaner.IsBlank(row.GetSpan(i)))
            {
                return false;
            }
        }

        return true;
    }
}
