using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Sqlite;
using QualysCustomAttributes.Unit.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Runs;

/// <summary>A record of which something is lost is not gone on with: what it calls unsent may have been sent.</summary>
public sealed class A_damaged_record
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public async Task A_frame_of_the_log_is_noticed_where_sound_ones_follow_it(double where)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string copy = CopyWhileOpen(run, bytes => bytes[(int)(bytes.Length * where)] ^= 0xFF);

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(copy));

        Assert.Equal("DatabaseDamaged", exception.ErrorId);
        Assert.Contains("calls are on record", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_head_of_the_log_too()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();

        Assert.Equal(0, WriteAheadLog.FindDamage(CopyWhileOpen(run, bytes => bytes[20] ^= 0xFF)));
    }

    [Fact]
    public async Task A_log_that_a_crash_cut_off_is_sound()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        foreach (int lost in (int[])[0, 1, 4_000, 9_000, 20_000])
        {
            string copy = CopyWhileOpen(run, null, lost);

            Assert.Null(WriteAheadLog.FindDamage(copy));
            RunDatabase.Open(copy).Dispose();
        }
    }

    [Fact]
    public async Task A_corrupt_page_is_found_before_anything_of_it_is_sent()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        string batches = run.Plan.Cell("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_batch_execution_1'")!;
        byte[] bytes = File.ReadAllBytes(run.Path);
        bytes.AsSpan((int.Parse(batches, System.Globalization.CultureInfo.InvariantCulture) * 8192) - 200, 200).Clear();
        File.WriteAllBytes(run.Path, bytes);

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Contains(exception.ErrorId, (string[])["DatabaseNotTrusted", "DatabaseDamaged"]);
        Assert.Empty(run.Requests);
    }

    [Fact]
    public async Task An_index_that_says_other_than_its_table_is_found()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();
        string page = run.Plan.Cell("SELECT rootpage FROM sqlite_schema WHERE name = 'api_calls_batch'")!;
        string sql = run.Plan.Cell("SELECT sql FROM sqlite_schema WHERE name = 'api_calls_batch'")!;
        run.Change("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'api_calls_batch'");
        run.Change("UPDATE api_calls SET batch_number = 9 WHERE call_id = 2");
        run.Change("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema (type, name, tbl_name, rootpage, sql) "
            + $"VALUES ('index', 'api_calls_batch', 'api_calls', {page}, '{sql}')");

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Equal("DatabaseNotTrusted", exception.ErrorId);
        Assert.Contains("damaged", exception.Message, StringComparison.Ordinal);
        Assert.Equal(5, run.Requests.Count);
    }

    // As a killed process leaves file and log: copied while the database is open, with more than a page in the log.
    private static string CopyWhileOpen(ResumedRun run, Action<byte[]>? damage, int lost = 0)
    {
        string copy = run.Plan.Folder.File($"{Guid.NewGuid():N}.db");
        using RunDatabase database = RunDatabase.Open(run.Path);
        for (int i = 0; i < 20; i++)
        {
            database.BeginRow();
            database.Execute("UPDATE lease SET process_started_at = 1");
            database.Execute($"UPDATE run SET message = '{i}'; UPDATE payload_batch SET asset_ids = asset_ids");
            database.Commit();
        }

        File.Copy(run.Path, copy);
        byte[] log = File.ReadAllBytes(run.Path + "-wal");
        damage?.Invoke(log);
        File.WriteAllBytes(copy + "-wal", log[..^lost]);
        return copy;
    }
}
