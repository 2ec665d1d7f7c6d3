using System.Text;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A sandbox with an inventory, and a folder in which the program brings it with pages of ten.</summary>
internal sealed class InventoryScenario : IAsyncDisposable
{
    private static readonly string[] Quickly = ["--max-attempts", "3", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1"];

    private InventoryScenario(SandboxServer server) => Server = server;

    static InventoryScenario() => SQLitePCL.Batteries_V2.Init();

    public RunFolder Folder { get; } = new();

    public SandboxServer Server { get; }

    public string Output => Folder.PathOf("inventory");

    public string DatabasePath => Path.Combine(Output, "asset_inventory_sqlite.db");

    public string[] Logs => Directory.GetFiles(Output, "inventory_log_*.log");

    public string[] Pages => [.. Directory.GetFiles(Output, "*_batch_*.json.gz").Order(StringComparer.Ordinal)];

    /// <summary>The requests for pages, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Searches => [.. Server.Requests.Where(request => request.Path.Contains("search", StringComparison.Ordinal))];

    public static async Task<InventoryScenario> StartAsync(int assets = 45, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var options = new SandboxOptions { Inventory = new() { Assets = assets, AverageBytes = 8_000 } };
        return new InventoryScenario(await RunFolder.StartSandboxAsync(change?.Invoke(options) ?? options));
    }

    /// <summary>Lets some searches pass, and makes all that follow wait, so that a run stands still there.</summary>
    public void StandStillAtSearch(int number) => Server.Faults.Add(Enumerable.Repeat(Fault.Pass().On(QualysEndpoint.Search), number - 1)
        .Append(Fault.LateAnswer(TimeSpan.FromMinutes(5)).On(QualysEndpoint.Search).Always()));

    /// <summary>Gives the command line of an inventory of all assets, if nothing else is asked for.</summary>
    public string[] Arguments(params string[] more) =>
    [
        "inventory", "--api-fqdn", RunFolder.AddressOf(Server), .. Quickly,
        .. more.Contains("--page-size") || more.Contains("--count-only") ? [] : (string[])["--page-size", "10"],
        .. more.Contains("--since") || more.Contains("--incremental") ? [] : (string[])["--since", "all"],
        .. more,
    ];

    public Task<ConnectorRun> RunAsync(params string[] more) => Folder.RunAsync(RunFolder.Credentials, Arguments(more));

    public ConnectorProcess Start(params string[] more) => ConnectorProcess.Start(Folder.FullName, RunFolder.Credentials, Arguments(more));

    /// <summary>Asks the database as an analyst does, who may only read.</summary>
    public List<string> Query(string sql) => SqliteRows.Read(DatabasePath, sql);

    /// <summary>Demands every asset of the sandbox once, as many software rows as it has, and a run that is complete.</summary>
    public void RequireAllAssetsOnce()
    {
        Assert.Equal(Server.Inventory.Ids.Select(id => $"{id}"), Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(["0"], Query(
            """
            SELECT count(*) FROM Q_Asset_Inventory a WHERE json_array_length(a.softwareListData, '$.software') IS NOT
                nullif((SELECT count(*) FROM Q_Asset_Inventory_Software_AssetId s WHERE s.assetId = a.assetId), 0)
                AND json_array_length(a.softwareListData, '$.software') > 0
            """));
        Assert.Equal(["complete"], Query("SELECT outcome FROM inventory_run ORDER BY run_id DESC LIMIT 1"));
        Assert.Equal(["ok"], Query("PRAGMA integrity_check"));
        Assert.Empty(Directory.EnumerateFiles(Output, "*.tmp"));
    }

    /// <summary>Demands that no page was asked for twice, but for so many.</summary>
    public void RequireAskedOnce(int pages, int exceptions)
    {
        int[] times = [.. Searches.GroupBy(search => search.QueryString).Select(search => search.Count())];
        Assert.Equal(pages, times.Length);
        Assert.InRange(times.Sum() - pages, 0, exceptions);
        Assert.InRange(times.Max(), 1, 1 + exceptions);
    }

    /// <summary>Demands that neither password nor token stands in what was said or written.</summary>
    public void RequireNoSecrets(params ConnectorRun[] runs)
    {
        Assert.NotEmpty(Server.Tokens.Issued);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunFolder.UserName}:{RunFolder.Password}"));
        string[] secrets =
        [
            RunFolder.Password, basic, Uri.EscapeDataString(RunFolder.Password), System.Net.WebUtility.UrlEncode(RunFolder.Password),
            System.Text.Json.JsonEncodedText.Encode(RunFolder.Password).Value, .. Server.Tokens.Issued,
        ];
        foreach (string secret in secrets)
        {
            Assert.All(runs, run => Assert.DoesNotContain(secret, run.Output + run.Error, StringComparison.Ordinal));
            Assert.All(
                Directory.GetFiles(Folder.FullName, "*", SearchOption.AllDirectories),
                file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Dispose();
    }
}
