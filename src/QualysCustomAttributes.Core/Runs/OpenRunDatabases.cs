namespace QualysCustomAttributes.Runs;

/// <summary>The run databases that this process has open, by path.</summary>
internal static class OpenRunDatabases
{
    private static readonly Dictionary<string, RunDatabase> Databases =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    public static RunDatabase Add(string path, Func<RunDatabase> create)
    {
        lock (Databases)
        {
            if (Databases.ContainsKey(path))
            {
                throw RunDatabaseException.InUse(path);
            }

            RunDatabase database = create();
            Databases.Add(path, database);
            return database;
        }
    }

    public static RunDatabase FindOrAdd(string path, Func<RunDatabase> open)
    {
        lock (Databases)
        {
            if (Databases.TryGetValue(path, out RunDatabase? database))
            {
                database.AddUser();
                return database;
            }

            database = open();
            Databases.Add(path, database);
            return database;
        }
    }

    /// <summary>Takes one user off; says whether it was the last one.</summary>
    public static bool Release(RunDatabase database)
    {
        lock (Databases)
        {
            return database.RemoveUser() && Databases.Remove(database.Path);
        }
    }
}
