using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using QualysSandbox.Inventory;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The command verify reads a run back, and its exit code says whether all of it is as wanted.</summary>
public sealed class Reading_back_from_the_command_line : IDisposable
{
    private static readonly string[] Quickly = ["--max-attempts", "3", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1"];

    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_run_all_of_which_is_as_wanted_ends_with_0()
    {
        await using SandboxServer server = await StartAsync();
        await SendAsync(server, assets: 3);

        ConnectorRun run = await VerifyAsync(server, "--verify-timeout", "0");

        run.RequireSuccess();
        Assert.Equal("3", run.Summary("assets"));
        Assert.Equal("3 attributes", run.Summary("as wanted"));
        Assert.EndsWith(", 1 look", run.Summary("elapsed"), StringComparison.Ordinal);
        Assert.Equal(["export.csv", "run.db", "run.log"], _folder.Names);
        Assert.Equal(["3"], SqliteFile.Read(_folder.PathOf("run.db"), "SELECT COUNT(*) FROM qualys_attribute_verification WHERE verdict = 'AsWanted'"));
    }

    [Fact]
    public async Task What_is_not_as_wanted_is_listed_and_ends_it_with_2()
    {
        await using SandboxServer server = await StartAsync();
        await SendAsync(server, assets: 13);
        server.Assets.Put(1000, new Dictionary<string, string> { ["Business"] = "Else\u001b[2J" });
        server.Inventory.Touch(1001, """{"customAttributes":[]}""");
        for (ulong id = 1002; id < 1012; id++)
        {
            server.Inventory.Remove(id);
        }

        ConnectorRun run = await VerifyAsync(server, "--verify-timeout", "0", "--log-file", "verify.log");

        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ("1 attribute", "1 attribute", "1 attribute", "10 attributes"),
            (run.Summary("as wanted"), run.Summary("different"), run.Summary("missing"), run.Summary("not found")));
        Assert.Contains(run.OutputLines, line => line.StartsWith("  asset 1000 Business: different, wanted 'Business 0', found 'Else", StringComparison.Ordinal));
        Assert.Contains("  asset 1001 Business: missing, wanted 'Business 0'", run.OutputLines);
        Assert.Contains("  asset 1002 Business: not found", run.OutputLines);
        Assert.Contains($"  … and 2 more: qualys-attributes show \"{_folder.PathOf("run.db")}\" verification", run.OutputLines);
        Assert.Matches($"what is still not as wanted .* is sent again with: .* --resume .*run.db\" --api-fqdn {RunFolder.AddressOf(server)} --resend", run.Output);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Contains(" | end: exit code 2", await File.ReadAllTextAsync(_folder.PathOf("verify.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_reads_back_at_its_end_what_it_sent_and_ends_with_2_where_that_is_not_as_wanted()
    {
        await using SandboxServer server = await StartAsync();
        string[] sending = ["-c", _folder.WriteExport(assets: 3), "--verify", "--verify-timeout", "0", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly];

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["--database", "1.db", .. sending]);
        run.RequireSuccess();
        Assert.Equal("3 attributes", run.Summary("as wanted"));

        server.Faults.Add(Fault.SilentlyDropped());
        server.Assets.Clear();
        ConnectorRun dropped = await _folder.RunAsync(RunFolder.Credentials, ["--database", "2.db", .. sending]);
        Assert.Equal((2, ""), (dropped.ExitCode, dropped.Error));
        Assert.Contains(dropped.OutputLines, line => line.StartsWith("  asset 1000 Business: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_was_sent_and_may_not_be_read_back_names_the_command_that_reads_it_and_none_that_sends()
    {
        await using SandboxServer server = await StartAsync();
        server.Faults.Add(Fault.Unauthorized().On(QualysEndpoint.Auth).Always());

        ConnectorRun run = await _folder.RunAsync(
            RunFolder.Credentials,
            ["-c", _folder.WriteExport(assets: 3), "--database", "1.db", "--verify", "--verify-timeout", "0", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly]);

        run.RequireOneError(exitCode: 6);
        Assert.Equal("3", run.Summary("assets confirmed"));
        Assert.DoesNotContain("--resume", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(
            $"to read back what was sent: qualys-attributes verify \"{_folder.PathOf("1.db")}\" --api-fqdn {RunFolder.AddressOf(server)}",
            run.OutputLines[^1]);
    }

    [Theory]
    [InlineData("unauthorized", QualysEndpoint.Auth, 6)]
    [InlineData("forbidden", QualysEndpoint.Get, 6)]
    [InlineData("rateLimited", QualysEndpoint.Get, 5)]
    public async Task A_canary_that_cannot_be_read_back_ends_the_run_as_what_keeps_it_from_that(string fault, QualysEndpoint endpoint, int exitCode)
    {
        await using SandboxServer server = await StartAsync();
        Fault keeping = fault switch
        {
            "unauthorized" => Fault.Unauthorized(),
            "forbidden" => Fault.Forbidden(),
            _ => Fault.RateLimited().ToWait(TimeSpan.FromHours(30)),
        };
        server.Faults.Add(keeping.On(endpoint).Always());

        ConnectorRun run = await _folder.RunAsync(
            RunFolder.Credentials,
            ["-c", _folder.WriteExport(assets: 3), "--canary", "1", "--verify-timeout", "0", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly]);

        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task A_canary_that_is_not_as_wanted_ends_the_run_with_2_and_the_rest_waits_for_a_decision()
    {
        await using SandboxServer server = await StartAsync();
        server.Faults.Add(Fault.SilentlyDropped());
        string[] canary = ["--canary", "1", "--verify-timeout", "0", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly];

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["-c", _folder.WriteExport(assets: 3), "--database", "1.db", .. canary]);
        Assert.Contains("The canary of 1 asset is not as wanted", run.RequireOneError(exitCode: 2), StringComparison.Ordinal);
        Assert.Single(server.Requests, request => request.Path.EndsWith("/update/am/asset", StringComparison.Ordinal));

        string goesOn = Assert.Single(run.Output.Split('\n'), line => line.StartsWith("to go on: ", StringComparison.Ordinal)).TrimEnd();
        Assert.EndsWith(" --canary 1 --verify-timeout 00:00:00", goesOn, StringComparison.Ordinal);
        Assert.Equal("0", run.Summary("assets confirmed"));
        string[] apply = ["apply", "1.db", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly];
        Assert.Contains("--canary 1 sends and reads it again", (await _folder.RunAsync(RunFolder.Credentials, apply)).RequireOneError(exitCode: 1), StringComparison.Ordinal);
        Assert.Contains("--canary 1 sends", (await _folder.RunAsync(RunFolder.Credentials, ["resume", "1.db", .. apply[2..]])).RequireOneError(exitCode: 1), StringComparison.Ordinal);
        Assert.Single(server.Requests, request => request.Path.EndsWith("/update/am/asset", StringComparison.Ordinal));

        (await _folder.RunAsync(RunFolder.Credentials, [.. apply, "--all"])).RequireSuccess();
        Assert.Equal("Business 0", server.Assets.AttributesOf(1002)["Business"]);
    }

    [Fact]
    public async Task What_shows_late_is_waited_for()
    {
        await using SandboxServer server = await StartAsync();
        server.Faults.Add(Fault.ShownAfter(TimeSpan.FromSeconds(2)));
        await SendAsync(server, assets: 2);

        ConnectorRun run = await VerifyAsync(server, "--verify-timeout", "00:01:00");

        run.RequireSuccess();
        Assert.Equal("2 attributes", run.Summary("as wanted"));
    }

    [Fact]
    public async Task What_failed_is_told_and_not_asked_for()
    {
        await using SandboxServer server = await StartAsync();
        server.Faults.Add(Fault.Refused().ForAsset(1000));
        await SendAsync(server, assets: 3, groups: 3);

        ConnectorRun run = await VerifyAsync(server, "--verify-timeout", "0");

        run.RequireSuccess();
        Assert.Equal("2", run.Summary("assets"));
        Assert.Contains(run.OutputLines, line => line.StartsWith("warning: 1 batch failed: 1 asset of ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_thing_that_cannot_be_is_one_line()
    {
        await using SandboxServer server = await StartAsync();
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(2), "--database", "dry.db");
        await SendAsync(server, assets: 2);
        Dictionary<string, string> wrong = new(RunFolder.Credentials) { ["q_password"] = "wrong" };

        Assert.Contains("has come to Qualys by its record", (await VerifyOfAsync(server, "dry.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await VerifyOfAsync(server, "none.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("--verify-timeout must be a time", (await VerifyAsync(server, "--verify-timeout", "soon")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("See qualys-attributes verify --help", (await _folder.RunAsync("verify")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("There are no credentials", (await _folder.RunAsync("verify", "run.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains(
            "was sent to '127.0.0.1:", (await _folder.RunAsync(RunFolder.Credentials, "verify", "run.db", "--api-fqdn", "qualysapi.qg2.apps.qualys.eu")).RequireOneError(1),
            StringComparison.Ordinal);
        (await _folder.RunAsync(wrong, "verify", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--verify-timeout", "0")).RequireOneError(6);
    }

    [Fact]
    public async Task Its_help_says_what_is_read_back()
    {
        ConnectorRun run = await _folder.RunAsync("verify", "--help");

        run.RequireSuccess();
        Each.Holds(
            (string[])["RUN.db", "--verify-timeout", "--api-fqdn", "--gateway-fqdn", "q_username", "Exit codes:", "Examples (", "show RUN verification"],
            text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static Task<SandboxServer> StartAsync() =>
        RunFolder.StartSandboxAsync(new SandboxOptions { Inventory = new InventoryOptions { Assets = 50, FirstId = 1000, AverageBytes = 6_000 } });

    private Task<ConnectorRun> SendAsync(SandboxServer server, int assets, int groups = 1) => _folder.RunAsync(
        RunFolder.Credentials,
        ["-c", _folder.WriteExport(assets, groups), "--database", "run.db", "--log-file", "run.log", "--api-fqdn", RunFolder.AddressOf(server), .. Quickly]);

    [Fact]
    public async Task The_host_is_the_one_that_the_run_was_sent_to_and_no_other()
    {
        await using SandboxServer server = await StartAsync();
        await SendAsync(server, assets: 3);

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["verify", "run.db", "--verify-timeout", "0"]);
        ConnectorRun other = await _folder.RunAsync(RunFolder.Credentials, ["verify", "run.db", "--api-fqdn", "qualysapi.qualys.com"]);

        run.RequireSuccess();
        Assert.Equal("3 attributes", run.Summary("as wanted"));
        Assert.Contains("and 'qualysapi.qualys.com' was named", other.RequireOneError(exitCode: 1), StringComparison.Ordinal);
    }

    private Task<ConnectorRun> VerifyAsync(SandboxServer server, params string[] more) => VerifyOfAsync(server, "run.db", more);

    private Task<ConnectorRun> VerifyOfAsync(SandboxServer server, string database, params string[] more) =>
        _folder.RunAsync(RunFolder.Credentials, ["verify", database, "--api-fqdn", RunFolder.AddressOf(server), .. Quickly, .. more]);
}
