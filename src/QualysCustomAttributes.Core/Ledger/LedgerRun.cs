using System.Globalization;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>One run's writing into a ledger: its calls before they leave, and what came of them.</summary>
internal sealed class LedgerRun
{
    private const string InDoubt = nameof(InDoubt);
    private const string Confirmed = nameof(Confirmed);
    private const int MostKept = 20_000;

    /// <summary>Finds how much the export of the latest run had whose whole plan was sent, but for the one that asks.</summary>
    public static string? FindLastCoverage(AttributeLedger ledger, string databaseId)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        using Statement select = ledger.Prepare(
            "SELECT coverage FROM ledger_run WHERE database_id <> ?1 AND coverage IS NOT NULL ORDER BY run_id DESC LIMIT 1");
        return select.Bind(1, databaseId).Step() ? select.TextOrNull(0) : null;
    }

    /// <summary>The run, as the ledger numbers it.</summary>
    public long RunId => _runId;

    private readonly AttributeLedger _ledger;
    private readonly Dictionary<(long Set, KnownByPlan Plan), long> _learnt = [];
    private readonly long _runId;
    private readonly TimeProvider _time;

    private LedgerRun(AttributeLedger ledger, long runId, TimeProvider time)
    {
        _ledger = ledger;
        _runId = runId;
        _time = time;
    }

    /// <summary>Finds a run that is entered.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="databaseId">The identity of its run database.</param>
    /// <param name="time">Tells the time.</param>
    /// <returns>It, or <see langword="null"/> where the ledger knows nothing of it.</returns>
    public static LedgerRun? Find(AttributeLedger ledger, string databaseId, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(time);
        using Statement select = ledger.Prepare("SELECT run_id FROM ledger_run WHERE database_id = ?1");
        LedgerRun? run = select.Bind(1, databaseId).Step() ? new LedgerRun(ledger, select.Int64(0), time) : null;
        select.Reset();
        return run;
    }

    /// <summary>Enters a run, or goes on with one that is entered.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="facts">Which run it is.</param>
    /// <param name="time">Tells the time.</param>
    public static LedgerRun Begin(AttributeLedger ledger, LedgerRunFacts facts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(time);
        return ledger.Write(() =>
        {
            using Statement insert = ledger.Prepare(
                """
                INSERT INTO ledger_run (database_id, database_path, export_path, command, account, started_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (database_id) DO UPDATE SET database_path = excluded.database_path RETURNING run_id
                """);
            insert.Bind(1, facts.DatabaseId).Bind(2, facts.DatabasePath).Bind(3, facts.ExportPath).Bind(4, facts.Command)
                .Bind(5, facts.Account).Bind(6, time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            insert.Step();
            long runId = insert.Int64(0);
            insert.Reset();
            return new LedgerRun(ledger, runId, time);
        });
    }

    /// <summary>Notes how much the run's export has, as JSON: later ones are measured by it.</summary>
    public void NoteCoverage(string coverage) => _ledger.Write(() =>
    {
        using Statement update = _ledger.Prepare("UPDATE ledger_run SET coverage = ?2 WHERE run_id = ?1");
        update.Bind(1, _runId).Bind(2, coverage).Execute();
        return true;
    });

    /// <summary>Enters a call that is about to leave: until it is known what came of it, its assets are in doubt.</summary>
    /// <param name="change">What it changes.</param>
    /// <returns>Its number. A batch that was in doubt before keeps the one it had.</returns>
    public long WillSend(LedgerChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _ledger.Write(() =>
        {
            if (FindOpen(change) is { } open)
            {
                return open;
            }

            using Statement call = _ledger.Prepare(
                """
                INSERT INTO change_call (run_id, group_number, batch_number, function, set_id, sent_at, outcome)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING change_id
                """);
            call.Bind(1, _runId).Bind(2, change.GroupNumber).Bind(3, change.BatchNumber).Bind(4, change.Function)
                .Bind(5, _ledger.Sets.FindOrAdd(change.After)).Bind(6, _time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(7, InDoubt).Step();
            long number = call.Int64(0);
            call.Reset();
            using Statement asset = _ledger.Prepare(
                "INSERT INTO change_asset (asset_id, change_id, before_set_id, is_confirmed) VALUES (?1, ?2, ?3, 0)");
            foreach ((ulong assetId, ValueSet before) in change.Assets)
            {
                asset.BindAssetId(1, assetId).Bind(2, number).Bind(3, _ledger.Sets.FindOrAdd(before)).Execute();
                if (change.Known?.GetValueOrDefault(assetId) is { } known)
                {
                    Learn(assetId, known);
                }
            }

            return number;
        });
    }

    /// <summary>Notes that a change was made: what it says is known of its assets from now on.</summary>
    /// <param name="changeId">Its number.</param>
    /// <param name="assetIds">The assets that were named as changed, or <see langword="null"/> for all of them.</param>
    /// <param name="outcome">What came of it, in the word that the run has for it.</param>
    public void Confirm(long changeId, IReadOnlyCollection<ulong>? assetIds, string outcome) => _ledger.Write(() =>
    {
        DateTimeOffset now = _time.GetUtcNow();
        long change = _ledger.Scalar($"SELECT set_id FROM change_call WHERE change_id = {changeId}");
        HashSet<ulong>? named = assetIds is null ? null : [.. assetIds];
        foreach (ulong assetId in ReadAssets(changeId).Where(id => named is null || named.Contains(id)))
        {
            long set = _ledger.Sets.Change(_ledger.Assets.FindSet(assetId), change);
            _ledger.Assets.Set(assetId, set, now, _runId);
            if (_ledger.Assets.FindWritten(assetId) is > 0 and var written)
            {
                _ledger.Assets.SetWritten(assetId, _ledger.Sets.Change(written, change), set);
            }

            using Statement confirm = _ledger.Prepare("UPDATE change_asset SET is_confirmed = 1 WHERE asset_id = ?1 AND change_id = ?2");
            confirm.BindAssetId(1, assetId).Bind(2, changeId).Execute();
        }

        Settle(changeId, assetIds is null ? Confirmed : outcome, now);
        return true;
    });

    /// <summary>Notes that a change was not made, for sure: nobody is in doubt any more.</summary>
    /// <param name="changeId">Its number.</param>
    /// <param name="outcome">What came of it, in the word that the run has for it.</param>
    public void Reject(long changeId, string outcome) => _ledger.Write(() =>
    {
        Settle(changeId, outcome, _time.GetUtcNow());
        return true;
    });

    /// <summary>Notes what was read of assets where that is not what is known of them.</summary>
    /// <param name="assets">The assets, with what was read of them.</param>
    /// <param name="parse">Reads the text of a set of values.</param>
    /// <returns>How many assets are known otherwise now.</returns>
    public long Observe(IEnumerable<ObservedAsset> assets, Func<string, ValueSet> parse)
    {
        ArgumentNullException.ThrowIfNull(assets);
        ArgumentNullException.ThrowIfNull(parse);
        return _ledger.Write(() =>
        {
            var asRead = new Dictionary<(long Known, long Number), bool>();
            long corrected = 0;
            foreach (ObservedAsset asset in assets)
            {
                long known = _ledger.Assets.FindSet(asset.AssetId);
                if (!asRead.TryGetValue((known, asset.Number), out bool isAsRead))
                {
                    if (asRead.Count >= MostKept)
                    {
                        asRead.Clear();
                    }

                    isAsRead = known != 0 && Holds(_ledger.Sets.Read(known), parse(asset.Content));
                    asRead.Add((known, asset.Number), isAsRead);
                }

                // What was confirmed after it was read is newer than what was read.
                if (!isAsRead && _ledger.Assets.FindConfirmedAt(asset.AssetId) <= asset.ReadAt.ToUnixTimeMilliseconds())
                {
                    long set = _ledger.Sets.Change(known, _ledger.Sets.FindOrAdd(parse(asset.Content)));
                    _ledger.Assets.Set(asset.AssetId, set, asset.ReadAt, _runId);
                    if (known > 0)
                    {
                        _ledger.Assets.SetWritten(asset.AssetId, _ledger.Assets.FindWritten(asset.AssetId) is > 0 and var written ? written : known, set);
                    }

                    corrected++;
                }
            }

            return corrected;
        });
    }

    /// <summary>Notes that assets are known otherwise, so that plans which were made before are stale.</summary>
    /// <param name="assets">How many.</param>
    public void NoteObservation(long assets) => _ledger.Write(() =>
    {
        using Statement insert = _ledger.Prepare("INSERT INTO observation (run_id, read_at, count_assets) VALUES (?1, ?2, ?3)");
        insert.Bind(1, _runId).Bind(2, _time.GetUtcNow().ToUnixTimeMilliseconds()).Bind(3, assets).Execute();
        return true;
    });

    /// <summary>Reads the calls of this run of which nobody noted what came of them.</summary>
    public IReadOnlyList<(int GroupNumber, int BatchNumber, long ChangeId)> ReadOpen()
    {
        using Statement select = _ledger.Prepare(
            "SELECT group_number, batch_number, change_id FROM change_call WHERE outcome = 'InDoubt' AND run_id = ?1 ORDER BY change_id");
        select.Bind(1, _runId);
        var open = new List<(int, int, long)>();
        while (select.Step())
        {
            open.Add((select.Int32(0), select.Int32(1), select.Int64(2)));
        }

        return open;
    }

    // A change of one key makes all that the ledger has of the asset later than the inventory: what that has seen otherwise is taken over
    // before, once: what this run has confirmed is later still.
    private void Learn(ulong assetId, KnownByPlan plan)
    {
        long set = _ledger.Assets.FindSet(assetId);
        if (set == 0 || _ledger.Assets.FindRun(assetId) == _runId)
        {
            return;
        }

        if (!_learnt.TryGetValue((set, plan), out long learnt))
        {
            if (_learnt.Count >= MostKept)
            {
                _learnt.Clear();
            }

            learnt = _ledger.Sets.FindOrAdd(ValueSet.Of(_ledger.Sets.Read(set).Values.Where(each => !plan.OfOthers.Contains(each.Key))
                .Select(each => KeyValuePair.Create(each.Key, plan.Values.TryGetValue(each.Key, out string? value) ? value : each.Value))));
            _learnt.Add((set, plan), learnt);
        }

        if (learnt != set)
        {
            long written = _ledger.Assets.FindWritten(assetId) is > 0 and var earlier ? earlier : set;
            _ledger.Assets.Set(assetId, learnt, DateTimeOffset.FromUnixTimeMilliseconds(_ledger.Assets.FindConfirmedAt(assetId)), _runId);
            _ledger.Assets.SetWritten(assetId, written, learnt);
        }
    }

    private static bool Holds(ValueSet known, ValueSet read) => read.Values.All(each =>
        known.Values.TryGetValue(each.Key, out string? value) && string.Equals(value, each.Value, StringComparison.Ordinal));

    private long? FindOpen(LedgerChange change)
    {
        using Statement select = _ledger.Prepare(
            """
            SELECT change_id FROM change_call
            WHERE outcome = 'InDoubt' AND run_id = ?1 AND group_number = ?2 AND batch_number = ?3 ORDER BY change_id DESC
            """);
        return select.Bind(1, _runId).Bind(2, change.GroupNumber).Bind(3, change.BatchNumber).Step() ? select.Int64(0) : null;
    }

    private List<ulong> ReadAssets(long changeId)
    {
        using Statement select = _ledger.Prepare("SELECT asset_id FROM change_asset WHERE change_id = ?1");
        select.Bind(1, changeId);
        List<ulong> assets = [];
        while (select.Step())
        {
            assets.Add(select.AssetId(0));
        }

        return assets;
    }

    private void Settle(long changeId, string outcome, DateTimeOffset now)
    {
        using Statement settle = _ledger.Prepare("UPDATE change_call SET settled_at = ?2, outcome = ?3 WHERE change_id = ?1");
        settle.Bind(1, changeId).Bind(2, now.ToUnixTimeMilliseconds()).Bind(3, outcome).Execute();
    }
}

/// <summary>Which run writes into a ledger.</summary>
/// <param name="DatabaseId">The identity of its run database.</param>
/// <param name="DatabasePath">Where that lies.</param>
/// <param name="ExportPath">The export it was made of, or <see langword="null"/> where that is not known.</param>
/// <param name="Command">The command.</param>
/// <param name="Account">The account's name, without its secret.</param>
internal sealed record LedgerRunFacts(
    string DatabaseId, string DatabasePath, string? ExportPath, string Command, string Account);

/// <summary>What a call changes.</summary>
/// <param name="GroupNumber">The number of its batch's group.</param>
/// <param name="BatchNumber">The number of its batch.</param>
/// <param name="Function">The function, as Qualys names it.</param>
/// <param name="After">The values of its keys behind it; <see langword="null"/> for one that is removed.</param>
/// <param name="Assets">Its assets, and what they were known to have under its keys.</param>
internal sealed record LedgerChange(
    int GroupNumber, int BatchNumber, string Function, ValueSet After, IReadOnlyList<KeyValuePair<ulong, ValueSet>> Assets)
{
    /// <summary>What the plan knew of each asset under every mapped key.</summary>
    public IReadOnlyDictionary<ulong, KnownByPlan>? Known { get; init; }
}

/// <summary>What a plan knew of assets, be it by the ledger or by an inventory that was later.</summary>
/// <param name="Values">The values of the mapped keys; <see langword="null"/> for one that an asset did not have.</param>
/// <param name="OfOthers">Mapped keys that the inventory lays to another connector.</param>
internal sealed record KnownByPlan(IReadOnlyDictionary<string, string?> Values, IReadOnlyCollection<string> OfOthers);

/// <summary>What was read of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Number">What tells it from what was read of others.</param>
/// <param name="Content">Values, and null for a key that the asset does not have, as the text of a <see cref="ValueSet"/>.</param>
/// <param name="ReadAt">When.</param>
internal readonly record struct ObservedAsset(ulong AssetId, long Number, string Content, DateTimeOffset ReadAt);
