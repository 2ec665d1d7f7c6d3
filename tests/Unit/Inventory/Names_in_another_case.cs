using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A name that differs from a known one in case alone is another name: it replaces nothing, and is told of.</summary>
public sealed class Names_in_another_case
{
    [Theory]
    [InlineData("""{"assetId":5,"assetName":"five","ASSETNAME":"other"}""")]
    [InlineData("""{"ASSETNAME":"other","assetId":5,"assetName":"five"}""")]
    [InlineData("""{"assetId":5,"AssetId":6,"assetName":"five","AssetName":null}""")]
    [InlineData("""{"AssetId":"x","assetId":5,"assetID":null,"assetName":"five"}""")]
    [InlineData("""{"assetId":5,"assetName":"five","ASSET\u004eAME":"other"}""")]
    public async Task Of_a_field_replace_neither_its_value_nor_the_asset(string asset)
    {
        await using InventoryScenario scenario = await StartAsync(asset);

        await scenario.ExportAsync();

        Assert.Equal(["5|five"], scenario.Query("SELECT assetId, assetName FROM Q_Asset_Inventory"));
        Assert.Contains("of assets could not be loaded", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
        QualysAsset given = Assert.Single(await ReadAsync(scenario));
        Assert.Equal((5ul, "five", "five"), (given.AssetId, given.AssetName, given.Fields["assetName"]));
        Assert.Equal(5L, given.Fields["assetId"]);
    }

    [Fact]
    public async Task Of_fields_that_are_looked_into_are_not_looked_into()
    {
        await using InventoryScenario scenario = await StartAsync("""
            {"assetId":5,"lastModifiedDate":1767323045678,"LastModifiedDate":0,"softwareListData":[{"fullName":"a"}],"SOFTWARELISTDATA":[{"fullName":"b"}],
             "customAttributes":"k: v","CustomAttributes":"K: V","operatingSystem":{"osName":"one"},"OperatingSystem":{"osName":"two"},
             "agent":{"lastCheckedIn":1767323045678,"LASTCHECKEDIN":5},"batch_date":"theirs","AGENT_LASTCHECKEDINDATE":"theirs"}
            """);

        await scenario.ExportAsync();

        Assert.Equal(
            ["2026-01-02 03:04:05|one|2026-01-02 03:04:05"],
            scenario.Query("SELECT lastModifiedDate, json_extract(operatingSystem, '$.osName'), agent_lastCheckedInDate FROM Q_Asset_Inventory"));
        Assert.Equal(["a"], scenario.Query("SELECT fullName FROM Q_Asset_Inventory_Software_AssetId"));
        Assert.Equal(["k|v"], scenario.Query("SELECT key, value FROM Q_Asset_Inventory_Custom_Attribute"));
        Assert.StartsWith("6 fields of assets could not be loaded", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_new_fields_the_first_has_the_column_and_letters_beyond_ASCII_make_columns_of_their_own()
    {
        await using InventoryScenario scenario = await StartAsync("""{"assetId":5,"new":1,"NEW":2,"äh":3,"ÄH":4},{"assetId":6,"New":7}""", 2);

        await scenario.ExportAsync();

        Assert.Equal(["5|1|3|4", "6|||"], scenario.Query("SELECT assetId, new, \"äh\", \"ÄH\" FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.StartsWith(
            "2 fields of assets could not be loaded: 'NEW', 'New'.", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_page_itself_say_nothing()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        string page = """
            {"responseCode":"SUCCESS","RESPONSECODE":"FAILED","hasMore":0,"HASMORE":1,"lastSeenAssetId":99,"LastSeenAssetId":5,
             "assetListData":{"asset":[{"assetId":5}],"ASSET":[{"assetId":6}]},"AssetListData":{"asset":[{"assetId":7}]} }
            """;
        Answer(scenario, 1, page);

        Assert.Equal(1, (await scenario.ExportAsync()).Loaded);
        Assert.Equal(["5"], scenario.Query("SELECT assetId FROM Q_Asset_Inventory"));
        Assert.Equal(5ul, Assert.Single(await ReadAsync(scenario)).AssetId);
    }

    [Fact]
    public async Task Lists_that_come_twice_are_all_read()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        Answer(scenario, 2, """
            {"responseCode":"SUCCESS","hasMore":0,"lastSeenAssetId":99,"assetListData":{"asset":[{"assetId":5}],"asset":[]},"assetListData":{"asset":[{"assetId":6}]} }
            """);

        Assert.Equal((2, 0), ((await scenario.ExportAsync()).Loaded, scenario.EventsOf<ConnectorWarning>().Count()));
        Assert.Equal([5ul, 6ul], (await ReadAsync(scenario)).Select(asset => asset.AssetId));
    }

    private static async Task<InventoryScenario> StartAsync(string assets, int count = 1)
    {
        InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        Answer(scenario, count, $$"""{"responseCode":"SUCCESS","hasMore":0,"lastSeenAssetId":99,"assetListData":{"asset":[{{assets}}]} }""");
        return scenario;
    }

    private static void Answer(InventoryScenario scenario, int count, string page)
    {
        scenario.Sandbox.Faults.Add(Fault.Status(200, $$"""{"count":{{count}},"responseCode":"SUCCESS"}""", "application/json").On(SandboxEndpoint.Count));
        scenario.Sandbox.Faults.Add(Fault.Status(200, page, "application/json").On(SandboxEndpoint.Search).Always());
    }

    private static async Task<List<QualysAsset>> ReadAsync(InventoryScenario scenario)
    {
        using var client = new QualysInventoryClient(scenario.Connect());
        var assets = new List<QualysAsset>();
        await foreach (QualysAsset asset in client.ReadAssetsAsync(new QualysInventoryQuery(), TestContext.Current.CancellationToken))
        {
            assets.Add(asset);
        }

        return assets;
    }
}
