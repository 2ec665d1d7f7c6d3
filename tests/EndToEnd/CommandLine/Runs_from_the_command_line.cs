using System.Text.Json;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The command show says what a run came to, and resume goes on with it, whatever ended it.</summary>
public sealed class Runs_from_the_command_line : IDisposable
{
    private static readonly string[] Quickly = ["--throttle-limit", "1", "--max-attempts", "2", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1"];

    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_killed_run_is_shown_as_in_doubt_and_resumed_at_the_host_of_its_record()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.LateChange(TimeSpan.FromMinutes(5)));
        await using (ConnectorProcess process = ConnectorProcess.Start(
            _folder.FullName, RunFolder.Credentials,
            ["-c", _folder.WriteExport(assets: 4, groups: 4), "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly]))
        {
            await Eventually.HoldsAsync(() => server.Requests.Count == 2);
            Assert.Equal("Running", (await ShowAsync("run.db")).Summary("outcome"));
            process.Kill();
            await process.EndAsync();
        }

        ConnectorRun shown = await ShowAsync("run.db");
        ConnectorRun resumed = await ResumeAsync("run.db");

        shown.RequireSuccess();
        Assert.Equal("InDoubt", shown.Summary("outcome"));
        Assert.Equal("3 batches of 3 assets", shown.Summary("left"));
        Assert.Equal($"{RunFolder.AddressOf(server)}, user {RunFolder.UserName}", shown.Summary("host"));
        Assert.StartsWith("Killed, ", shown.Summary("update"), StringComparison.Ordinal);
        Assert.Equal($"to go on: qualys-attributes resume \"{_folder.PathOf("run.db")}\"", shown.OutputLines[^1]);
        resumed.RequireSuccess();
        Assert.Equal(4, server.Assets.Count);
        Assert.Equal(2 + 3, server.Requests.Count);
        Assert.Equal("Complete", (await ShowAsync("run.db")).Summary("outcome"));
        _folder.RequireNowhere(RunFolder.Password, shown, resumed);
    }

    [Fact]
    public async Task What_failed_stays_as_it_is_until_it_is_asked_for()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Refused());
        await SendAsync(server, "run.db");

        ConnectorRun left = await ResumeAsync("run.db");
        int calls = server.Requests.Count;
        ConnectorRun retried = await ResumeAsync("run.db", "--retry-failed");
        ConnectorRun nothing = await ResumeAsync("run.db", "--retry-failed");

        Assert.Equal((2, ""), (left.ExitCode, left.Error));
        Assert.Contains("but 1 batch that failed or is partial", Assert.Single(left.OutputLines), StringComparison.Ordinal);
        Assert.Equal(3, calls);
        retried.RequireSuccess();
        Assert.Equal("1", retried.Summary("calls"));
        nothing.RequireSuccess();
        Assert.EndsWith("every batch is confirmed.", Assert.Single(nothing.OutputLines), StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_run_that_ended_early_is_resumed_and_what_failed_is_left()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add([.. Enumerable.Repeat(Fault.Refused(), 2)]);
        await SendAsync(server, "run.db", groups: 5, "--failure-limit", "2");

        ConnectorRun resumed = await ResumeAsync("run.db");

        Assert.Equal((2, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal("5 of 5 assets: 3 succeeded, 2 failed", resumed.Summary("batches"));
        Assert.Contains(resumed.OutputLines, line => line.Contains("; left as they are: 2 failed.", StringComparison.Ordinal));
        Assert.Equal(2 + 3, server.Requests.Count);
    }

    [Theory]
    [InlineData("batches", 3, "Failed", "\"outcome\":\"Failed\"")]
    [InlineData("rejected", 1, "NoAssetId", "\"reason\":\"NoAssetId\"")]
    [InlineData("duplicates", 2, "disagrees", "\"isConflicting\":true")]
    [InlineData("calls", 3, "INVALID_REQUEST", "\"responseCode\":\"INVALID_REQUEST\"")]
    public async Task What_stands_in_a_run_is_listed(string what, int count, string text, string json)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Refused());
        string[] rows = [RunFolder.Row(1000, "A"), RunFolder.Row(1001, "B"), RunFolder.Row(1002, "C"), RunFolder.Row(1003, "A"), RunFolder.Row(1003, "B")];
        string export = _folder.Write("odd.csv", RunFolder.Header() + string.Concat(rows) + RunFolder.Row(1000, "A")[4..]);
        await _folder.RunAsync(
            RunFolder.Credentials, "-c", export, "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1");

        ConnectorRun shown = await ShowAsync("run.db", what);
        ConnectorRun written = await ShowAsync("run.db", what, "--json");

        shown.RequireSuccess();
        written.RequireSuccess();
        Assert.Equal(count + 1, shown.OutputLines.Count);
        Assert.Contains(shown.OutputLines, line => line.Contains(text, StringComparison.Ordinal));
        Assert.Equal(count, JsonDocument.Parse(string.Join('\n', written.OutputLines)).RootElement.GetArrayLength());
        Assert.Contains(written.OutputLines, line => line.Contains(json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_stands_in_a_run_that_is_said()
    {
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "dry.db");

        Assert.Equal("Nothing was sent.", Assert.Single((await ShowAsync("dry.db", "calls")).OutputLines));
        Assert.Equal("[]", Assert.Single((await ShowAsync("dry.db", "rejected", "--json")).OutputLines));
        ConnectorRun unknown = await ShowAsync("dry.db", "nonsense");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("'calls'", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await ShowAsync(".", "calls")).ExitCode);
    }

    [Fact]
    public async Task Each_thing_that_cannot_be_is_one_line_and_sends_nothing()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Refused());
        await SendAsync(server, "run.db");
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "dry.db");
        await File.WriteAllTextAsync(_folder.PathOf("text.db"), "text", TestContext.Current.CancellationToken);

        Assert.Contains("Nobody has begun to send", (await ResumeAsync("dry.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains(
            "was sent to '127.0.0.1:", (await ResumeAsync("run.db", "--retry-failed", "--api-fqdn", "qualysapi.qg2.apps.qualys.eu")).RequireOneError(1),
            StringComparison.Ordinal);
        Assert.Contains("There are no credentials", (await _folder.RunAsync("resume", "run.db", "--retry-failed")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await ResumeAsync("none.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("See qualys-attributes resume --help", (await ResumeAsync("run.db", "--resend")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is not a run database", (await ShowAsync("text.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await ShowAsync("none.db")).RequireOneError(1), StringComparison.Ordinal);
        SqliteFile.Scalar(_folder.PathOf("run.db"), "UPDATE api_calls SET url = replace(url, 'http://127.0.0.1', 'https://evil.example')");
        SqliteFile.Scalar(_folder.PathOf("run.db"), "UPDATE run SET options = replace(options, 'http://127.0.0.1', 'https://evil.example')");
        Assert.Contains("Name the host with --api-fqdn", (await ResumeAsync("run.db", "--retry-failed")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_folder_is_shown_newest_first_and_files_of_other_kinds_are_passed_over()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await SendAsync(server, "-odd [1] ü.db");
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "later.db");
        _folder.Write("notes.db", "text");

        ConnectorRun list = await ShowAsync(".");
        ConnectorRun json = await ShowAsync(".", "--json");
        ConnectorRun one = await _folder.RunAsync("show", "--json", "--", "-odd [1] ü.db");

        list.RequireSuccess();
        Assert.Equal(3, list.OutputLines.Count);
        Assert.StartsWith("DryRun ", list.OutputLines[1], StringComparison.Ordinal);
        Assert.EndsWith(" -odd [1] ü.db", list.OutputLines[2], StringComparison.Ordinal);
        Each.Holds(list.OutputLines, line => Assert.True(line.Length <= 80, line));
        using JsonDocument all = JsonDocument.Parse(json.Output);
        Assert.Equal(["DryRun", "Complete"], all.RootElement.EnumerateArray().Select(run => run.GetProperty("outcome").GetString()));
        using JsonDocument single = JsonDocument.Parse(one.Output);
        Assert.Equal(3, single.RootElement.GetProperty("batchesSucceeded").GetInt64());
        Assert.Equal(_folder.PathOf("-odd [1] ü.db"), single.RootElement.GetProperty("databasePath").GetString());
        Assert.Equal("Import", single.RootElement.GetProperty("stages")[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, single.RootElement.GetProperty("nextCommand").ValueKind);
    }

    [Fact]
    public async Task Their_help_says_what_is_sent_and_what_is_shown()
    {
        ConnectorRun resume = await _folder.RunAsync("resume", "--help");
        ConnectorRun show = await _folder.RunAsync("show", "--help");

        resume.RequireSuccess();
        show.RequireSuccess();
        Each.Holds(
            (string[])["RUN", "--retry-failed", "--api-fqdn", "on record", "--failure-limit", "q_username", "Exit codes:", "Examples ("],
            text => Assert.Contains(text, resume.Output, StringComparison.Ordinal));
        Each.Holds((string[])["RUN", "--json", "Exit codes:", "Examples:"], text => Assert.Contains(text, show.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConnectorRun> ShowAsync(params string[] arguments) => _folder.RunAsync(["show", .. arguments]);

    private Task<ConnectorRun> ResumeAsync(string database, params string[] more) =>
        _folder.RunAsync(RunFolder.Credentials, ["resume", database, .. Quickly, .. more]);

    private Task<ConnectorRun> SendAsync(SandboxServer server, string database, int groups = 3, params string[] more) => _folder.RunAsync(
        RunFolder.Credentials,
        ["-c", _folder.WriteExport(groups, groups), $"--database={database}", "--log-file", "run.log", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly, .. more]);
}
