using System.Collections.Concurrent;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Shared.Inventory;

/// <summary>A sandbox with an inventory, a folder it is exported to, and everything that was said on the way.</summary>
internal sealed class InventoryScenario : IAsyncDisposable, IProgress<ConnectorEvent>
{
    public const string Password = "p4ss-w0rd!ÄÖ\"\\";

    /// <summary>Long before any asset was changed.</summary>
    public static readonly DateTimeOffset Ever = DateTimeOffset.UnixEpoch;

    private InventoryScenario(SandboxServer sandbox) => Sandbox = sandbox;

    static InventoryScenario() => SQLitePCL.Batteries_V2.Init();

    public SandboxServer Sandbox { get; }

    public string Folder { get; set; } = Directory.CreateTempSubdirectory("inventory-scenario-").FullName;

    public string DatabasePath => Path.Combine(Folder, "asset_inventory_sqlite.db");

    public ConcurrentQueue<ConnectorEvent> Events { get; } = new();

    /// <summary>Is told of each event before it is kept, and may throw.</summary>
    public Action<ConnectorEvent>? OnEvent { get; set; }

    public static QualysClientOptions Quick { get; } = new()
    {
        MaxAttempts = 4,
        RetryMinimum = TimeSpan.FromMilliseconds(5),
        RetryMaximum = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>Small assets, ten a page.</summary>
    public InventoryOptions Options => new() { Folder = Folder, LastUpdatedAfter = Ever, PageSize = 10 };

    public IReadOnlyList<RecordedRequest> Searches => [.. Sandbox.Requests.Where(request => request.Path.Contains("search", StringComparison.Ordinal))];

    public static async Task<InventoryScenario> StartAsync(int assets = 45, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var options = new SandboxOptions { Password = Password, Inventory = new() { Assets = assets, AverageBytes = 8_000, FirstId = 9_007_199_254_740_993 } };
        return new InventoryScenario(await SandboxServer.StartAsync(change?.Invoke(options) ?? options));
    }

    public void Report(ConnectorEvent value)
    {
        Events.Enqueue(value);
        OnEvent?.Invoke(value);
    }

    public QualysConnection Connect(string password = Password, QualysClientOptions? options = null, string? gateway = null) =>
        QualysConnection.To(null, gateway ?? Sandbox.Address.ToString(), new QualysCredential("sandbox", password), options ?? Quick);

    public Task<InventorySummary> ExportAsync(InventoryOptions? options = null, QualysConnection? connection = null, CancellationToken? stop = null) =>
        new InventoryExport(connection ?? Connect(), options ?? Options, this).RunAsync(stop ?? TestContext.Current.CancellationToken);

    public Task<RestoredInventory> RestoreAsync(bool replace = false, CancellationToken? stop = null) =>
        new InventoryRestoration(new RestorationOptions { Folder = Folder, Replace = replace }, this).RunAsync(stop ?? TestContext.Current.CancellationToken);

    public IEnumerable<T> EventsOf<T>() => Events.OfType<T>();

    /// <summary>Asks the database from outside, as a person would who looks while it runs.</summary>
    public List<string> Query(string sql) => SqliteRows.Read(DatabasePath, sql);

    /// <summary>Asserts that every asset of the sandbox is in the database, once and as it is now.</summary>
    public void AssertFinalState()
    {
        Assert.Equal(Sandbox.Inventory.Ids.Select(id => $"{id}"), Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        using (var database = new SqliteRows(DatabasePath))
        {
            foreach (ulong id in Sandbox.Inventory.Ids)
            {
                ExpectedAsset.AssertIn(database, id, Sandbox.Inventory.Json(id));
            }
        }

        Assert.Equal(["complete"], Query("SELECT outcome FROM inventory_run ORDER BY run_id DESC LIMIT 1"));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.tmp"));
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
