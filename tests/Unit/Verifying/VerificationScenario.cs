using System.Collections.Concurrent;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Verifying;
using QualysSandbox;
using QualysSandbox.Inventory;
using Xunit;
using CoreInventoryOptions = QualysCustomAttributes.Inventory.InventoryOptions;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>Runs that are sent to a sandbox whose inventory has the assets 1 to 400, and read back.</summary>
internal sealed class VerificationScenario : IAsyncDisposable, IProgress<ConnectorEvent>
{
    private readonly TemporaryFolder _folder = new();
    private int _runs;

    private VerificationScenario(SandboxServer sandbox) => Sandbox = sandbox;

    public static AxoniusContract Contract { get; } = new("Id", [new("D", "Division"), new("T", "Tier")]);

    public SandboxServer Sandbox { get; }

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    public IEnumerable<string> Warnings => Events.OfType<ConnectorWarning>().Select(warning => warning.Message);

    /// <summary>What an export is compared with; nothing for a plain run.</summary>
    public ComparisonOptions? Comparison { get; set; }

    public QualysFunction Function { get; set; }

    public int BatchSize { get; set; } = 2;

    public QualysClientOptions Options { get; set; } = UpdateScenario.Quick;

    public string LedgerPath => _folder.File("ledger.sqlite");

    public string InventoryPath => Path.Combine(_folder.File("inventory"), InventoryFiles.DatabaseName);

    public string RunPath => _folder.File($"run{_runs}.db");

    public int Gets => Calls("/get/am/asset");

    public int Searches => Calls("/search/am/asset");

    public static async Task<VerificationScenario> StartAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync((options ?? new SandboxOptions()) with
        {
            Password = UpdateScenario.Password,
            Inventory = new QualysSandbox.Inventory.InventoryOptions { Assets = 400, FirstId = 1, AverageBytes = 6_000 },
        }));

    public static VerificationScenario Reconciling(VerificationScenario scenario)
    {
        scenario.Comparison = new ComparisonOptions { LedgerPath = scenario.LedgerPath };
        return scenario;
    }

    /// <summary>Exports the inventory, and plans against it from now on.</summary>
    public async Task ExportInventoryAsync(CoreInventoryOptions? options = null)
    {
        CoreInventoryOptions asked = (options ?? new CoreInventoryOptions { Folder = "" }) with
        {
            Folder = _folder.File("inventory"), LastUpdatedAfter = DateTimeOffset.UnixEpoch,
        };
        await new InventoryExport(Connect(), asked, this).RunAsync(TestContext.Current.CancellationToken);
        Comparison = (Comparison ?? new ComparisonOptions()) with { InventoryPath = asked.Folder };
    }

    public void Report(ConnectorEvent value) => Events.Enqueue(value);

    public void Plan(params string[] rows)
    {
        _runs++;
        string export = _folder.File($"export{_runs}.csv");
        File.WriteAllLines(export, rows.Prepend("Id,D,T"));
        using AttributeSynchronization synchronization = Synchronize(export);
        synchronization.Prepare(CancellationToken.None);
    }

    public Task SendAsync(params string[] rows)
    {
        Plan(rows);
        return SendPlannedAsync(RunPath);
    }

    public async Task SendPlannedAsync(string path)
    {
        using AttributeSynchronization synchronization = Synchronize("");
        synchronization.TakeUp(path);
        using var client = new QualysClient(QualysAddress.Parse(Sandbox.Address.ToString()), Credential(), Options);
        await synchronization.SendAsync(client, null, null, TestContext.Current.CancellationToken);
    }

    public async Task<VerificationSummary> VerifyAsync(TimeSpan? timeout = null, QualysConnection? connection = null, string? path = null, CancellationToken? stop = null)
    {
        using var verification = new AttributeVerification(
            connection ?? Connect(),
            new VerificationOptions { DatabasePath = path ?? RunPath, Caller = "test", Timeout = timeout ?? TimeSpan.Zero },
            this);
        return await verification.RunAsync(stop ?? TestContext.Current.CancellationToken);
    }

    public QualysConnection Connect(string password = UpdateScenario.Password, string? api = null) => QualysConnection.To(
        api ?? Sandbox.Address.ToString(), Sandbox.Address.ToString(), new QualysCredential("sandbox", password), Options);

    public List<string> Verdicts(string where = "1") =>
        Query($"SELECT asset_id, key, wanted, found, verdict FROM qualys_attribute_verification WHERE {where} ORDER BY CAST(asset_id AS INTEGER), key");

    public List<string> Query(string sql, string? path = null) => SqliteFile.Read(path ?? RunPath, sql);

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        _folder.Dispose();
    }

    private static QualysCredential Credential() => new("sandbox", UpdateScenario.Password);

    private int Calls(string path) => Sandbox.Requests.Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));

    private AttributeSynchronization Synchronize(string export) => new(
        new SynchronizationOptions
        {
            Import = new AxoniusImportOptions { Path = export, DatabasePath = RunPath, Contract = Contract, Caller = "scenario" },
            Function = Function,
            BatchSize = BatchSize,
            AllowMassChange = true,
            Comparison = Comparison,
        },
        this);
}
