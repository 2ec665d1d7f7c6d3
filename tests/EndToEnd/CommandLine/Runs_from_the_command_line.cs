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
        Assert.Equal((RunFolder.AddressOf(server), $"user {RunFolder.UserName}"), (shown.Summary("host"), shown.Summary("account")));
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
        ConnectorRun ended = await SendAsync(server, "run.db");

        ConnectorRun shown = await ShowAsync("run.db");
        ConnectorRun left = await ResumeAsync("run.db");
        int calls = server.Requests.Count;
        ConnectorRun retried = await ResumeAsync("run.db", "--retry-failed");
        ConnectorRun nothing = await ResumeAsync("run.db", "--retry-failed");

        Assert.Equal((2, ""), (left.ExitCode, left.Error));
        Assert.Contains("but 1 batch that failed or is partial", left.OutputLines[0], StringComparison.Ordinal);
        string run = _folder.PathOf("run.db");
        Assert.Equal(
            [
                $"what failed, and why: qualys-attributes show \"{run}\" batches --outcome failed,partial",
                $"to send it again: qualys-attributes resume \"{run}\" --retry-failed",
            ],
            left.OutputLines.Skip(1));
        Assert.Equal(left.OutputLines.Skip(1), ended.OutputLines.TakeLast(2));
        Assert.Equal(left.OutputLines.Skip(1), shown.OutputLines.TakeLast(2));
        Assert.Equal("nothing but 1 batch that failed or is partial", shown.Summary("left"));
        Assert.Equal(3, calls);
        retried.RequireSuccess();
        Assert.Equal(("1", "3", "4"), (retried.Summary("calls"), retried.Summary("earlier calls"), (await ShowAsync("run.db")).Summary("calls")));
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

    [Theory]
    [InlineData("rejected", 1)]
    [InlineData("duplicates", 2)]
    [InlineData("groups", 3)]
    [InlineData("batches", 3)]
    [InlineData("calls", 3)]
    public async Task No_line_of_a_list_is_longer_than_the_screen_is_wide_and_an_error_is_told_whole(string what, int count)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Refused(errorMessage: "It cannot be done for a reason that takes more words than any screen has columns."));
        string values = string.Join(',', Enumerable.Range(1, 10).Select(number => $"A value of many letters {number}"));
        string[] rows = [$"1000,{values}", $"1001,B{values}", $"1002,C{values}", $"1003,{values}", $"1003,{values}x", $"a very long text that is no id of an asset,{values}"];
        string export = _folder.Write("wide.csv", RunFolder.Header() + string.Join('\n', rows));
        await _folder.RunAsync(
            RunFolder.Credentials, "-c", export, "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1");

        ConnectorRun narrow = await _folder.RunAsync(new Dictionary<string, string> { ["COLUMNS"] = "80" }, "show", "run.db", what);
        ConnectorRun wide = await _folder.RunAsync(new Dictionary<string, string> { ["COLUMNS"] = "120" }, "show", "run.db", what);
        ConnectorRun unbounded = await ShowAsync("run.db", what);

        Each.Holds(narrow.OutputLines, line => Assert.True(line.Length < 80, line));
        Each.Holds(wide.OutputLines, line => Assert.True(line.Length < 120, line));
        Assert.Contains(narrow.OutputLines, line => line.Length > 70);
        Assert.Equal(count + 1, unbounded.OutputLines.Count);
        Assert.DoesNotContain("…", unbounded.Output, StringComparison.Ordinal);
        bool hasError = what is "batches" or "calls";
        Assert.Equal(hasError, narrow.OutputLines.Count > count + 1);
        Assert.Equal(what != "calls", narrow.Output.Contains('…', StringComparison.Ordinal));
        Assert.Equal(hasError, string.Join(' ', narrow.OutputLines.Select(line => line.Trim())).Contains("any screen has columns", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_groups_that_begin_alike_what_differs_stands_first_and_an_item_is_broken_between_words()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.Refused(errorMessage: "It cannot be done for a reason that takes more words than any screen has columns.").ForAsset(1000));
        string values = string.Join(',', Enumerable.Range(1, 9).Select(number => $"A value of many letters {number}"));
        string export = _folder.Write("alike.csv", RunFolder.Header() + $"1000,{values},Gold\n1001,{values},Silver\n1002,{values.Replace("letters 2", "letters 0", StringComparison.Ordinal)},Gold\n");
        Dictionary<string, string> narrow = new() { ["COLUMNS"] = "80" };

        ConnectorRun run = await _folder.RunAsync(
            new Dictionary<string, string>(RunFolder.Credentials.Concat(narrow)),
            "-c", export, "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1");
        ConnectorRun shown = await _folder.RunAsync(narrow, "show", "run.db", "groups");

        Assert.DoesNotContain("\n\n", run.Output, StringComparison.Ordinal);
        string[] item = [.. run.OutputLines.SkipWhile(line => line != "not confirmed in full:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        Assert.Equal("  group 2 batch 1: failed: HTTP 200 INVALID_REQUEST (attempt 1): It cannot be", item[0]);
        Assert.Equal("    done for a reason that takes more words than any screen has columns.", item[1]);
        Assert.Contains("1 A value of many letters 1; A value of many letters 0; ", shown.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("1 …; A value of many letters 2; A value of many letters 3; ", shown.OutputLines[2], StringComparison.Ordinal);
        Assert.EndsWith("1 …; Silver", shown.OutputLines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_words_have_equal_numbers_wherever_a_run_is_told_of()
    {
        string export = Path.Combine(Repository.Root, "samples", "axonius-export.csv");
        ConnectorRun dry = await _folder.RunAsync("-d", "-c", export, "--database", "run.db", "--log-file", "run.log");
        ConnectorRun check = await _folder.RunAsync("check", export);
        await _folder.RunAsync("report", "run.db", "--format", "markdown", "-o", "run.md");
        ConnectorRun shown = await ShowAsync("run.db");
        ConnectorRun rejected = await ShowAsync("run.db", "rejected");
        string report = await File.ReadAllTextAsync(_folder.PathOf("run.md"), TestContext.Current.CancellationToken);

        Each.Holds(
            (string[])["function", "host", "rows read", "ids in rows", "rejected", "duplicates", "without values", "groups", "batches", "outcome"],
            label => Assert.Equal(dry.Summary(label), shown.Summary(label)));
        Assert.Equal("149, of 146 assets", shown.Summary("ids in rows"));
        Assert.Contains("50 rows, 149 ids, 11 rejected", dry.Output, StringComparison.Ordinal);
        Assert.Contains("warning: 9 rows, or ids of rows, were rejected, beside 2 rows of names and types: ", dry.Output, StringComparison.Ordinal);
        Assert.StartsWith("11 (2 InvalidAssetId, ", shown.Summary("rejected"), StringComparison.Ordinal);
        Assert.Equal("11 rejected, and 2 without values", rejected.OutputLines[^1]);
        Assert.Contains("50 rows read, 149 ids in them:", check.OutputLines);
        Assert.Contains(check.OutputLines, line => line.StartsWith("146 asset ids ", StringComparison.Ordinal));
        Assert.Contains("'Business': 147 ids, 98.6 %; 3 values", check.OutputLines);
        Assert.Contains("Of 149 ids in the rows of the export.", report, StringComparison.Ordinal);
        Assert.Contains("| Business | 147 | 98.6 % |", report, StringComparison.Ordinal);
        Assert.Contains("| invalid asset id | 2 |", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_rows_of_one_asset_disagree_about_stands_first()
    {
        string[] rows = ["1000,A,B,C,D,E,F,G,H,I,J", "1000,A,B,C,D,E,F,G,H,I,K", "1001,A,B,C,D,E,F,G,H,I,J", "1001,A,B,C,D,E,F,G,H,I,J", "1002,A,,,,,,,,,", "1003,A,,,,,,,,,", "1002,,,,,,,,,,"];
        await _folder.RunAsync("-d", "-c", _folder.Write("twice.csv", RunFolder.Header() + string.Join('\n', rows)), "--database", "run.db");

        ConnectorRun shown = await ShowAsync("run.db", "duplicates");

        shown.RequireSuccess();
        Assert.Equal(
            ["SLA=J;", "SLA=K;", "Business=A;", "Business=A;", "Business=A", "no Business"],
            shown.OutputLines.Skip(1).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(3).Take(line.Contains(" no B", StringComparison.Ordinal) ? 2 : 1))));
        Assert.Equal(3, (await ShowAsync("run.db", "duplicates", "--asset-id", "1002")).OutputLines.Count);
    }

    [Fact]
    public async Task Of_what_is_listed_a_part_is_chosen_and_what_the_plan_does_not_have_is_said()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.Refused().ForAsset(1001));
        string export = _folder.Write("some.csv", RunFolder.Header() + string.Concat(Enumerable.Range(1000, 3).Select(id => RunFolder.Row(id, $"B {id}"))) + "x,A\n,A\n");
        await _folder.RunAsync(RunFolder.Credentials, "-c", export, "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1");

        Assert.StartsWith("Failed ", await OneAsync("batches", "--outcome", "failed,partial"), StringComparison.Ordinal);
        Assert.Contains("B 1002", await OneAsync("batches", "--group", "3"), StringComparison.Ordinal);
        Assert.Contains("B 1000", await OneAsync("groups", "--asset-id", "1000"), StringComparison.Ordinal);
        Assert.Contains(" 200 ", await OneAsync("calls", "--group", "1"), StringComparison.Ordinal);
        Assert.Contains("NoAssetId", await OneAsync("rejected", "--reason", "noassetid"), StringComparison.Ordinal);
        Assert.Equal("No batch has such an outcome.", Assert.Single((await ShowAsync("run.db", "batches", "--outcome", "InDoubt")).OutputLines));
        Assert.Contains("has no group 9.", (await ShowAsync("run.db", "groups", "--group", "9")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("has no asset 5", (await ShowAsync("run.db", "batches", "--asset-id", "5")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("must be of NotSent, Succeeded, ", (await ShowAsync("run.db", "batches", "--outcome", "well")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("--reason goes with show RUN rejected.", (await ShowAsync("run.db", "batches", "--reason", "Malformed")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("--outcome goes with show RUN batches.", (await ShowAsync("run.db", "--outcome", "Failed")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("show RUN groups and show RUN batches list them.", (await ShowAsync("run.db", "plan")).RequireOneError(1), StringComparison.Ordinal);

        async Task<string> OneAsync(params string[] arguments)
        {
            ConnectorRun shown = await ShowAsync(["run.db", .. arguments]);
            shown.RequireSuccess();
            Assert.Equal(2, shown.OutputLines.Count);
            return shown.OutputLines[1];
        }
    }

    [Fact]
    public async Task A_folder_without_runs_says_where_there_are_some()
    {
        Directory.CreateDirectory(_folder.PathOf("runs/empty"));
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "runs/dry.db", "--log-file", "x.log");

        ConnectorRun outer = await ShowAsync(".");
        ConnectorRun empty = await ShowAsync("runs/empty");

        Assert.Equal((0, 0), (outer.ExitCode, empty.ExitCode));
        Assert.Equal($"there are some in: qualys-attributes show \"{_folder.PathOf("runs")}\"", outer.OutputLines[^1]);
        Assert.StartsWith($"There is no run database in '{_folder.PathOf("runs/empty")}'. A run makes one", Assert.Single(empty.OutputLines), StringComparison.Ordinal);
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
