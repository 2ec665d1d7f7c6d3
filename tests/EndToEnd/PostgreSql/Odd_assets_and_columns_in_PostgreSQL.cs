using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>What PostgreSQL does not take costs that asset or column, is told, and never costs the publication.</summary>
public sealed class Odd_assets_and_columns_in_PostgreSQL
{
    private const string Later = "Row_Last_Updated = '2031-01-01 00:00:00'";
    private const string First = "assetId = (SELECT min(assetId) FROM Q_Asset_Inventory)";

    [Fact]
    public async Task An_asset_with_more_fields_than_a_row_takes_is_left_out_and_named_until_it_fits()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(9);
        AddFields(scenario, 850);

        PublishedTarget first = await scenario.PublishAsync(schema.Target);
        PublishedTarget second = await scenario.PublishAsync(schema.Target);

        string odd = scenario.Inventory.Query("SELECT min(assetId) FROM Q_Asset_Inventory").Single();
        Assert.Equal((8, 0), (first.Assets, first.AssetsUnchanged));
        Assert.Equal((0, 8), (second.Assets, second.AssetsUnchanged));
        Assert.Equal(2, scenario.Warnings.Count(warning => warning.Contains("1 asset was left out", StringComparison.Ordinal) && warning.Contains(odd, StringComparison.Ordinal)));
        Assert.Contains("row is too big", scenario.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(["8"], schema.Query("SELECT count(*) FROM q_asset_inventory"));
        Assert.Empty(schema.Query($"SELECT 1 FROM q_asset_inventory_software WHERE asset_id = {odd} UNION ALL SELECT 1 FROM q_asset_inventory_custom_attribute WHERE assetid = {odd}"));

        scenario.Execute($"UPDATE Q_Asset_Inventory SET {string.Join(", ", Enumerable.Range(0, 850).Select(i => $"extra{i} = NULL"))}");
        Assert.Equal(1, (await scenario.PublishAsync(schema.Target)).Assets);
        Assert.NotEmpty(schema.Query($"SELECT 1 FROM q_asset_inventory_software WHERE asset_id = {odd}"));
    }

    [Fact]
    public async Task A_text_in_a_numeric_column_that_a_view_uses_costs_that_cell_until_the_view_is_gone()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Execute("UPDATE Q_Asset_Inventory SET cpuCount = 4");
        await scenario.PublishAsync(schema.Target);
        schema.Execute("CREATE VIEW cores AS SELECT sum(cpucount) AS cores FROM q_asset_inventory");
        scenario.Execute($"UPDATE Q_Asset_Inventory SET cpuCount = 'many', assetName = 'odd', {Later} WHERE {First}");

        PublishedTarget with = await scenario.PublishAsync(schema.Target);
        string warning = Assert.Single(scenario.Warnings);

        Assert.Equal((1, 2), (with.Assets, with.AssetsUnchanged));
        Assert.Equal(["odd|", "4", "4"], schema.Query("SELECT CASE WHEN assetname = 'odd' THEN 'odd|' ELSE '' END || coalesce(cpucount::text, '') FROM q_asset_inventory ORDER BY assetid"));
        Assert.Contains("'cpucount'", warning, StringComparison.Ordinal);
        Assert.Contains(scenario.Inventory.Query("SELECT min(assetId) FROM Q_Asset_Inventory").Single(), warning, StringComparison.Ordinal);

        await scenario.PublishAsync(schema.Target);
        Assert.Equal(2, scenario.Warnings.Count(said => said.Contains("'cpucount'", StringComparison.Ordinal)));

        schema.Execute("DROP VIEW cores");
        await scenario.PublishAsync(schema.Target);
        Assert.Equal(["many", "4", "4"], schema.Query("SELECT cpucount FROM q_asset_inventory ORDER BY assetid"));
    }

    [Fact]
    public async Task A_value_that_an_index_does_not_take_costs_that_asset()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        string endless = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919:X}"));
        scenario.Execute($"UPDATE Q_Asset_Inventory SET agent_lastCheckedInDate = $1 WHERE {First}", endless);

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal(2, target.Assets);
        Assert.Contains("1 asset was left out", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_finds_no_room_is_named_and_the_others_are_published()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        await scenario.PublishAsync(schema.Target);
        int used = int.Parse(schema.Query("SELECT max(attnum) FROM pg_attribute WHERE attrelid = 'q_asset_inventory'::regclass").Single(), System.Globalization.CultureInfo.InvariantCulture);
        string own = string.Join(", ", Enumerable.Range(used, 1599 - used).Select(i => $"ADD own{i} text"));
        schema.Execute($"ALTER TABLE q_asset_inventory {own}");
        scenario.Execute("ALTER TABLE Q_Asset_Inventory ADD COLUMN fits; ALTER TABLE Q_Asset_Inventory ADD COLUMN oneTooMany");
        scenario.Execute($"UPDATE Q_Asset_Inventory SET fits = 'yes', oneTooMany = 'no', assetName = 'changed', {Later}");

        PublishedTarget target = await scenario.PublishAsync(schema.Target);

        Assert.Equal(3, target.Assets);
        Assert.Equal(["changed|yes"], schema.Query("SELECT DISTINCT assetname, fits FROM q_asset_inventory"));
        Assert.Contains("'oneTooMany'", Assert.Single(scenario.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("q_asset_inventory", "assetname", "SELECT assetId, assetName FROM Q_Asset_Inventory")]
    [InlineData("q_asset_inventory", "batch_number", "SELECT assetId, BATCH_NUMBER FROM Q_Asset_Inventory")]
    [InlineData("q_asset_inventory_custom_attribute", "value", "SELECT assetId, key, value FROM Q_Asset_Inventory_Custom_Attribute")]
    [InlineData("q_asset_inventory_software_name", "fullname CASCADE", "SELECT assetId, fullName FROM Q_Asset_Inventory_Software_AssetId")]
    [InlineData("q_asset_inventory_software_os_unique", "stage", "SELECT fullName, osName, stage FROM Q_Asset_Inventory_Software_OS_Unique")]
    [InlineData("q_asset_inventory_status", "status_detail", "SELECT STATUS_NAME, STATUS_DETAIL FROM Q_Asset_Inventory_Status")]
    [InlineData("inventory_run", "message", "SELECT run_id, message FROM inventory_run")]
    [InlineData("q_asset_inventory_version", "modified_milliseconds", "SELECT asset_id, modified_milliseconds FROM asset_version")]
    public async Task A_column_that_somebody_dropped_is_filled_again(string table, string column, string query)
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(12);
        await scenario.PublishAsync(schema.Target);
        schema.Execute($"ALTER TABLE {table} DROP COLUMN {column}");

        PublishedTarget again = await scenario.PublishAsync(schema.Target);
        PublishedTarget third = await scenario.PublishAsync(schema.Target);

        Assert.Equal(
            scenario.Inventory.Query(query).Order(StringComparer.Ordinal),
            schema.Query(query.Replace("FROM asset_version", "FROM q_asset_inventory_version", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal((0, 12), (third.Assets, third.AssetsUnchanged));
        Assert.Equal(12, again.Assets + again.AssetsUnchanged);
        if (table.StartsWith("q_asset_inventory", StringComparison.Ordinal) && !table.EndsWith("unique", StringComparison.Ordinal) && !table.EndsWith("status", StringComparison.Ordinal))
        {
            Assert.Equal(12, again.Assets);
        }
    }

    [Fact]
    public async Task A_column_that_somebody_made_again_by_hand_is_filled_too_by_every_database_that_is_published()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublicationScenario one = await PublicationScenario.StartAsync(3);
        await using PublicationScenario two = await PublicationScenario.StartAsync(2);
        two.Execute("UPDATE Q_Asset_Inventory SET assetId = assetId - 1000; UPDATE asset_version SET asset_id = asset_id - 1000; UPDATE software_asset SET asset_id = asset_id - 1000; UPDATE custom_attribute_asset SET asset_id = asset_id - 1000");
        await one.PublishAsync(schema.Target);
        await two.PublishAsync(schema.Target);
        schema.Execute("ALTER TABLE q_asset_inventory DROP COLUMN assetname; ALTER TABLE q_asset_inventory ADD assetname text");

        Assert.Equal((3, 0), Counts(await one.PublishAsync(schema.Target)));
        Assert.Equal((2, 0), Counts(await two.PublishAsync(schema.Target)));

        Assert.Empty(schema.Query("SELECT 1 FROM q_asset_inventory WHERE assetname IS NULL"));
        Assert.Contains("3 assets without changes were sent again", Assert.Single(one.Warnings), StringComparison.Ordinal);

        static (long, long) Counts(PublishedTarget target) => (target.Assets, target.AssetsUnchanged);
    }

    private static void AddFields(PublicationScenario scenario, int fields)
    {
        foreach (int field in Enumerable.Range(0, fields))
        {
            scenario.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN extra{field}");
        }

        scenario.Execute($"UPDATE Q_Asset_Inventory SET {string.Join(", ", Enumerable.Range(0, fields).Select(i => $"extra{i} = 'a short text'"))}, {Later} WHERE {First}");
    }
}
