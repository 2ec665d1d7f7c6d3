using System.Globalization;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class The_inventory_from_the_command_line
{
    [Fact]
    public async Task The_whole_job_ends_with_0_the_database_the_pages_a_log_and_a_summary()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        ConnectorRun run = await scenario.RunAsync();

        run.RequireSuccess();
        scenario.RequireAllAssetsOnce();
        Assert.Equal(5, scenario.Pages.Length);
        Assert.Equal(scenario.Output, run.Summary("folder"));
        Assert.Equal(scenario.DatabasePath, run.Summary("database"));
        Assert.Equal(Assert.Single(scenario.Logs), run.Summary("log"));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", run.Summary("run started"));
        Assert.Equal("any time", run.Summary("updated since"));
        Assert.Equal("45", run.Summary("counted"));
        Assert.Equal("45", run.Summary("loaded"));
        Assert.Equal("5, of which 5 downloaded now", run.Summary("pages"));
        Assert.Contains("45 assets updated at any time", run.OutputLines);
        Assert.Contains(run.OutputLines, line => line.StartsWith("downloading: 45 assets downloaded, done in ", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.StartsWith("loading: 45 assets loaded, done in ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001B', run.Output);
        string[] log = await File.ReadAllLinesAsync(scenario.Logs[0], TestContext.Current.CancellationToken);
        Each.Holds(log, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| ", line));
        Assert.Equal(7, log.Count(line => line.Contains(" | call: ", StringComparison.Ordinal)));
        Assert.Contains(log, line => line.Contains(" page-size=10 ", StringComparison.Ordinal));
        Assert.EndsWith("end: exit code 0", log[^1], StringComparison.Ordinal);
        scenario.RequireNoSecrets(run);
    }

    [Fact]
    public async Task Counting_prints_the_number_alone_and_writes_no_file()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(1234);
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable().On(QualysEndpoint.Count));

        ConnectorRun run = await scenario.RunAsync("--count-only");

        Assert.Equal((0, $"1234{Environment.NewLine}"), (run.ExitCode, run.Output));
        Assert.StartsWith("warning: count, attempt 1: HTTP 503", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(scenario.Folder.Names);
        Assert.Empty(scenario.Searches);
        scenario.RequireNoSecrets(run);
    }

    [Fact]
    public async Task Counting_takes_time_and_filters()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(200);

        string ofAWeek = (await scenario.RunAsync("--count-only", "--since", "7d")).Output.Trim();
        string filtered = (await scenario.RunAsync("--count-only", "--filter", "tags.name CONTAINS a", "--filter", "operatingSystem CONTAINS Windows")).Output.Trim();

        DateTimeOffset weekAgo = DateTimeOffset.UtcNow.AddDays(-7);
        Assert.Equal(scenario.Sandbox.Inventory.Ids.Count(id => scenario.Sandbox.Inventory.LastModified(id) >= weekAgo), int.Parse(ofAWeek, CultureInfo.InvariantCulture));
        Assert.InRange(int.Parse(filtered, CultureInfo.InvariantCulture), 1, 199);
    }

    [Theory]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    [InlineData("2026-01-31T10:20:30Z", "2026-01-31T10:20:30Z")]
    [InlineData("2026-01-31T10:20Z", "2026-01-31T10:20:00Z")]
    [InlineData("2026-01-31T10:20:30+02:00", "2026-01-31T08:20:30Z")]
    [InlineData("all", "1970-01-01T00:00:00Z")]
    [InlineData("ALL", "1970-01-01T00:00:00Z")]
    public async Task Since_takes_a_date_a_moment_and_all(string since, string asked)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(1);

        (await scenario.RunAsync("--count-only", "--since", since)).RequireSuccess();

        Assert.Equal($"?assetLastUpdated={asked}", Uri.UnescapeDataString(scenario.Sandbox.Requests[^1].QueryString));
    }

    [Theory]
    [InlineData("7d", 7 * 24)]
    [InlineData("12h", 12)]
    [InlineData("36H", 36)]
    [InlineData(null, 24)]
    public async Task Since_takes_a_period_back_from_now_and_is_the_last_day_unless_given(string? since, int hours)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(20);
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-1);

        ConnectorRun run = await scenario.Folder.RunAsync(
            RunFolder.Credentials, ["inventory", "-a", RunFolder.AddressOf(scenario.Sandbox), .. since is null ? (string[])[] : ["--since", since]]);

        run.RequireSuccess();
        string asked = Uri.UnescapeDataString(scenario.Searches.Count > 0 ? scenario.Searches[0].QueryString : scenario.Sandbox.Requests[^1].QueryString);
        DateTimeOffset moment = DateTimeOffset.Parse(asked["?assetLastUpdated=".Length..].Split('&')[0], CultureInfo.InvariantCulture);
        Assert.InRange(moment, before.AddHours(-hours), DateTimeOffset.UtcNow.AddHours(-hours));
    }

    [Fact]
    public async Task The_first_asset_of_a_run_may_be_of_an_unknown_operating_system()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(3);
        scenario.Sandbox.Inventory.Touch(scenario.Sandbox.Inventory.Ids[0], """{"operatingSystem":null,"softwareListData":{"software":[{"id":1,"fullName":"Some software"}]}}""");

        (await scenario.RunAsync()).RequireSuccess();

        scenario.RequireAllAssetsOnce();
    }

    [Fact]
    public async Task An_incremental_run_brings_only_what_changed()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        ConnectorRun first = await scenario.RunAsync("--incremental");
        ulong changed = scenario.Sandbox.Inventory.Ids[7];
        scenario.Sandbox.Inventory.Touch(changed, """{"assetName":"changed"}""");

        ConnectorRun second = await scenario.RunAsync("--incremental");

        first.RequireSuccess();
        second.RequireSuccess();
        Assert.Equal("45", first.Summary("loaded"));
        Assert.Equal(MomentOf(first.Summary("run started")).AddMinutes(-5), MomentOf(second.Summary("updated since")));
        Assert.InRange(int.Parse(second.Summary("loaded"), CultureInfo.InvariantCulture), 1, 20);
        Assert.Equal(["changed"], scenario.Query($"SELECT assetName FROM Q_Asset_Inventory WHERE assetId = {changed}"));
        scenario.RequireAllAssetsOnce();
    }

    [Fact]
    public async Task Without_a_complete_run_an_incremental_one_begins_where_since_says()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        ConnectorRun run = await scenario.RunAsync("--incremental", "--since", "2020-02-03");

        Assert.Equal("2020-02-03 00:00:00 UTC", run.Summary("updated since"));
    }

    [Fact]
    public async Task Fields_filters_page_size_and_gateway_are_asked_for_as_given()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        var environment = RunFolder.Credentials;
        environment["q_gateway_fqdn"] = RunFolder.AddressOf(scenario.Sandbox);
        environment["q_inventory_output"] = "elsewhere";

        ConnectorRun run = await scenario.Folder.RunAsync(
            environment, "inventory", "--since", "all", "--page-size", "7", "--include-field", "assetName", "--include-field", "tagList", "--filter", "tags.name CONTAINS Cloud Agent", "--log-file", "my.log");

        run.RequireSuccess();
        Assert.EndsWith("lastSeenAssetId=0&pageSize=7&includeFields=assetName,tagList", scenario.Searches[0].QueryString, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"Cloud Agent\"", scenario.Searches[0].Body, StringComparison.Ordinal);
        Assert.Equal(scenario.Folder.PathOf("elsewhere"), run.Summary("folder"));
        Assert.Equal(scenario.Folder.PathOf("my.log"), run.Summary("log"));
        Assert.DoesNotContain(scenario.Folder.Names, name => name.StartsWith("inventory_log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_options_for_retries_hold_and_repeats_are_warned_about()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(
            Fault.ServiceUnavailable().On(QualysEndpoint.Auth),
            Fault.TooManyRequests().On(QualysEndpoint.Count).RetryAfter(TimeSpan.FromSeconds(1)),
            Fault.Status(502).On(QualysEndpoint.Search),
            Fault.TooManyRequests().On(QualysEndpoint.Search).ToWait(TimeSpan.FromSeconds(1)));

        ConnectorRun run = await scenario.RunAsync();

        run.RequireSuccess();
        scenario.RequireAllAssetsOnce();
        string log = await File.ReadAllTextAsync(scenario.Logs[0], TestContext.Current.CancellationToken);
        foreach (string text in (string[])[run.Output, log])
        {
            Assert.Matches(@"warning: sign in, attempt 1: HTTP 503.*back-off: next call at \d\d:\d\d:\d\d UTC, 2 attempts left", text);
            Assert.Matches(@"warning: count, attempt 1: HTTP 429.*wait asked for by the platform: next call at", text);
            Assert.Matches(@"warning: page 1 \(after asset 0\), attempt 1: HTTP 502.*back-off", text);
            Assert.Matches(@"warning: page 1 \(after asset 0\), attempt 2: HTTP 429.*rate limit: next call at \d\d:\d\d:\d\d UTC, 2 attempts left", text);
        }
    }

    [Fact]
    public async Task Attempts_that_are_used_up_end_the_run_with_2_once_something_is_loaded()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(QualysEndpoint.Search), Fault.Pass().On(QualysEndpoint.Search), Fault.ServiceUnavailable().On(QualysEndpoint.Search).Always());

        ConnectorRun run = await scenario.RunAsync();

        Assert.Contains("It was tried 3 times", run.RequireOneError(2), StringComparison.Ordinal);
        Assert.Equal("20", run.Summary("loaded"));
        Assert.Equal("25", run.Summary("to come"));
        Assert.Equal("2 of 5 loaded", run.Summary("pages"));
        Assert.Contains("to go on: run the same command again.", run.OutputLines);

        scenario.Sandbox.Faults.Clear();
        ConnectorRun next = await scenario.RunAsync();

        next.RequireSuccess();
        Assert.EndsWith(", went on now", next.Summary("run started"), StringComparison.Ordinal);
        Assert.Equal("5, of which 3 downloaded now", next.Summary("pages"));
        scenario.RequireAllAssetsOnce();
    }

    [Fact]
    public async Task Missing_assets_end_the_run_with_2()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ShortCount(47).On(QualysEndpoint.Count));

        ConnectorRun run = await scenario.RunAsync();

        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Assert.Equal("2", run.Summary("missing"));
        Assert.Contains(run.OutputLines, line => line.StartsWith("warning: Qualys counted 47 assets, of which 45 were loaded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_heartbeat_says_how_far_both_halves_are()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45, options => options with { AnswerLatency = TimeSpan.FromMilliseconds(400) });

        ConnectorRun run = await scenario.RunAsync("--heartbeat-seconds", "0.2");

        run.RequireSuccess();
        Assert.Contains(run.OutputLines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^heartbeat: downloading, \d+ %: \d+ of 45 assets.*; loading, \d+ %: \d+ of 45 assets"));
    }

    [Fact]
    public async Task Analysts_query_the_database_while_it_is_loaded()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.StandStillAtSearch(4);
        await using ConnectorProcess process = scenario.Start();

        await Eventually.HoldsAsync(() => scenario.Searches.Count == 4 && scenario.Query("SELECT count(*) FROM Q_Asset_Inventory") is ["30"]);

        Assert.Equal(["running|30"], scenario.Query("SELECT outcome, assets FROM inventory_run"));
        Assert.NotEmpty(scenario.Query("SELECT fullName, count(*) FROM Q_Asset_Inventory_Software_AssetId GROUP BY 1 ORDER BY 2 DESC LIMIT 3"));
    }

    [Fact]
    public async Task The_help_shows_its_options_environment_exit_codes_and_examples_and_the_root_lists_it()
    {
        using var folder = new RunFolder();

        ConnectorRun run = await folder.RunAsync("inventory", "--help");
        ConnectorRun root = await folder.RunAsync("--help");

        run.RequireSuccess();
        string[] expected =
        [
            "qualys-attributes inventory [options]", "--since", "--incremental", "--output", "--count-only", "--api-fqdn", "--gateway-fqdn", "--page-size", "--filter",
            "--include-field", "--exclude-field", "--start-over", "--log-file", "--throttle-limit", "--max-attempts", "--retry-min-seconds", "--retry-max-seconds", "--maximum-wait",
            "--timeout-seconds", "q_username", "q_password", "q_api_fqdn", "q_gateway_fqdn", "q_inventory_output", "./inventory", "Exit codes:", "130", "Examples",
        ];
        Each.Holds(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Each.Holds((string[])["--csv-file", "--dry-run", "--mapping", "heartbeat"], text => Assert.DoesNotContain(text, run.Output, StringComparison.Ordinal));
        Assert.Contains(root.OutputLines, line => line.StartsWith("  inventory ", StringComparison.Ordinal));
        Assert.DoesNotContain("--page-size", root.Output, StringComparison.Ordinal);
    }

    private static DateTime MomentOf(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
