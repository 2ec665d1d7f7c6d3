using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A disk that is full and a database that others hold end a run clearly; what was loaded stays, and the same command goes on.</summary>
public sealed class Disks_and_locks
{
    [Fact]
    public async Task A_full_disk_keeps_what_was_loaded_and_the_next_run_goes_on()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(200, options => options with { Inventory = options.Inventory with { AverageBytes = 40_000 } });
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 6);
        Assert.SkipWhen(disk is null, SmallDisk.Lack);
        InventoryOptions options = scenario.Options with { Folder = disk!.Folder };
        var full = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync(options));
        Assert.Matches("disk of the inventory.* is full.*run the same command again", full.Message);

        disk.Resize(megabytes: 200);
        int askedBefore = scenario.Searches.Count;
        InventorySummary summary = await scenario.ExportAsync(options);

        Assert.True(summary.IsResumed);
        Assert.Equal((200, 0), (summary.Loaded, summary.Shortfall));
        Assert.InRange(askedBefore, 1, 19);
        Assert.InRange(scenario.Searches.Count, 20, 21);
        (scenario.Folder, string own) = (disk.Folder, scenario.Folder);
        scenario.AssertFinalState();
        scenario.Folder = own;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_that_fills_or_a_folder_that_turns_read_only_between_a_call_and_its_answer_costs_that_page(bool fills)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(change: options => options with
        {
            Inventory = options.Inventory with { AverageBytes = 20_000 },
        });
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 24);
        Assert.SkipWhen(disk is null, SmallDisk.Lack);
        Assert.SkipUnless(fills || (disk.TryMakeReadOnly(true) && disk.TryMakeReadOnly(false)), SmallDisk.Lack);
        InventoryOptions options = scenario.Options with { Folder = disk.Folder };
        scenario.Sandbox.Faults.Add(
        [
            Fault.Pass().On(QualysEndpoint.Search), Fault.Pass().On(QualysEndpoint.Search),
            Fault.LateAnswer(TimeSpan.FromSeconds(2)).On(QualysEndpoint.Search),
        ]);
        Task<InventorySummary> exporting = scenario.ExportAsync(options);
        await Eventually.HoldsAsync(() => scenario.Searches.Count == 3);
        if (fills)
        {
            disk.Fill();
        }
        else
        {
            disk.TryMakeReadOnly(true);
        }

        var stopped = await Assert.ThrowsAsync<InventoryDatabaseException>(() => exporting);
        // Which of the two is met first, the file of a page or the database, is chance.
        Assert.Contains(stopped.ErrorId, fills ? ["DiskFull", "DatabaseFull"] : (string[])["FolderNotWritable"]);
        Assert.Contains("run the same command again", stopped.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Folder, stopped.Message, StringComparison.Ordinal);
        Assert.Equal(3, scenario.Searches.Count);

        disk.MakeRoom();
        disk.TryMakeReadOnly(false);
        InventorySummary summary = await scenario.ExportAsync(options);

        Assert.Equal((true, 45, 0), (summary.IsResumed, summary.Loaded, summary.Shortfall));
        Assert.Equal(3 + 3, scenario.Searches.Count);
        (scenario.Folder, string own) = (disk.Folder, scenario.Folder);
        scenario.AssertFinalState();
        scenario.Folder = own;
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_named_and_the_next_run_goes_on()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = scenario.Sandbox.Inventory.Now.AddYears(1) });
        using (SqliteConnection other = SqliteFile.Connect(scenario.DatabasePath))
        {
            using SqliteCommand hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            hold.ExecuteNonQuery();

            var locked = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync());
            Assert.Equal("DatabaseLocked", locked.ErrorId);
            Assert.Contains(scenario.DatabasePath, locked.Message, StringComparison.Ordinal);
        }

        await scenario.ExportAsync();

        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_database_that_is_removed_during_a_run_is_told_of()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes no file that is open: a database that vanishes was not tried");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.OnEvent = happened =>
        {
            if (happened is CallEnded { Call.What: var what } && what.StartsWith("page 3", StringComparison.Ordinal))
            {
                File.Delete(scenario.DatabasePath);
            }
        };

        var removed = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync());
        Assert.Equal("DatabaseRemoved", removed.ErrorId);

        scenario.OnEvent = null;
        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((false, 45), (summary.IsResumed, summary.Loaded));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task Whoever_reads_does_not_hold_a_run_up_and_sees_whole_pages()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = scenario.Sandbox.Inventory.Now.AddYears(1) });
        using var reader = new SqliteConnection($"Data Source={scenario.DatabasePath};Mode=ReadOnly;Pooling=False");
        reader.Open();
        using SqliteTransaction longQuery = reader.BeginTransaction(deferred: true);
        Assert.Equal(0L, Count(reader, longQuery));

        await scenario.ExportAsync();

        Assert.Equal(0L, Count(reader, longQuery));
        longQuery.Commit();
        Assert.Equal(45L, Count(reader, null));
    }

    private static object? Count(SqliteConnection connection, SqliteTransaction? transaction)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT count(*) FROM Q_Asset_Inventory";
        return command.ExecuteScalar();
    }
}
