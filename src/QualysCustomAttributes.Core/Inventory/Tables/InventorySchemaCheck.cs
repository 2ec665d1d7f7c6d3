using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>
/// Compares a database with what the script of this product makes. Two things may differ: whether ids are wide, and the columns of
/// new fields. Both are read from the text of the tables; nothing that the database brings along is run to find them.
/// </summary>
internal static class InventorySchemaCheck
{
    private const string Assets = "Q_Asset_Inventory";
    private const string Next = ", ";

    /// <summary>Refuses a file that is no inventory, is of a newer release, or is not as this product makes it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="errors">Words what SQLite says against it.</param>
    /// <exception cref="InventoryDatabaseException">It is refused.</exception>
    public static void RequireOwn(this SqliteFile file, SqliteErrors errors)
    {
        file.CheckKind(InventorySchema.ApplicationId, InventorySchema.Version);
        try
        {
            IReadOnlyList<SchemaObject> found = file.ReadSchema();
            bool isWide = IsWide(found);
            long version = Math.Max(1, file.Scalar("PRAGMA user_version"));
            string script = InventorySchema.Script(isWide, NewColumns(found, isWide), version);
            if (SqliteSchema.FindDifference(found, SqliteSchema.Of(script)) is { } difference)
            {
                throw InventoryDatabaseException.NotTrusted(file.Path, difference);
            }
        }
        catch (SqliteException exception)
        {
            throw errors.Of(file.Path, exception);
        }
    }

    private static bool IsWide(IReadOnlyList<SchemaObject> found)
    {
        (string name, string[] statements) = InventorySchema.TablesOfIds(isWide: true, []).Single(table => table.Name == "asset_version");
        return SqlOf(found, name) == statements[0].TrimEnd(';');
    }

    // Where the text has another form, the comparison finds it.
    private static List<string> NewColumns(IReadOnlyList<SchemaObject> found, bool isWide)
    {
        string known = InventorySchema.TablesOfIds(isWide, []).Single(table => table.Name == Assets).Statements[0].TrimEnd(';', ')');
        string text = SqlOf(found, Assets) ?? "";
        var columns = new List<string>();
        var taken = new HashSet<string>(InventorySchema.Columns, SqlName.Comparer);
        int at = text.StartsWith(known, StringComparison.Ordinal) ? known.Length : text.Length;
        while (string.CompareOrdinal(text, at, Next, 0, Next.Length) == 0)
        {
            int start = at + Next.Length;
            at = EndOfName(text, start);
            string column = text[start..at];
            string name = column.StartsWith('"') ? column[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : column;
            if (column.Length == 0 || columns.Count == AssetColumns.MostColumns || !taken.Add(name))
            {
                return [];
            }

            columns.Add(column);
        }

        return columns;
    }

    // Behind a name in quotation marks, as this product writes it, or a plain one, as people do; else where it began.
    private static int EndOfName(string text, int start)
    {
        int at = start;
        if (at == text.Length || text[at] != '"')
        {
            while (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_' || (at > start && char.IsAsciiDigit(text[at]))))
            {
                at++;
            }

            return at;
        }

        for (at++; at < text.Length && (text[at] != '"' || (at + 1 < text.Length && text[at + 1] == '"')); at++)
        {
            at += text[at] == '"' ? 1 : 0;
        }

        return at < text.Length ? at + 1 : start;
    }

    private static string? SqlOf(IReadOnlyList<SchemaObject> found, string table) =>
        found.FirstOrDefault(each => each.Type == "table" && each.Name == table)?.Sql;
}
