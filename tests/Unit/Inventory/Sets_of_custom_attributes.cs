using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Shared.Publishing;
using QualysCustomAttributes.Unit.Publishing;
using Xunit;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>The same custom attributes stand once, however many assets have them; what people query is a row an asset and attribute.</summary>
public sealed class Sets_of_custom_attributes
{
    private const string Rows = "SELECT assetId, key, value, connectorName FROM Q_Asset_Inventory_Custom_Attribute ORDER BY 1, 2, 3, 4";

    private static readonly string[] Tables = ["custom_attribute_asset", "custom_attribute_set", "custom_attribute_entry"];

    [Fact]
    public async Task A_set_stands_once()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(20);
        foreach (ulong id in scenario.Sandbox.Inventory.Ids)
        {
            scenario.Sandbox.Inventory.Touch(id, Attributes($"{id % 2}"));
        }

        await scenario.ExportAsync();

        Assert.Equal(["20|2|4"], scenario.Query(CountsOf("count(*)")));
        Assert.Equal(["40"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory_Custom_Attribute"));
    }

    [Fact]
    public async Task Other_values_other_connectors_and_another_order_are_other_sets()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(6);
        string[] all =
        [
            """[{"key":"a","value":"b","connectorName":"c"},{"key":"d","value":"e"}]""",
            """[{"key":"a","value":"b"},{"key":"d","value":"e"}]""",
            """[{"key":"d","value":"e"},{"key":"a","value":"b"}]""",
            """[{"key":"a","value":"bd"},{"key":"","value":"e"}]""",
            """[{"key":"a","value":"b"},{"key":"d","value":"e","connectorName":""}]""",
            """{"list":[{"value":"b","key":"a"},{"connectorName":null,"key":"d","value":"\u0065"}]}""",
        ];
        for (int i = 0; i < all.Length; i++)
        {
            scenario.Sandbox.Inventory.Touch(scenario.Sandbox.Inventory.Ids[i], $$"""{"customAttributes":{{all[i]}}}""");
        }

        await scenario.ExportAsync();

        // The last one is the second in another form.
        Assert.Equal(["5"], scenario.Query("SELECT count(*) FROM custom_attribute_set"));
        Assert.Equal(["d|e", "a|b"], scenario.Query($"SELECT key, value FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = {scenario.Sandbox.Inventory.Ids[2]}"));
    }

    [Fact]
    public async Task A_set_that_no_asset_has_any_more_is_gone_with_the_next_run_but_one()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(4);
        foreach (ulong id in scenario.Sandbox.Inventory.Ids)
        {
            scenario.Sandbox.Inventory.Touch(id, Attributes("before"));
        }

        await scenario.ExportAsync();
        foreach (ulong id in scenario.Sandbox.Inventory.Ids)
        {
            scenario.Sandbox.Inventory.Touch(id, id == scenario.Sandbox.Inventory.Ids[0] ? """{"customAttributes":[]}""" : Attributes("after"));
        }

        await scenario.ExportAsync();
        await scenario.ExportAsync();

        Assert.Equal(["4|1|2"], scenario.Query(CountsOf("count(*)")));
        Assert.Equal(["after"], scenario.Query("SELECT DISTINCT value FROM custom_attribute_entry WHERE key = 'Business'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_of_the_release_before_is_brought_over_by_the_next_run(bool isWide)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        MakeOld(scenario.DatabasePath, isWide);
        List<string> before = scenario.Query(Rows);

        await scenario.ExportAsync();

        Assert.Equal(["2"], scenario.Query("PRAGMA user_version"));
        Assert.Equal(before, scenario.Query($"SELECT * FROM ({Rows}) WHERE assetId NOT IN ({string.Join(',', scenario.Sandbox.Inventory.Ids)})"));
        Assert.Equal(before.Count, before.Distinct().Count());
        Assert.Equal(["2"], scenario.Query("SELECT count(DISTINCT set_id) FROM custom_attribute_asset WHERE asset_id < 4"));
        Assert.Equal(["1767323045", "0"], scenario.Query("SELECT DISTINCT seen_at FROM custom_attribute_asset WHERE asset_id < 4 ORDER BY asset_id"));
        Assert.Equal(["ok"], scenario.Query("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_database_of_the_release_before_is_published_as_it_is()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        string old = Path.Combine(scenario.Output.Path, "old.db");
        MakeOld(old, isWide: false);

        await scenario.PublishAsync(new CsvTarget(scenario.Output.Path), old);

        Assert.Equal(
            ["1|Business|Cards|Qualys", "1|Owner||", "2|Business|Cards|Qualys", "2|Owner||", "3||x|Other"],
            CsvText.Read(scenario.Output.File("Q_Asset_Inventory_Custom_Attribute.csv")).Skip(1).Select(record => string.Join('|', record)));
        Assert.Equal(["1"], SqliteFile.Read(old, "PRAGMA user_version"));
    }

    private static string Attributes(string value) =>
        $$"""{"customAttributes":[{"key":"Business","value":"{{value}}","connectorName":"Qualys"},{"key":"Tier","value":"1","connectorName":"Qualys"}]}""";

    private static string CountsOf(string what) =>
        $"SELECT {string.Join(", ", Tables.Select(table => $"(SELECT {what} FROM {table})"))}";

    private static void MakeOld(string path, bool isWide)
    {
        File.WriteAllBytes(path, []);
        SqliteFile.Execute(path, InventorySchema.Script(isWide, version: 1));
        SqliteFile.Execute(path, $"""
            INSERT INTO Q_Asset_Inventory (assetId, BATCH_DATE) VALUES (1, '2026-01-02 03:04:05'), (2, ''), (3, NULL) {(isWide ? ", ('9999999999999999999', NULL)" : "")};
            INSERT INTO asset_version VALUES (1, 1), (2, 1), (3, 1) {(isWide ? ", ('9999999999999999999', 1)" : "")};
            INSERT INTO Q_Asset_Inventory_Custom_Attribute VALUES
                (1, 'Business', 'Cards', 'Qualys'), (2, 'Business', 'Cards', 'Qualys'), (1, 'Owner', '', NULL), (3, NULL, 'x', 'Other'),
                (2, 'Owner', '', NULL) {(isWide ? ", ('9999999999999999999', 'k', 'v', 'Qualys')" : "")};
            """);
    }
}
