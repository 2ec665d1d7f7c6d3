using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>
/// The plan: which asset has which pair of known and desired values, and what is to be done for each pair. Pairs are few, however many
/// assets there are.
/// </summary>
internal sealed class PlanTable(RunDatabase database)
{
    private readonly Utf8KeyIndex _sets = new();
    private int _setsBefore = -1;
    private Statement? _insertSet;
    private Statement? _insertPair;
    private Statement? _insertAsset;

    /// <summary>Finds the number of a set of values beside those of the export, which is written where it is new.</summary>
    /// <param name="values">A value for each key of the contract, each ended by <see cref="AxoniusCsvReader.ValueEnd"/>.</param>
    public int FindOrAddSet(ReadOnlySpan<byte> values)
    {
        lock (database.Gate)
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
    }

    /// <summary>Writes a pair.</summary>
    public void Insert(PlanPairRow pair)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertPair ??= database.Prepare("INSERT INTO plan_pair VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
            _insertPair.Bind(1, pair.PairId).Bind(2, pair.KnownSetId).Bind(3, pair.DesiredSetId).Bind(4, pair.Actions).Bind(5, pair.Reasons)
                .Bind(6, pair.AddSetId).Bind(7, pair.UpdateSetId).Bind(8, pair.RemoveSetId).Execute();
        }
    }

    /// <summary>Writes an asset.</summary>
    /// <param name="assetId">The asset.</param>
    /// <param name="pairId">Its pair.</param>
    /// <param name="line">The line of the export at which its row starts, or <see langword="null"/> where that has none.</param>
    public void Insert(ulong assetId, int pairId, long? line)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insertAsset ??= database.Prepare("INSERT INTO plan_asset (qualys_id, pair_id, line) VALUES (?1, ?2, ?3)");
            _insertAsset.BindAssetId(1, assetId).Bind(2, pairId).Bind(3, line).Execute();
        }
    }

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

    /// <summary>Counts assets by key, action and reason.</summary>
    public IReadOnlyList<PlanCountRow> Count()
    {
        lock (database.Gate)
        {
            using Statement select = database.Prepare(
                """
                SELECT c.position, substr(p.actions, c.position, 1), substr(p.reasons, c.position, 1), SUM(n.assets)
                FROM (SELECT pair_id, COUNT(*) AS assets FROM plan_asset GROUP BY pair_id) n
                CROSS JOIN plan_pair p ON p.pair_id = n.pair_id
                CROSS JOIN contract c ON c.position BETWEEN 1 AND length(p.actions)
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """);
            var counts = new List<PlanCountRow>();
            while (select.Step())
            {
                counts.Add(new PlanCountRow(select.Int32(0), select.Text(1)[0], select.Text(2)[0], select.Int64(3)));
            }

            return counts;
        }
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

/// <summary>How many assets have the same action for the same reason under a key.</summary>
/// <param name="Position">The key's place in the contract, from 1.</param>
/// <param name="Action">The action's letter.</param>
/// <param name="Reason">The reason's letter.</param>
/// <param name="Assets">How many assets.</param>
internal readonly record struct PlanCountRow(int Position, char Action, char Reason, long Assets);
