using System.Net;
using System.Net.Sockets;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Publishing_from_the_command_line
{
    [Fact]
    public async Task CSV_and_snapshot_end_with_0_and_a_summary_and_leave_no_log()
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync();

        ConnectorRun run = await scenario.PublishAsync("--csv", "csv", "--snapshot", "snapshots");

        run.RequireSuccess();
        string snapshot = Assert.Single(Directory.GetFiles(scenario.Snapshots));
        Assert.Equal(6, Directory.GetFiles(scenario.Csv, "*.csv").Length);
        Assert.Equal(45L, SqliteFile.Scalar(snapshot, "SELECT count(*) FROM Q_Asset_Inventory"));
        Assert.Equal(scenario.Inventory.DatabasePath, run.Summary("database"));
        Assert.Equal(scenario.Csv, run.Summary("CSV files in"));
        Assert.Equal(snapshot, run.Summary("snapshot"));
        Assert.Matches(@"^45 assets, [\d,]+ rows, 6 files, [\d.]+ s$", PublishScenario.Counts(run, "CSV files in"));
        Assert.Matches(@"^45 assets, [\d,]+ rows, 1 file, [\d.]+ s$", PublishScenario.Counts(run, "snapshot"));
        Assert.Contains(run.OutputLines, line => line.StartsWith("publishing: CSV written, done in ", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.StartsWith("publishing: Database copied, done in ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.OutputLines, line => line.Contains("not published", StringComparison.Ordinal) || line.StartsWith("  log ", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001B', run.Output);
        Assert.Equal(["csv", "inventory", "snapshots"], Directory.GetFileSystemEntries(scenario.Folder.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        scenario.RequireNothingUnfinished();
    }

    [Fact]
    public async Task The_database_is_a_file_or_a_folder_from_option_environment_or_default()
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        string elsewhere = scenario.Folder.PathOf("elsewhere");
        Directory.Move(scenario.Inventory.Output, elsewhere);
        string database = Path.Combine(elsewhere, "asset_inventory_sqlite.db");
        var environment = new Dictionary<string, string> { ["q_inventory_output"] = "elsewhere" };

        ConnectorRun[] runs =
        [
            await scenario.PublishAsync("--database", "elsewhere", "--csv", "csv"),
            await scenario.PublishAsync("--database", database, "--csv", "csv"),
            await scenario.PublishAsync(environment, "--csv", "csv"),
        ];

        Each.Holds(runs, run => Assert.Equal((0, database), (run.ExitCode, run.Summary("database"))));
        Assert.Contains($"'{scenario.Inventory.Output}' does not exist", (await scenario.PublishAsync("--csv", "csv")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("nowhere", (await scenario.PublishAsync(environment, "--database", "nowhere", "--csv", "csv")).RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_named_has_options_stages_summary_and_end()
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);

        ConnectorRun run = await scenario.PublishAsync("--snapshot", "snapshots", "--log-file", "my.log");

        run.RequireSuccess();
        Assert.Equal(scenario.Folder.PathOf("my.log"), run.Summary("log"));
        string[] log = await File.ReadAllLinesAsync(scenario.Folder.PathOf("my.log"), TestContext.Current.CancellationToken);
        Each.Holds(log, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| ", line));
        Assert.Contains(log, line => line.EndsWith($"options: database={scenario.Inventory.DatabasePath} csv=none snapshot={scenario.Snapshots} postgresql=[none]", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("| publishing: Copying the database", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith("| summary:", StringComparison.Ordinal));
        Assert.EndsWith("end: exit code 0", log[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_is_taken_while_the_inventory_is_loaded()
    {
        await using InventoryScenario inventory = await InventoryScenario.StartAsync();
        inventory.StandStillAtSearch(4);
        await using ConnectorProcess process = inventory.Start();
        await Eventually.HoldsAsync(() => inventory.Searches.Count == 4 && inventory.Query("SELECT count(*) FROM Q_Asset_Inventory") is ["30"]);

        ConnectorRun run = await inventory.Folder.RunAsync("publish", "--snapshot", "snapshots", "--csv", "csv");

        run.RequireSuccess();
        Assert.StartsWith("30 assets, ", PublishScenario.Counts(run, "snapshot"), StringComparison.Ordinal);
        Assert.StartsWith("30 assets, ", PublishScenario.Counts(run, "CSV files in"), StringComparison.Ordinal);
        Assert.Equal("ok", SqliteFile.Scalar(run.Summary("snapshot"), "PRAGMA integrity_check"));
        Assert.Equal(["running|30"], inventory.Query("SELECT outcome, assets FROM inventory_run"));
    }

    [Fact]
    public async Task Where_a_later_target_fails_it_ends_with_2_and_the_summary_says_which_were_done()
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        scenario.Folder.Write("file", "");

        ConnectorRun run = await scenario.PublishAsync("--csv", "csv", "--snapshot", "file/snapshots", "--postgresql", "Host=nowhere.invalid;Database=d", "--log-file", "my.log");

        Assert.Contains($"The folder '{Path.Combine(scenario.Folder.PathOf("file"), "snapshots")}' cannot be written", run.RequireOneError(2), StringComparison.Ordinal);
        Assert.StartsWith("3 assets, ", PublishScenario.Counts(run, "CSV files in"), StringComparison.Ordinal);
        Assert.Equal($"snapshot in {Path.Combine(scenario.Folder.PathOf("file"), "snapshots")}", run.Summary("not published"));
        Assert.Equal("PostgreSQL nowhere.invalid:5432, database d", PublishScenario.Counts(run, "not published"));
        Assert.Equal(6, Directory.GetFiles(scenario.Csv).Length);
        Assert.EndsWith("end: exit code 2", (await File.ReadAllLinesAsync(scenario.Folder.PathOf("my.log"), TestContext.Current.CancellationToken))[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_in_order_with_130_and_what_was_done_stays(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using ConnectorProcess process = scenario.Start("--csv", "csv", "--postgresql", $"Host=127.0.0.1;Port={port};Database=d;Username=u;Timeout=300");
        await Eventually.HoldsAsync(silent.Pending);

        process.Signal(signal);
        ConnectorRun run = await process.EndAsync();

        Assert.Equal((130, ""), (run.ExitCode, run.Error));
        Assert.Equal(scenario.Csv, run.Summary("CSV files in"));
        Assert.Equal($"PostgreSQL 127.0.0.1:{port}, database d", run.Summary("not published"));
        Assert.Contains("cancelled: targets that were done stay; what was not done is as it was before.", run.OutputLines);
        Assert.Equal(6, Directory.GetFiles(scenario.Csv).Length);
        scenario.RequireNothingUnfinished();
    }

    [Fact]
    public async Task The_help_shows_its_options_environment_exit_codes_and_examples_and_the_root_lists_it()
    {
        using var folder = new RunFolder();

        ConnectorRun run = await folder.RunAsync("publish", "--help");
        ConnectorRun root = await folder.RunAsync("--help");

        run.RequireSuccess();
        string[] expected =
        [
            "qualys-attributes publish [options]", "--database", "--csv", "--snapshot", "--postgresql", "--postgresql-schema", "--log-file", "q_inventory_output", "./inventory",
            "q_postgresql", "PGPASSWORD", "PGPASSFILE", "Exit codes:", "130", "Examples",
        ];
        Each.Holds(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.Contains("Leave the password out", string.Join(' ', run.OutputLines.Select(line => line.Trim())), StringComparison.Ordinal);
        Each.Holds((string[])["--csv-file", "--since", "--api-fqdn", "heartbeat"], text => Assert.DoesNotContain(text, run.Output, StringComparison.Ordinal));
        Assert.Contains(root.OutputLines, line => line.StartsWith("  publish ", StringComparison.Ordinal));
        Assert.DoesNotContain("--postgresql-schema", root.Output, StringComparison.Ordinal);
    }
}
