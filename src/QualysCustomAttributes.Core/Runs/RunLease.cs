using System.Diagnostics;
using System.Globalization;
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
            LeaseHolder mine = LeaseHolder.This(command);
            using Statement take = database.Prepare(
                """
                UPDATE lease SET holder = ?1, command = ?2, process_id = ?3, process_started_at = ?4, host = ?5, process_space = ?6,
                    taken_at = ?7, renewed_at = ?7 RETURNING calls
                """);
            take.Bind(1, _id).Bind(2, mine.Command).Bind(3, mine.ProcessId).Bind(4, mine.ProcessStartedAt).Bind(5, mine.Host)
                .Bind(6, mine.ProcessSpace).Bind(7, RunTable.Format(DateTimeOffset.UtcNow));
            _calls = take.Step() ? take.Int64(0) : throw RunDatabaseException.NotTrusted(database.Path, "it has no lease");
            take.Reset();
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
    /// must hold this lease with the latest call.
    /// </summary>
    /// <exception cref="RunDatabaseException">The file is gone, or is another one by now.</exception>
    public void RequireNamedFile()
    {
        if (!File.Exists(database.Path))
        {
            throw RunDatabaseException.Gone(database.Path, "it was removed or moved away");
        }

        try
        {
            using SqliteFile named = SqliteFile.OpenForReading(database.Path, RunDatabaseErrors.Instance);
            using Statement select = named.Prepare("SELECT holder, calls FROM lease");
            if (!select.Step() || select.TextOrNull(0) != _id || select.Int64(1) != _calls)
            {
                throw RunDatabaseException.Gone(database.Path, "another file has its name");
            }
        }
        catch (RunDatabaseException exception) when (exception.ErrorId is not ("DatabaseGone" or "DatabaseLocked"))
        {
            throw RunDatabaseException.Gone(database.Path, "what has its name is no run database any more");
        }
    }

    /// <summary>Gives the lease back; what it counted stays.</summary>
    public void Release()
    {
        Dispose();
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement release = database.Prepare(
                """
                UPDATE lease SET holder = NULL, command = NULL, process_id = NULL, process_started_at = NULL, host = NULL,
                    process_space = NULL, taken_at = NULL, renewed_at = NULL WHERE holder = ?1
                """);
            release.Bind(1, _id).Execute();
            database.CommitWhereverItIs();
        }
    }

    /// <summary>Finds who holds the lease of a database, living or dead.</summary>
    public static LeaseHolder? Find(SqliteFile file)
    {
        using Statement select = file.Prepare(
            """
            SELECT command, process_id, process_started_at, host, process_space, taken_at, renewed_at FROM lease
            WHERE holder IS NOT NULL
            """);
        return !select.Step()
            ? null
            : new LeaseHolder(select.Text(0), select.Int64(1), select.Int64(2), select.Text(3), select.Text(4))
            {
                TakenAt = select.Text(5),
                RenewedAt = select.Text(6),
            };
    }

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
                database.RenewLease(_id, RunTable.Format(DateTimeOffset.UtcNow));
            }
            catch (ConnectorException)
            {
                // Whoever writes next meets the same error and says it; every call makes sure of the lease anyway.
            }
        }
    }
}

/// <summary>Who holds a lease.</summary>
/// <param name="Command">The command.</param>
/// <param name="ProcessId">The process's number.</param>
/// <param name="ProcessStartedAt">When the process began, by the system's own count: numbers of processes are given again.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessSpace">What tells machines and containers apart within which a process's number means something.</param>
internal sealed record LeaseHolder(string Command, long ProcessId, long ProcessStartedAt, string Host, string ProcessSpace)
{
    private const int ClockSlack = 3;
    private const long StartUnknown = -1;

    // Of a process that cannot be seen from here, on another host or in another container, its renewals are all there is to see.
    private static readonly TimeSpan LongestWithoutRenewal = TimeSpan.FromMinutes(2);

    /// <summary>When it was taken, UTC.</summary>
    public string TakenAt { get; init; } = "";

    /// <summary>When its holder was last heard of, UTC.</summary>
    public string RenewedAt { get; init; } = "";

    /// <summary>Whether its holder lives.</summary>
    public bool IsAlive
    {
        get
        {
            LeaseHolder here = This("");
            return Host == here.Host && ProcessSpace == here.ProcessSpace ? IsRunning() : WasHeardOfLately();
        }
    }

    /// <summary>This process as a holder.</summary>
    public static LeaseHolder This(string command)
    {
        int processId = Environment.ProcessId;
        return new LeaseHolder(command, processId, FindStart(processId) ?? StartUnknown, Environment.MachineName, FindProcessSpace());
    }

    /// <summary>The holder as a second one is told of it.</summary>
    /// <returns>Command, process, host and since when.</returns>
    public override string ToString() => ShownText.Of(string.Create(
        CultureInfo.InvariantCulture, $"{Command} (process {ProcessId} on {Host}, since {TakenAt} UTC)"));

    private bool IsRunning() => ProcessId is > 0 and <= int.MaxValue && FindStart((int)ProcessId) is { } start
        && (start == StartUnknown || Math.Abs(start - ProcessStartedAt) <= ClockSlack);

    private bool WasHeardOfLately() =>
        !DateTimeOffset.TryParse(RenewedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset renewed)
        || DateTimeOffset.UtcNow - renewed < LongestWithoutRenewal;

    // Linux says it in ticks since the machine began, which no change of the clock touches.
    private static long? FindStart(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
                string[] behindName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                return behindName[0] is "Z" or "X" ? null : long.Parse(behindName[19], CultureInfo.InvariantCulture);
            }

            using Process process = Process.GetProcessById(processId);
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds();
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return null;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or UnauthorizedAccessException)
        {
            // There is such a process, and it may not be looked at.
            return StartUnknown;
        }
    }

    private static string FindProcessSpace()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
                : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
