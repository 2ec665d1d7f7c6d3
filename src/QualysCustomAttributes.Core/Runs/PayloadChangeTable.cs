using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>What is done for each asset of a plan, a row for each function.</summary>
internal sealed class PayloadChangeTable(RunDatabase database)
{
    /// <summary>What the record of a comparison calls it that adding writes a key that exists.</summary>
    public const string AddOverwritesOption = "addOverwrites";

    private Statement? _insert;

    /// <summary>What is called for a value that takes the place of another: adding, where that was seen to do it, so that both are one call.</summary>
    public QualysFunction FunctionOfUpdates =>
        database.Runs.FindCurrent(ConnectorStage.Compare) is { } compared && StageOptions.Find<bool?>(compared.Options, AddOverwritesOption) == true
            ? QualysFunction.Add
            : QualysFunction.Update;

    /// <summary>Writes the change of an asset with some of the keys that its pair has for a function.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="assetId">The asset.</param>
    /// <param name="function">The function.</param>
    /// <param name="setId">The attributes, by the number of their set.</param>
    /// <param name="line">The line of the export; 0 for an asset that the export does not have.</param>
    public void Insert(long number, ulong assetId, QualysFunction function, int setId, long line)
    {
        lock (database.Gate)
        {
            database.BeginRow();
            _insert ??= database.Prepare(
                "INSERT INTO payload_change (payload_id, qualys_id, function, attribute_set_id, line) VALUES (?1, ?2, ?3, ?4, NULLIF(?5, 0))");
            _insert.Bind(1, number).BindAssetId(2, assetId).Bind(3, function.ToRequestName()).Bind(4, setId).Bind(5, line).Execute();
        }
    }

    /// <summary>Makes the changes of every asset of the plan: one for each function that has something to do.</summary>
    /// <returns>How many.</returns>
    public long MakeAll()
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
                    FROM plan_asset a CROSS JOIN plan_pair p ON p.pair_id = a.pair_id WHERE p.{set} IS NOT NULL
                    ORDER BY a.line IS NULL, a.line, a.qualys_id
                    """);
            }

            return Count();
        }
    }

    /// <summary>How many changes there are.</summary>
    public long Count() => database.Scalar("SELECT COUNT(*) FROM payload_change");

    /// <summary>Reads the changes, in their order.</summary>
    public IEnumerable<PayloadChangeRow> ReadAll() => Read("1");

    /// <summary>
    /// Reads the changes of some assets, in their order. Where all were made at once they are looked up by the order in which that was done;
    /// those of other assets are gone through once.
    /// </summary>
    public IEnumerable<PayloadChangeRow> ReadOf(IEnumerable<ulong> assetIds)
    {
        QualysFunction ofUpdates = FunctionOfUpdates;
        var found = new List<PayloadChangeRow>();
        List<ulong> rest = [];
        foreach (ulong assetId in assetIds)
        {
            IReadOnlyList<(QualysFunction Function, int Set)> sets = database.Plan.FindSets(assetId, ofUpdates);
            PayloadChangeRow?[] rows = [.. sets.Select(each => ofUpdates == QualysFunction.Add ? null : Find(assetId, each.Function))];
            if (Array.TrueForAll(rows, row => row is not null))
            {
                found.AddRange(rows.Select(row => row!.Value));
            }
            else
            {
                rest.Add(assetId);
            }
        }

        return rest.Count == 0 ? found : found.Concat(Read(RunRows.IsAsset("qualys_id", rest))).OrderBy(row => row.Number);
    }

    // As MakeAll has them: by function, then by line, those without one at the end, then by id.
    private PayloadChangeRow? Find(ulong assetId, QualysFunction function)
    {
        var order = (Place(function), database.Plan.FindLine(assetId) ?? long.MaxValue, assetId);
        using Statement select = database.Prepare(
            "SELECT payload_id, qualys_id, function, attribute_set_id, line FROM payload_change WHERE payload_id = ?1");
        long number = RowSearch.First(database.Scalar("SELECT MAX(payload_id) FROM payload_change"), at =>
            At(select, at) is { } row && (Place(row.Function), row.Line == 0 ? long.MaxValue : row.Line, row.AssetId).CompareTo(order) < 0);
        return At(select, number) is { } found && found.AssetId == assetId && found.Function == function ? found : null;
    }

    private static int Place(QualysFunction function) => Array.IndexOf([QualysFunction.Add, QualysFunction.Update, QualysFunction.Remove], function);

    private PayloadChangeRow? At(Statement select, long number)
    {
        PayloadChangeRow? row = select.Bind(1, number).Step() ? RowOf(select) : null;
        select.Reset();
        return row;
    }

    private PayloadChangeRow RowOf(Statement row) => new(
        row.Int64(0), row.AssetId(1), StoredName.ReadFunction(row, 2, database), row.Int32(3), row.Int64(4));

    private IEnumerable<PayloadChangeRow> Read(string isAsked)
    {
        using Statement select = database.Prepare(
            $"SELECT payload_id, qualys_id, function, attribute_set_id, line FROM payload_change WHERE {isAsked} ORDER BY payload_id");
        while (select.Step())
        {
            yield return RowOf(select);
        }
    }
}

/// <summary>What is done for one asset with one function.</summary>
/// <param name="Number">Its number.</param>
/// <param name="AssetId">The asset.</param>
/// <param name="Function">The function.</param>
/// <param name="AttributeSetId">The attributes, by the number of their set.</param>
/// <param name="Line">The line of the export; 0 for an asset that the export does not have.</param>
internal readonly record struct PayloadChangeRow(long Number, ulong AssetId, QualysFunction Function, int AttributeSetId, long Line);
