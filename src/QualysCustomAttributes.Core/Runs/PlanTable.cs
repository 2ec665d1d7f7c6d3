using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// The plan: which asset has which pair of known and desired values, and what is to be done for each pair. Pairs are few, however many
/// assets there are.
/// </summary>
internal sealed class PlanTable(RunDatabase database)
{
    /// <summary>What the record of a comparison calls it that adding writes a key that exists.</summary>
    public const string AddOverwritesOption = "addOverwrites";

    // A statement of several rows is run in less than half the time of as many of one row.
    private const int AssetsAtOnce = 16;

    private readonly Utf8KeyIndex _sets = new();
    private readonly ArrayBufferWriter<byte> _values = new(1024);
    private readonly Dictionary<int, long> _assetsOf = [];
    private readonly List<(ulong AssetId, int PairId, long? Line)> _waiting = new(AssetsAtOnce);
    private int _setsBefore = -1;
    private Statement? _insertSet;
    private Statement? _insertPair;
    private Statement? _insertAsset;
    private Statement? _insertAssets;
    private Statement? _findKnown;
    private Statement? _insertChange;

    /// <summary>Finds the number of a set of values beside those of the export, which is written where it is new.</summary>
    /// <param name="values">A value for each key of the contract, empty where it has none.</param>
    public int FindOrAddSet(IReadOnlyList<string> values)
    {
        lock (database.Gate)
        {
            _values.ResetWrittenCount();
            foreach (string value in values)
            {
                int length = Encoding.UTF8.GetBytes(value, _values.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length) + 1));
                _values.Advance(length);
                _values.GetSpan(1)[0] = AxoniusCsvReader.ValueEnd;
                _values.Advance(1);
            }

            return FindOrAddSet(_values.WrittenSpan);
        }
    }

    /// <summary>Writes a pair.</summary>
    public void Insert(PlanPairRow pair)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertPair ??= database.Prepare("INSERT INTO plan_pair (pair_id, known_set_id, desired_set_id, actions, reasons, add_set_id, update_set_id, remove_set_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
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
        }
    }

    /// <summary>Begins a plan: what an earlier one counted is forgotten.</summary>
    public void Begin()
    {
        lock (database.Gate)
        {
            _assetsOf.Clear();
            _waiting.Clear();
        }
    }

    /// <summary>Ends a plan: writes what waits, and notes with each pair how many assets have it, once all are written: who asks need not count them.</summary>
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

    /// <summary>
    /// Reads what is said of each asset and key, by asset id and in the contract's order of keys, but for keys of which there is
    /// neither a known nor a desired value.
    /// </summary>
    public IEnumerable<PlanKeyRow> ReadKeys()
    {
        var pairs = new Dictionary<int, PlanKeyRow[]>();
        bool isHeld = IsHeld;
        using Statement select = database.Prepare("SELECT qualys_id, pair_id, line FROM plan_asset ORDER BY qualys_id");
        while (select.Step())
        {
            if (!pairs.TryGetValue(select.Int32(1), out PlanKeyRow[]? keys))
            {
                keys = [.. ReadKeysOf(select.Int32(1)).Select(key =>
                    isHeld && key.Action != PlanLetters.NothingToDo ? key with { Action = PlanLetters.Withheld } : key)];
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

    /// <summary>Writes the change of an asset with some of the keys that its pair has for a function.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="assetId">The asset.</param>
    /// <param name="function">The function.</param>
    /// <param name="setId">The attributes, by the number of their set.</param>
    /// <param name="line">The line of the export; 0 for an asset that the export does not have.</param>
    public void InsertChange(long number, ulong assetId, QualysFunction function, int setId, long line)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertChange ??= database.Prepare(
                "INSERT INTO payload_change (payload_id, qualys_id, function, attribute_set_id, line) VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0))");
            _insertChange.Bind(1, number).BindAssetId(2, assetId).Bind(3, function.ToRequestName()).Bind(4, setId).Bind(5, line).Execute();
        }
    }

    /// <summary>What is called for a value that takes the place of another: adding, where that was seen to do it, so that both are one call.</summary>
    public QualysFunction FunctionOfUpdates =>
        database.Runs.FindCurrent(ConnectorStage.Compare) is { } compared && StageOptions.Find<bool?>(compared.Options, AddOverwritesOption) == true
            ? QualysFunction.Add
            : QualysFunction.Update;

    /// <summary>Makes the changes of every asset of the plan: one for each function that has something to do.</summary>
    /// <returns>How many.</returns>
    public long MakeChanges()
    {
        lock (database.Gate)
        {
            database.BeginRow();
            foreach ((string function, string set) in ((string, string)[])
                [("add", "add_set_id"), (FunctionOfUpdates.ToRequestName(), "update_set_id"), ("remove", "remove_set_id")])
            {
                // Most plans leave nearly every asset as it is.
                if (database.Scalar($"SELECT EXISTS (SELECT 1 FROM plan_pair WHERE {set} IS NOT NULL)") == 0)
                {
                    continue;
                }

                database.Execute($"""
                    INSERT INTO payload_change (qualys_id, function, attribute_set_id, line)
                    SELECT a.qualys_id, '{function}', p.{set}, a.line
                    FROM plan_asset a CROSS JOIN plan_pair p ON p.pair_id = a.pair_id WHERE p.{set} IS NOT NULL ORDER BY a.line IS NULL, a.line, a.qualys_id
                    """);
            }

            return CountChanges();
        }
    }

    /// <summary>How many changes there are.</summary>
    public long CountChanges() => database.Scalar("SELECT COUNT(*) FROM payload_change");

    /// <summary>Reads the changes, in their order.</summary>
    public IEnumerable<PayloadChangeRow> ReadChanges()
    {
        using Statement select = database.Prepare(
            "SELECT payload_id, qualys_id, function, attribute_set_id, line FROM payload_change ORDER BY payload_id");
        while (select.Step())
        {
            yield return new PayloadChangeRow(
                select.Int64(0), select.AssetId(1), StoredName.ReadFunction(select, 2, database), select.Int32(3), select.Int64(4));
        }
    }

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

    /// <summary>Counts the assets that are known to hold values.</summary>
    public PlanHoldings CountHeld()
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        lock (database.Gate)
        {
            string byKey = string.Concat(keys.Select(key => $", TOTAL(p.count_assets * (k.{SqlName.Quote(key)} <> ''))"));
            using Statement select = database.Prepare(
                $"""
                SELECT TOTAL(p.count_assets), TOTAL(p.count_assets * (p.update_set_id IS NOT NULL)), TOTAL(p.count_assets * (p.remove_set_id IS NOT NULL)) {byKey}
                FROM plan_pair p JOIN attribute_set k ON k.attribute_set_id = p.known_set_id
                """);
            select.Step();
            var held = new PlanHoldings(
                select.Int64(0), select.Int64(1), select.Int64(2), [.. Enumerable.Range(0, keys.Count).Select(i => select.Int64(i + 3))]);
            select.Reset();
            return held;
        }
    }

    private static string InsertAssets(int rows) =>
        $"INSERT INTO plan_asset (qualys_id, pair_id, line) VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(i => $"(?{(3 * i) + 1}, ?{(3 * i) + 2}, ?{(3 * i) + 3})"))}";

    private IEnumerable<PlanKeyRow> ReadKeysOf(int pairId)
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

    private int FindOrAddSet(ReadOnlySpan<byte> values)
    {
        if (_setsBefore < 0)
        {
            _setsBefore = (int)database.Scalar("SELECT MAX(attribute_set_id) FROM attribute_set");
        }

        int number = _setsBefore + _sets.FindOrAdd(values, out bool isNew);
        if (isNew)
        {
            InsertSet(number, values);
        }

        return number;
    }

    private void InsertSet(int number, ReadOnlySpan<byte> values)
    {
        database.BeginRow();
        _insertSet ??= database.Prepare(
            $"INSERT INTO attribute_set VALUES (?1, {string.Join(", ", database.Contract.Keys.Select((_, i) => $"?{i + 2}"))})");
        _insertSet.Bind(1, number);
        for (int i = 0; i < database.Contract.Keys.Count; i++)
        {
            int end = values.IndexOf(AxoniusCsvReader.ValueEnd);
            _insertSet.Bind(i + 2, values[..end]);
            values = values[(end + 1)..];
        }

        _insertSet.Execute();
    }
}

/// <summary>A pair of known and desired values, and what is to be done for the assets that have it.</summary>
/// <param name="PairId">Its number.</param>
/// <param name="KnownSetId">The known values; <see langword="null"/> where none is known.</param>
/// <param name="DesiredSetId">The desired values; <see langword="null"/> where the export does not have the asset.</param>
/// <param name="Actions">A letter for each key: what is done.</param>
/// <param name="Reasons">A letter for each key: why.</param>
/// <param name="AddSetId">The values that are added.</param>
/// <param name="UpdateSetId">The values that replace others.</param>
/// <param name="RemoveSetId">The values that are removed.</param>
internal sealed record PlanPairRow(
    int PairId, int? KnownSetId, int? DesiredSetId, string Actions, string Reasons, int? AddSetId, int? UpdateSetId, int? RemoveSetId);

/// <summary>What a plan says of one key of an asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Position">The key's place in the contract, from 0.</param>
/// <param name="Key">The key.</param>
/// <param name="Known">The known value; <see langword="null"/> where there is none.</param>
/// <param name="Desired">The desired value; <see langword="null"/> where there is none.</param>
/// <param name="Action">The action's name.</param>
/// <param name="Reason">The reason's name.</param>
/// <param name="Line">The line of the export; 0 for an asset that the export does not have.</param>
/// <param name="IsSentBothWays">Whether it is added and updated, because nobody knows that the asset has the key.</param>
internal readonly record struct PlanKeyRow(
    ulong AssetId, int Position, string Key, string? Known, string? Desired, string Action, string Reason, long Line, bool IsSentBothWays);

/// <summary>What a plan was made against.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="State">What tells it from itself at another time.</param>
internal readonly record struct PlanSourceRow(string Path, string State);

/// <summary>What is done for one asset with one function.</summary>
/// <param name="Number">Its number.</param>
/// <param name="AssetId">The asset.</param>
/// <param name="Function">The function.</param>
/// <param name="AttributeSetId">The attributes, by the number of their set.</param>
/// <param name="Line">The line of the export; 0 for an asset that the export does not have.</param>
internal readonly record struct PayloadChangeRow(long Number, ulong AssetId, QualysFunction Function, int AttributeSetId, long Line);

/// <summary>How many assets are known to hold values under mapped keys.</summary>
/// <param name="Assets">Under any of them.</param>
/// <param name="Updated">Of these, those of which a value is changed.</param>
/// <param name="Removed">Of these, those of which a value is removed.</param>
/// <param name="ByKey">Under each key, in the contract's order.</param>
internal sealed record PlanHoldings(long Assets, long Updated, long Removed, IReadOnlyList<long> ByKey);

/// <summary>How many assets have the same action for the same reason under a key.</summary>
/// <param name="Position">The key's place in the contract, from 1.</param>
/// <param name="Action">The action's letter.</param>
/// <param name="Reason">The reason's letter.</param>
/// <param name="Assets">How many assets.</param>
internal readonly record struct PlanCountRow(int Position, char Action, char Reason, long Assets);
