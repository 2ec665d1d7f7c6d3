using System.Globalization;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>
/// What Qualys has confirmed to us, over all runs for one subscription: the values of each asset, and every change that was made. A call
/// stands in it before it leaves, as one that is in doubt, and again when it is known what came of it.
/// </summary>
/// <remarks>Its members may be called from several threads; each call is whole.</remarks>
internal sealed class AttributeLedger : IDisposable
{
    private readonly SqliteFile _file;
    private readonly object _gate = new();

    private AttributeLedger(SqliteFile file, string id, string apiHost)
    {
        _file = file;
        Id = id;
        ApiHost = apiHost;
        Sets = new ValueSetTable(file);
        Assets = new LedgerAssets(file, Sets);
        Window = new LedgerWindow(this);
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>Tells the ledger from another one of the same name.</summary>
    public string Id { get; }

    /// <summary>The version of its tables: one that is only read may be of an earlier release.</summary>
    public long Version => Scalar("PRAGMA user_version");

    /// <summary>The API host whose subscription it is of.</summary>
    public string ApiHost { get; }

    /// <summary>What tells the ledger from itself after another run: its identity, its latest change, and what was last read otherwise.</summary>
    public string State => string.Create(
        CultureInfo.InvariantCulture,
        $"{Id} {Scalar("SELECT MAX(change_id) FROM change_call")} {Scalar("SELECT MAX(observation_id) FROM observation")}");

    /// <summary>How many batches of a run are in the ledger, whatever came of them.</summary>
    /// <param name="databaseId">The identity of its run database.</param>
    public long CountBatches(string databaseId)
    {
        lock (_gate)
        {
            using Statement select = Prepare(
                """
                SELECT COUNT(*) FROM (
                    SELECT DISTINCT c.group_number, c.batch_number FROM change_call c JOIN ledger_run r ON r.run_id = c.run_id
                    WHERE r.database_id = ?1)
                """);
            select.Bind(1, databaseId).Step();
            long count = select.Int64(0);
            select.Reset();
            return count;
        }
    }

    /// <summary>Whether it is from before a state: a copy was put back that lacks what was written until then.</summary>
    /// <param name="state">What <see cref="State"/> was.</param>
    public bool IsBefore(string state) => Scalar("SELECT COALESCE(MAX(change_id), 0) FROM change_call") < NumberIn(state, 1);

    /// <summary>Whether this is the ledger that a state is of, or there was none.</summary>
    /// <param name="state">What <see cref="State"/> was; empty where there was no ledger.</param>
    public bool IsOf(string state)
    {
        ArgumentNullException.ThrowIfNull(state);
        string id = state.Split(' ')[0];
        return id.Length == 0 || id == Id;
    }

    /// <summary>Finds another run that has changed something since, or may have; a call that changed nothing for sure does not count.</summary>
    /// <param name="state">What <see cref="State"/> was; empty where there was no ledger.</param>
    /// <param name="databaseId">The identity of the run database that asks.</param>
    public LaterRun? FindLaterRun(string state, string databaseId)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_gate)
        {
            using Statement select = Prepare(
                """
                SELECT r.database_path, c.sent_at FROM change_call c JOIN ledger_run r ON r.run_id = c.run_id
                WHERE c.change_id > ?1 AND r.database_id <> ?3 AND (c.outcome = 'InDoubt'
                    OR EXISTS (SELECT 1 FROM change_asset a WHERE a.change_id = c.change_id AND a.is_confirmed = 1))
                UNION ALL
                SELECT r.database_path, o.read_at FROM observation o JOIN ledger_run r ON r.run_id = o.run_id
                WHERE o.observation_id > ?2 AND r.database_id <> ?3
                LIMIT 1
                """);
            LaterRun? later = select.Bind(1, NumberIn(state, 1)).Bind(2, NumberIn(state, 2)).Bind(3, databaseId).Step()
                ? new LaterRun(select.Text(0), DateTimeOffset.FromUnixTimeMilliseconds(select.Int64(1)))
                : null;
            select.Reset();
            return later;
        }
    }

    /// <summary>The sets of values.</summary>
    public ValueSetTable Sets { get; }

    /// <summary>What is known of the window in which Qualys counts calls.</summary>
    public LedgerWindow Window { get; }

    /// <summary>What is known of assets.</summary>
    public LedgerAssets Assets { get; }

    /// <summary>The file that is taken where none is named.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="apiHost">The API host.</param>
    public static string DefaultPath(string folder, string apiHost) =>
        System.IO.Path.Combine(folder, $"qualys_attribute_ledger_{FileNameOf(apiHost)}.sqlite");

    /// <summary>Opens the ledger of a subscription, and makes it where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="apiHost">The API host, with its port where it has one.</param>
    /// <param name="files">Makes the file.</param>
    /// <exception cref="LedgerException">It is another subscription's or cannot be used.</exception>
    /// <exception cref="LinkRefusedException">It is to be made, and its name is a symbolic link.</exception>
    public static AttributeLedger Open(string path, string apiHost, NewFiles files)
    {
        string full = System.IO.Path.GetFullPath(path);
        RefuseOthers(full);
        try
        {
            files.Provide(full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.NotMade(full, exception);
        }

        SqliteFile file = SqliteFile.Open(full, LedgerErrors.Instance);
        try
        {
            // A killed run may have left the file without its tables.
            if (file.Scalar("PRAGMA application_id") == 0 && file.Scalar("SELECT count(*) FROM sqlite_schema") == 0)
            {
                Make(file, apiHost);
            }

            AttributeLedger ledger = Own(file);
            if (!string.Equals(ledger.ApiHost, apiHost, StringComparison.OrdinalIgnoreCase))
            {
                throw LedgerException.OtherHost(full, ledger.ApiHost, apiHost);
            }

            LedgerMigration.BringOver(file);
            return ledger;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a ledger for a look, which writes nothing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LedgerException">It is missing or cannot be used.</exception>
    public static AttributeLedger OpenForReading(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        RefuseOthers(full);
        if (!File.Exists(full))
        {
            throw LedgerException.NotFound(full);
        }

        SqliteFile file = SqliteFile.OpenForReading(full, LedgerErrors.Instance);
        try
        {
            return Own(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the keys of the first sets of values, in the order of their letters: enough to offer them, whatever the ledger's size. The
    /// file is read as it lies on the disk, and nothing is laid beside it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LedgerException">It is no ledger, or cannot be read.</exception>
    public static IReadOnlyList<string> ReadKeys(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        RefuseOthers(full);
        using SqliteFile file = SqliteFile.OpenAsItLies(full, LedgerErrors.Instance);
        using Statement select = file.Prepare(
            "SELECT DISTINCT e.key FROM (SELECT content FROM value_set LIMIT 1000) s CROSS JOIN json_each(s.content) e ORDER BY e.key");
        var keys = new List<string>();
        while (select.Step())
        {
            keys.Add(select.Text(0));
        }

        return keys;
    }

    /// <summary>Finds what is known of the window in which Qualys counts calls, or <see langword="null"/>.</summary>
    public KnownWindow? FindWindow() =>
        Version >= 2 ? new LedgerWindow(this).Read() : null;

    /// <summary>Whether adding was seen to write a key that exists; else nobody knows that it does.</summary>
    public bool AddOverwrites => Version >= 2 && Scalar($"SELECT {LedgerSchema.AddOverwrites}") == 1;

    /// <summary>Whether adding was seen to leave a key as it is that exists; else nobody knows that it does.</summary>
    public bool AddLeavesExisting => Version >= 2 && Scalar($"SELECT {LedgerSchema.AddLeavesExisting}") == 1;

    /// <summary>Writes in one transaction, which is on the disk when this returns.</summary>
    public T Write<T>(Func<T> write)
    {
        lock (_gate)
        {
            _file.Begin();
            try
            {
                T result = write();

                // On Unix a file that was deleted takes what is written into it, and nobody ever sees that.
                if (!File.Exists(Path))
                {
                    throw LedgerException.GoneWhileSending(Path);
                }

                _file.Commit();
                return result;
            }
            catch
            {
                _file.RollBack();
                Sets.Forget();
                throw;
            }
        }
    }

    /// <summary>Finds who holds the lease, living or dead.</summary>
    /// <exception cref="LedgerException">The lease is not as this product writes it.</exception>
    public HeldLease? FindLease()
    {
        if (LeaseTable.Find(_file, what => LedgerException.NotTrusted(Path, what)) is not { } holder)
        {
            return null;
        }

        using Statement select = Prepare("SELECT database_path, renewals FROM lease");
        return select.Step() ? new HeldLease(holder, select.TextOrNull(0), select.Int64(1)) : null;
    }

    /// <summary>Takes the lease where nobody holds it who lives.</summary>
    /// <param name="id">The lease.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="isDead">Says whether a holder is dead.</param>
    /// <returns>Who holds it, where it was not taken.</returns>
    /// <exception cref="LedgerException">The ledger cannot be used.</exception>
    public HeldLease? TryTakeLease(string id, LeaseRequest request, Func<HeldLease, bool> isDead)
    {
        // A look first, which waits for nobody who writes.
        if (FindLease() is { } held && !isDead(held))
        {
            return held;
        }

        return Write(() =>
        {
            if (FindLease() is { } other && !isDead(other))
            {
                return other;
            }

            if (!LeaseTable.Take(_file, id, LeaseHolder.This(request.Command), request.Time.GetUtcNow()))
            {
                throw LedgerException.NotTrusted(Path, "it has no lease");
            }

            using Statement name = Prepare("UPDATE lease SET database_path = ?1, renewals = renewals + 1");
            name.Bind(1, request.DatabasePath).Execute();
            return null;
        });
    }

    /// <summary>Says that the holder of the lease lives.</summary>
    public void RenewLease(string id, DateTimeOffset now) => Write(() =>
    {
        LeaseTable.Renew(_file, id, now);
        using Statement count = Prepare("UPDATE lease SET renewals = renewals + 1 WHERE holder = ?1");
        count.Bind(1, id).Execute();
        return true;
    });

    /// <summary>Gives the lease back.</summary>
    public void GiveBackLease(string id)
    {
        lock (_gate)
        {
            LeaseTable.Release(_file, id, _file.Commit);
            Execute("UPDATE lease SET database_path = NULL WHERE holder IS NULL");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Execute(string sql)
    {
        using Statement statement = Prepare(sql);
        statement.Execute();
    }

    internal Statement Prepare(string sql) => _file.Prepare(sql);

    internal long Scalar(string sql)
    {
        lock (_gate)
        {
            return _file.Scalar(sql);
        }
    }

    /// <summary>Makes sure that a ledger which is not there yet can be made when it is wanted.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="LedgerException">It cannot be made.</exception>
    public static void RequirePlace(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        RefuseOthers(full);
        if (File.Exists(full))
        {
            return;
        }

        try
        {
            // Under another name: whoever makes the ledger meanwhile is not to find an empty one.
            NewFiles.OfTheirOwner.Create($"{full}.{Environment.ProcessId}", options: FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.NotMade(full, exception);
        }
    }

    private static void RefuseOthers(string path)
    {
        if (Directory.Exists(path))
        {
            throw LedgerException.IsFolder(path);
        }

        if (File.Exists(path) && FileFacts.Of(path) is { IsRegular: false })
        {
            throw LedgerException.OfAnotherKind(path);
        }
    }

    private static void Make(SqliteFile file, string apiHost)
    {
        NewFiles.RefuseLink(file.Path);
        file.Execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL");
        file.Begin();
        file.Execute(LedgerSchema.Script());
        using Statement insert = file.Prepare("INSERT INTO identity (id, api_host, created_at) VALUES (?1, ?2, ?3)");
        insert.Bind(1, Guid.NewGuid().ToString("N")).Bind(2, apiHost)
            .Bind(3, DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)).Execute();
        file.Commit();
    }

    private static AttributeLedger Own(SqliteFile file)
    {
        file.CheckKind(LedgerSchema.ApplicationId, LedgerSchema.Version);
        string script = LedgerSchema.Script(Math.Max(1, file.Scalar("PRAGMA user_version")));
        if (SqliteSchema.FindDifference(file.ReadSchema(), SqliteSchema.Of(script)) is { } difference)
        {
            throw LedgerException.NotTrusted(file.Path, difference);
        }

        // What was confirmed is to survive a crash of the machine: known values decide what is sent.
        file.Execute("PRAGMA synchronous = FULL");
        using Statement select = file.Prepare("SELECT id, api_host FROM identity");
        return select.Step() && select.TextOrNull(0) is { } id && select.TextOrNull(1) is { } host && !select.Step()
            ? new AttributeLedger(file, id, host)
            : throw LedgerException.NotTrusted(file.Path, "it does not say whose it is");
    }

    private static string FileNameOf(string apiHost) =>
        string.Concat(apiHost.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_'));

    private static long NumberIn(string state, int place)
    {
        string[] parts = state.Split(' ');
        return place < parts.Length && long.TryParse(parts[place], NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }
}

/// <summary>A run that has written into a ledger after a plan was made.</summary>
/// <param name="DatabasePath">Its run database.</param>
/// <param name="At">When.</param>
internal sealed record LaterRun(string DatabasePath, DateTimeOffset At);
