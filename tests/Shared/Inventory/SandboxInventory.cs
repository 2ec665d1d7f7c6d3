using QualysSandbox;
using QualysSandbox.Inventory;
using Xunit;

namespace QualysCustomAttributes.Shared.Inventory;

/// <summary>A sandbox with an inventory, and the folder into which it is brought.</summary>
internal abstract class SandboxInventory(SandboxServer sandbox) : IAsyncDisposable
{
    public SandboxServer Sandbox { get; } = sandbox;

    public string DatabasePath => Path.Combine(InventoryFolder, "asset_inventory_sqlite.db");

    /// <summary>The files of the pages, in their order.</summary>
    public string[] Pages => [.. Directory.GetFiles(InventoryFolder, "*_batch_*.json.gz").Order(StringComparer.Ordinal)];

    /// <summary>The requests for pages, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Searches => [.. Sandbox.Requests.Where(request => request.Path.Contains("search", StringComparison.Ordinal))];

    /// <summary>Where database and pages are.</summary>
    protected abstract string InventoryFolder { get; }

    /// <summary>Asks the database from outside, as an analyst does, who may only read.</summary>
    public List<string> Query(string sql) => SqliteFile.Read(DatabasePath, sql);

    /// <summary>Demands every asset of the sandbox once, a last run that is complete, and nothing unfinished beside it.</summary>
    public virtual void RequireAllAssetsOnce()
    {
        Assert.Equal(Sandbox.Inventory.Ids.Select(id => $"{id}"), Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(["complete"], Query("SELECT outcome FROM inventory_run ORDER BY run_id DESC LIMIT 1"));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
        Assert.Empty(Directory.EnumerateFiles(InventoryFolder, "*.tmp"));
    }

    public virtual ValueTask DisposeAsync() => Sandbox.DisposeAsync();

    /// <summary>So many small assets.</summary>
    protected static InventoryOptions Of(int assets) => new() { Assets = assets, AverageBytes = 8_000 };
}
