using System.Runtime.InteropServices;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// The plan: which asset has which pair of known and desired values, and what is to be done for each pair. Pairs are few, however many
/// assets there are.
/// </summary>
internal sealed class PlanTable(RunDatabase database)
{
    // A statement of several rows is run in less than half the time of as many of one row.
    private const int AssetsAtOnce = 16;

    private readonly Dictionary<int, long> _assetsOf = [];
    private readonly Dictionary<int, PlanActions> _actions = [];
    private readonly List<(ulong AssetId, int PairId, long? Line)> _waiting = new(AssetsAtOnce);
    private ulong _sum;
    private long _assets;
    private Statement? _insertPair;
    private Statement? _insertAsset;
    private Statement? _insertAssets;
    private Statement? _findKnown;
    private Statement? _findPair;

    /// <summary>Writes a pair.</summary>
    public void Insert(PlanPairRow pair)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertPair ??= database.Prepare(
                """
                INSERT INTO plan_pair (pair_id, known_set_id, desired_set_id, actions, reasons, add_set_id, update_set_id, remove_set_id)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                """);
            _insertPair.Bind(1, pair.PairId).Bind(2, pair.KnownSetId).Bind(3, pair.DesiredSetId).Bind(4, pair.Actions).Bind(5, pair.Reasons)
                .Bind(6, pair.AddSetId).Bind(7, pair.UpdateSetId).Bind(8, pair.RemoveSetId).Execute();
        }
    }

    /// <summary>Writes an asset; some wait for others, until the plan ends.</summary>
    /// <param name="assetId">The asset.</param>
    /// <param name="pairId">Its pair.</param>
    /// <param name="line">The line of the export at which its row starts, or <see langword="null"/> where that has none.</param>
    public void Insert(ulong assetId, int pairId, long? line)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertAssets ??= database.Prepare(InsertAssets(AssetsAtOnce));
            int first = 3 * _waiting.Count;
            _insertAssets.BindAssetId(first + 1, assetId).Bind(first + 2, pairId).Bind(first + 3, line);
            _waiting.Add((assetId, pairId, line));
            if (_waiting.Count == AssetsAtOnce)
            {
                _insertAssets.Execute();
                _waiting.Clear();
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_assetsOf, pairId, out _)++;
            _sum += ComparisonDigest.Of(assetId, pairId, line);
            _assets++;
        }
    }

    /// <summary>Begins a plan: what an earlier one counted is forgotten.</summary>
    public void Begin()
    {
        lock (database.Gate)
        {
            _assetsOf.Clear();
            _actions.Clear();
            _waiting.Clear();
            (_sum, _assets) = (0, 0);
        }
    }

    /// <summary>
    /// Ends a plan: writes what waits, and notes with each pair how many assets have it, once all are written: who asks need not
    /// count them.
    /// </summary>
    public void End()
    {
        lock (database.Gate)
        {
            database.BeginRow();
            foreach ((ulong assetId, int pairId, long? line) in _waiting)
            {
                _insertAsset ??= database.Prepare(InsertAssets(1));
                _insertAsset.BindAssetId(1, assetId).Bind(2, pairId).Bind(3, line).Execute();
            }

            _waiting.Clear();
            using Statement update = database.Prepare("UPDATE plan_pair SET count_assets = ?2 WHERE pair_id = ?1");
            foreach ((int pair, long assets) in _assetsOf)
            {
                update.Bind(1, pair).Bind(2, assets).Execute();
            }

            PlanDigest.Store(database, ConnectorStage.Compare, ComparisonDigest.Of(database, _sum, _assets));
        }
    }

    /// <summary>Whether a brake holds the plan.</summary>
    public bool IsHeld => database.Scalar($"SELECT {RunDatabaseSchema.IsHeld}") == 1;

    /// <summary>Notes what the plan was made against.</summary>
    public void NoteSource(string source, string path, string state)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            using Statement insert = database.Prepare("INSERT INTO plan_source (source, path, state) VALUES (?1, ?2, ?3)");
            insert.Bind(1, source).Bind(2, path).Bind(3, state).Execute();
        }
    }

    /// <summary>Finds what the plan was made against.</summary>
    public PlanSourceRow? FindSource(string source)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT path, state FROM plan_source WHERE source = ?1");
            return select.Bind(1, source).Step() ? new PlanSourceRow(select.Text(0), select.Text(1)) : null;
        }
    }

    /// <summary>Whether the plan has an asset, be it that nothing is done with it.</summary>
    public bool Has(ulong assetId)
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT 1 FROM plan_asset WHERE qualys_id = ?1");
            return select.BindAssetId(1, assetId).Step();
        }
    }

    /// <summary>Finds the set of values that an asset was known to have, by its number; none where nothing was known.</summary>
    public int? FindKnownSet(ulong assetId)
    {
        lock (database.Gate)
        {
            _findKnown ??= database.Prepare(
                "SELECT p.known_set_id FROM plan_asset a CROSS JOIN plan_pair p ON p.pair_id = a.pair_id WHERE a.qualys_id = ?1");
            int? set = _findKnown.BindAssetId(1, assetId).Step() && !_findKnown.IsNull(0) ? _findKnown.Int32(0) : null;
            _findKnown.Reset();
            return set;
        }
    }

    /// <summary>Finds what is done with an asset: a letter for each key, and whether it is known to hold values.</summary>
    /// <exception cref="RunDatabaseException">The plan does not have the asset.</exception>
    public PlanActions FindActions(ulong assetId)
    {
        lock (database.Gate)
        {
            return FindPair(assetId) is { } number ? ActionsOf(number)
                : throw RunDatabaseException.NotTrusted(database.Path, $"its plan does not have the asset {assetId}, which a batch has");
        }
    }

    private PlanActions ActionsOf(int pair)
    {
        if (_actions.TryGetValue(pair, out PlanActions known))
        {
            return known;
        }

        int keys = database.Contract.Keys.Count;
        using Statement select = database.Prepare("SELECT actions, reasons, known_set_id IS NOT NULL FROM plan_pair WHERE pair_id = ?1");
        PlanActions found = select.Bind(1, pair).Step() && select.Text(0).Length == keys && select.Text(1).Length == keys
            ? new PlanActions(select.Text(0), select.Text(1), select.Int32(2) == 1)
            : throw RunDatabaseException.NotTrusted(database.Path, "its plan has other keys than its contract");
        _actions.Add(pair, found);
        return found;
    }

    /// <summary>
    /// Reads what is said of each asset and key, by asset id and in the contract's order of keys, but for keys of which there is
    /// neither a known nor a desired value.
    /// </summary>
    /// <param name="reason">Only assets of which a key has this reason, by its letter; '=' for those of which something differs.</param>
    public IEnumerable<PlanKeyRow> ReadKeys(char? reason = null)
    {
        string which = reason is null ? "" : "WHERE pair_id IN (SELECT pair_id FROM plan_pair WHERE reasons GLOB ?1)";
        var pairs = new Dictionary<int, PlanKeyRow[]>();
        bool isHeld = IsHeld;
        using Statement select = database.Prepare($"SELECT qualys_id, pair_id, line FROM plan_asset {which} ORDER BY qualys_id");
        if (reason is { } letter)
        {
            select.Bind(1, letter == '=' ? "*[^=]*" : $"*{letter}*");
        }

        while (select.Step())
        {
            if (!pairs.TryGetValue(select.Int32(1), out PlanKeyRow[]? keys))
            {
                keys = [.. ReadKeysOf(select.Int32(1), isHeld)];
                pairs.Add(select.Int32(1), keys);
            }

            ulong assetId = select.AssetId(0);
            long line = select.Int64(2);
            foreach (PlanKeyRow key in keys)
            {
                yield return key with { AssetId = assetId, Line = line };
            }
        }
    }

    /// <summary>Reads what is said of each key of one asset, in the contract's order of keys; nothing where the plan does not have it.</summary>
    public IEnumerable<PlanKeyRow> ReadKeysOfAsset(ulong assetId)
    {
        using Statement select = database.Prepare("SELECT pair_id, line FROM plan_asset WHERE qualys_id = ?1");
        if (!select.BindAssetId(1, assetId).Step())
        {
            return [];
        }

        long line = select.Int64(1);
        return ReadKeysOf(select.Int32(0), IsHeld).Select(key => key with { AssetId = assetId, Line = line });
    }

    /// <summary>Finds the line of the export at which an asset's row starts; <see langword="null"/> where the plan does not say one.</summary>
    public long? FindLine(ulong assetId)
    {
        using Statement select = database.Prepare("SELECT line FROM plan_asset WHERE qualys_id = ?1");
        return select.BindAssetId(1, assetId).Step() && !select.IsNull(0) ? select.Int64(0) : null;
    }

    /// <summary>Finds what is sent for an asset: a set of attributes for each function that has something to do, in their order.</summary>
    public IReadOnlyList<(QualysFunction Function, int Set)> FindSets(ulong assetId, QualysFunction ofUpdates)
    {
        using Statement select = database.Prepare(
            """
            SELECT p.add_set_id, p.update_set_id, p.remove_set_id
            FROM plan_asset a CROSS JOIN plan_pair p ON p.pair_id = a.pair_id WHERE a.qualys_id = ?1
            """);
        QualysFunction[] functions = [QualysFunction.Add, ofUpdates, QualysFunction.Remove];
        return select.BindAssetId(1, assetId).Step()
            ? [.. functions.Select((function, i) => (function, i)).Where(each => !select.IsNull(each.i)).Select(each => (each.function, select.Int32(each.i)))]
            : [];
    }

    private IEnumerable<PlanKeyRow> ReadKeysOf(int pairId, bool isHeld) => ReadKeysOf(pairId).Select(key =>
        isHeld && key.Action != PlanLetters.NothingToDo ? key with { Action = PlanLetters.Withheld } : key);

    /// <summary>How many changes the plan has, of a key of an asset each; one that is sent both ways counts twice.</summary>
    public long CountChanges() => database.Scalar(
        $"""
        SELECT CAST(TOTAL(count_assets * ({Letters("AUR")} + 2 * {Letters($"{PlanLetters.AddOrUpdate}{PlanLetters.UpdateOrAdd}")})) AS INTEGER) FROM plan_pair
        """);

    private static string Letters(string letters) =>
        $"(length(actions) - length({letters.Aggregate("actions", (text, letter) => $"replace({text}, '{letter}', '')")}))";

    /// <summary>Counts assets by key, action and reason.</summary>
    public IReadOnlyList<PlanCountRow> Count()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT c.position, substr(p.actions, c.position, 1), substr(p.reasons, c.position, 1), SUM(p.count_assets)
                FROM plan_pair p CROSS JOIN contract c ON c.position BETWEEN 1 AND length(p.actions)
                WHERE p.count_assets > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """);
            var counts = new List<PlanCountRow>();
            while (select.Step())
            {
                counts.Add(new PlanCountRow(select.Int32(0), select.Text(1)[0], select.Text(2)[0], select.Int64(3)));
            }

            return counts;
        }
    }

    /// <summary>Counts the assets of which something differs.</summary>
    public long CountChanged() =>
        database.Scalar("SELECT CAST(TOTAL(count_assets) AS INTEGER) FROM plan_pair WHERE reasons GLOB '*[^=]*'");

    /// <summary>Reads what the plan was made against, by their names.</summary>
    public IReadOnlyList<(string Source, string Path)> ReadSources()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare("SELECT source, path FROM plan_source ORDER BY source");
            var sources = new List<(string, string)>();
            while (select.Step())
            {
                sources.Add((select.Text(0), select.Text(1)));
            }

            return sources;
        }
    }

    /// <summary>Counts the assets that are known to hold values, and those of them that are changed or lose any.</summary>
    public PlanHoldings CountHeld()
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        lock (database.Gate)
        {
            string updated = AnyKey(keys.Count, PlanLetters.Of(PlanLetters.Actions, "Update"), PlanLetters.UpdateOrAdd);
            string removed = AnyKey(keys.Count, PlanLetters.Of(PlanLetters.Actions, "Remove"));
            string isHeld = string.Join(" OR ", keys.Select(key => $"k.{SqlName.Quote(key)} <> ''"));
            string byKey = string.Concat(keys.Select(key => $", TOTAL(p.count_assets * (k.{SqlName.Quote(key)} <> ''))"));
            using Statement select = database.Prepare(
                $"""
                SELECT TOTAL(p.count_assets * ({isHeld})), TOTAL(p.count_assets * (p.update_set_id IS NOT NULL AND {updated})),
                    TOTAL(p.count_assets * (p.remove_set_id IS NOT NULL AND {removed})) {byKey}
                FROM plan_pair p JOIN attribute_set k ON k.attribute_set_id = p.known_set_id
                """);
            select.Step();
            var held = new PlanHoldings(
                select.Int64(0), select.Int64(1), select.Int64(2), [.. Enumerable.Range(0, keys.Count).Select(i => select.Int64(i + 3))]);
            select.Reset();
            return held;
        }
    }

    // Whether a key has one of the letters for another reason than doubt: what is sent again changes nothing beside what was sent already,
    // and where nothing is known there is nothing to change. Keys are looked at one by one only where anything is in doubt.
    private static string AnyKey(int keys, params char[] letters)
    {
        string among = string.Join(", ", letters.Select(letter => $"'{letter}'"));
        IEnumerable<string> each = Enumerable.Range(1, keys)
            .Select(i => $"(substr(p.actions, {i}, 1) IN ({among}) AND substr(p.reasons, {i}, 1) <> '{PlanLetters.InDoubt}')");
        return $"(instr(p.reasons, '{PlanLetters.InDoubt}') + instr(p.actions, '{PlanLetters.AddOrUpdate}') = 0 OR {string.Join(" OR ", each)})";
    }

    private static string InsertAssets(int rows)
    {
        IEnumerable<string> places = Enumerable.Range(0, rows).Select(i => 3 * i).Select(i => $"(?{i + 1}, ?{i + 2}, ?{i + 3})");
        return $"INSERT INTO plan_asset (qualys_id, pair_id, line) VALUES {string.Join(", ", places)}";
    }

    /// <summary>Finds the pair of an asset, by its number; none where the plan does not have the asset.</summary>
    public int? FindPair(ulong assetId)
    {
        lock (database.Gate)
        {
            _findPair ??= database.Prepare("SELECT pair_id FROM plan_asset WHERE qualys_id = ?1");
            int? pair = _findPair.BindAssetId(1, assetId).Step() ? _findPair.Int32(0) : null;
            _findPair.Reset();
            return pair;
        }
    }

    /// <summary>Reads what is said of each key of a pair, but for keys of which there is neither a known nor a desired value.</summary>
    /// <param name="pairId">The pair, by its number.</param>
    /// <exception cref="RunDatabaseException">There is none of this number, or it has other keys than the contract.</exception>
    public IEnumerable<PlanKeyRow> ReadKeysOf(int pairId)
    {
        using Statement select = database.Prepare("SELECT actions, reasons, known_set_id, desired_set_id FROM plan_pair WHERE pair_id = ?1");
        if (!select.Bind(1, pairId).Step())
        {
            throw RunDatabaseException.NotTrusted(database.Path, "its plan names a pair that it does not have");
        }

        (string actions, string reasons) = (select.Text(0), select.Text(1));
        IReadOnlyList<string>? known = select.IsNull(2) ? null : database.Records.GetSet(select.Int32(2)).Values;
        IReadOnlyList<string>? desired = select.IsNull(3) ? null : database.Records.GetSet(select.Int32(3)).Values;
        IReadOnlyList<string> keys = database.Contract.Keys;
        if (actions.Length != keys.Count || reasons.Length != keys.Count)
        {
            throw RunDatabaseException.NotTrusted(database.Path, "its plan has other keys than its contract");
        }

        for (int i = 0; i < keys.Count; i++)
        {
            string? before = known?[i] is { Length: > 0 } held ? held : null;
            string? after = desired?[i] is { Length: > 0 } wanted ? wanted : null;
            if (before is not null || after is not null || actions[i] != '=')
            {
                yield return new PlanKeyRow(
                    0, i, keys[i], before, after, PlanLetters.NameOf(PlanLetters.Actions, actions[i], database.Path),
                    PlanLetters.NameOf(PlanLetters.Reasons, reasons[i], database.Path), 0,
                    actions[i] is PlanLetters.AddOrUpdate or PlanLetters.UpdateOrAdd);
            }
        }
    }
}
