using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace QualysCustomAttributes.Sqlite;

/// <summary>One open SQLite file: its connection, its prepared statements and its transaction.</summary>
/// <remarks>Whoever talks to it from several threads holds a lock of its own.</remarks>
internal sealed class SqliteFile : IDisposable
{
    private const int BusyTimeoutMilliseconds = 5_000;

    private static readonly (int Option, int Value)[] Distrusting =
    [
        (raw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        (raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
        (raw.SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
        (raw.SQLITE_DBCONFIG_DQS_DDL, 0),
        (raw.SQLITE_DBCONFIG_DQS_DML, 0),
    ];

    private readonly SqliteErrors _errors;
    private readonly HashSet<Statement> _statements = [];

    static SqliteFile() => Batteries_V2.Init();

    private SqliteFile(string path, SqliteConnection connection, SqliteErrors errors)
    {
        Path = path;
        Connection = connection;
        _errors = errors;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The connection, for what is not on a hot path.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Whether something is written that is not committed yet.</summary>
    public bool IsInTransaction { get; private set; }

    /// <summary>Opens a file that is there.</summary>
    public static SqliteFile Open(string path, SqliteErrors errors) => Open(path, errors, SqliteOpenMode.ReadWrite);

    /// <summary>Opens a file that is there, and never writes it.</summary>
    public static SqliteFile OpenForReading(string path, SqliteErrors errors) => Open(path, errors, SqliteOpenMode.ReadOnly);

    /// <summary>
    /// Opens a file that is there as it lies on the disk: what a log beside it holds is not seen, and nothing is laid beside it, as
    /// reading does otherwise.
    /// </summary>
    public static SqliteFile OpenAsItLies(string path, SqliteErrors errors) =>
        Open(path, errors, SqliteOpenMode.ReadOnly, $"{new Uri(path).AbsoluteUri}?immutable=1");

    private static SqliteFile Open(string path, SqliteErrors errors, SqliteOpenMode mode, string? source = null)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source ?? path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusyTimeoutMilliseconds / 1000,
        }.ToString());
        try
        {
            connection.Open();
            Distrust(connection);
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"""
                PRAGMA trusted_schema = OFF;
                PRAGMA cell_size_check = ON;
                PRAGMA busy_timeout = {BusyTimeoutMilliseconds};
                PRAGMA cache_size = -16384;
                PRAGMA temp_store = FILE;
                PRAGMA wal_autocheckpoint = 2000;
                """;
            command.ExecuteNonQuery();
            return new SqliteFile(path, connection, errors);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw errors.Of(path, exception);
        }
    }

    /// <summary>
    /// Has SQLite run nothing that a file brings along: it may come from anybody (SQLite, "Defense Against The Dark Arts").
    /// </summary>
    private static void Distrust(SqliteConnection connection)
    {
        foreach ((int option, int value) in Distrusting)
        {
            _ = raw.sqlite3_db_config(connection.Handle, option, value, out _);
        }
    }

    /// <summary>Has the log stay what it is when the file is closed: nothing of it is written into the file.</summary>
    public void KeepLogOnClose() => _ = raw.sqlite3_db_config(Connection.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

    /// <summary>Refuses a file that another program, or a newer release, has written.</summary>
    public void CheckKind(long applicationId, long version)
    {
        if (Scalar("PRAGMA application_id") != applicationId)
        {
            throw _errors.OfAnotherKind(Path);
        }

        long found = Scalar("PRAGMA user_version");
        if (found > version)
        {
            throw _errors.Newer(Path, found, version);
        }
    }

    public Statement Prepare(string sql)
    {
        int result = raw.sqlite3_prepare_v3(Connection.Handle, sql, (uint)raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }

        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    public void Execute(string sql)
    {
        int result = raw.sqlite3_exec(Connection.Handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw Failure(result);
        }
    }

    /// <summary>Executes what may take long, and heeds a stop.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the transaction is gone.</exception>
    public void Execute(string sql, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration stopping = cancellationToken.Register(() => raw.sqlite3_interrupt(Connection.Handle));
        try
        {
            Execute(sql);
        }
        catch (ConnectorException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    public long Scalar(string sql)
    {
        try
        {
            using SqliteCommand command = Connection.CreateCommand();
            command.CommandText = sql;
            return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
        }
        catch (SqliteException exception)
        {
            throw _errors.Of(Path, exception);
        }
    }

    /// <summary>Reads every object that the file is made of.</summary>
    public IReadOnlyList<SchemaObject> ReadSchema()
    {
        try
        {
            return SqliteSchema.Read(Connection);
        }
        catch (SqliteException exception)
        {
            throw _errors.Of(Path, exception);
        }
    }

    /// <summary>Opens a transaction where none is open.</summary>
    public void Begin()
    {
        if (!IsInTransaction)
        {
            Execute("BEGIN IMMEDIATE");
            IsInTransaction = true;
        }
    }

    /// <summary>Commits what was written since <see cref="Begin"/>.</summary>
    public void Commit()
    {
        if (IsInTransaction)
        {
            Execute("COMMIT");
            IsInTransaction = false;
        }
    }

    /// <summary>Takes back what was written since <see cref="Begin"/>.</summary>
    public void RollBack()
    {
        if (IsInTransaction)
        {
            IsInTransaction = false;
            raw.sqlite3_exec(Connection.Handle, "ROLLBACK");
        }
    }

    /// <summary>Takes note that a statement is disposed of.</summary>
    public void Release(Statement statement) => _statements.Remove(statement);

    public ConnectorException Failure(int result)
    {
        string text = raw.sqlite3_errmsg(Connection.Handle).utf8_to_string();
        // SQLite rolls a transaction back by itself on some errors (a full disk): then there is nothing left to commit.
        IsInTransaction = IsInTransaction && raw.sqlite3_get_autocommit(Connection.Handle) == 0;
        return _errors.Of(Path, result, text);
    }

    /// <summary>Looks through the whole file.</summary>
    /// <param name="tables">Tables of which each index is compared, too.</param>
    /// <returns>The first damage, or <see langword="null"/> where there is none.</returns>
    public string? FindDamage(params string[] tables)
    {
        try
        {
            return tables.Select(table => $"integrity_check({SqlName.Quote(table)})").Prepend("quick_check(1)")
                .Select(Check).FirstOrDefault(found => found != "ok") is { } damage ? ShownText.Of(damage) : null;
        }
        catch (SqliteException exception) when ((exception.SqliteErrorCode & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return exception.Message;
        }
        catch (SqliteException exception)
        {
            throw _errors.Of(Path, exception);
        }
    }

    private string Check(string pragma)
    {
        using SqliteCommand command = Connection.CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return command.ExecuteScalar() as string ?? "no answer";
    }

    /// <summary>What stands in the file cannot have been written by this product.</summary>
    public ConnectorException Damaged(string text) => _errors.Of(Path, raw.SQLITE_CORRUPT, text);

    /// <summary>
    /// Writes what the log holds into the file itself, as far as nobody who reads needs the log, and waits for nobody.
    /// </summary>
    public bool TryWriteBack()
    {
        _ = raw.sqlite3_busy_timeout(Connection.Handle, 0);
        int result = raw.sqlite3_wal_checkpoint_v2(Connection.Handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out int frames, out int written);
        _ = raw.sqlite3_busy_timeout(Connection.Handle, BusyTimeoutMilliseconds);
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
        {
            throw Failure(result);
        }

        // A reader may keep the log from being emptied; what counts is that all of it is in the file.
        return result == raw.SQLITE_OK || (frames >= 0 && frames == written);
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.ToArray())
        {
            statement.Dispose();
        }

        Connection.Dispose();
    }
}
