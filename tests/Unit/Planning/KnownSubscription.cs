using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>
/// What is known of a subscription, written down without a call: an inventory and a ledger whose every moment is named, and plans that
/// are made of them.
/// </summary>
internal sealed class KnownSubscription : IDisposable, IProgress<ConnectorEvent>
{
    public const string Host = "qualysapi.qg3.apps.qualys.com";
    public const string Gateway = "https://gateway.qg3.apps.qualys.com";
    public const string OfEveryAsset = """{"includeFields":[],"excludeFields":[],"filters":[]}""";

    /// <summary>When the inventory was read, and when plans are made unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Read = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private int _runs;
    private int _sets;

    static KnownSubscription() => SQLitePCL.Batteries_V2.Init();

    public KnownSubscription() =>
        Options = new ComparisonOptions { Caller = "test", LedgerPath = LedgerPath, Time = new ClockAt(Read + TimeSpan.FromHours(1)) };

    public static AxoniusContract Contract { get; } = new("Id", [new("B", "Business"), new("T", "Tier"), new("O", "Owner")]);

    public ComparisonOptions Options { get; set; }

    public List<ConnectorEvent> Events { get; } = [];

    public IEnumerable<string> Warnings => Events.OfType<ConnectorWarning>().Select(warning => warning.Message);

    public string LedgerPath => _folder.File("ledger.sqlite");

    public string InventoryPath => _folder.File("inventory.sqlite");

    public string RunPath { get; private set; } = "";

    public TemporaryFolder Folder => _folder;

    public void Report(ConnectorEvent value) => Events.Add(value);

    /// <summary>Writes an inventory that one run has brought, and compares with it from now on.</summary>
    public void MakeInventory(string selection = OfEveryAsset, string outcome = InventoryOutcome.Complete, DateTimeOffset? since = null)
    {
        using (var database = InventoryDatabase.Open(InventoryPath, NewFiles.OfTheirOwner))
        {
            InventoryRunRow run = database.Runs.Begin(new InventoryRunRow
            {
                StartedAt = Read,
                LastUpdatedAfter = since ?? DateTimeOffset.UnixEpoch,
                SinceRule = "test",
                PageSize = 100,
                Selection = selection,
                Gateway = Gateway,
            });
            database.Runs.End(run.Id, outcome, null);
        }

        Options = Options with { InventoryPath = InventoryPath };
    }

    /// <summary>Has the inventory know an asset with attributes, each "key=value" or "key=value@connector"; their moment is that of its run.</summary>
    public void Hold(ulong assetId, params string[] attributes) => Hold(assetId, Read, attributes);

    /// <summary>Has the inventory know an asset with the attributes that it had at a moment; without one they were never asked for.</summary>
    public void Hold(ulong assetId, DateTimeOffset? seenAt, params string[] attributes)
    {
        string sql = $"INSERT INTO asset_version VALUES ({assetId}, 0);";
        if (attributes.Length > 0)
        {
            int set = ++_sets;
            sql += $"INSERT INTO custom_attribute_set VALUES ({set}, '{set}');";
            foreach ((int place, string attribute) in attributes.Index())
            {
                string[] parts = attribute.Split('=', '@');
                sql += $"INSERT INTO custom_attribute_entry VALUES ({set}, {place}, '{parts[0]}', '{parts[1]}', {(parts.Length > 2 ? $"'{parts[2]}'" : "NULL")});";
            }
        }

        if (seenAt is { } moment)
        {
            sql += $"INSERT INTO custom_attribute_asset VALUES ({assetId}, {(attributes.Length > 0 ? $"{_sets}" : "NULL")}, {moment.ToUnixTimeSeconds()});";
        }

        SqliteFile.Execute(InventoryPath, sql);
    }

    /// <summary>Has the inventory know the host id of an asset.</summary>
    public void HoldHostId(ulong assetId, ulong hostId) =>
        SqliteFile.Execute(InventoryPath, $"INSERT INTO Q_Asset_Inventory (assetId, hostId) VALUES ({assetId}, {hostId})");

    /// <summary>Has the ledger know of a change of "key=value", or "key=" for a removal, by a run of its own.</summary>
    /// <param name="at">When.</param>
    /// <param name="values">What was written.</param>
    /// <param name="isConfirmed">Whether it was confirmed; else it is in doubt.</param>
    /// <param name="assetIds">The assets.</param>
    /// <returns>The identity of the run's database.</returns>
    public string Write(DateTimeOffset at, string[] values, bool isConfirmed, params ulong[] assetIds) =>
        Write($"run {++_runs}", at, values, [], isConfirmed, assetIds);

    /// <summary>Has the ledger know of a change by a run, and of what was known before it.</summary>
    public string Write(string run, DateTimeOffset at, string[] values, string[] before, bool isConfirmed, params ulong[] assetIds)
    {
        using AttributeLedger ledger = AttributeLedger.Open(LedgerPath, Host, NewFiles.OfTheirOwner);
        LedgerRun entered = LedgerRun.Begin(ledger, new LedgerRunFacts(run, $"{run}.db", null, "test", "user"), new ClockAt(at));
        ValueSet after = SetOf(values);
        ValueSet known = SetOf(before);
        bool isRemoval = after.Values.Values.All(value => value is null);
        long call = entered.WillSend(new LedgerChange(
            ++_runs, 1, isRemoval ? "remove" : "update", after, [.. assetIds.Select(id => KeyValuePair.Create(id, known))]));
        if (isConfirmed)
        {
            entered.Confirm(call, null, "Succeeded");
        }

        return run;
    }

    /// <summary>Imports rows of "id,business,tier,owner" and compares them.</summary>
    /// <returns>The plan, an asset and key a line: "id key known>desired action reason".</returns>
    public List<string> Compare(params string[] rows)
    {
        Import(rows);
        using (ComparisonStage stage = ComparisonStage.Start(RunPath, Options, this))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.Complete(TestContext.Current.CancellationToken);
        }

        return ReadPlan();
    }

    /// <summary>Imports rows of "id,business,tier,owner" into a run database of their own.</summary>
    public IReadOnlyList<AxoniusRecord> Import(params string[] rows)
    {
        RunPath = NextRunPath();
        string export = _folder.Write($"export{_runs}.csv", string.Join("\r\n", rows.Prepend("Id,B,T,O")) + "\r\n");
        var options = new AxoniusImportOptions { Path = export, DatabasePath = RunPath, Contract = Contract, Caller = "test", AllowRejected = true };
        using AxoniusImport import = AxoniusImport.Start(options, null, TestContext.Current.CancellationToken);
        List<AxoniusRecord> records = [];
        while (import.Read())
        {
            records.Add(import.Current);
        }

        return records;
    }

    /// <summary>Makes batches of what was compared.</summary>
    public void MakeBatches(int batchSize = 2)
    {
        // One user more spares every stage the opening and closing.
        using RunDatabase database = RunDatabase.Open(RunPath, "test");
        using (PayloadStage stage = PayloadStage.Start(RunPath, "test"))
        {
            stage.AddAll();
            stage.Complete();
        }

        using (GroupStage stage = GroupStage.Start(RunPath, new GroupingOptions(), "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.CompleteAll(TestContext.Current.CancellationToken);
        }

        using (SplitStage stage = SplitStage.Start(RunPath, batchSize, "test"))
        {
            stage.AddAll(TestContext.Current.CancellationToken);
            stage.Complete(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The file that the next plan goes into.</summary>
    public string NextRunPath() => RunPath = _folder.File($"run{++_runs}.db");

    /// <summary>The plan, an asset and key a line: "id key known>desired action reason".</summary>
    public List<string> ReadPlan() => Query(
        """
        SELECT asset_id || ' ' || key || ' ' || COALESCE(known, '') || '>' || COALESCE(desired, '') || ' ' || action || ' ' || reason
        FROM qualys_attribute_plan ORDER BY length(asset_id), asset_id, key
        """);

    public List<string> Query(string sql) => SqliteFile.Read(RunPath, sql);

    public void Dispose() => _folder.Dispose();

    private static ValueSet SetOf(string[] values) => ValueSet.Of(values.Select(value => value.Split('='))
        .Select(parts => KeyValuePair.Create(parts[0], parts[1].Length == 0 ? null : parts[1])));

    /// <summary>A clock that stands still.</summary>
    internal sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
