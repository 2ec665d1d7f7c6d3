using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A database that is not as this product makes it runs nothing that somebody else wrote: it is neither written nor read.</summary>
public sealed class What_stands_in_the_database
{
    private const string Assets = "UPDATE sqlite_schema SET sql = replace(sql, $1, $2) WHERE name = 'Q_Asset_Inventory'";

    public static TheoryData<string, string> Foreign => new()
    {
        { "'evil'", "CREATE TRIGGER evil AFTER INSERT ON Q_Asset_Inventory BEGIN DELETE FROM inventory_run; END" },
        { "'evil'", "CREATE TRIGGER evil INSTEAD OF DELETE ON Q_Asset_Inventory_Software_AssetId BEGIN SELECT 1; END" },
        { "'evil'", "CREATE VIEW evil AS SELECT 1" },
        { "'evil'", "CREATE TABLE evil (x)" },
        { "'evil'", "CREATE VIRTUAL TABLE evil USING fts5(x)" },
        { "'evil'", "CREATE INDEX evil ON Q_Asset_Inventory (abs(hostId))" },
        { "'Q_Asset_Inventory_Software_AssetId'", "DROP VIEW Q_Asset_Inventory_Software_AssetId; CREATE VIEW Q_Asset_Inventory_Software_AssetId AS SELECT 1 AS assetId, 'x' AS fullName" },
        { "'Q_Asset_Inventory_Status'", "ALTER TABLE Q_Asset_Inventory_Status ADD COLUMN more" },
        { "'other'", "ALTER TABLE Q_Asset_Inventory_Status RENAME TO other; CREATE VIEW Q_Asset_Inventory_Status AS SELECT * FROM other" },
        { "'Q_Asset_Inventory'", "ALTER TABLE Q_Asset_Inventory ADD COLUMN typed TEXT" },
        { "'Q_Asset_Inventory'", "ALTER TABLE Q_Asset_Inventory ADD COLUMN \"made\" AS (abs(hostId))" },
        { "'Q_Asset_Inventory'", "ALTER TABLE Q_Asset_Inventory ADD COLUMN \"checked\" CHECK (\"checked\" IS NULL)" },
        { "'Q_Asset_Inventory'", "ALTER TABLE Q_Asset_Inventory ADD COLUMN \"set\" DEFAULT 'theirs'" },
        { "'Q_Asset_Inventory'", "ALTER TABLE Q_Asset_Inventory DROP COLUMN whois" },
        { "'asset_by_last_check_in'", "DROP INDEX asset_by_last_check_in" },
        { "'custom_attribute_by_key'", "DROP INDEX custom_attribute_by_key; CREATE INDEX custom_attribute_by_key ON custom_attribute_entry (key)" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Is_neither_written_nor_published_where_it_is_foreign(string what, string sql)
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Execute(sql);
        byte[] before = File.ReadAllBytes(scenario.Inventory.DatabasePath);

        ConnectorException[] refused =
        [
            await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.Inventory.ExportAsync()),
            await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.PublishCsvAsync(scenario.Output.File("csv"))),
            await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.PublishSnapshotAsync(scenario.Output.File("snapshot"))),
            Assert.Throws<InventoryDatabaseException>(() => InventoryReport.Read(scenario.Inventory.DatabasePath)),
        ];

        Each.Holds(refused, error => Assert.Equal("DatabaseNotTrusted", error.ErrorId));
        Each.Holds(refused, error => Assert.Contains(what, error.Message, StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(scenario.Inventory.DatabasePath));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scenario.Output.Path, "*.csv", SearchOption.AllDirectories));
        Assert.Equal(3, (await scenario.Inventory.RestoreAsync(replace: true)).Assets);
        Assert.Equal(3, (await scenario.PublishCsvAsync(scenario.Output.File("csv"))).Assets);
    }

    [Theory]
    [InlineData("ANALYZE")]
    [InlineData("VACUUM")]
    [InlineData("REINDEX")]
    [InlineData("DELETE FROM Q_Asset_Inventory")]
    [InlineData("ALTER TABLE Q_Asset_Inventory ADD COLUMN mine_2")]
    public async Task May_be_kept_in_order_by_whoever_has_it(string sql)
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(3);
        scenario.Execute(sql);

        await scenario.PublishCsvAsync(scenario.Output.Path);
        await scenario.Inventory.ExportAsync(scenario.Inventory.Options with { StartOver = true });

        Assert.Equal(["3"], scenario.Inventory.Query("SELECT count(*) FROM Q_Asset_Inventory"));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("9999999999999999999")]
    public async Task May_have_the_columns_of_new_fields_whatever_their_names_are(string id)
    {
        string[] names = ["plain", "a,\"new\" field", "with ) and ; and --", "it's", "ünï", "  ", "two\nlines", "CHECK", "x\" TEXT, \"y"];
        string fields = string.Join(',', names.Select(name => $"{System.Text.Json.JsonSerializer.Serialize(name)}:1"));
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        scenario.Inventory.Sandbox.Inventory.Put(ulong.Parse(id), $$"""{"assetId":{{id}},{{fields}}}""");
        await scenario.Inventory.ExportAsync(scenario.Inventory.Options with { StartOver = true });
        scenario.Inventory.Sandbox.Inventory.Put(8, """{"assetId":8,"later":1}""");

        await scenario.Inventory.ExportAsync(scenario.Inventory.Options with { StartOver = true });
        PublishedTarget target = await scenario.PublishCsvAsync(scenario.Output.Path);

        Assert.Equal(3, target.Assets);
        Assert.Equal(
            [.. names, "later"],
            SqliteFile.Cells(scenario.Inventory.DatabasePath, "SELECT name FROM pragma_table_info('Q_Asset_Inventory') ORDER BY cid").Select(row => row[0]!).TakeLast(names.Length + 1));
    }

    [Theory]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, \"assetName\"")]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, \"x\", \"X\"")]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, plain, PLAIN")]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, plain TEXT")]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, CHECK (assetId > 0)")]
    [InlineData("Row_Last_Updated TEXT", "Row_Last_Updated TEXT, [x]")]
    [InlineData("whois TEXT", "whois TEXT DEFAULT (abs(1))")]
    [InlineData("assetId INTEGER PRIMARY KEY", "assetId INTEGER PRIMARY KEY DESC")]
    [InlineData("Q_Asset_Inventory (", "Q_Asset_Inventory /* */ (")]
    public async Task Is_refused_where_its_text_was_written_over(string text, string other)
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={scenario.Inventory.DatabasePath};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"PRAGMA writable_schema = ON; {Assets}";
            command.Parameters.AddWithValue("$1", text);
            command.Parameters.AddWithValue("$2", other);
            command.ExecuteNonQuery();
        }

        await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.PublishCsvAsync(scenario.Output.Path));
        await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.Inventory.ExportAsync());
    }
}
