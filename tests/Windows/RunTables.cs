namespace QualysCustomAttributes.Windows;

/// <summary>The tables of a run database that people query, as text to compare.</summary>
internal static class RunTables
{
    // What differs from run to run: moments, the paths in the options, and how a stage is fed: by a pipeline, or from the database.
    private static readonly Dictionary<string, string[]> OfEachRun = new()
    {
        ["run"] = ["command", "options", "started_at", "ended_at", "input"],
    };

    /// <summary>Gives each table and view with its rows, cells parted by bars, in the order in which they stand.</summary>
    public static SortedDictionary<string, List<string>> Read(string databasePath)
    {
        using var database = new SqliteFile(databasePath);
        var tables = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        const string Names =
            "SELECT name FROM sqlite_master WHERE type = 'view' UNION ALL VALUES ('run'), ('rejected_rows'), ('api_calls')";
        foreach (string name in database.Read(Names))
        {
            List<string> all = database.Read($"SELECT name FROM pragma_table_info('{name}') ORDER BY cid");
            string[] columns = [.. all.Except(OfEachRun.GetValueOrDefault(name, []))];
            string cells = string.Join(", ", columns.Select(column => $"\"{column}\""));
            tables.Add(name, [string.Join('|', columns), .. database.Read($"SELECT {cells} FROM {name}")]);
        }

        return tables;
    }

    /// <summary>Demands that two databases say the same.</summary>
    public static void RequireSame(string expectedPath, string actualPath)
    {
        SortedDictionary<string, List<string>> expected = Read(expectedPath);
        SortedDictionary<string, List<string>> actual = Read(actualPath);
        Assert.Equal(expected.Keys, actual.Keys);
        Each.Holds(expected.Keys, table => Assert.Equal(expected[table], actual[table]));
    }
}
