using System.Diagnostics;
using System.Text;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>However much a page holds, the work grows with its size and not with its square, and heeds a stop.</summary>
public sealed class What_a_server_may_send
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    // A second, and what a machine that does other work as well takes to get to it.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(3);

    public static TheoryData<string, string, string> Amounts => new()
    {
        { "field names", Many(400_000, number => $"\"field{number}\":{number}"), "1" },
        { "field names with escapes", Many(200_000, number => $"\"\\u0066ield{number}\":{number}"), "1" },
        { "names that are no text", $"\"agent\":{{{Many(300_000, number => $"\"\\ud800{number}\":1")}}}", "1" },
        { "long field names", Many(700, number => $"\"{new string('x', 20_000)}{number}\":{number}"), "1" },
        { "members of one name", Many(400_000, number => $"\"assetName\":\"n{number}\""), "1" },
        { "lists of software", Many(100_000, number => $"\"softwareListData\":[{{\"fullName\":\"s{number}\"}}]"), "1" },
        { "software of one name", $"\"softwareListData\":[{Many(200_000, number => $"{{\"fullName\":\"s\",\"category\":\"{number}\"}}")}]", "1" },
        { "custom attributes", $"\"customAttributes\":[{Many(200_000, number => $"{{\"key\":\"k{number}\",\"value\":\"v\"}}")}]", "1" },
        { "entries of one id", $"\"assetName\":\"a\"}},{Many(50_000, _ => """{"assetId":5,"softwareListData":[{"fullName":"s"}]}""")},{{\"assetId\":6", "2" },
    };

    [Theory]
    [MemberData(nameof(Amounts), DisableDiscoveryEnumeration = true)]
    public async Task Is_loaded_in_a_time_that_grows_with_its_size(string what, string members, string assets)
    {
        await using InventoryScenario scenario = await StartAsync(int.Parse(assets), $$"""{"assetId":5,{{members}}}""");
        long started = Stopwatch.GetTimestamp();

        InventorySummary summary = await scenario.ExportAsync();

        TimeSpan taken = Stopwatch.GetElapsedTime(started);
        Assert.Equal(int.Parse(assets), summary.Loaded);
        Assert.True(taken < Soon, $"{what}: {taken}");
    }

    [Theory]
    [MemberData(nameof(Amounts), DisableDiscoveryEnumeration = true)]
    public async Task Is_given_as_objects_in_a_time_that_grows_with_its_size(string what, string members, string assets)
    {
        await using InventoryScenario scenario = await StartAsync(int.Parse(assets), $$"""{"assetId":5,{{members}}}""");
        using var client = new QualysInventoryClient(scenario.Connect());
        long started = Stopwatch.GetTimestamp();

        await foreach (QualysAsset asset in client.ReadAssetsAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken))
        {
            Assert.InRange(asset.AssetId!.Value, 5u, 6u);
            Assert.NotNull(asset.Fields);
            _ = (asset.AgentVersion, asset.AgentLastCheckedIn, asset.Tags, asset.CustomAttributes);
        }

        TimeSpan taken = Stopwatch.GetElapsedTime(started);
        Assert.True(taken < Soon, $"{what}: {taken}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_left_within_a_second_of_a_stop(bool isLoading)
    {
        string content = isLoading
            ? $"\"softwareListData\":[{Many(1_000_000, number => $"{{\"fullName\":\"software {number}\"}}")}]"
            : Many(1_000_000, number => $"\"field{number}\":0");

        // How long the page takes is this machine's affair: the stop comes sooner, until it comes before the end.
        for (int milliseconds = 500; !await IsStoppedInThePageAsync(content, isLoading, milliseconds); milliseconds /= 2)
        {
            Assert.True(milliseconds > 1, "The page was always read before it could be stopped.");
        }
    }

    private static async Task<bool> IsStoppedInThePageAsync(string content, bool isLoading, int milliseconds)
    {
        await using InventoryScenario scenario = await StartAsync(1, $$"""{"assetId":5,{{content}}}""");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        long stopped = 0;
        using Timer timer = new(_ =>
        {
            stopped = Stopwatch.GetTimestamp();
            stop.Cancel();
        });
        scenario.OnEvent = value =>
        {
            bool isDue = isLoading
                ? value is StageProgress { Stage: ConnectorStage.Download, Done: > 0 }
                : value is InventoryCounted;
            if (isDue)
            {
                timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
            }
        };

        try
        {
            await scenario.ExportAsync(stop: stop.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            TimeSpan taken = Stopwatch.GetElapsedTime(stopped);
            Assert.True(taken < StopTime, taken.ToString());
            Assert.Equal(["cancelled|0"], scenario.Query("SELECT outcome, assets FROM inventory_run"));
            Assert.Equal(["0"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
            return true;
        }
    }

    private static string Many(int count, Func<int, string> each)
    {
        var text = new StringBuilder();
        for (int number = 0; number < count; number++)
        {
            text.Append(number == 0 ? "" : ",").Append(each(number));
        }

        return text.ToString();
    }

    private static async Task<InventoryScenario> StartAsync(int count, string assets)
    {
        InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        string page = $$"""{"responseCode":"SUCCESS","count":{{count}},"hasMore":0,"lastSeenAssetId":99,"assetListData":{"asset":[{{assets}}]} }""";
        scenario.Sandbox.Faults.Add(Fault.Status(200, $$"""{"count":{{count}},"responseCode":"SUCCESS"}""", "application/json").On(SandboxEndpoint.Count));
        scenario.Sandbox.Faults.Add(Fault.Status(200, page, "application/json").On(SandboxEndpoint.Search).Always());
        return scenario;
    }
}
