using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>An export, an inventory of the sandbox and a ledger, and the plan that comes of them.</summary>
internal sealed class ComparisonScenario : IAsyncDisposable
{
    public const string Host = "127.0.0.1";

    private readonly InventoryScenario _inventory;
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    private ComparisonScenario(InventoryScenario inventory)
    {
        _inventory = inventory;
        Options = new ComparisonOptions { Caller = "test", LedgerPath = LedgerPath };
    }

    public static AxoniusContract Contract { get; } = new("Id", [new("B", "Business"), new("T", "Tier"), new("O", "Owner")]);

    public ComparisonOptions Options { get; set; }

    public List<ConnectorEvent> Events { get; } = [];

    public string RunPath { get; private set; } = "";

    public string LedgerPath => _folder.File("ledger.sqlite");

    public InventoryScenario Inventory => _inventory;

    public static async Task<ComparisonScenario> StartAsync(int assets = 0) => new(await InventoryScenario.StartAsync(assets));

    /// <summary>Has Qualys hold an asset with attributes, as JSON, or without any.</summary>
    public void Hold(ulong assetId, string? attributes)
    {
        if (!_inventory.Sandbox.Inventory.Ids.Contains(assetId))
        {
            _inventory.Sandbox.Inventory.Add(assetId);
        }

        _inventory.Sandbox.Inventory.Touch(assetId, $$"""{"customAttributes":{{attributes ?? "null"}}}""");
    }

    /// <summary>Exports the inventory, and compares with it from now on.</summary>
    public async Task ExportInventoryAsync(InventoryOptions? options = null)
    {
        await _inventory.ExportAsync(options);
        Options = Options with { InventoryPath = _inventory.Folder };
    }

    /// <summary>Has the ledger know that a run has written values.</summary>
    public void Write(string function, IEnumerable<KeyValuePair<string, string?>> values, bool isSettled, params ulong[] assetIds)
    {
        using AttributeLedger ledger = AttributeLedger.Open(LedgerPath, Host, NewFiles.OfTheirOwner);
        LedgerRun run = LedgerRun.Begin(ledger, new LedgerRunFacts($"run{++_runs}", "run.db", null, "test", "user"), TimeProvider.System);
        long call = run.WillSend(new LedgerChange(
            1, 1, function, ValueSet.Of(values), [.. assetIds.Select(id => KeyValuePair.Create(id, ValueSet.Empty))]));
        if (isSettled)
        {
            run.Confirm(call, null, "Succeeded");
        }
    }

    /// <summary>Imports rows of "id,business,tier,owner" and compares them.</summary>
    /// <returns>The plan, an asset and key a line: "id key known>desired action reason".</returns>
    public List<string> Compare(params string[] rows) => Compare(System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Prepend("Id,B,T,O")) + "\r\n"));

    /// <summary>Imports an export as it lies on the disk, and compares it.</summary>
    public List<string> Compare(byte[] content)
    {
        RunPath = _folder.File($"run{++_runs}.db");
        string export = _folder.Write($"export{_runs}.csv", content);
        var options = new AxoniusImportOptions { Path = export, DatabasePath = RunPath, Contract = Contract, Caller = "test", AllowRejected = true };
        using (AxoniusImport import = AxoniusImport.Start(options))
        {
            while (import.Read())
            {
            }
        }

        return Compare();
    }

    /// <summary>Compares what was imported.</summary>
    public List<string> Compare()
    {
        using (ComparisonStage stage = ComparisonStage.Start(RunPath, Options, new Collector(Events)))
        {
            stage.AddAll();
            stage.Complete();
        }

        return SqliteFile.Read(
            RunPath,
            """
            SELECT asset_id || ' ' || key || ' ' || COALESCE(known, '') || '>' || COALESCE(desired, '') || ' ' || action || ' ' || reason
            FROM qualys_attribute_plan ORDER BY length(asset_id), asset_id, key
            """);
    }

    public List<string> Query(string sql) => SqliteFile.Read(RunPath, sql);

    public async ValueTask DisposeAsync()
    {
        await _inventory.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class Collector(List<ConnectorEvent> events) : IProgress<ConnectorEvent>
    {
        public void Report(ConnectorEvent value) => events.Add(value);
    }
}
