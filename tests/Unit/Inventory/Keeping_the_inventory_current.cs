using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>What changed is merged into what is there.</summary>
public sealed class Keeping_the_inventory_current
{
    [Fact]
    public async Task An_incremental_run_replaces_what_changed_and_keeps_the_rest()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        InventoryOptions options = scenario.Options with { LastUpdatedAfter = null, Incremental = true };
        InventorySummary first = await scenario.ExportAsync(options);
        ulong changed = scenario.Sandbox.Inventory.Ids[7];
        scenario.Sandbox.Inventory.Touch(changed, """
            {"assetName":"neu","softwareListData":{"software":[{"id":1,"fullName":"Only \"this\" one"}]},"customAttributes":[{"key":"Business","value":"New","connectorName":"Qualys"}]}
            """);
        scenario.Sandbox.Inventory.Add(42);

        InventorySummary second = await scenario.ExportAsync(options);

        Assert.Equal(45, first.Loaded);
        Assert.Equal(first.StartedAt.AddMinutes(-5), second.LastUpdatedAfter);
        Assert.InRange(second.Loaded, 2, 44);
        Assert.Equal(["Only \"this\" one"], scenario.Query($"SELECT fullName FROM Q_Asset_Inventory_Software_AssetId WHERE assetId = {changed}"));
        Assert.Equal(["Business|New"], scenario.Query($"SELECT key, value FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = {changed}"));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task An_older_asset_never_takes_the_place_of_a_newer_one()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        ulong id = scenario.Sandbox.Inventory.Ids[3];
        scenario.Sandbox.Inventory.Touch(id, """{"assetName":"newer","lastModifiedDate":"2030-01-01T00:00:00.500Z"}""");
        await scenario.ExportAsync();
        scenario.Sandbox.Inventory.Touch(id, """{"assetName":"older","softwareListData":null,"lastModifiedDate":"2030-01-01T00:00:00.499Z"}""");

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal(0, summary.Shortfall);
        Assert.Equal(["newer|2030-01-01 00:00:00"], scenario.Query($"SELECT assetName, lastModifiedDate FROM Q_Asset_Inventory WHERE assetId = {id}"));
        Assert.Equal(["10"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
    }

    [Fact]
    public async Task Fields_that_are_not_brought_keep_what_the_database_has()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        await scenario.ExportAsync();
        string before = string.Join('\n', scenario.Query("SELECT softwareListData, agent, customAttributes FROM Q_Asset_Inventory ORDER BY assetId"));
        foreach (ulong id in scenario.Sandbox.Inventory.Ids)
        {
            scenario.Sandbox.Inventory.Touch(id, """{"assetName":"renamed"}""");
        }

        await scenario.ExportAsync(scenario.Options with { IncludeFields = ["assetName"] });

        Assert.Equal(["10"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory WHERE assetName = 'renamed'"));
        Assert.Equal(before, string.Join('\n', scenario.Query("SELECT softwareListData, agent, customAttributes FROM Q_Asset_Inventory ORDER BY assetId")));
    }

    [Fact]
    public async Task A_run_that_was_short_is_no_base_for_the_next()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        scenario.Sandbox.Faults.Add(Fault.ShortCount(11).On(SandboxEndpoint.Count));
        InventoryOptions options = scenario.Options with { LastUpdatedAfter = null, Incremental = true };
        await scenario.ExportAsync(options);

        InventorySummary second = await scenario.ExportAsync(options);

        Assert.Equal(DateTimeOffset.UnixEpoch, second.LastUpdatedAfter);
    }

    [Fact]
    public async Task A_run_by_a_clock_that_was_ahead_is_no_base_for_the_next()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        InventoryOptions incremental = scenario.Options with { LastUpdatedAfter = null, Incremental = true };
        InventorySummary right = await scenario.ExportAsync(incremental);
        Assert.Empty(scenario.EventsOf<ConnectorWarning>());
        await scenario.ExportAsync(incremental, scenario.Connect(options: InventoryScenario.Quick with { TimeProvider = new AheadClock() }));
        Assert.StartsWith("The clock of this machine is ahead of the gateway's", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
        scenario.Sandbox.Inventory.Touch(scenario.Sandbox.Inventory.Ids[3], """{"assetName":"changed"}""");

        InventorySummary next = await scenario.ExportAsync(incremental);

        Assert.Equal(right.StartedAt.AddMinutes(-5), next.LastUpdatedAfter);
        Assert.InRange(next.StartedAt, right.StartedAt, right.StartedAt.AddHours(1));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_run_that_left_a_gap_is_no_base_for_the_next()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        InventorySummary all = await scenario.ExportAsync();
        InventorySummary behindTheGap = await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = all.StartedAt.AddDays(1) });
        InventoryOptions incremental = scenario.Options with { LastUpdatedAfter = null, Incremental = true };

        InventorySummary closing = await scenario.ExportAsync(incremental);
        InventorySummary next = await scenario.ExportAsync(incremental);

        Assert.True(behindTheGap.StartedAt > all.StartedAt);
        Assert.Equal(all.StartedAt.AddMinutes(-5), closing.LastUpdatedAfter);
        Assert.Equal(closing.StartedAt.AddMinutes(-5), next.LastUpdatedAfter);
    }

    private sealed class AheadClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(3);
    }
}
