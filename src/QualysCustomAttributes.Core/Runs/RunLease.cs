using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// Makes one process the owner of a run database. The lease stands in the file, with process and host; it is renewed while its
/// holder lives, and taken over when that is dead. It counts the calls, too, so that a record that lost some is known by it.
/// </summary>
internal sealed class RunLease(RunDatabase database) : IDisposable
{
    private static readonly TimeSpan BetweenRenewals = TimeSpan.FromSeconds(15);

    private readonly string _id = Guid.NewGuid().ToString("N");
    private Timer? _renewing;
    private Statement? _count;
    private long _calls;
    private readonly (ulong Number, ulong Volume)? _file = FileFacts.Of(database.Path)?.Identity;
    private string? _plan;

    /// <summary>Takes the lease for this process.</summary>
    /// <param name="command">The command that works on the database, as a second one is told.</param>
    /// <exception cref="RunDatabaseException">A living process holds it.</exception>
    public void Take(string command)
    {
        lock (database.Gate)
        {
            RefuseIfHeld();
            database.BeginRow();
            RefuseIfHeld();
            if (!LeaseTable.Take(database.Sqlite, _id, LeaseHolder.This(command), DateTimeOffset.UtcNow))
            {
                throw RunDatabaseException.NotTrusted(database.Path, "it has no lease");
            }

            _calls = database.Scalar("SELECT calls FROM lease");
            database.Commit();
        }

        _renewing = new Timer(_ => Renew(), null, BetweenRenewals, BetweenRenewals);
    }

    /// <summary>Counts a call that is about to leave, in the transaction that records it.</summary>
    /// <exception cref="RunDatabaseException">Another process took the lease.</exception>
    public void CountCall()
    {
        _count ??= database.Prepare("UPDATE lease SET calls = ?3, renewed_at = ?2 WHERE holder = ?1 RETURNING calls");
        _count.Bind(1, _id).Bind(2, RunTable.Format(DateTimeOffset.UtcNow)).Bind(3, _calls + 1);
        bool isMine = _count.Step();
        _count.Reset();
        if (!isMine)
        {
            throw RunDatabaseException.LeaseLost(database.Path, Find(database.Sqlite)?.ToString());
        }

        _calls++;
    }

    /// <summary>
    /// Makes sure that the file which has the database's name is the one that is written here: it is opened anew, by its name, and
    /// must hold this plan and this lease with the latest call.
    /// </summary>
    /// <exception cref="RunDatabaseException">The file is gone, or is another one by now.</exception>
    public void RequireNamedFile() => Require(_calls);

    /// <summary>
    /// Makes sure of the same before anything is written into it: a copy that somebody laid over it, of the same size and in the very
    /// same file, would get what belongs to this one.
    /// </summary>
    /// <exception cref="RunDatabaseException">The file is gone, or is another one by now.</exception>
    public void RequireNamedPlan() => Require(calls: null);

    private void Require(long? calls)
    {
        if (!File.Exists(database.Path))
        {
            throw RunDatabaseException.Gone(database.Path, "it was removed or moved away");
        }

        try
        {
            using SqliteFile named = SqliteFile.OpenForReading(database.Path, RunDatabaseErrors.Instance);
            // The plan of a pipeline is made to its end while its first batches are sent.
            _plan ??= FindPlan(database.Sqlite);
            if (FindIdentity(named) != database.Id || (_plan is not null && FindPlan(named) != _plan))
            {
                // A file that was moved away gets what is still to be written into it, whatever has its name by now.
                database.IsWrittenOver = _file is not null && FileFacts.Of(database.Path)?.Identity == _file;
                throw RunDatabaseException.Gone(
                    database.Path, database.IsWrittenOver ? "another database was written over it" : "another file has its name");
            }

            using Statement select = named.Prepare("SELECT holder, calls FROM lease");
            if (calls is not null && (!select.Step() || select.TextOrNull(0) != _id || select.Int64(1) != calls))
            {
                throw RunDatabaseException.Gone(database.Path, "another file has its name");
            }
        }
        catch (RunDatabaseException exception) when (exception.ErrorId is not ("DatabaseGone" or "DatabaseLocked"))
        {
            throw RunDatabaseException.Gone(database.Path, "what has its name is no run database any more");
        }
    }

    private static string? FindIdentity(SqliteFile file) => FindText(file, "SELECT id FROM identity");

    private static string? FindPlan(SqliteFile file) => FindText(file, "SELECT digest FROM plan WHERE stage = 'Split'");

    private static string? FindText(SqliteFile file, string sql)
    {
        using Statement select = file.Prepare(sql);
        return select.Step() ? select.TextOrNull(0) : null;
    }

    /// <summary>Gives the lease back; what it counted stays.</summary>
    public void Release()
    {
        Dispose();
        lock (database.Gate)
        {
            database.BeginRow();
            LeaseTable.Release(database.Sqlite, _id, database.CommitWhereverItIs);
        }
    }

    /// <summary>Finds who holds the lease of a database, living or dead.</summary>
    /// <exception cref="RunDatabaseException">The lease is not as this product writes it.</exception>
    public static LeaseHolder? Find(SqliteFile file) =>
        LeaseTable.Find(file, what => RunDatabaseException.NotTrusted(file.Path, what));

    /// <inheritdoc/>
    public void Dispose()
    {
        _renewing?.Dispose();
        _renewing = null;
    }

    private void RefuseIfHeld()
    {
        if (Find(database.Sqlite) is { IsAlive: true } holder)
        {
            throw RunDatabaseException.Leased(database.Path, holder.ToString());
        }
    }

    private void Renew()
    {
        lock (database.Gate)
        {
            if (_renewing is null)
            {
                return;
            }

            try
            {
                database.RenewLease(_id);
            }
            catch (ConnectorException)
            {
                // Whoever writes next meets the same error and says it; every call makes sure of the lease anyway.
            }
        }
    }
}
