using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// The SQLite file of one run, in which every stage leaves what it made. The stages of one pipeline run interleaved, so
/// they share one open database: it is found by its path and closed with its last user.
/// </summary>
/// <remarks>Its members may be called from several threads; each call is whole.</remarks>
internal sealed partial class RunDatabase : IDisposable
{
    private const int RowsPerTransaction = 200_000;

    private readonly SqliteFile _file;
    private int _users = 1;
    private int _uncommittedRows;

    private RunDatabase(string path, SqliteFile file, AxoniusContract contract, string id)
    {
        Path = path;
        Id = id;
        _file = file;
        Contract = contract;
        Records = new RecordTable(this);
        RejectedRows = new RejectedRowTable(this);
        Groups = new GroupTable(this);
        Batches = new BatchTable(this);
        Executions = new ExecutionTable(this);
        Calls = new CallTable(this);
        Runs = new RunTable(this);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The data contract under which the export was imported.</summary>
    public AxoniusContract Contract { get; }

    /// <summary>Tells the database from another one that had the same path before.</summary>
    internal string Id { get; }

    internal RecordTable Records { get; }

    internal RejectedRowTable RejectedRows { get; }

    internal GroupTable Groups { get; }

    internal BatchTable Batches { get; }

    internal ExecutionTable Executions { get; }

    internal CallTable Calls { get; }

    internal RunTable Runs { get; }

    /// <summary>Held by whoever talks to the file, so that what belongs together is written together.</summary>
    internal object Gate { get; } = new();

    /// <summary>Commits what was written so far.</summary>
    /// <exception cref="RunDatabaseException">The file cannot be written.</exception>
    public void Commit()
    {
        lock (Gate)
        {
            if (_file.IsInTransaction)
            {
                _file.Commit();
                _uncommittedRows = 0;
            }
        }
    }

    /// <summary>Gives the database back. The last user commits what was written and closes the file.</summary>
    public void Dispose()
    {
        if (OpenRunDatabases.Release(this))
        {
            Close();
        }
    }

    internal void AddUser() => _users++;

    internal bool RemoveUser() => --_users == 0;

    /// <summary>Opens a transaction for a row, and commits the one at hand once it has grown large.</summary>
    internal void BeginRow()
    {
        if (!_file.IsInTransaction)
        {
            _file.Begin();
        }
        else if (++_uncommittedRows >= RowsPerTransaction)
        {
            Commit();
            BeginRow();
        }
    }

    internal Statement Prepare(string sql)
    {
        lock (Gate)
        {
            return _file.Prepare(sql);
        }
    }

    internal void Execute(string sql) => _file.Execute(sql);

    internal long Scalar(string sql)
    {
        lock (Gate)
        {
            return _file.Scalar(sql);
        }
    }

    /// <summary>Makes every commit wait for the disk, as the record of calls to Qualys needs, or lets it be quick.</summary>
    internal void SetDurable(bool isDurable)
    {
        lock (Gate)
        {
            Commit();
            Execute(isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        }
    }

    private void Close()
    {
        try
        {
            Commit();
        }
        finally
        {
            _file.Dispose();
        }
    }
}
