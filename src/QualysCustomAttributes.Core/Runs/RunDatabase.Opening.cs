using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

internal sealed partial class RunDatabase
{
    /// <summary>Creates a run database.</summary>
    /// <param name="path">The file; a relative path is taken from the process's current folder.</param>
    /// <param name="contract">The data contract of the run.</param>
    /// <param name="replace">Whether a file that is already there is replaced.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="RunDatabaseException">The file exists, is in use, or cannot be written.</exception>
    public static RunDatabase Create(string path, AxoniusContract contract, bool replace = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(contract);
        string fullPath = System.IO.Path.GetFullPath(path);
        return OpenRunDatabases.Add(fullPath, () => CreateFile(fullPath, contract, replace));
    }

    /// <summary>
    /// Creates a run database named after the present second,
    /// <c>custom_attributes_connector_sqlite_{yyyyMMdd_HHmmss}.db</c>; where two runs share a second the later one gets a number.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="contract">The data contract of the run.</param>
    /// <param name="now">The local time that goes into the name.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="RunDatabaseException">The folder cannot be written.</exception>
    public static RunDatabase CreateNamed(string folder, AxoniusContract contract, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(folder);
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(folder, RunFileNames.Database(now, attempt));
            try
            {
                return Create(path, contract);
            }
            catch (RunDatabaseException exception) when (exception.Kind == ConnectorErrorKind.AlreadyExists && attempt < 1000)
            {
                continue;
            }
        }
    }

    /// <summary>Opens an existing run database, or joins those of this process that use it.</summary>
    /// <param name="path">The file; a relative path is taken from the process's current folder.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="RunDatabaseException">The file is missing, is no run database, or is of a newer version.</exception>
    public static RunDatabase Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string fullPath = System.IO.Path.GetFullPath(path);
        return OpenRunDatabases.FindOrAdd(fullPath, () => OpenFile(fullPath));
    }

    private static RunDatabase CreateFile(string path, AxoniusContract contract, bool replace)
    {
        ReserveFile(path, replace);
        SqliteFile file = SqliteFile.Open(path, RunDatabaseErrors.Instance);
        var database = new RunDatabase(path, file, contract, Guid.NewGuid().ToString("N"));
        try
        {
            database.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            database.BeginRow();
            database.Execute(RunDatabaseSchema.Script(contract));
            database.WriteContract();
            database.Prepare("INSERT INTO identity (id) VALUES (?1)").Bind(1, database.Id).Execute();
            database.Commit();
            return database;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void ReserveFile(string path, bool replace)
    {
        try
        {
            if (replace && File.Exists(path))
            {
                RequireRunDatabase(path);
                foreach (string suffix in (string[])["", "-wal", "-shm", "-journal"])
                {
                    File.Delete(path + suffix);
                }
            }

            using FileStream reserved = new(path, FileMode.CreateNew, FileAccess.Write);
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

    // To replace is to delete: never a file that is something else. An empty one is what a killed run may leave.
    private static void RequireRunDatabase(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            return;
        }

        using SqliteFile file = SqliteFile.Open(path, RunDatabaseErrors.Instance);
        file.CheckKind(RunDatabaseSchema.ApplicationId, RunDatabaseSchema.Version);
    }

    private static RunDatabase OpenFile(string path)
    {
        if (!File.Exists(path))
        {
            throw RunDatabaseException.NotFound(path);
        }

        SqliteFile file = SqliteFile.Open(path, RunDatabaseErrors.Instance);
        try
        {
            file.CheckKind(RunDatabaseSchema.ApplicationId, RunDatabaseSchema.Version);
            return new RunDatabase(path, file, ReadContract(file.Connection), ReadId(file.Connection));
        }
        catch (SqliteException exception)
        {
            file.Dispose();
            throw RunDatabaseErrors.Instance.Of(path, exception);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string ReadId(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM identity";
        return (string)command.ExecuteScalar()!;
    }

    private static AxoniusContract ReadContract(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT header, key FROM contract ORDER BY position";
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        string assetIdHeader = reader.GetString(0);
        var columns = new List<AxoniusColumn>();
        while (reader.Read())
        {
            columns.Add(new AxoniusColumn(reader.GetString(0), reader.GetString(1)));
        }

        return new AxoniusContract(assetIdHeader, columns);
    }

    private void WriteContract()
    {
        Statement insert = Prepare("INSERT INTO contract (position, header, key) VALUES (?1, ?2, ?3)");
        insert.Bind(1, 0).Bind(2, Contract.AssetIdHeader).Bind(3, AxoniusContract.AssetIdKey).Execute();
        for (int i = 0; i < Contract.Columns.Count; i++)
        {
            insert.Bind(1, i + 1).Bind(2, Contract.Columns[i].Header).Bind(3, Contract.Columns[i].Key).Execute();
        }
    }
}
