using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Verifying;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Verifying;

/// <summary>The inventory that a run was planned against has the attributes that were read back, without another export.</summary>
public sealed class The_inventory_knows_what_was_read_back
{
    private const string AttributesOfRead =
        "SELECT assetId, key, value FROM Q_Asset_Inventory_Custom_Attribute WHERE key IN ('Division', 'Tier') ORDER BY assetId, key";

    private static readonly string[] Export = ["1,Cards,1", "2,Cards,1", "3,Loans,", "500,Loans,"];

    [Fact]
    public async Task It_has_them_with_the_date_of_the_change()
    {
        await using VerificationScenario scenario = await StartAsync();
        List<string> before = scenario.Query("SELECT lastModifiedDate FROM Q_Asset_Inventory WHERE assetId = 1", scenario.InventoryPath);
        await scenario.SendAsync(Export);
        Assert.Empty(scenario.Query(AttributesOfRead, scenario.InventoryPath));

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal(
            ["1|Division|Cards", "1|Tier|1", "2|Division|Cards", "2|Tier|1", "3|Division|Loans"],
            scenario.Query(AttributesOfRead, scenario.InventoryPath));
        Assert.NotEqual(before, scenario.Query("SELECT lastModifiedDate FROM Q_Asset_Inventory WHERE assetId = 1", scenario.InventoryPath));
        Assert.Equal((scenario.InventoryPath, 3L), (summary.InventoryPath, summary.AssetsOfInventory));
    }

    [Fact]
    public async Task It_has_them_letter_by_letter_as_an_export_has_them()
    {
        const string text = "SELECT customAttributes FROM Q_Asset_Inventory WHERE assetId = 1";
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync("1,Müller & Söhne <保険>,1");
        await scenario.VerifyAsync();
        List<string> readBack = scenario.Query(text, scenario.InventoryPath);

        await scenario.ExportInventoryAsync();

        Assert.Contains("Müller", readBack[0], StringComparison.Ordinal);
        Assert.Equal(scenario.Query(text, scenario.InventoryPath), readBack);
    }

    [Fact]
    public async Task A_platform_that_dropped_a_change_is_shown_as_it_is()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        await scenario.VerifyAsync();
        scenario.Sandbox.Faults.Add(Fault.SilentlyDropped().ForAsset(1));
        await scenario.SendAsync("1,Trade,1", "2,Cards,1", "3,Loans,4");

        await scenario.VerifyAsync();

        Assert.Equal(
            ["1|Division|Cards", "1|Tier|1", "2|Division|Cards", "2|Tier|1", "3|Division|Loans", "3|Tier|4"],
            scenario.Query(AttributesOfRead, scenario.InventoryPath));
    }

    [Fact]
    public async Task An_asset_without_attributes_any_more_has_none()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        await scenario.VerifyAsync();
        Assert.Contains("3|Division|Loans", scenario.Query(AttributesOfRead, scenario.InventoryPath));
        scenario.Sandbox.Inventory.Touch(3, """{"customAttributes":null}""");

        await scenario.VerifyAsync();

        Assert.Empty(scenario.Query("SELECT * FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = 3", scenario.InventoryPath));
    }

    [Fact]
    public async Task Nothing_but_the_attributes_is_brought_and_no_asset_that_it_does_not_have()
    {
        await using VerificationScenario scenario = await StartAsync(new InventoryOptions { Folder = "", ExcludeFields = ["assetName"] });
        Execute(scenario, "DELETE FROM asset_version WHERE asset_id = 2; DELETE FROM Q_Asset_Inventory WHERE assetId = 2; DELETE FROM custom_attribute_asset WHERE asset_id = 2");
        string rows = "SELECT assetId, assetName, BATCH_DATE, BATCH_NUMBER FROM Q_Asset_Inventory WHERE assetId < 5 ORDER BY 1";
        List<string> before = scenario.Query(rows, scenario.InventoryPath);
        Assert.Contains(before, row => row.StartsWith("1||20", StringComparison.Ordinal));
        await scenario.SendAsync(Export);

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Equal(before, scenario.Query(rows, scenario.InventoryPath));
        Assert.Equal(2, summary.AssetsOfInventory);
    }

    [Fact]
    public async Task One_that_is_gone_or_of_another_kind_is_told_and_ends_nothing()
    {
        await using VerificationScenario scenario = await StartAsync();
        await scenario.SendAsync(Export);
        File.WriteAllText(scenario.InventoryPath, "no database");
        foreach (string log in Directory.GetFiles(Path.GetDirectoryName(scenario.InventoryPath)!, "*.db-*"))
        {
            File.Delete(log);
        }

        VerificationSummary summary = await scenario.VerifyAsync();

        Assert.Null(summary.InventoryPath);
        Assert.NotNull(summary.Ledger);
        Assert.Contains(scenario.Warnings, warning =>
            warning.Contains(scenario.InventoryPath, StringComparison.Ordinal) && warning.EndsWith("The inventory does not know what was read back.", StringComparison.Ordinal));

        File.Delete(scenario.InventoryPath);
        await scenario.VerifyAsync();
        Assert.False(File.Exists(scenario.InventoryPath));
    }

    private static async Task<VerificationScenario> StartAsync(InventoryOptions? options = null)
    {
        VerificationScenario scenario = VerificationScenario.Reconciling(await VerificationScenario.StartAsync());
        await scenario.ExportInventoryAsync(options);
        return scenario;
    }

    private static void Execute(VerificationScenario scenario, string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={scenario.InventoryPath};Pooling=False");
        connection.Open();
        using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
