using System.Text;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>An inventory that the program brings into a folder, with pages of ten.</summary>
internal sealed class InventoryScenario : SandboxInventory
{
    private static readonly string[] Quickly = ["--max-attempts", "3", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1"];

    private InventoryScenario(SandboxServer sandbox)
        : base(sandbox)
    {
    }

    static InventoryScenario() => SQLitePCL.Batteries_V2.Init();

    public RunFolder Folder { get; } = new();

    public string Output => Folder.PathOf("inventory");

    public string[] Logs => Directory.GetFiles(Output, "inventory_log_*.log");

    protected override string InventoryFolder => Output;

    public static async Task<InventoryScenario> StartAsync(int assets = 45, Func<SandboxOptions, SandboxOptions>? change = null)
    {
        var options = new SandboxOptions { Inventory = Of(assets) };
        return new InventoryScenario(await RunFolder.StartSandboxAsync(change?.Invoke(options) ?? options));
    }

    /// <summary>Lets some searches pass, and makes all that follow wait, so that a run stands still there.</summary>
    public void StandStillAtSearch(int number) => Sandbox.Faults.Add(Enumerable.Repeat(Fault.Pass().On(QualysEndpoint.Search), number - 1)
        .Append(Fault.LateAnswer(TimeSpan.FromMinutes(5)).On(QualysEndpoint.Search).Always()));

    /// <summary>Gives the command line of an inventory of all assets, if nothing else is asked for.</summary>
    public string[] Arguments(params string[] more) =>
    [
        "inventory", "--api-fqdn", RunFolder.AddressOf(Sandbox), .. Quickly,
        .. more.Contains("--page-size") || more.Contains("--count-only") ? [] : (string[])["--page-size", "10"],
        .. more.Contains("--since") || more.Contains("--incremental") ? [] : (string[])["--since", "all"],
        .. more,
    ];

    public Task<ConnectorRun> RunAsync(params string[] more) => Folder.RunAsync(RunFolder.Credentials, Arguments(more));

    public ConnectorProcess Start(params string[] more) => ConnectorProcess.Start(Folder.FullName, RunFolder.Credentials, Arguments(more));

    /// <summary>Demands as many software rows as each asset has, too.</summary>
    public override void RequireAllAssetsOnce()
    {
        base.RequireAllAssetsOnce();
        Assert.Equal(["0"], Query(
            """
            SELECT count(*) FROM Q_Asset_Inventory a WHERE json_array_length(a.softwareListData, '$.software') IS NOT
                nullif((SELECT count(*) FROM Q_Asset_Inventory_Software_AssetId s WHERE s.assetId = a.assetId), 0)
                AND json_array_length(a.softwareListData, '$.software') > 0
            """));
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
        Assert.NotEmpty(Sandbox.Tokens.Issued);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunFolder.UserName}:{RunFolder.Password}"));
        string[] secrets =
        [
            RunFolder.Password, basic, Uri.EscapeDataString(RunFolder.Password), System.Net.WebUtility.UrlEncode(RunFolder.Password),
            System.Text.Json.JsonEncodedText.Encode(RunFolder.Password).Value, .. Sandbox.Tokens.Issued,
        ];
        foreach (string secret in secrets)
        {
            Folder.RequireNowhere(secret, runs);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Folder.Dispose();
    }
}
