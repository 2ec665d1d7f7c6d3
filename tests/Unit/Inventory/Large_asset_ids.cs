using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Publishing;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>An asset id is the same to the inventory as to updates: one to nineteen digits, above zero.</summary>
public sealed class Large_asset_ids
{
    private const string Largest = "9999999999999999999";
    private const string FirstBeyond = "9223372036854775808";
    private const string LastWithin = "9223372036854775807";

    private static readonly string[] AllIds = ["5|integer", $"{LastWithin}|integer", $"{FirstBeyond}|text", $"{Largest}|text"];

    [Theory]
    [InlineData("0")]
    [InlineData("\"00\"")]
    [InlineData("10000000000000000000")]
    [InlineData("\"00000000000000000005\"")]
    [InlineData("\" 5\"")]
    [InlineData("\"+5\"")]
    [InlineData("\"٥\"")]
    [InlineData("5e0")]
    public async Task Another_form_is_no_id(string id)
    {
        await using InventoryScenario scenario = await StartAsync($$"""{"assetId":{{id}},"assetName":"odd"},{"assetId":2}""");

        Assert.Equal(1, (await scenario.ExportAsync()).Loaded);
        Assert.Equal(["2"], scenario.Query("SELECT assetId FROM Q_Asset_Inventory"));
        Assert.Null((await ReadAsync(scenario))[0].AssetId);
    }

    [Fact]
    public async Task Beyond_64_bits_with_a_sign_are_text_in_every_table_and_whole_everywhere()
    {
        await using InventoryScenario scenario = await StartAsync(Assets());

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((4, 0), (summary.Loaded, summary.Shortfall));
        AssertAll(scenario);
        Assert.Equal([5ul, 9223372036854775807, 9223372036854775808, 9999999999999999999], (await ReadAsync(scenario)).Select(asset => asset.AssetId));
    }

    [Fact]
    public async Task Come_into_a_database_that_had_none_and_every_row_stays()
    {
        await using InventoryScenario scenario = await StartAsync("""{"assetId":5,"assetName":"before","new \"field":1,"softwareListData":[{"fullName":"s5"}],"customAttributes":"k: v5"}""");
        await scenario.ExportAsync();
        List<string> indexes = scenario.Query("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1");
        Answer(scenario, Assets(skipped: 1));

        await scenario.ExportAsync(scenario.Options with { StartOver = true });

        AssertAll(scenario);
        Assert.Equal(["5|1"], scenario.Query("SELECT assetId, \"new \"\"field\" FROM Q_Asset_Inventory WHERE assetId = 5"));
        Assert.Equal(indexes, scenario.Query("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"));
        Assert.Equal(["ok"], scenario.Query("PRAGMA integrity_check"));
        Assert.Empty(scenario.EventsOf<ConnectorWarning>());
    }

    [Fact]
    public async Task Are_merged_as_any_other_whichever_is_newer()
    {
        await using InventoryScenario scenario = await StartAsync(Assets());
        await scenario.ExportAsync();
        Answer(scenario, $$"""
            {"assetId":{{FirstBeyond}},"assetName":"older","lastModifiedDate":1},
            {"assetId":"{{Largest}}","assetName":"newer","lastModifiedDate":1893456000000,"softwareListData":[{"fullName":"other"}]},
            {"assetId":{{Largest}},"assetName":"again","lastModifiedDate":1893456000000}
            """);

        InventorySummary summary = await scenario.ExportAsync(scenario.Options with { StartOver = true });

        Assert.Equal(2, summary.Loaded);
        Assert.Equal(
            [$"{FirstBeyond}|a{FirstBeyond}", $"{Largest}|again"],
            scenario.Query("SELECT assetId, assetName FROM Q_Asset_Inventory WHERE typeof(assetId) = 'text' ORDER BY assetId"));
        Assert.Empty(scenario.Query($"SELECT fullName FROM Q_Asset_Inventory_Software_AssetId WHERE assetId = '{Largest}'"));
    }

    [Fact]
    public async Task Come_back_from_the_pages()
    {
        await using InventoryScenario scenario = await StartAsync(Assets());
        await scenario.ExportAsync();

        Assert.Equal(4, (await scenario.RestoreAsync(replace: true)).Assets);

        AssertAll(scenario);
    }

    [Fact]
    public async Task Are_published_as_CSV()
    {
        await using InventoryScenario scenario = await StartAsync(Assets());
        await scenario.ExportAsync();
        using var output = new TemporaryFolder();

        await new InventoryPublication(
            new PublicationOptions { DatabasePath = scenario.DatabasePath, Targets = [new QualysCustomAttributes.Publishing.Csv.CsvTarget(output.Path)] })
            .RunAsync(TestContext.Current.CancellationToken);

        string[] expected = ["assetId", .. AllIds.Select(id => id.Split('|')[0])];
        Assert.Equal(expected, CsvText.Read(output.File("Q_Asset_Inventory.csv")).Select(record => record[0]));
        Assert.Equal(expected, CsvText.Read(output.File("Q_Asset_Inventory_Software_AssetId.csv")).Select(record => record[0]));
        Assert.Equal(expected, CsvText.Read(output.File("Q_Asset_Inventory_Custom_Attribute.csv")).Select(record => record[0]));
    }

    private static string Assets(int skipped = 0) => string.Join(',', AllIds.Skip(skipped).Select(id => id.Split('|')[0]).Select(id => $$"""
        {"assetId":{{id}},"assetName":"a{{id}}","lastModifiedDate":1767323045678,"softwareListData":[{"fullName":"s{{id}}"}],"customAttributes":"k: v{{id}}"}
        """));

    private static void AssertAll(InventoryScenario scenario)
    {
        Assert.Equal(AllIds, scenario.Query("SELECT assetId, typeof(assetId) FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(AllIds, scenario.Query("SELECT asset_id, typeof(asset_id) FROM asset_version ORDER BY 1"));
        Assert.Equal(AllIds, scenario.Query("SELECT assetId, typeof(assetId) FROM Q_Asset_Inventory_Software_AssetId WHERE fullName = 's' || assetId ORDER BY 1"));
        Assert.Equal(AllIds, scenario.Query("SELECT assetId, typeof(assetId) FROM Q_Asset_Inventory_Custom_Attribute WHERE key = 'k' AND value = 'v' || assetId ORDER BY 1"));
        Assert.Equal(["4"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory JOIN Q_Asset_Inventory_Software_AssetId USING (assetId) JOIN Q_Asset_Inventory_Custom_Attribute USING (assetId)"));
    }

    private static async Task<InventoryScenario> StartAsync(string assets)
    {
        InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        Answer(scenario, assets);
        return scenario;
    }

    private static void Answer(InventoryScenario scenario, string assets)
    {
        int count = assets.Split("\"assetId\"").Length - 1;
        scenario.Sandbox.Faults.Clear();
        scenario.Sandbox.Faults.Add(Fault.Status(200, $$"""{"count":{{count}},"responseCode":"SUCCESS"}""", "application/json").On(SandboxEndpoint.Count).Always());
        scenario.Sandbox.Faults.Add(Fault.Status(
            200,
            $$"""{"responseCode":"SUCCESS","hasMore":0,"lastSeenAssetId":{{Largest}},"assetListData":{"asset":[{{assets}}]} }""",
            "application/json").On(SandboxEndpoint.Search).Always());
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
