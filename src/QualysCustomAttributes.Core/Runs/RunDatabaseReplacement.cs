using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>Makes room for a new run database. To replace is to delete: never what is something else, or proves calls to Qualys.</summary>
internal static class RunDatabaseReplacement
{
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>Takes the name for a new database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replace">Whether a run database that is there is replaced.</param>
    /// <param name="files">Makes the file.</param>
    /// <exception cref="RunDatabaseException">
    /// The file exists, is something else, is in use, has calls on record, or cannot be written.
    /// </exception>
    /// <exception cref="LinkRefusedException">The name, or that of a file which SQLite lays beside it, is a symbolic link.</exception>
    public static void Reserve(string path, bool replace, NewFiles files)
    {
        foreach (string name in Companions.Prepend("").Select(suffix => path + suffix))
        {
            NewFiles.RefuseLink(name);
        }

        if (!Directory.Exists(path) && FileFacts.Of(path) is { IsRegular: false })
        {
            throw RunDatabaseException.OfAnotherKind(path);
        }

        try
        {
            if (replace && File.Exists(path))
            {
                RequireReplaceable(path);
                File.Delete(path);
                foreach (string suffix in Companions)
                {
                    File.Delete(path + suffix);
                }
            }

            // A log that lies beside a name would be taken for the new database's.
            if (!File.Exists(path))
            {
                RefuseLogLeftBehind(path);
            }

            // SQLite gives log and index the mode of the file they belong to.
            files.Create(path).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            throw RunDatabaseException.Exists(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunDatabaseException.NotWritable(path, exception);
        }
    }

    /// <summary>A name beside this one that is free.</summary>
    public static string FindFreeName(string path)
    {
        string stem = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path));
        return Enumerable.Range(2, 998)
            .Select(number => FormattableString.Invariant($"{stem}_{number}{Path.GetExtension(path)}"))
            .First(name => !File.Exists(name) && Companions.All(suffix => !File.Exists(name + suffix)));
    }

    private static void RefuseLogLeftBehind(string path)
    {
        if (Companions.FirstOrDefault(suffix => File.Exists(path + suffix)) is { } left)
        {
            throw RunDatabaseException.LogLeftBehind(path, path + left, FindFreeName(path));
        }
    }

    private static void RequireReplaceable(string path)
    {
        // An empty file is what a killed run may leave; one whose log holds something is a database that was emptied.
        if (new FileInfo(path).Length == 0)
        {
            RefuseLogLeftBehind(path);
            return;
        }

        using SqliteFile file = SqliteFile.Open(path, RunDatabaseErrors.Instance);
        if (file.Scalar("PRAGMA application_id") == 0 && file.Scalar("SELECT COUNT(*) FROM sqlite_schema") == 0)
        {
            // So is one that has no table yet: there is nothing in it.
            return;
        }

        file.CheckKind(RunDatabaseSchema.ApplicationId, RunDatabaseSchema.Version);
        try
        {
            // Earlier releases knew no lease, and had other tables.
            bool hasLease = file.Scalar("PRAGMA user_version") >= RunDatabaseSchema.Version;
            if (hasLease)
            {
                RunDatabase.RequireOwnSchema(file);
            }

            if (hasLease && RunLease.Find(file) is { IsAlive: true } holder)
            {
                throw RunDatabaseException.Leased(path, holder.ToString());
            }

            if (WriteAheadLog.FindDamage(path) is not null)
            {
                throw RunDatabaseException.MayHaveCalls(path, "its log is damaged", FindFreeName(path));
            }

            long calls = new[]
            {
                file.Scalar("SELECT COUNT(*) FROM api_calls"),
                file.Scalar("SELECT SUM(attempts) FROM batch_execution"),
                hasLease ? file.Scalar("SELECT MAX(calls) FROM lease") : 0,
            }.Max();
            if (calls > 0)
            {
                throw RunDatabaseException.HasCalls(path, calls, FindFreeName(path));
            }
        }
        catch (RunDatabaseException exception) when (exception.ErrorId is "DatabaseDamaged" or "DatabaseFailed")
        {
            throw RunDatabaseException.MayHaveCalls(path, "it cannot be read", FindFreeName(path));
        }
    }
}
