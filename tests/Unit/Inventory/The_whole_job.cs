using System.IO.Compression;
using System.Text;
using System.Text.Json;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>Everything is counted, downloaded and loaded, and the tables say what the sandbox has.</summary>
public sealed class The_whole_job
{
    private const string Columns =
        "assetId assetUUID hostId lastModifiedDate agentId createdDate sensorLastUpdatedDate sensor_lastVMScanDate sensor_lastComplianceScanDate sensor_lastFullScanDate sensor_lastPcScanDateAgent sensor_lastPcScanDateScanner sensor_lastVmScanDateAgent sensor_lastVmScanDateScanner inventory_createdDate inventory_lastUpdatedDate agent_lastActivityDate agent_lastCheckedInDate agent_lastInventoryDate assetType address dnsName assetName netbiosName timeZone biosDescription lastBoot totalMemory cpuCount lastLoggedOnUser domainRole hwUUID biosSerialNumber biosAssetTag isContainerHost operatingSystem hardware userAccountListData openPortListData volumeListData networkInterfaceListData softwareListData provider cloudProvider agent sensor container inventory activity tagList serviceList lastLocation criticality businessInformation assignedLocation businessAppListData riskScore passiveSensor domain subdomain whois organizationName isp asn easmTags hostingCategory1 customAttributes processor missingSoftware softwareComponent BATCH_DATE BATCH_NUMBER Row_Last_Updated";

    [Fact]
    public async Task The_tables_hold_every_asset_as_the_gateway_shows_it()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(120);

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((120, 120, 12, 12, 0), (summary.Expected, summary.Loaded, summary.Pages, summary.PagesDownloaded, summary.Shortfall));
        scenario.AssertFinalState();
        string[] names = [.. scenario.Query("SELECT name FROM pragma_table_info('Q_Asset_Inventory') ORDER BY cid")];
        Assert.Equal(Columns.Split(' '), names[..Columns.Split(' ').Length]);
        Assert.Equal(["120|12|120|complete"], scenario.Query("SELECT expected, pages, assets, outcome FROM inventory_run"));
        Assert.Contains(scenario.EventsOf<StageProgress>(), progress => progress is { Stage: ConnectorStage.Load, Done: 120, Total: 120 });
        Assert.NotEqual("0", scenario.Query("SELECT count(*) FROM Q_Asset_Inventory_Software_OS_Unique").Single());
    }

    [Fact]
    public async Task Count_and_pages_are_kept_as_received_under_names_that_Windows_takes()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15);
        await scenario.ExportAsync();

        string[] names = [.. Directory.EnumerateFiles(scenario.Folder).Select(file => Path.GetFileName(file)!).Where(name => name.Contains(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal(3, names.Length);
        Assert.Matches(@"^asset_inventory_utc_run_datetime_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_utc_assetLastUpdated_1970-01-01T00-00-00Z_batch_000001\.json\.gz$", names[0]);
        Assert.EndsWith("_count.json", names[2], StringComparison.Ordinal);
        Assert.Contains("\"count\":15", File.ReadAllText(Path.Combine(scenario.Folder, names[2])), StringComparison.Ordinal);
        using var gzip = new GZipStream(File.OpenRead(Path.Combine(scenario.Folder, names[0])), CompressionMode.Decompress);
        using JsonDocument page = JsonDocument.Parse(gzip);
        Assert.Equal(scenario.Sandbox.Inventory.Json(scenario.Sandbox.Inventory.Ids[0]), page.RootElement.GetProperty("assetListData").GetProperty("asset")[0].GetRawText());
    }

    [Fact]
    public async Task The_first_asset_may_lack_an_operating_system()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(2);
        scenario.Sandbox.Inventory.Touch(scenario.Sandbox.Inventory.Ids[0], """{"operatingSystem":null,"softwareListData":{"software":[{"id":1,"fullName":"Agent"}]}}""");

        await scenario.ExportAsync();

        Assert.Equal(["1"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory_Software_OS_Unique WHERE fullName = 'Agent' AND osName = ''"));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task An_empty_inventory_is_a_complete_run()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(0);

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((0, 0, 0), (summary.Expected, summary.Loaded, summary.Pages));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_gateway_that_does_not_compress_gives_the_same()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(25, options => options with { AllowGzip = false });
        await scenario.ExportAsync();
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_count_that_is_larger_than_what_comes_is_reported()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45);
        scenario.Sandbox.Faults.Add(Fault.ShortCount(47).On(QualysSandbox.Faults.QualysEndpoint.Count));

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal(2, summary.Shortfall);
        Assert.Contains("2 assets missing", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
        Assert.Equal(["short"], scenario.Query("SELECT outcome FROM inventory_run"));
    }

    [Fact]
    public async Task Neither_password_nor_token_is_in_a_file_or_an_event()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(25, options => options with { TokenUses = 2 });
        await scenario.ExportAsync();

        string[] secrets = [InventoryScenario.Password, Uri.EscapeDataString(InventoryScenario.Password), .. scenario.Sandbox.Tokens.Issued];
        string said = string.Join('\n', scenario.Events);
        Assert.True(secrets.Length > 3);
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
            Each.Holds(Directory.EnumerateFiles(scenario.Folder), file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, file));
        }
    }

    [Fact]
    public async Task Assets_are_given_page_by_page_and_no_page_is_asked_for_in_vain()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45);
        using var client = new QualysInventoryClient(scenario.Connect());
        var query = new QualysInventoryQuery { PageSize = 10 };

        Assert.Equal(45, await client.CountAsync(query, TestContext.Current.CancellationToken));
        var ids = new List<ulong?>();
        await foreach (QualysAsset asset in client.ReadAssetsAsync(query, TestContext.Current.CancellationToken))
        {
            ids.Add(asset.AssetId);
            if (ids.Count == 15)
            {
                break;
            }
        }

        Assert.Equal(scenario.Sandbox.Inventory.Ids.Take(15), ids.Select(id => id!.Value));
        Assert.Equal(2, scenario.Searches.Count);
    }

    [Fact]
    public async Task The_token_is_renewed_before_its_four_hours_are_over()
    {
        var clock = new ShiftedClock();
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45, options => options with { TimeProvider = clock });
        scenario.OnEvent = happened => clock.Shift = happened is CallEnded { Call.What: var what } && what.StartsWith("page 2 ", StringComparison.Ordinal)
            ? TimeSpan.FromMinutes(235)
            : clock.Shift;

        await scenario.ExportAsync(connection: scenario.Connect(options: InventoryScenario.Quick with { TimeProvider = clock }));

        Assert.Equal(2, scenario.Sandbox.Tokens.Issued.Count);
        Assert.DoesNotContain(scenario.Sandbox.Requests, request => request.AnswerStatus == 401);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_lost_database_is_made_anew_from_the_pages()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45);
        await scenario.ExportAsync();
        const string Everything = "SELECT * FROM Q_Asset_Inventory_Software_AssetId UNION ALL SELECT assetId || assetName, BATCH_NUMBER || BATCH_DATE || agent FROM Q_Asset_Inventory ORDER BY 1, 2";
        List<string> before = scenario.Query(Everything);
        File.Delete(scenario.DatabasePath);

        RestoredInventory restored = await scenario.RestoreAsync();

        Assert.Equal((45, 5, 0), (restored.Assets, restored.Pages, restored.PagesLeftOut));
        Assert.Equal(before, scenario.Query(Everything));
    }

    [Fact]
    public async Task A_filter_brings_the_assets_that_meet_it()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(60);
        InventorySummary summary = await scenario.ExportAsync(scenario.Options with { Filters = [QualysInventoryFilter.Parse("operatingSystem contains Windows")] });

        Assert.InRange(summary.Loaded, 1, 59);
        Assert.Equal(summary.Expected, summary.Loaded);
        Assert.Empty(scenario.Query("SELECT assetId FROM Q_Asset_Inventory WHERE json_extract(operatingSystem, '$.osName') NOT LIKE '%Windows%'"));
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
    }
}
