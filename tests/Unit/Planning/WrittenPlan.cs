using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>A plan that was made by comparison, written pair by pair: any number of assets at the cost of a row.</summary>
internal sealed class WrittenPlan : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _pairs;

    static WrittenPlan() => SQLitePCL.Batteries_V2.Init();

    public WrittenPlan(bool isReconciled = true, bool addOverwrites = false, params string[] keys)
    {
        string[] named = keys.Length > 0 ? keys : ["Business", "Tier"];
        Database = RunDatabase.Create(_folder.File("run.db"), new AxoniusContract("Id", [.. named.Select(key => new AxoniusColumn(key, key))]));
        StageRun.Begin(Database, ConnectorStage.Import, "test", "{}").Complete();
        if (isReconciled)
        {
            string options = StageOptions.Describe((PayloadChangeTable.AddOverwritesOption, addOverwrites ? true : null));
            StageRun.Begin(Database, ConnectorStage.Compare, "test", options).Complete();
        }
    }

    public RunDatabase Database { get; }

    public string LedgerPath => _folder.File("ledger.sqlite");

    /// <summary>Adds assets with a pair of "value,value" known and desired, empty for none and null for no set, and a letter for each key.</summary>
    public WrittenPlan Add(long assets, string? known, string? desired, string actions, string reasons)
    {
        string[] before = known?.Split(',') ?? new string[actions.Length];
        string[] after = desired?.Split(',') ?? new string[actions.Length];
        Database.Plan.Insert(new PlanPairRow(
            ++_pairs, known is null ? null : SetOf(before), desired is null ? null : SetOf(after), actions, reasons,
            Where("ABV", after), Where("UBV", after), Where("R", before)));
        Database.Execute($"UPDATE plan_pair SET count_assets = {assets} WHERE pair_id = {_pairs}");
        return this;

        int? Where(string letters, string[] values) => actions.IndexOfAny(letters.ToCharArray()) < 0
            ? null
            : SetOf([.. values.Select((value, i) => letters.Contains(actions[i], StringComparison.Ordinal) ? value : "")]);
    }

    /// <summary>Says what the plan was compared with.</summary>
    public WrittenPlan ComparedWith(string source, string path, string state)
    {
        Database.Plan.NoteSource(source, path, state);
        return this;
    }

    /// <summary>Has it on record how many calls the plan takes.</summary>
    public WrittenPlan Count(string function, long bySet, long byAttribute, PayloadGrouping taken)
    {
        foreach ((PayloadGrouping way, long calls) in ((PayloadGrouping, long)[])[(PayloadGrouping.AttributeSet, bySet), (PayloadGrouping.Attribute, byAttribute)])
        {
            Database.BeginRow();
            Database.Execute($"INSERT INTO plan_calls VALUES ('{function}', '{way}', {calls}, {(way == taken ? 1 : 0)})");
        }

        return this;
    }

    public void Dispose()
    {
        Database.Dispose();
        _folder.Dispose();
    }

    private int SetOf(string[] values) => Database.Sets.FindOrAdd(values);
}
