namespace QualysCustomAttributes.Runs;

/// <summary>
/// The run databases that this process writes, by path. Those who belong together share one; anybody else is refused, as
/// another process is.
/// </summary>
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

    public static RunDatabase FindOrAdd(string path, object? user, Func<RunDatabase> open)
    {
        lock (Databases)
        {
            if (!Databases.TryGetValue(path, out RunDatabase? database))
            {
                database = open();
                Databases.Add(path, database);
                return database;
            }

            if (!Equals(database.User, user))
            {
                throw RunDatabaseException.UsedElsewhere(path);
            }

            database.AddUser();
            return database;
        }
    }

    /// <summary>Takes one user off; the last one closes the database, before anybody else can open it.</summary>
    public static void Release(RunDatabase database, Action close)
    {
        lock (Databases)
        {
            if (database.RemoveUser())
            {
                Databases.Remove(database.Path);
                close();
            }
        }
    }
}
