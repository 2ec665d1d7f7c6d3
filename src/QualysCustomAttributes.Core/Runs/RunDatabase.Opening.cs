using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

internal sealed partial class RunDatabase
{
    private const int MostContractRows = 2_001;

    /// <summary>Creates a run database.</summary>
    /// <param name="path">The file; a relative path is taken from the process's current folder.</param>
    /// <param name="contract">The data contract of the run.</param>
    /// <param name="replace">Whether a file that is already there is replaced; one that has calls on record never is.</param>
    /// <param name="caller">Who creates it, and works on it.</param>
    /// <param name="files">Makes the file; <see langword="null"/> where it is its owner's alone.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="RunDatabaseException">The file exists, is in use, holds calls, or cannot be written.</exception>
    public static RunDatabase Create(
        string path, AxoniusContract contract, bool replace = false, StageCaller? caller = null, NewFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(contract);
        string fullPath = System.IO.Path.GetFullPath(path);
        return OpenRunDatabases.Add(fullPath, () => CreateFile(fullPath, contract, replace, caller ?? "", files ?? NewFiles.OfTheirOwner));
    }

    /// <summary>
    /// Creates a run database named after the present second,
    /// <c>custom_attributes_connector_sqlite_{yyyyMMdd_HHmmss}.db</c>; where two runs share a second the later one gets a number.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="contract">The data contract of the run.</param>
    /// <param name="now">The local time that goes into the name.</param>
    /// <param name="caller">Who creates it, and works on it.</param>
    /// <param name="files">Makes the file; <see langword="null"/> where it is its owner's alone.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    /// <exception cref="RunDatabaseException">The folder cannot be written.</exception>
    public static RunDatabase CreateNamed(
        string folder, AxoniusContract contract, DateTimeOffset now, StageCaller? caller = null, NewFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        for (int attempt = 1; ; attempt++)
        {
            string path = System.IO.Path.Combine(folder, RunFileNames.Database(now, attempt));
            try
            {
                return Create(path, contract, replace: false, caller, files);
            }
            catch (RunDatabaseException exception) when (exception.Kind == ConnectorErrorKind.AlreadyExists && attempt < 1000)
            {
                continue;
            }
        }
    }

    /// <summary>Opens an existing run database for work, or joins those who work on it together with the caller.</summary>
    /// <param name="path">The file; a relative path is taken from the process's current folder.</param>
    /// <param name="caller">Who works on it.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="RunDatabaseException">
    /// The file is missing, is no run database, is not as this product makes it, is of another version, or is somebody else's.
    /// </exception>
    public static RunDatabase Open(string path, StageCaller? caller = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string fullPath = System.IO.Path.GetFullPath(path);
        return OpenRunDatabases.FindOrAdd(fullPath, caller?.User, () => OpenFile(fullPath, caller ?? "", isRead: false));
    }

    /// <summary>Opens an existing run database for a look, which writes nothing and disturbs nobody who works on it.</summary>
    /// <param name="path">The file; a relative path is taken from the process's current folder.</param>
    /// <returns>The open database; give it back with <see cref="Dispose"/>.</returns>
    /// <exception cref="RunDatabaseException">As of <see cref="Open"/>; that somebody works on it is no matter.</exception>
    public static RunDatabase OpenForReading(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return OpenFile(System.IO.Path.GetFullPath(path), "", isRead: true);
    }

    private static RunDatabase CreateFile(string path, AxoniusContract contract, bool replace, StageCaller caller, NewFiles files)
    {
        RunDatabaseReplacement.Reserve(path, replace, files);
        SqliteFile file = SqliteFile.Open(path, RunDatabaseErrors.Instance);
        var database = new RunDatabase(path, file, contract, caller.User) { Id = Guid.NewGuid().ToString("N") };
        try
        {
            database.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
            database.BeginRow();
            database.Execute(RunDatabaseSchema.Script(contract));
            database.WriteContract();
            database.Prepare("INSERT INTO identity (id) VALUES (?1)").Bind(1, database.Id).Execute();
            database.Commit();
            database.TakeLease(caller);
            return database;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static RunDatabase OpenFile(string path, StageCaller caller, bool isRead)
    {
        if (!File.Exists(path))
        {
            throw Directory.Exists(path) ? RunDatabaseException.IsFolder(path) : RunDatabaseException.NotFound(path);
        }

        if (FileFacts.Of(path) is { IsRegular: false })
        {
            throw RunDatabaseException.OfAnotherKind(path);
        }

        SqliteFile file = isRead
            ? SqliteFile.OpenForReading(path, RunDatabaseErrors.Instance)
            : SqliteFile.Open(path, RunDatabaseErrors.Instance);
        try
        {
            file.CheckKind(RunDatabaseSchema.ApplicationId, RunDatabaseSchema.Version);
            if (file.Scalar("PRAGMA user_version") is var version and < RunDatabaseSchema.Version)
            {
                throw RunDatabaseException.Older(path, version, RunDatabaseSchema.Version);
            }

            AxoniusContract contract = CheckSchema(file);
            var database = new RunDatabase(path, file, contract, caller.User) { Id = ReadId(file) };
            if (!isRead)
            {
                database.TakeUp(caller);
            }

            return database;
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

    /// <summary>Makes sure that a file has the tables and views of this product, and nothing besides.</summary>
    /// <exception cref="RunDatabaseException">It has not.</exception>
    internal static void RequireOwnSchema(SqliteFile file)
    {
        try
        {
            CheckSchema(file);
        }
        catch (SqliteException exception)
        {
            throw RunDatabaseErrors.Instance.Of(file.Path, exception);
        }
    }

    // Only what this product's own script makes may run: the tables depend on the contract, so that one comes first.
    private static AxoniusContract CheckSchema(SqliteFile file)
    {
        IReadOnlyList<SchemaObject> found = file.ReadSchema();
        var contractTable = new SchemaObject("table", "contract", "contract", RunDatabaseSchema.ContractTable);
        if (!found.Contains(contractTable))
        {
            throw RunDatabaseException.NotTrusted(file.Path, "the table 'contract' is not as this product makes it");
        }

        AxoniusContract contract = ReadContract(file);
        string? difference = SqliteSchema.FindDifference(found, SqliteSchema.Of(RunDatabaseSchema.Script(contract)));
        return difference is null ? contract : throw RunDatabaseException.NotTrusted(file.Path, difference);
    }

    private void TakeUp(StageCaller caller)
    {
        if (RunLease.Find(_file) is { IsAlive: true } holder)
        {
            throw RunDatabaseException.Leased(Path, holder.ToString());
        }

        // Locks and log go by the name: under another one a second process would find neither.
        if (FileFacts.Of(Path) is { Names: > 1 and var names })
        {
            throw RunDatabaseException.SeveralNames(Path, names);
        }

        try
        {
            if (WriteAheadLog.FindDamage(Path) is { } frame)
            {
                throw RunDatabaseException.LogDamaged(Path, frame, Calls.Count());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunDatabaseException.NotWritable(Path, exception);
        }

        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        TakeLease(caller);
    }

    private void TakeLease(StageCaller caller)
    {
        var lease = new RunLease(this);
        lease.Take(caller.Command);
        Lease = lease;
    }

    private static string ReadId(SqliteFile file)
    {
        using SqliteCommand command = file.Connection.CreateCommand();
        command.CommandText = "SELECT CASE COUNT(*) WHEN 1 THEN MAX(id) END FROM identity";
        return command.ExecuteScalar() as string ?? throw RunDatabaseException.NotTrusted(file.Path, "it has no identity, or several");
    }

    private static AxoniusContract ReadContract(SqliteFile file)
    {
        using SqliteCommand command = file.Connection.CreateCommand();
        command.CommandText = $"SELECT header, key FROM contract ORDER BY position LIMIT {MostContractRows}";
        using SqliteDataReader reader = command.ExecuteReader();
        var columns = new List<AxoniusColumn>();
        while (reader.Read())
        {
            columns.Add(reader.GetValue(0) is string header && reader.GetValue(1) is string key
                ? new AxoniusColumn(header, key)
                : throw RunDatabaseException.NotTrusted(file.Path, "its contract holds what is no text"));
        }

        try
        {
            return columns.Count is > 1 and < MostContractRows
                ? new AxoniusContract(columns[0].Header, columns[1..])
                : throw RunDatabaseException.NotTrusted(file.Path, "it has no contract");
        }
        catch (AxoniusMappingException exception)
        {
            throw RunDatabaseException.NotTrusted(file.Path, $"its contract cannot be used ({exception.Message.TrimEnd('.')})");
        }
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
