using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>Two processes at one database, and what a killed one leaves.</summary>
public sealed class One_owner_and_one_record : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task Of_two_that_resume_one_database_one_sends_and_the_other_names_it()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(700) });
        await PlanAsync(assets: 7);

        await using ConnectorProcess first = ConnectorProcess.Start(_folder.FullName, RunFolder.Credentials, Resume(server));
        await Eventually.HoldsAsync(() => server.Requests.Count > 0);
        ConnectorRun second = await _folder.RunAsync(RunFolder.Credentials, Resume(server));
        ConnectorRun forced = await _folder.RunAsync("-d", "-c", _folder.PathOf("export.csv"), "--database", "run.db", "--force");

        Assert.Contains($"(process {first.Id} on {Environment.MachineName}", second.RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains($"process {first.Id}", forced.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("7 of 7 assets: 7 succeeded", (await first.EndAsync()).Summary("batches"));
        Assert.Equal(7, server.Requests.Count);
        ConnectorRun third = await _folder.RunAsync(RunFolder.Credentials, Resume(server));
        third.RequireSuccess();
        Assert.Equal(7, server.Requests.Count);
    }

    [Fact]
    public async Task Without_its_log_the_file_of_a_killed_run_still_says_what_was_sent()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add([null, null, null, null, Fault.LateChange(TimeSpan.FromMinutes(5))]);
        await PlanAsync(assets: 8);
        await using (ConnectorProcess process = ConnectorProcess.Start(_folder.FullName, RunFolder.Credentials, Resume(server)))
        {
            await Eventually.HoldsAsync(() => server.Requests.Count == 5);
            process.Kill();
            await process.EndAsync();
        }

        foreach (string left in (string[])["-wal", "-shm"])
        {
            File.Delete(_folder.PathOf("run.db" + left));
        }

        (await _folder.RunAsync(RunFolder.Credentials, Resume(server))).RequireSuccess();

        // The four that were confirmed are not sent again, but for the last, whose answer was in the log alone.
        Assert.InRange(server.Requests.Count, 5 + 4, 5 + 4 + 1);
        Assert.Equal("8", SqliteFile.Scalar(_folder.PathOf("run.db"), "SELECT CAST(COUNT(*) AS TEXT) FROM batch_execution WHERE outcome = 'Succeeded'"));
        Assert.Equal("ok", SqliteFile.Scalar(_folder.PathOf("run.db"), "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_database_with_calls_is_not_replaced_and_another_name_is_proposed()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await PlanAsync(assets: 2);
        (await _folder.RunAsync(RunFolder.Credentials, Resume(server))).RequireSuccess();

        ConnectorRun forced = await _folder.RunAsync("-d", "-c", _folder.PathOf("export.csv"), "--database", "run.db", "--force");

        Assert.Contains("run_2.db", forced.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("2", SqliteFile.Scalar(_folder.PathOf("run.db"), "SELECT CAST(COUNT(*) AS TEXT) FROM api_calls"));
    }

    [Fact]
    public async Task A_pilot_its_digest_and_the_rest_are_said_with_their_commands()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        ConnectorRun plan = await PlanAsync(assets: 6);
        string digest = plan.Summary("plan digest");

        ConnectorRun wrong = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--plan-digest", new string('a', 64)]);
        ConnectorRun pilot = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--plan-digest", digest, "--group-number", "2,4"]);
        ConnectorRun again = await _folder.RunAsync(RunFolder.Credentials, Resume(server));
        ConnectorRun first = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--first", "1"]);
        ConnectorRun asset = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--asset-id", "1005"]);
        int beforeAll = server.Requests.Count;
        ConnectorRun all = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--all"]);

        Assert.Contains("digest", wrong.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(0, pilot.ExitCode);
        Assert.Equal("6 of 6 assets: 2 succeeded, 4 not chosen", pilot.Summary("batches"));
        Assert.Contains(
            pilot.OutputLines,
            line => line.Contains("4 batches of the plan were not chosen; to send what is left of the whole plan: ", StringComparison.Ordinal)
                && line.EndsWith($"--api-fqdn {RunFolder.AddressOf(server)} --all --plan-digest {digest}", StringComparison.Ordinal));
        Assert.Equal("0", again.Summary("calls"));
        Assert.Equal("1", first.Summary("calls"));
        Assert.Equal("1", asset.Summary("calls"));
        Assert.Equal(4, beforeAll);
        Assert.Equal("6 of 6 assets: 6 succeeded", all.Summary("batches"));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_hard_link_is_no_second_database()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ln is not there on Windows");
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await PlanAsync(assets: 3);
        using (var link = System.Diagnostics.Process.Start("ln", [_folder.PathOf("run.db"), _folder.PathOf("other.db")]))
        {
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ConnectorRun[] runs = await Task.WhenAll(
            _folder.RunAsync(RunFolder.Credentials, Resume(server)),
            _folder.RunAsync(RunFolder.Credentials, ["--resume", "other.db", "--api-fqdn", RunFolder.AddressOf(server), "--log-file", "other.log"]));

        Each.Holds(runs, run => Assert.Contains("2 names", run.RequireOneError(1), StringComparison.Ordinal));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_is_looked_at_after_a_pilot_is_not_chosen()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        ConnectorRun plan = await _folder.RunAsync(
            "-d", "-c", _folder.WriteExport(5, 5), "--database", "run.db", "--log-file", "plan.log", "--first", "2");
        (await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--group-number", "3"])).RequireSuccess();

        ConnectorRun look = await _folder.RunAsync([.. Resume(server), "--all", "--dry-run"]);
        ConnectorRun again = await _folder.RunAsync(RunFolder.Credentials, Resume(server));

        Assert.Equal("5 of 5 assets: 2 not sent, 3 not chosen", plan.Summary("batches"));
        Assert.Equal(["group 1", "group 2", "group 4", "group 5"], look.OutputLines.Where(line => line.StartsWith("  group ", StringComparison.Ordinal)).Select(line => line.Trim()[..7]));
        Assert.Equal("5 of 5 assets: 1 succeeded, 4 not chosen", look.Summary("batches"));
        Assert.Equal("0", again.Summary("calls"));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_done_is_sent_again_where_that_is_asked_for()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await PlanAsync(assets: 2);
        (await _folder.RunAsync(RunFolder.Credentials, Resume(server))).RequireSuccess();

        ConnectorRun again = await _folder.RunAsync(RunFolder.Credentials, [.. Resume(server), "--resend"]);

        Assert.Equal("2", again.Summary("calls"));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_run_whose_file_was_emptied_says_what_it_sent()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(300) });
        await PlanAsync(assets: 20);
        await using ConnectorProcess process = ConnectorProcess.Start(_folder.FullName, RunFolder.Credentials, Resume(server));
        await Eventually.HoldsAsync(() => server.Requests.Count > 1);
        using (new FileStream(_folder.PathOf("run.db"), FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
        }

        ConnectorRun run = await process.EndAsync();

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(run.OutputLines, line => line.StartsWith("this run made ", StringComparison.Ordinal));
        Assert.InRange(server.Requests.Count, 2, 4);
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_the_log_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes have no file names on Windows");
        using (var make = System.Diagnostics.Process.Start("mkfifo", _folder.PathOf("pipe.log")))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ConnectorRun run = await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "run.db", "--log-file", "pipe.log");

        Assert.Contains("a pipe or a device", run.RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_with_a_second_name_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ln is not there on Windows");
        _folder.Write("precious", "mine");
        using (var link = System.Diagnostics.Process.Start("ln", [_folder.PathOf("precious"), _folder.PathOf("linked.log")]))
        {
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        ConnectorRun run = await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "run.db", "--log-file", "linked.log");

        Assert.Contains("2 names", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.PathOf("precious")));
    }

    [Theory]
    [InlineData("--resend")]
    [InlineData("--all")]
    [InlineData("--resume", "run.db", "--all", "--first", "1")]
    [InlineData("--resume", "run.db", "--first", "0")]
    [InlineData("--resume", "run.db", "--group-number", "1,x")]
    [InlineData("--resume", "run.db", "--asset-id", "0")]
    [InlineData("--resume", "run.db", "--asset-id", "1,500,abc")]
    [InlineData("--resume", "run.db", "--plan-digest", "abc")]
    public async Task A_choice_that_cannot_be_meant_is_said_before_anything_is_done(params string[] arguments)
    {
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, arguments);

        run.RequireOneError(1);
        Assert.Empty(_folder.Names);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConnectorRun> PlanAsync(int assets) =>
        _folder.RunAsync("-d", "-c", _folder.WriteExport(assets, assets), "--database", "run.db", "--log-file", "plan.log");

    private static string[] Resume(SandboxServer server) =>
        ["--resume", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1", "--log-file", "sending.log"];
}
