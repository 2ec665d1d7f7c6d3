using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Sqlite;

/// <summary>
/// What a database is made of, compared with what the script of this product makes: a trigger, a view that reads otherwise or a
/// virtual table would have this product do what somebody else wrote.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>What SQLite keeps for itself where somebody ran ANALYZE: numbers, and nothing that runs.</summary>
    private const string Statistics = "sqlite_stat";

    /// <summary>Reads every object of a database: its text, or nothing where SQLite made the object itself.</summary>
    public static IReadOnlyList<SchemaObject> Read(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT type, name, tbl_name, sql FROM sqlite_schema";
        using SqliteDataReader reader = command.ExecuteReader();
        var objects = new List<SchemaObject>();
        while (reader.Read())
        {
            objects.Add(new SchemaObject(Text(reader, 0), Text(reader, 1), Text(reader, 2), reader.IsDBNull(3) ? null : Text(reader, 3)));
        }

        return objects;
    }

    /// <summary>Reads the objects that a script makes.</summary>
    public static IReadOnlyList<SchemaObject> Of(string script)
    {
        using var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = script;
        command.ExecuteNonQuery();
        return Read(connection);
    }

    /// <summary>Finds the first object that is foreign, reads otherwise, or is missing.</summary>
    /// <returns>What is wrong, in words, or <see langword="null"/> where nothing is.</returns>
    public static string? FindDifference(IEnumerable<SchemaObject> found, IEnumerable<SchemaObject> expected)
    {
        Dictionary<(string, string), SchemaObject> missing = expected.ToDictionary(each => (each.Type, each.Name));
        foreach (SchemaObject each in found)
        {
            if (!missing.Remove((each.Type, each.Name), out SchemaObject? ours))
            {
                if (!IsStatistics(each))
                {
                    return $"the {ShownText.Line(each.Type)} {ShownText.Name(each.Name)} is not of this product";
                }
            }
            else if (each != ours)
            {
                return $"the {each.Type} {ShownText.Name(each.Name)} is not as this product makes it";
            }
        }

        return missing.Values.FirstOrDefault() is { } lost ? $"the {lost.Type} {ShownText.Name(lost.Name)} is missing" : null;
    }

    private static bool IsStatistics(SchemaObject each) =>
        each is { Type: "table", Sql: { } sql }
        && each.Name.StartsWith(Statistics, StringComparison.Ordinal)
        && each.Name.Length == Statistics.Length + 1
        && sql.StartsWith($"CREATE TABLE {each.Name}(", StringComparison.Ordinal);

    private static string Text(SqliteDataReader reader, int column) => reader.GetValue(column) as string ?? "";
}

/// <summary>An object of a database: a table, an index, a view or a trigger.</summary>
/// <param name="Type">Its type, as SQLite names it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Table">The table it belongs to.</param>
/// <param name="Sql">The statement that made it, or <see langword="null"/> for an index that SQLite made.</param>
internal sealed record SchemaObject(string Type, string Name, string Table, string? Sql);
