using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>Whatever a page holds, it is in the database or somebody is told; no asset keeps the others from being loaded.</summary>
public sealed class Odd_pages
{
    [Theory]
    [InlineData("""{"assetName":"no id"}""")]
    [InlineData("""{"assetId":null}""")]
    [InlineData("""{"assetId":"x1"}""")]
    [InlineData("""{"assetId":-5}""")]
    [InlineData("""{"assetId":1.5}""")]
    [InlineData("""{"assetId":18446744073709551615}""")]
    [InlineData("""{"assetId":[7]}""")]
    [InlineData("null")]
    [InlineData("5")]
    public async Task An_entry_without_a_usable_id_is_named_with_its_page(string entry)
    {
        await using InventoryScenario scenario = await StartAsync(2, Page($$"""{{entry}},{"assetId":2,"assetName":"sound"}"""));

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((1, 1), (summary.Loaded, summary.Shortfall));
        Assert.Equal(["2|sound"], scenario.Query("SELECT assetId, assetName FROM Q_Asset_Inventory"));
        string[] warnings = WarningsOf(scenario);
        Assert.Matches("^1 entry of the page '.*_batch_000001.json.gz' without a usable assetId", warnings[0]);
        Assert.Contains("1 asset missing. 1 entry of the pages had no usable assetId", warnings[1], StringComparison.Ordinal);
        Assert.Equal(["short"], scenario.Query("SELECT outcome FROM inventory_run"));
    }

    [Fact]
    public async Task An_entry_without_an_id_is_named_although_the_count_is_met()
    {
        await using InventoryScenario scenario = await StartAsync(1, Page("""{"assetName":"no id"},{"assetId":2}"""));

        await scenario.ExportAsync();

        Assert.Contains("without a usable assetId", Assert.Single(WarningsOf(scenario)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_asset_that_comes_twice_does_not_hide_that_another_is_missing()
    {
        await using InventoryScenario onOnePage = await StartAsync(2, Page("""{"assetId":1,"assetName":"a"},{"assetId":1,"assetName":"b"}"""));
        await using InventoryScenario acrossPages = await StartAsync(
            3, Page("""{"assetId":1},{"assetId":2,"assetName":"a"}""", "2", "1"), Page("""{"assetId":2,"assetName":"b"}""", "3"));

        InventorySummary first = await onOnePage.ExportAsync();
        InventorySummary second = await acrossPages.ExportAsync();

        Assert.Equal((1, 1), (first.Loaded, first.Shortfall));
        Assert.Equal((2, 1), (second.Loaded, second.Shortfall));
        Assert.Equal(["2|b"], acrossPages.Query("SELECT assetId, assetName FROM Q_Asset_Inventory WHERE assetId = 2"));
        Assert.Contains("brought 1 asset that the run had brought before", WarningsOf(acrossPages)[0], StringComparison.Ordinal);
        Assert.Equal(["short"], acrossPages.Query("SELECT outcome FROM inventory_run"));
    }

    [Fact]
    public async Task The_last_usable_entry_says_where_the_next_page_starts()
    {
        await using InventoryScenario scenario = await StartAsync(2, Page("""{"assetId":3},null""", "null", "1"), Page("""{"assetId":4}""", "4"));

        await scenario.ExportAsync();

        Assert.Contains("lastSeenAssetId=3", scenario.Searches[1].QueryString, StringComparison.Ordinal);
        Assert.Equal(["3", "4"], scenario.Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY 1"));
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("\"1\"", "\"0\"")]
    public async Task Whether_more_follow_is_read_in_other_forms(string more, string last)
    {
        await using InventoryScenario scenario = await StartAsync(2, Page("""{"assetId":3}""", "3", more), Page("""{"assetId":4}""", "4", last));

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((2, 2), (summary.Loaded, summary.Pages));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("""{"asset":null}""")]
    public async Task No_list_of_assets_is_none_where_none_is_expected(string list)
    {
        string page = $$"""{"responseCode":"SUCCESS","count":0,"hasMore":0,"lastSeenAssetId":null,"assetListData":{{list}}}""";
        await using InventoryScenario none = await StartAsync(0, page);
        await using InventoryScenario some = await StartAsync(1, page);

        Assert.Equal(0, (await none.ExportAsync()).Loaded);
        Assert.Empty(await ReadAsync(none));
        Assert.Contains("no list of assets", (await Assert.ThrowsAsync<QualysConnectionException>(() => some.ExportAsync())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("agent")]
    [InlineData("customAttributes")]
    public async Task Deeply_nested_values_are_loaded(string field)
    {
        string nested = string.Concat(Enumerable.Repeat("{\"a\":", 500)) + "1" + new string('}', 500);
        string value = field == "customAttributes" ? $$"""[{"key":"k","value":{{nested}}}]""" : nested;
        await using InventoryScenario scenario = await StartAsync(1, Page($$"""{"assetId":5,"{{field}}":{{value}}}"""));

        await scenario.ExportAsync();

        Assert.Equal([value], scenario.Query($"SELECT \"{field}\" FROM Q_Asset_Inventory"));
        Assert.Equal(value, Assert.Single(await ReadAsync(scenario)).ToJson()[$"{{\"assetId\":5,\"{field}\":".Length..^1]);
        Assert.Equal(field == "customAttributes" ? [nested] : [], scenario.Query("SELECT value FROM Q_Asset_Inventory_Custom_Attribute"));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_a_name_stays_as_it_was_written()
    {
        const string Asset = """{"\ud800":1,"assetId":5,"agent":{"\ud800aaaaaa":2,"version":"6.1"},"customAttributes":[{"\ud800aa":3,"key":"k","value":"v"}]}""";
        await using InventoryScenario scenario = await StartAsync(1, Page(Asset));

        await scenario.ExportAsync();
        QualysAsset asset = Assert.Single(await ReadAsync(scenario));

        Assert.Equal(["""5|1|{"\ud800aaaaaa":2,"version":"6.1"}"""], scenario.Query("""SELECT assetId, "\ud800", agent FROM Q_Asset_Inventory"""));
        Assert.Equal(["k|v"], scenario.Query("SELECT key, value FROM Q_Asset_Inventory_Custom_Attribute"));
        Assert.Equal((5ul, "6.1", 1L), (asset.AssetId, asset.AgentVersion, asset.Fields["""\ud800"""]));
        Assert.Equal(Asset, asset.ToJson());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_that_are_no_text_are_replaced_in_the_database_and_kept_in_the_file(bool isCompressed)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        byte[] page = [.. Encoding.UTF8.GetBytes(Page("""{"assetId":5,"assetName":"M~nchen","agent":{"version":"6.~"}}""")).Select(letter => letter == '~' ? (byte)0xFC : letter)];
        using var gateway = new ByteGateway(isCompressed ? Compressed(page) : page, isCompressed);

        InventorySummary summary = await scenario.ExportAsync(connection: scenario.Connect(gateway: gateway.Address));

        Assert.Equal(1, summary.Loaded);
        using var file = new GZipStream(File.OpenRead(Directory.GetFiles(scenario.Folder, "*_batch_000001.json.gz")[0]), CompressionMode.Decompress);
        using var received = new MemoryStream();
        await file.CopyToAsync(received, TestContext.Current.CancellationToken);
        Assert.Equal(page, received.ToArray());
        Assert.Equal([Convert.ToHexString(Encoding.UTF8.GetBytes("M\uFFFDnchen")) + "|6.\uFFFD"], scenario.Query("SELECT hex(assetName), json_extract(agent, '$.version') FROM Q_Asset_Inventory"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no gzip at all")]
    public async Task A_compressed_page_that_is_none_is_told_of(string bytes)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        using var gateway = new ByteGateway(Encoding.UTF8.GetBytes(bytes), isCompressed: true);

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(
            () => scenario.ExportAsync(connection: scenario.Connect(gateway: gateway.Address)));

        Assert.Contains("the page is cut off or malformed", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("archive entry", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_that_get_no_column_are_named_once()
    {
        string many = string.Join(',', Enumerable.Range(0, 1000).Select(number => $"\"field{number}\":{number}"));
        await using InventoryScenario scenario = await StartAsync(
            2, Page($$"""{"assetId":5,"BATCH_DATE":"theirs","agent_lastCheckedInDate":"theirs","":1,"n\u0000\u001b[31m":2,{{many}}},{"assetId":6,"BATCH_DATE":"theirs"}"""));

        await scenario.ExportAsync();

        string warning = Assert.Single(WarningsOf(scenario));
        Assert.StartsWith("77 fields of assets could not be loaded: 'BATCH_DATE', 'agent_lastCheckedInDate', '', 'n??[31m', 'field927'", warning, StringComparison.Ordinal);
        Assert.Contains("and 67 more", warning, StringComparison.Ordinal);
        Assert.Equal(["926"], scenario.Query("SELECT field926 FROM Q_Asset_Inventory WHERE assetId = 5"));
    }

    [Fact]
    public async Task Of_a_field_that_comes_twice_the_value_counts_and_another_spelling_is_another_field()
    {
        await using InventoryScenario scenario = await StartAsync(
            3, Page("""{"assetId":5,"assetName":"five","assetName":null},{"assetId":6,"ASSETNAME":"six"},{"assetId":7,"assetName":"seven","AssetName":"other"}"""));

        await scenario.ExportAsync();

        Assert.Equal(["five", "", "seven"], scenario.Query("SELECT assetName FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.StartsWith("2 fields of assets could not be loaded: 'ASSETNAME', 'AssetName'.", Assert.Single(WarningsOf(scenario)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"yesterday\"", "yesterday")]
    [InlineData("\"12:34:56.789\"", "12:34:56.789")]
    [InlineData("\"1/2/2026 3:04:05 PM\"", "1/2/2026 3:04:05 PM")]
    [InlineData("\"2026-02-30T00:00:00Z\"", "2026-02-30T00:00:00Z")]
    [InlineData("12.5", "12.5")]
    [InlineData("-2", "-2")]
    [InlineData("\"01-02-2026 10:00\"", "01-02-2026 10:00")]
    [InlineData("\"2026-01-01T00:00:00+05:00\"", "2025-12-31 19:00:00")]
    [InlineData("\"1767323045678\"", "2026-01-02 03:04:05")]
    public async Task A_date_that_is_none_stays_as_it_is(string value, string expected)
    {
        await using InventoryScenario scenario = await StartAsync(1, Page($$"""{"assetId":5,"lastModifiedDate":{{value}}}"""));

        await scenario.ExportAsync();

        Assert.Equal([expected], scenario.Query("SELECT lastModifiedDate FROM Q_Asset_Inventory"));
        string given = $"{Assert.Single(await ReadAsync(scenario)).LastModifiedDate?.UtcDateTime:yyyy-MM-dd HH:mm:ss}";
        Assert.Equal(expected.StartsWith("202", StringComparison.Ordinal) && expected.Contains(' ', StringComparison.Ordinal) ? expected : "", given);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("-1", true)]
    [InlineData("\"0\"", true)]
    [InlineData("\"-1\"", true)]
    [InlineData("\"\"", true)]
    [InlineData("\"  \"", true)]
    [InlineData("\",\"", true)]
    [InlineData("\"Not Announced\"", true)]
    [InlineData("\"not announced \"", true)]
    public async Task A_date_that_stands_for_never_is_NULL_and_told_once(string value, bool isTold)
    {
        string dates = $"\"gaDate\":{value},\"eolDate\":{value},\"eosDate\":{value}";
        string software = $$"""{"software":[{"fullName":"x","lifecycle":{ {{dates}} } } ]}""";
        await using InventoryScenario scenario = await StartAsync(
            2,
            Page($$"""{"assetId":5,"lastBoot":{{value}},"agent":{"lastCheckedInDate":{{value}}},"softwareListData":{{software}}}""", "5", "1"),
            Page($$"""{"assetId":6,"lastBoot":{{value}}}""", "6"));

        await scenario.ExportAsync();

        Assert.Equal(["0"], scenario.Query("SELECT count(lastBoot) + count(agent_lastCheckedInDate) FROM Q_Asset_Inventory"));
        Assert.Equal(["1|0"], scenario.Query("SELECT count(*), count(gaDate) + count(eolDate) + count(eosDate) FROM Q_Asset_Inventory_Software_OS_Unique"));
        string[] warnings = WarningsOf(scenario);
        Assert.Equal(isTold ? 1 : 0, warnings.Length);
        Assert.Matches(isTold ? "^[3-6] dates of assets and software stand for none" : "^$", string.Concat(warnings));
    }

    private static string Page(string assets, string lastSeen = "99", string hasMore = "0") =>
        $$"""{"responseMessage":"Valid API Access","count":1,"responseCode":"SUCCESS","lastSeenAssetId":{{lastSeen}},"hasMore":{{hasMore}},"assetListData":{"asset":[{{assets}}]} }""";

    private static byte[] Compressed(byte[] page)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(page);
        }

        return bytes.ToArray();
    }

    private static async Task<InventoryScenario> StartAsync(int count, params string[] pages)
    {
        InventoryScenario scenario = await InventoryScenario.StartAsync(0);
        scenario.Sandbox.Faults.Add(Json($$"""{"count":{{count}},"responseCode":"SUCCESS"}""").On(SandboxEndpoint.Count));
        scenario.Sandbox.Faults.Add([.. pages.SkipLast(1).Select(page => Json(page).On(SandboxEndpoint.Search)), Json(pages[^1]).On(SandboxEndpoint.Search).Always()]);
        return scenario;
    }

    private static Fault Json(string body) => Fault.Status(200, body, "application/json");

    private static string[] WarningsOf(InventoryScenario scenario) => [.. scenario.EventsOf<ConnectorWarning>().Select(warning => warning.Message)];

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
