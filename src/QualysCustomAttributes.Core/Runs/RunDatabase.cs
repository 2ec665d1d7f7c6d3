using System.Diagnostics;
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

    private static readonly TimeSpan LongestWaitForReaders = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly SqliteFile _file;
    private int _users = 1;
    private int _uncommittedRows;
    private long _length;

    private RunDatabase(string path, SqliteFile file, AxoniusContract contract, object? user)
    {
        Path = path;
        User = user;
        _file = file;
        Contract = contract;
        Sets = new AttributeSetTable(this);
        Records = new RecordTable(this);
        RejectedRows = new RejectedRowTable(this);
        Groups = new GroupTable(this);
        Batches = new BatchTable(this);
        Choices = new ChoiceTable(this);
        Executions = new ExecutionTable(this);
        Calls = new CallTable(this);
        Runs = new RunTable(this);
        Plan = new PlanTable(this);
        Changes = new PayloadChangeTable(this);
        Verifications = new VerificationTable(this);
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The data contract under which the export was imported.</summary>
    public AxoniusContract Contract { get; }

    /// <summary>Tells the database from another one that had the same path before.</summary>
    internal string Id { get; private set; } = "";

    /// <summary>Whose work uses it; see <see cref="StageCaller.User"/>.</summary>
    internal object? User { get; }

    /// <summary>The lease that makes this process its owner; none where it is only read.</summary>
    internal RunLease? Lease { get; private set; }

    /// <summary>The open file.</summary>
    internal SqliteFile Sqlite => _file;

    /// <summary>Whether the plan was made to its end since the database was opened, so that nobody can have changed it.</summary>
    internal bool IsPlannedHere { get; set; }

    /// <summary>Whether its plan was made by comparison: each group has a function of its own.</summary>
    internal bool IsReconciled => Runs.FindCurrent(ConnectorStage.Compare) is not null;

    /// <summary>The stages that are at work in it.</summary>
    internal StagesAtWork StagesAtWork { get; } = new();

    internal AttributeSetTable Sets { get; }

    internal RecordTable Records { get; }

    internal RejectedRowTable RejectedRows { get; }

    internal GroupTable Groups { get; }

    internal BatchTable Batches { get; }

    internal ChoiceTable Choices { get; }

    internal ExecutionTable Executions { get; }

    internal CallTable Calls { get; }

    internal RunTable Runs { get; }

    internal PlanTable Plan { get; }

    internal PayloadChangeTable Changes { get; }

    internal VerificationTable Verifications { get; }

    /// <summary>Held by whoever talks to the file, so that what belongs together is written together.</summary>
    internal object Gate { get; } = new();

    /// <summary>Whether another database was written over the file: nothing more is written into it then.</summary>
    internal bool IsWrittenOver { get; set; }

    /// <summary>Commits what was written so far.</summary>
    /// <exception cref="RunDatabaseException">The file cannot be written, or is not there any more.</exception>
    public void Commit()
    {
        lock (Gate)
        {
            if (_file.IsInTransaction)
            {
                RequireUncut();
                CommitWhereverItIs();
            }
        }
    }

    /// <summary>Commits what is true wherever the file is by now: what came of a call, and that nobody works on it any more.</summary>
    /// <exception cref="RunDatabaseException">The file cannot be written.</exception>
    internal void CommitWhereverItIs()
    {
        lock (Gate)
        {
            if (_file.IsInTransaction)
            {
                _file.Commit();
                _uncommittedRows = 0;
                NoteLength();
            }
        }
    }

    /// <summary>Takes back what was written since the last commit.</summary>
    internal void RollBack()
    {
        lock (Gate)
        {
            _file.RollBack();
            _uncommittedRows = 0;
        }
    }

    /// <summary>Gives the database back. The last user commits what was written and closes the file.</summary>
    public void Dispose()
    {
        if (Lease is null)
        {
            _file.Dispose();
        }
        else
        {
            OpenRunDatabases.Release(this, Close);
        }
    }

    /// <summary>Writes what the log beside the file holds into the file itself, which then needs no other beside it.</summary>
    /// <exception cref="RunDatabaseException">A program reads the file and keeps it from being written for too long.</exception>
    internal void WriteBack()
    {
        RequireUncut();
        long start = Stopwatch.GetTimestamp();
        while (!_file.TryWriteBack())
        {
            if (Stopwatch.GetElapsedTime(start) > LongestWaitForReaders)
            {
                throw RunDatabaseException.KeptInLog(Path, LongestWaitForReaders);
            }

            Thread.Sleep(BetweenTries);
        }

        NoteLength();
    }

    private void NoteLength() => _length = Math.Max(_length, LengthOfFile());

    // SQLite writes on into a file that somebody emptied or removed, and what was in it is gone.
    private void RequireUncut()
    {
        long length = LengthOfFile();
        if (length < _length)
        {
            _file.RollBack();
            _uncommittedRows = 0;
            throw RunDatabaseException.Gone(Path, length < 0 ? "it was removed or moved away" : "it was emptied or cut");
        }
    }

    private long LengthOfFile() => new FileInfo(Path) is { Exists: true } file ? file.Length : -1;

    /// <summary>Says that the holder of the lease lives.</summary>
    internal void RenewLease(string holder)
    {
        bool isAlone = !_file.IsInTransaction;
        _file.Begin();
        LeaseTable.Renew(_file, holder, DateTimeOffset.UtcNow);
        if (isAlone)
        {
            _file.Commit();
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
        if (IsWrittenOver)
        {
            LeaveToOthers();
            return;
        }

        try
        {
            CommitWhereverItIs();
            GiveUp();
        }
        finally
        {
            Lease?.Dispose();
            _file.Dispose();
        }
    }

    // What lies in the log belongs to the file that was there before: written into this one it would make a mixture of two runs.
    private void LeaveToOthers()
    {
        Lease?.Dispose();
        _file.KeepLogOnClose();
        _file.Dispose();
        File.Delete(Path + "-wal");
        File.Delete(Path + "-shm");
    }

    // A file that is gone by now keeps the lease of a process that ended, which is taken over as that of a killed one.
    private void GiveUp()
    {
        try
        {
            Lease?.Release();
            BecomeOneFile();
        }
        catch (RunDatabaseException)
        {
            return;
        }
    }

    // Without its log the file can be copied alone, and read where nothing may be written. Whoever reads meanwhile keeps the log.
    private void BecomeOneFile() => _file.Execute("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
}
