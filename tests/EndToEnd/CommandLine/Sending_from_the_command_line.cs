using System.Text;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Sending_from_the_command_line : IDisposable
{
    private static readonly string[] Quickly = ["--max-attempts", "3", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1"];

    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_run_in_which_all_goes_well_ends_with_0_and_a_summary()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 250, groups: 2), "--batch-size", "50");

        run.RequireSuccess();
        Assert.Equal("6 of 250 assets: 6 succeeded", run.Summary("batches"));
        Assert.Equal("6", run.Summary("calls"));
        Assert.Equal("250", run.Summary("assets confirmed"));
        Assert.Equal(Assert.Single(_folder.Databases), run.Summary("files written"));
        Assert.Contains(Assert.Single(_folder.Logs), run.Output, StringComparison.Ordinal);
        Assert.Equal(250, server.Assets.Count);
        Assert.Equal("Business 1", server.Assets.AttributesOf(1001)["Business"]);
        Each.Holds(server.Requests, request => Assert.Equal("custom_attributes_connector_v1.0", request.Headers["X-Requested-With"]));
        string log = await File.ReadAllTextAsync(_folder.Logs[0], TestContext.Current.CancellationToken);
        Assert.Equal(6, log.Split(" | call: add group ").Length - 1);
    }

    [Fact]
    public async Task A_batch_that_fails_and_one_that_is_short_end_the_run_with_2_and_are_listed()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.Refused(errorMessage: "No such thing.").ForAsset(1000), Fault.ShortCount(0).ForAsset(1001));

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 3, groups: 3));

        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.Equal("3 of 3 assets: 1 succeeded, 1 partial, 1 failed", run.Summary("batches"));
        Assert.Contains(run.OutputLines, line => line.StartsWith("  group 1 batch 1: failed: HTTP 200 INVALID_REQUEST (attempt 1): No such thing", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.StartsWith("  group 2 batch 1: partial: Qualys confirms 0 of 1 asset;", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.StartsWith("to send it again: qualys-attributes resume ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_more_than_ten_batches_are_listed()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        // Each for another cause: for the same one the run would end sooner.
        for (ulong asset = 1000; asset < 1013; asset++)
        {
            server.Faults.Add(Fault.Refused($"INVALID_{asset % 2}").ForAsset(asset));
        }

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 13, groups: 13));

        Assert.Equal(10, run.OutputLines.Count(line => line.StartsWith("  group ", StringComparison.Ordinal)));
        Assert.Contains(run.OutputLines, line => line.StartsWith("  … and 3 more: qualys-attributes show ", StringComparison.Ordinal)
            && line.EndsWith(" batches --outcome failed,partial,indoubt", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_without_count_is_told_apart()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.BareSuccess());

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 7));

        run.RequireSuccess();
        Assert.Equal("0", run.Summary("assets confirmed"));
        Assert.Equal("7 assets more, without a count from Qualys", run.Summary("accepted"));
    }

    [Fact]
    public async Task Repeats_are_warned_about_with_the_attempts_left()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.ServiceUnavailable(), Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)));

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 1));

        run.RequireSuccess();
        Assert.Equal("3", run.Summary("calls"));
        string log = await File.ReadAllTextAsync(_folder.Logs[0], TestContext.Current.CancellationToken);
        foreach (string text in (string[])[run.Output, log])
        {
            Assert.Matches(@"warning: add group 1 batch 1, attempt 1: HTTP 503.*back-off: next call at \d\d:\d\d:\d\d UTC, 2 attempts left", text);
            Assert.Matches(@"warning: add group 1 batch 1, attempt 2: HTTP 409.*rate limit: next call at \d\d:\d\d:\d\d UTC, 2 attempts left", text);
        }
    }

    [Fact]
    public async Task Refused_credentials_end_the_run_with_6()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        Dictionary<string, string> wrong = RunFolder.Credentials;
        wrong["q_password"] = "wrong";

        ConnectorRun run = await _folder.RunAsync(wrong, ["-c", _folder.WriteExport(assets: 5, groups: 5), "-a", RunFolder.AddressOf(server)]);

        Assert.Contains("HTTP 401", run.RequireOneError(6), StringComparison.Ordinal);
        Assert.Equal("5 of 5 assets: 5 not sent", run.Summary("batches"));
        Assert.Equal(0, server.Assets.Count);
    }

    [Fact]
    public async Task A_refusal_after_something_was_confirmed_ends_the_run_with_6_too()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Unauthorized().Always());

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 5, groups: 5), "--throttle-limit", "1");

        run.RequireOneError(6);
        Assert.Equal("5 of 5 assets: 1 succeeded, 4 not sent", run.Summary("batches"));
    }

    [Fact]
    public async Task The_password_is_in_no_file_and_no_output()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunFolder.UserName}:{RunFolder.Password}"));
        server.Faults.Add(
            Fault.Refused(errorMessage: $"You sent {RunFolder.Password} as {token}."),
            Fault.Status(500, $"<p>{RunFolder.Password} {token}</p>"),
            Fault.Unauthorized().ForAsset(1004));

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 5, groups: 5), "--heartbeat-seconds", "0.1");

        string[] secrets = [RunFolder.Password, token, Uri.EscapeDataString(RunFolder.Password), System.Text.Json.JsonEncodedText.Encode(RunFolder.Password).Value];
        string[] names = Directory.GetFiles(_folder.FullName, "*", SearchOption.AllDirectories);
        Assert.Equal(3, names.Length);
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(secret, run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, run.Error, StringComparison.Ordinal);
            Each.Holds(names, name => Assert.Equal(-1, File.ReadAllBytes(name).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret))));
        }
    }

    [Fact]
    public async Task The_heartbeat_says_where_the_run_is()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(400) });

        ConnectorRun run = await SendAsync(server, _folder.WriteExport(assets: 4, groups: 4), "--heartbeat-seconds", "0.3", "--throttle-limit", "1");

        run.RequireSuccess();
        Assert.Contains(run.OutputLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^heartbeat: sending to Qualys, \d+ %: \d of 4 batches(, \d+(\.\d)?/s)?"));
        Assert.Contains(" | heartbeat: sending to Qualys", await File.ReadAllTextAsync(_folder.Logs[0], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_is_sent_later_with_resume_and_with_its_own_function()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Assets.Put(1000, new Dictionary<string, string> { ["Business"] = "old", ["Other"] = "kept" });
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 2), "-f", "remove", "--database", "plan.db");

        Dictionary<string, string> environment = RunFolder.Credentials;
        environment["q_api_function"] = "add";
        ConnectorRun run = await _folder.RunAsync(environment, "--resume", "plan.db", "-a", RunFolder.AddressOf(server));

        run.RequireSuccess();
        Assert.Equal("2", run.Summary("rows read"));
        Assert.Equal("2", run.Summary("assets confirmed"));
        Assert.Equal(["Other"], server.Assets.AttributesOf(1000).Keys);
    }

    [Fact]
    public async Task A_dry_run_of_a_run_that_is_done_says_that_nothing_is_left()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        (await SendAsync(server, _folder.WriteExport(assets: 3, groups: 3), "--database", "run.db")).RequireSuccess();

        ConnectorRun run = await _folder.RunAsync("--dry-run", "--resume", "run.db");

        run.RequireSuccess();
        Assert.Contains("dry run: nothing was sent, and nothing is left to send of what was chosen", run.OutputLines);
        Assert.DoesNotContain(run.OutputLines, line => line.Contains("it would go to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Resume_sends_only_what_is_not_confirmed()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.Refused().ForAsset(1001));
        await SendAsync(server, _folder.WriteExport(assets: 3, groups: 3), "--database", "run.db");

        ConnectorRun planned = await _folder.RunAsync("--resume", "run.db", "-d");
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "--resume", "run.db", "-a", RunFolder.AddressOf(server));

        planned.RequireSuccess();
        Assert.Equal("  group 2, 1 asset: Business=Business 1", Assert.Single(planned.OutputLines, line => line.StartsWith("  group 2, ", StringComparison.Ordinal)));
        Assert.DoesNotContain(planned.OutputLines, line => line.StartsWith("  group 1, ", StringComparison.Ordinal));
        run.RequireSuccess();
        Assert.Equal("1", run.Summary("calls"));
        Assert.Equal("3 of 3 assets: 3 succeeded", run.Summary("batches"));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_plan_whose_import_was_cut_short_is_not_sent()
    {
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 2), "--database", "plan.db", "--log-file", "plan.log");
        SqliteFile.Execute(_folder.PathOf("plan.db"), """
            DELETE FROM batch_execution; DELETE FROM payload_batch; DELETE FROM payload_group; DELETE FROM stage_range; DELETE FROM plan;
            DELETE FROM run WHERE stage <> 'Import'; UPDATE run SET outcome = 'incomplete';
            """);

        ConnectorRun run = await _folder.RunAsync("-d", "--resume", "plan.db", "--log-file", "plan.log");

        Assert.Contains("was not made to its end", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(["export.csv", "plan.db", "plan.log"], _folder.Names);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_the_run_within_a_second_or_so_with_130_and_everything_on_record(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.LateAnswer(TimeSpan.FromMinutes(5)).Always());
        await using ConnectorProcess process = ConnectorProcess.Start(
            _folder.FullName, RunFolder.Credentials, "-c", _folder.WriteExport(assets: 3, groups: 3), "-a", RunFolder.AddressOf(server), "--throttle-limit", "1");
        await Eventually.HoldsAsync(() => server.Requests.Count == 2);

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        process.Signal(signal);
        ConnectorRun run = await process.EndAsync();

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        // A second is promised. What is proved is that nobody waits for the answer, which takes five minutes; the rest is for a busy machine.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
        Assert.Equal("3 of 3 assets: 1 succeeded, 1 in doubt, 1 not sent", run.Summary("batches"));
        Assert.Contains("cancelled: what was done is on record.", run.OutputLines);
        Assert.Equal("ok", SqliteFile.Scalar(_folder.Databases[0], "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_rate_limit_delays_and_loses_nothing()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { RateLimit = new RateLimit(3, TimeSpan.FromSeconds(3)) });

        ConnectorRun run = await _folder.RunAsync(
            RunFolder.Credentials, "-c", _folder.WriteExport(assets: 8, groups: 8), "-a", RunFolder.AddressOf(server));

        run.RequireSuccess();
        Assert.Matches(@"rate limit: next call at \d\d:\d\d:\d\d", run.Output);
        Assert.Equal(8, server.Assets.Count);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConnectorRun> SendAsync(SandboxServer server, string export, params string[] more) =>
        _folder.RunAsync(RunFolder.Credentials, ["-c", export, "-a", RunFolder.AddressOf(server), .. Quickly, .. more]);
}
