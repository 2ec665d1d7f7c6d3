using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Publishing;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>
/// A database of either kind is refused in words, or what is read of it is what was written: never another request, never another
/// error. Half a minute each on a build machine, a few seconds elsewhere; a case that fails is shown with its seed.
/// </summary>
public sealed class Opening_what_came_from_anywhere
{
    private const int CasesAtATime = 40;

    private static TimeSpan Time { get; } = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("CI") is null ? 3 : 30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_database_sends_what_was_planned_or_nothing(bool hasLog)
    {
        using TestRun run = TestRun.Whole(
            Enumerable.Range(1, 60).Aggregate(new ExportBuilder(), (export, i) => export.Row($"{1_500_000_000 + i}", $"business {i % 7}", "division")),
            batchSize: 4);
        (byte[] file, byte[] log) = hasLog ? LeaveLog(run) : (File.ReadAllBytes(run.DatabasePath), []);
        HashSet<string> planned = Requests(run.DatabasePath);
        Assert.Equal(18, planned.Count);
        int refused = 0;
        Repeat(mutations =>
        {
            string copy = run.Folder.File("copy.db");
            Write(copy, hasLog ? file : Mutate(file, mutations), hasLog ? Mutate(log, mutations) : log);
            try
            {
                Assert.Subset(planned, Requests(copy));
            }
            catch (ConnectorException exception)
            {
                refused++;
                Assert.False(string.IsNullOrWhiteSpace(exception.Message));
            }
        });
        Assert.True(refused > 0, "no case was refused: nothing was tried");
    }

    [Fact]
    public async Task An_inventory_is_opened_written_and_published_or_refused()
    {
        await using PublicationScenario scenario = await PublicationScenario.StartAsync(6);
        byte[] file = await File.ReadAllBytesAsync(scenario.Inventory.DatabasePath, TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        int refused = 0;
        Repeat(mutations =>
        {
            string copy = folder.File("copy.db");
            Write(copy, Mutate(file, mutations), []);
            foreach (Action open in (Action[])[() => ReadAll(copy), () => InventoryDatabase.Open(copy, NewFiles.OfTheirOwner).Dispose()])
            {
                try
                {
                    open();
                }
                catch (ConnectorException exception)
                {
                    refused++;
                    Assert.False(string.IsNullOrWhiteSpace(exception.Message));
                }
            }
        });
        Assert.True(refused > 0, "no case was refused: nothing was tried");
    }

    private static void Repeat(Action<Mutation[]> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Time)
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(CasesAtATime).WithQuietOnSuccess(true), Prop.ForAll(Mutation.Several, holds));
        }
    }

    private static byte[] Mutate(byte[] bytes, Mutation[] mutations) => mutations.Aggregate((byte[])bytes.Clone(), (file, mutation) => mutation.Apply(file));

    private static void Write(string path, byte[] file, byte[] log)
    {
        foreach (string suffix in (string[])["-wal", "-shm", "-journal"])
        {
            File.Delete(path + suffix);
        }

        File.WriteAllBytes(path, file);
        if (log.Length > 0)
        {
            File.WriteAllBytes(path + "-wal", log);
        }
    }

    // The requests that a resume would send, after all that a resume checks.
    private static HashSet<string> Requests(string path)
    {
        using DryRunStage stage = DryRunStage.Start(path, new SendOptions { Caller = "fuzz" });
        var requests = new HashSet<string>();
        foreach (QualysBatch batch in stage.ChooseBatches(TestContext.Current.CancellationToken))
        {
            requests.Add(UpdateRequestBody.Of(stage.Function.Of(batch.Function), batch.AssetIds, batch.Set.NonEmpty));
        }

        _ = RunReport.Read(path, 10);
        return requests;
    }

    private static void ReadAll(string path)
    {
        using InventoryReading reading = InventoryReading.OpenAtOneMoment(path);
        _ = reading.File.Scalar("SELECT count(*) FROM Q_Asset_Inventory");
    }

    // As a killed process leaves them: what was written last stands in the log alone.
    private static (byte[] File, byte[] Log) LeaveLog(TestRun run)
    {
        using RunDatabase database = RunDatabase.Open(run.DatabasePath);
        for (int i = 0; i < 6; i++)
        {
            database.BeginRow();
            database.Execute("UPDATE lease SET process_started_at = 1; UPDATE payload_batch SET asset_ids = asset_ids; UPDATE run SET command = command");
            database.Commit();
        }

        return (File.ReadAllBytes(run.DatabasePath), File.ReadAllBytes(run.DatabasePath + "-wal"));
    }
}
