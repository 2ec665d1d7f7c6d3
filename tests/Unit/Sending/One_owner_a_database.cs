using System.Diagnostics;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using Xunit;
using LeaseHolder = QualysCustomAttributes.Sqlite.LeaseHolder;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Whoever works on a run database owns it: two that sent from one would send everything twice.</summary>
public sealed class One_owner_a_database
{
    private const string Now = "strftime('%Y-%m-%d %H:%M:%f', 'now')";

    [Theory]
    [InlineData("UPDATE lease SET holder = 'a'")]
    [InlineData("UPDATE lease SET holder = 'a', command = 'c', process_id = 1, process_started_at = 1, host = 'h', process_space = 's', taken_at = 'zzz', renewed_at = 'zzz'")]
    [InlineData("INSERT INTO lease (lease_id, calls) VALUES (2, 0); UPDATE lease SET holder = 'a', command = 'c', process_id = 1, process_started_at = 1, host = 'h', process_space = 's', "
        + "taken_at = '2026-01-01 00:00:00', renewed_at = '2026-01-01 00:00:00'")]
    public async Task A_lease_that_says_nothing_is_not_a_holder_that_never_ends(string change)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Change(change);

        await run.RequireRefusedAsync("DatabaseNotTrusted");
    }

    [Fact]
    public async Task A_file_with_two_names_is_refused_under_both()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making a second name there takes a program that Wine lacks");
        await using ResumedRun run = await ResumedRun.StartAsync();
        string other = run.Path + ".other";
        using (var link = System.Diagnostics.Process.Start("ln", [run.Path, other]))
        {
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("2 names", (await run.RequireRefusedAsync("DatabaseInUse")).Message, StringComparison.Ordinal);
        Assert.Equal("DatabaseInUse", Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(other)).ErrorId);

        File.Delete(other);
        await run.SendAsync();
        Assert.Equal(5, run.Requests.Count);
    }

    [Fact]
    public async Task Another_pipeline_of_this_process_is_refused_while_the_first_works_and_a_look_is_not()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        RunDatabaseException? second = null;
        long seen = 0;
        run.Watch = each =>
        {
            if (each is CallEnded && second is null)
            {
                second = Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(run.Path, new StageCaller("second") { User = new object() }));
                seen = RunReport.Read(run.Path).Batches;
            }
        };

        await run.SendAsync(user: new object());

        Assert.Equal("DatabaseInUse", second!.ErrorId);
        Assert.Equal(5, seen);
        Assert.Equal(5, run.Requests.Count);
    }

    [Fact]
    public async Task A_file_by_another_name_is_the_same_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows makes links only for those who may.");
        await using ResumedRun run = await ResumedRun.StartAsync();
        string link = run.Plan.Folder.File("link.db");
        File.CreateSymbolicLink(link, run.Path);
        using RunDatabase first = RunDatabase.Open(run.Path, "first");

        RunDatabaseException exception = Assert.Throws<RunDatabaseException>(() => RunDatabase.Open(link, "second"));

        Assert.Equal("DatabaseInUse", exception.ErrorId);
        Assert.Contains($"first (process {Environment.ProcessId} on {Environment.MachineName}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_living_process_keeps_it_and_is_named()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        LeaseHolder here = LeaseHolder.This("the other one");
        Hold(run, here, renewed: Now);

        RunDatabaseException exception = await run.RequireRefusedAsync("DatabaseInUse");

        Assert.Contains($"the other one (process {Environment.ProcessId} on {Environment.MachineName}", exception.Message, StringComparison.Ordinal);
        Assert.Equal("DatabaseInUse", Assert.Throws<RunDatabaseException>(() => RunDatabase.Create(run.Path, AxoniusContract.Default, replace: true)).ErrorId);
    }

    [Fact]
    public async Task What_a_dead_process_held_is_taken_over()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        int id = process.Id;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Hold(run, LeaseHolder.This("killed") with { ProcessId = id }, renewed: Now);

        Assert.Equal(5, (await run.SendAsync()).Count);
    }

    [Fact]
    public async Task A_number_that_another_process_has_by_now_is_no_life()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        LeaseHolder here = LeaseHolder.This("killed");
        Hold(run, here with { ProcessStartedAt = here.ProcessStartedAt - 1000 }, renewed: Now);

        Assert.Equal(5, (await run.SendAsync()).Count);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("container")]
    public async Task Of_another_machine_or_container_the_renewals_tell(string where)
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        LeaseHolder there = LeaseHolder.This("far away") with { ProcessId = 1 };
        there = where == "host" ? there with { Host = "far-away" } : there with { ProcessSpace = "another" };

        Hold(run, there, renewed: "strftime('%Y-%m-%d %H:%M:%f', 'now', '-1 minutes')");
        await run.RequireRefusedAsync("DatabaseInUse");
        Hold(run, there, renewed: "strftime('%Y-%m-%d %H:%M:%f', 'now', '-3 minutes')");
        Assert.Equal(5, (await run.SendAsync()).Count);
    }

    [Fact]
    public async Task A_clock_that_is_ahead_elsewhere_holds_it_no_longer_than_one_that_goes_right()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        LeaseHolder there = LeaseHolder.This("far away") with { Host = "far-away" };

        Hold(run, there, renewed: "strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 minutes')");
        await run.RequireRefusedAsync("DatabaseInUse");
        Hold(run, there, renewed: "strftime('%Y-%m-%d %H:%M:%f', 'now', '+3 minutes')");
        Assert.Equal(5, (await run.SendAsync()).Count);
    }

    [Fact]
    public async Task Whoever_lost_it_sends_nothing_more()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        run.Watch = each =>
        {
            if (each is CallEnded)
            {
                run.Change("UPDATE lease SET holder = 'somebody else', command = 'thief'");
            }
        };

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => run.SendAsync());

        Assert.Equal("DatabaseInUse", exception.ErrorId);
        Assert.Contains("thief", exception.Message, StringComparison.Ordinal);
        Assert.Single(run.Requests);
    }

    [Fact]
    public async Task It_is_given_back_and_the_file_needs_no_other_beside_it()
    {
        await using ResumedRun run = await ResumedRun.StartAsync();
        await run.SendAsync();

        Assert.Equal("5", run.Plan.Cell("SELECT calls FROM lease WHERE holder IS NULL"));
        Assert.Equal(["export.csv", "run.db"], Directory.GetFiles(run.Plan.Folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("delete", run.Plan.Cell("PRAGMA journal_mode"));
    }

    private static void Hold(ResumedRun run, LeaseHolder holder, string renewed) => SqliteFile.Execute(
        run.Path,
        $"UPDATE lease SET holder = 'x', command = $1, process_id = $2, process_started_at = $3, host = $4, process_space = $5, taken_at = {Now}, renewed_at = {renewed}",
        holder.Command, holder.ProcessId, holder.ProcessStartedAt, holder.Host, holder.ProcessSpace);
}
