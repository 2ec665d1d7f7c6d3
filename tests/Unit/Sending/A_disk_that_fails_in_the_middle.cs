using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Between a call and its answer a disk fills or a folder turns read-only: nothing more leaves without a record, and one command goes on.</summary>
public sealed class A_disk_that_fails_in_the_middle
{
    [Fact]
    public async Task A_disk_that_fills_costs_the_answer_and_no_call()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using SmallDisk disk = Require(SmallDisk.TryMount(megabytes: 4));
        run.CopyTo(disk.PathOf("run.db"));
        run.Sandbox.Faults.Add([null, Fault.LateAnswer(TimeSpan.FromSeconds(2))]);
        var sending = run.SendAsync();
        await Eventually.HoldsAsync(() => run.Sandbox.Requests.Count == 2);
        disk.Fill();

        RunDatabaseException full = await Assert.ThrowsAsync<RunDatabaseException>(() => sending);

        Assert.Equal("DatabaseFull", full.ErrorId);
        Assert.Contains("make room", full.Message, StringComparison.Ordinal);
        Assert.Equal(["1,2", "3"], run.Requests);
        disk.MakeRoom();
        Assert.Equal("2", SqliteFile.Read(run.Path, "SELECT COUNT(*) FROM api_calls")[0]);
        await run.SendAsync();
        Assert.Equal(["1,2", "3", "3", "4,5", "6", "7"], run.Requests);
        RequireAllDone(run);
    }

    [Fact]
    public async Task A_folder_that_turns_read_only_loses_nothing()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using SmallDisk disk = Require(SmallDisk.TryMount(megabytes: 4));
        Assert.SkipUnless(disk.TryMakeReadOnly(true) && disk.TryMakeReadOnly(false), SmallDisk.Lack);
        run.CopyTo(disk.PathOf("run.db"));
        run.Sandbox.Faults.Add([null, Fault.LateAnswer(TimeSpan.FromSeconds(2))]);
        var sending = run.SendAsync();
        await Eventually.HoldsAsync(() => run.Sandbox.Requests.Count == 2);
        disk.TryMakeReadOnly(true);

        // What is open can be written, so the run goes on to its end; what SQLite lays beside the file stays there.
        await sending;

        disk.TryMakeReadOnly(false);
        Assert.Equal(["1,2", "3", "4,5", "6", "7"], run.Requests);
        await run.SendAsync();
        Assert.Equal(5, run.Requests.Count);
        RequireAllDone(run);
    }

    private static SmallDisk Require(SmallDisk? disk)
    {
        Assert.SkipWhen(disk is null, SmallDisk.Lack);
        return disk;
    }

    private static void RequireAllDone(ResumedRun run)
    {
        Each.Holds(run.Outcomes(), outcome => Assert.EndsWith("Succeeded", outcome, StringComparison.Ordinal));
        Assert.Equal("ok", SqliteFile.Read(run.Path, "PRAGMA integrity_check")[0]);
    }
}
