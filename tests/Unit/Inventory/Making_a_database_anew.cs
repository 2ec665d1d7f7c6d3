using System.Text;
using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using Xunit;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A database is made anew from the pages of its folder; the one that is there stays as it is until the new one is finished.</summary>
public sealed class Making_a_database_anew
{
    [Fact]
    public async Task A_database_that_is_there_is_replaced_only_where_that_is_asked_for()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        SqliteFile.Execute(scenario.DatabasePath, "DELETE FROM Q_Asset_Inventory WHERE assetId % 2 = 0");
        List<string> before = scenario.Query("SELECT assetId FROM Q_Asset_Inventory");

        var exists = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.RestoreAsync());
        Assert.Equal(("DatabaseExists", ConnectorErrorKind.AlreadyExists), (exists.ErrorId, exists.Kind));
        Assert.Equal(before, scenario.Query("SELECT assetId FROM Q_Asset_Inventory"));

        RestoredInventory restored = await scenario.RestoreAsync(replace: true);

        Assert.Equal(45, restored.Assets);
        Assert.Equal(scenario.Sandbox.Inventory.Ids.Select(id => $"{id}"), scenario.Query("SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        AssertNothingLeft(scenario);
    }

    [Fact]
    public async Task A_damaged_database_is_replaced()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        using (FileStream file = File.OpenWrite(scenario.DatabasePath))
        {
            file.Position = 100;
            file.Write(new byte[file.Length - 100]);
        }

        RestoredInventory restored = await scenario.RestoreAsync(replace: true);

        Assert.Equal(45, restored.Assets);
        Assert.Equal(["ok"], scenario.Query("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_file_that_is_no_inventory_is_never_replaced()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        const string Text = "Somebody has kept notes under this name, of which nobody has another copy.";
        File.WriteAllText(scenario.DatabasePath, Text);

        var refused = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.RestoreAsync(replace: true));

        Assert.Equal("DatabaseOfAnotherKind", refused.ErrorId);
        Assert.Equal(Text, File.ReadAllText(scenario.DatabasePath));
        AssertNothingLeft(scenario);
    }

    [Fact]
    public async Task A_stop_leaves_the_database_as_it_was()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        SqliteFile.Execute(scenario.DatabasePath, "DELETE FROM Q_Asset_Inventory WHERE assetId % 2 = 0");
        List<string> before = scenario.Query("SELECT assetId FROM Q_Asset_Inventory");
        using var stop = new CancellationTokenSource();
        scenario.OnEvent = happened =>
        {
            if (happened is StageProgress { Stage: ConnectorStage.Load })
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scenario.RestoreAsync(replace: true, stop.Token));

        Assert.Equal(before, scenario.Query("SELECT assetId FROM Q_Asset_Inventory"));
        AssertNothingLeft(scenario);
    }

    [Fact]
    public async Task What_a_killed_command_left_is_not_taken_for_the_new_database()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        File.Copy(scenario.DatabasePath, scenario.DatabasePath + ".tmp");
        SqliteFile.Execute(scenario.DatabasePath + ".tmp", "INSERT INTO Q_Asset_Inventory (assetId) VALUES (7)");
        File.Delete(scenario.DatabasePath);

        RestoredInventory restored = await scenario.RestoreAsync();

        Assert.Equal(45, restored.Assets);
        AssertNothingLeft(scenario);
    }

    [Fact]
    public async Task The_log_of_somebody_who_reads_the_old_database_does_not_reach_the_new_one()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        using SqliteConnection other = SqliteFile.Connect(scenario.DatabasePath);
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "DELETE FROM Q_Asset_Inventory; SELECT count(*) FROM Q_Asset_Inventory";
        Assert.Equal(0L, command.ExecuteScalar());

        if (OperatingSystem.IsWindows())
        {
            var open = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.RestoreAsync(replace: true));
            Assert.Equal("DatabaseNotWritable", open.ErrorId);
            return;
        }

        await scenario.RestoreAsync(replace: true);

        Assert.Equal(["45"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
        Assert.Equal(["ok"], scenario.Query("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_damaged_page_is_left_out_with_a_warning_and_its_run_is_no_base()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        string page = scenario.Pages[2];
        File.WriteAllBytes(page, File.ReadAllBytes(page)[..^20]);

        RestoredInventory restored = await scenario.RestoreAsync(replace: true);

        Assert.Equal((35, 4, 1, DateTimeOffset.UnixEpoch), (restored.Assets, restored.Pages, restored.PagesLeftOut, restored.ContinueFrom));
        Assert.Contains(scenario.EventsOf<ConnectorWarning>(), warning => warning.Message.Contains($"'{Path.GetFileName(page)}' is damaged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_that_are_all_damaged_replace_nothing()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync();
        foreach (string page in scenario.Pages)
        {
            File.WriteAllText(page, "no page");
        }

        var refused = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.RestoreAsync(replace: true));

        Assert.Equal("PagesNotUsable", refused.ErrorId);
        Assert.Equal(["45"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
        AssertNothingLeft(scenario);
    }

    [Fact]
    public async Task A_folder_without_pages_is_named_and_not_made()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        string missing = Path.Combine(scenario.Folder, "missing");
        var restoration = new InventoryRestoration(new RestorationOptions { Folder = missing });

        var refused = await Assert.ThrowsAsync<InventoryDatabaseException>(() => restoration.RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal("PagesNotFound", refused.ErrorId);
        Assert.Contains(missing, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task An_export_from_where_the_pages_end_is_a_base_for_what_follows()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        InventorySummary first = await scenario.ExportAsync();
        File.Delete(scenario.DatabasePath);

        RestoredInventory restored = await scenario.RestoreAsync();
        Assert.Equal(first.StartedAt - InventoryOptions.Overlap, restored.ContinueFrom);
        InventorySummary next = await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = restored.ContinueFrom });
        InventorySummary last = await scenario.ExportAsync(scenario.Options with { Incremental = true, LastUpdatedAfter = null });

        Assert.Equal(next.StartedAt - InventoryOptions.Overlap, last.LastUpdatedAfter);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_run_that_was_short_or_leaves_a_gap_is_no_base()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        InventorySummary whole = await scenario.ExportAsync();
        InventorySummary behindGap = await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = whole.StartedAt.AddHours(1) });
        Assert.NotEqual(whole.StartedAt, behindGap.StartedAt);
        Assert.Equal(whole.StartedAt - InventoryOptions.Overlap, (await scenario.RestoreAsync(replace: true)).ContinueFrom);

        string count = Directory.GetFiles(scenario.Folder, "*_count.json").Order(StringComparer.Ordinal).First();
        File.WriteAllText(count, """{"count":46,"responseCode":"SUCCESS"}""", Encoding.UTF8);

        Assert.Equal(DateTimeOffset.UnixEpoch, (await scenario.RestoreAsync(replace: true)).ContinueFrom);
    }

    [Fact]
    public async Task A_database_that_somebody_is_writing_is_not_replaced_and_loses_nothing()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15);
        await scenario.ExportAsync();
        using SqliteConnection other = SqliteFile.Connect(scenario.DatabasePath);
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "CREATE TABLE committed (a); BEGIN IMMEDIATE; CREATE TABLE written (a)";
        command.ExecuteNonQuery();

        await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.RestoreAsync(replace: true));

        command.CommandText = "COMMIT";
        command.ExecuteNonQuery();
        Assert.Equal(["2"], scenario.Query("SELECT count(*) FROM sqlite_schema WHERE name IN ('committed', 'written')"));
    }

    [Fact]
    public async Task A_link_leads_to_the_database_that_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a symbolic link needs a privilege on Windows");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15);
        await scenario.ExportAsync();
        string elsewhere = Path.Combine(scenario.Folder, "elsewhere.db");
        File.Move(scenario.DatabasePath, elsewhere);
        File.CreateSymbolicLink(scenario.DatabasePath, elsewhere);

        await scenario.RestoreAsync(replace: true);

        Assert.NotNull(new FileInfo(scenario.DatabasePath).LinkTarget);
        Assert.Equal(["15"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
    }

    private static void AssertNothingLeft(InventoryScenario scenario) => Assert.Empty(Directory.EnumerateFiles(scenario.Folder, "*.tmp*"));
}
