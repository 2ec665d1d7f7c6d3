using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Publishing;
using Xunit;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>A snapshot is the database of one moment, in one file.</summary>
public sealed class Snapshots
{
    [Fact]
    public async Task A_snapshot_has_what_the_database_has_and_needs_no_other_file()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync();

        PublishedTarget target = await scenario.PublishSnapshotAsync(scenario.Output.File("snapshots"));

        Assert.Matches(@"^asset_inventory_sqlite_\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.db$", Path.GetFileName(target.Location));
        Assert.Equal([target.Location], Directory.EnumerateFiles(scenario.Output.File("snapshots")));
        Assert.Equal((25, 6), (target.Assets, target.Tables.Count));
        Assert.Equal("delete", Cell(target.Location, "PRAGMA journal_mode"));
        Assert.Equal("ok", Cell(target.Location, "PRAGMA integrity_check"));
        foreach (string pragma in (string[])["application_id", "user_version"])
        {
            Assert.NotEqual("0", Cell(target.Location, $"PRAGMA {pragma}"));
            Assert.Equal(Cell(scenario.Inventory.DatabasePath, $"PRAGMA {pragma}"), Cell(target.Location, $"PRAGMA {pragma}"));
        }

        foreach (PublishedTable table in target.Tables)
        {
            string all = $"SELECT count(*) || ':' || group_concat(length(CAST(t AS TEXT))) FROM (SELECT * FROM {table.Name}), (SELECT 1 AS t)";
            Assert.Equal(Cell(scenario.Inventory.DatabasePath, all), Cell(target.Location, all));
            Assert.Equal(Cell(target.Location, $"SELECT count(*) FROM {table.Name}"), $"{table.Rows}");
        }

        // A snapshot is an inventory database itself.
        await scenario.PublishCsvAsync(scenario.Output.File("csv"), database: target.Location);
    }

    [Fact]
    public async Task What_is_not_committed_is_not_in_a_snapshot_taken_during_a_load()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync();
        using SqliteConnection load = SqliteFile.Connect(scenario.Inventory.DatabasePath);
        using SqliteCommand command = load.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE; DELETE FROM Q_Asset_Inventory; UPDATE Q_Asset_Inventory_Status SET STATUS_DETAIL = 'half way'";
        command.ExecuteNonQuery();

        PublishedTarget target = await scenario.PublishSnapshotAsync(scenario.Output.Path);

        Assert.Equal("25", Cell(target.Location, "SELECT count(*) FROM Q_Asset_Inventory"));
        Assert.Equal("0", Cell(target.Location, "SELECT count(*) FROM Q_Asset_Inventory_Status WHERE STATUS_DETAIL = 'half way'"));
        Assert.Equal("ok", Cell(target.Location, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task Snapshots_of_one_second_stand_beside_each_other()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);
        var locations = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            locations.Add((await scenario.PublishSnapshotAsync(scenario.Output.Path)).Location);
        }

        Assert.Equal(4, locations.Distinct().Count());
        Assert.Equal(locations.Order(StringComparer.Ordinal), Directory.EnumerateFiles(scenario.Output.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_folder_with_an_apostrophe_is_a_folder()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(1);

        PublishedTarget target = await scenario.PublishSnapshotAsync(scenario.Output.File("it's; ä"));

        Assert.True(File.Exists(target.Location));
    }

    [Fact]
    public async Task A_snapshot_is_compacted()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(100);
        scenario.Execute("DELETE FROM Q_Asset_Inventory WHERE assetId % 10 > 0");

        PublishedTarget target = await scenario.PublishSnapshotAsync(scenario.Output.Path);

        Assert.Equal("0", Cell(target.Location, "PRAGMA freelist_count"));
        Assert.NotEqual("0", Cell(scenario.Inventory.DatabasePath, "PRAGMA freelist_count"));
    }

    private static string Cell(string path, string sql) => Assert.Single(SqliteFile.Read(path, sql));
}
