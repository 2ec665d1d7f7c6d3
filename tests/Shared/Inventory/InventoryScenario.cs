using System.Collections.Concurrent;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.Shared.Inventory;

/// <summary>An inventory that Core itself brings into a folder, and everything that was said on the way.</summary>
internal sealed class InventoryScenario : SandboxInventory, IProgress<ConnectorEvent>
{
    public const string Password = "p4ss-w0rd!ÄÖ\"\\";

    /// <summary>Long before any asset was changed.</summary>
    public static readonly DateTimeOffset Ever = DateTimeOffset.UnixEpoch;

    private InventoryScenario(SandboxServer sandbox)
        : base(sandbox)
    {
    }

    static InventoryScenario() => SQLitePCL.Batteries_V2.Init();

    public string Folder { get; set; } = Directory.CreateTempSubdirectory("inventory-scenario-").FullName;

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

    protected override string InventoryFolder => Folder;

    public static async Task<InventoryScenario> StartAsync(int assets = 45, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var options = new SandboxOptions { Password = Password, Inventory = Of(assets) with { FirstId = 9_007_199_254_740_993 } };
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

    /// <summary>Asserts that every asset of the sandbox is in the database, once and as it is now.</summary>
    public void AssertFinalState()
    {
        RequireAllAssetsOnce();
        using var database = new SqliteFile(DatabasePath);
        foreach (ulong id in Sandbox.Inventory.Ids)
        {
            ExpectedAsset.AssertIn(database, id, Sandbox.Inventory.Json(id));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
