using Microsoft.Data.Sqlite;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Dry_run_of_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task It_needs_no_credentials_and_shows_what_would_be_sent()
    {
        string export = _folder.WriteExport(assets: 120, groups: 2);

        ConnectorRun run = await _folder.RunAsync("-c", export, "-d", "-f", "Update", "-a", "qualysapi.example.com", "--batch-size", "50");

        run.RequireSuccess();
        Assert.Contains("dry run: nothing was sent; it would go to https://qualysapi.example.com with the function update:", run.OutputLines);
        Assert.Contains("  group 1, 60 assets in 2 batches: Business=Business 0", run.OutputLines);
        Assert.Contains("  group 2, 60 assets in 2 batches: Business=Business 1", run.OutputLines);
        Assert.DoesNotContain('\u001B', run.Output);
        Assert.Equal("120", run.Summary("rows read"));
        Assert.Equal("2", run.Summary("groups"));
        Assert.Equal("4 of 120 assets: 4 not sent", run.Summary("batches"));
        Assert.Equal("0", run.Summary("calls"));
        Assert.Equal(("DryRun", "update", "https://qualysapi.example.com"), (run.Summary("outcome"), run.Summary("function"), run.Summary("host")));
    }

    [Fact]
    public async Task Every_stage_is_on_record_with_status_none()
    {
        await _folder.RunAsync("-c", _folder.WriteExport(assets: 3), "-d", "-f", "remove");

        string database = Assert.Single(_folder.Databases);
        Assert.Equal(3L, SqliteFile.Scalar(database, "SELECT COUNT(*) FROM axonious_data"));
        Assert.Equal("remove none NotSent", SqliteFile.Scalar(database, "SELECT function || ' ' || status || ' ' || outcome FROM qualys_attribute_payloads_transformed_execution_log"));
        Assert.Equal(0L, SqliteFile.Scalar(database, "SELECT COUNT(*) FROM api_calls"));
    }

    [Fact]
    public async Task No_more_than_twenty_groups_are_shown()
    {
        ConnectorRun run = await _folder.RunAsync("-c", _folder.WriteExport(assets: 25, groups: 25), "-d", "--database", "many.db");

        Assert.Equal(20, run.OutputLines.Count(line => line.StartsWith("  group ", StringComparison.Ordinal)));
        Assert.Contains($"  … and 5 more: qualys-attributes show \"{_folder.PathOf("many.db")}\" groups", run.OutputLines);
    }

    [Fact]
    public async Task On_a_screen_groups_are_cut_and_values_of_the_summary_go_on_below_themselves()
    {
        string values = string.Join(',', Enumerable.Range(1, 10).Select(number => $"A value of many letters {number}"));
        string[] rows = [$"1,{values}", "x,", ",", $"2...TRIMMED - 9 characters over 9,{values}", $"\"1,000,000,009\",{values}", $"4,\"a\"b{values}"];
        string export = _folder.Write("wide.csv", RunFolder.Header() + string.Join('\n', [.. rows, .. Enumerable.Range(5, 9).Select(id => $"{id},{values}")]));

        ConnectorRun run = await _folder.RunAsync(
            new Dictionary<string, string> { ["COLUMNS"] = "80" }, "-d", "-c", export, "--database", "run.db", "--log-file", "run.log");

        run.RequireSuccess();
        string group = Assert.Single(run.OutputLines, line => line.StartsWith("  group 1, 10 assets: Business=A value of many letters 1; Division=", StringComparison.Ordinal));
        Assert.Equal((79, true), (group.Length, group.EndsWith('…')));
        Assert.Contains("SLA=A value of many letters 10", await File.ReadAllTextAsync(_folder.PathOf("run.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        string[] summary = [.. run.OutputLines.SkipWhile(line => line != "summary:").TakeWhile(line => !line.StartsWith("to go on", StringComparison.Ordinal))];
        Each.Holds(summary.Where(line => !line.Contains('/', StringComparison.Ordinal)), line => Assert.True(line.Length < 80, line));
        Assert.Equal("  plan digest", summary[Array.FindIndex(summary, line => line.StartsWith("  plan digest", StringComparison.Ordinal))]);
        Assert.StartsWith(new string(' ', 20), summary[Array.FindIndex(summary, line => line.StartsWith("  rejected", StringComparison.Ordinal)) + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_and_log_share_their_timestamp()
    {
        await _folder.RunAsync("-c", _folder.WriteExport(assets: 1), "-d");

        string database = Path.GetFileNameWithoutExtension(Assert.Single(_folder.Databases));
        string log = Path.GetFileNameWithoutExtension(Assert.Single(_folder.Logs));
        Assert.Matches("_[0-9]{8}_[0-9]{6}$", database);
        Assert.Equal(database.Replace("_sqlite_", "_log_", StringComparison.Ordinal), log);
    }

    [Fact]
    public async Task Runs_of_the_same_second_get_names_of_their_own()
    {
        string export = _folder.WriteExport(assets: 1);

        ConnectorRun[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _folder.RunAsync("-c", export, "-d")));

        Each.Holds(runs, run => run.RequireSuccess());
        Assert.Equal(4, _folder.Databases.Length);
        Assert.Equal(
            _folder.Databases.Select(path => Path.GetFileNameWithoutExtension(path).Replace("_sqlite_", "_log_", StringComparison.Ordinal)).Order(),
            _folder.Logs.Select(path => Path.GetFileNameWithoutExtension(path)).Order());
    }

    [Fact]
    public async Task The_log_has_a_time_on_every_line_and_the_options_in_effect()
    {
        await _folder.RunAsync("-c", _folder.WriteExport(assets: 1), "-d", "--log-file", "my.log", "--max-attempts", "7");

        string[] lines = await File.ReadAllLinesAsync(_folder.PathOf("my.log"), TestContext.Current.CancellationToken);
        Each.Holds(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \| ", line));
        Assert.Contains(lines, line => line.Contains("start: qualys-attributes ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" max-attempts=7 ", StringComparison.Ordinal));
        Assert.EndsWith("end: exit code 0", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_named_is_added_to()
    {
        string log = _folder.Write("my.log", "before\n");

        await _folder.RunAsync("-c", _folder.WriteExport(assets: 1), "-d", "--log-file", log);

        Assert.StartsWith("before\n", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(_folder.Logs);
    }

    [Fact]
    public async Task The_default_export_is_the_reference_connectors()
    {
        _folder.WriteExport(assets: 5, name: Path.Combine("data", "input.csv"));

        ConnectorRun run = await _folder.RunAsync("--dry-run");

        Assert.Equal("5", run.Summary("ids in rows"));
    }

    [Fact]
    public async Task The_environment_serves_where_an_option_is_not_given()
    {
        var environment = new Dictionary<string, string>
        {
            ["q_csv_file"] = _folder.WriteExport(assets: 5),
            ["q_api_fqdn"] = "qualysapi.example.org:8443",
            ["q_api_function"] = "REMOVE",
        };

        ConnectorRun run = await _folder.RunAsync(environment, "-d");

        run.RequireSuccess();
        Assert.Contains("dry run: nothing was sent; it would go to https://qualysapi.example.org:8443 with the function remove:", run.OutputLines);
    }

    [Fact]
    public async Task An_option_counts_before_the_environment()
    {
        var environment = new Dictionary<string, string> { ["q_csv_file"] = "nosuch.csv", ["q_api_fqdn"] = "a b", ["q_api_function"] = "destroy" };

        ConnectorRun run = await _folder.RunAsync(environment, "-d", "-c", _folder.WriteExport(assets: 2), "-a", "h.example.com", "-f", "add");

        run.RequireSuccess();
    }

    [Fact]
    public async Task Rejected_rows_are_summed_up_by_reason()
    {
        string export = _folder.Write("export.csv", RunFolder.Header() + RunFolder.Row(1, "A") + "x,A\n,A\n,B\n" + RunFolder.Row(2, ""));

        ConnectorRun run = await _folder.RunAsync("-d", "-c", export);

        Assert.Equal("3 (2 NoAssetId, 1 InvalidAssetId)", run.Summary("rejected"));
        Assert.Equal("1", run.Summary("without values"));
        Assert.Contains(run.OutputLines, line => line.StartsWith("warning: Not sent for lack of any value: 1 asset. See: qualys-attributes show ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("exclude-conflicting", "1 of 2 assets: 1 not sent")]
    [InlineData("EXCLUDE", "1 of 1 asset: 1 not sent")]
    public async Task Duplicates_go_by_the_rule_asked_for(string rule, string batches)
    {
        string export = _folder.Write(
            "export.csv",
            RunFolder.Header() + RunFolder.Row(1, "A") + RunFolder.Row(2, "A") + RunFolder.Row(2, "A") + RunFolder.Row(3, "A") + RunFolder.Row(3, "B"));

        ConnectorRun run = await _folder.RunAsync("-d", "-c", export, "--duplicates", rule);

        Assert.Equal(batches, run.Summary("batches"));
        Assert.StartsWith("4 rows of 2 ids", run.Summary("duplicates"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', ";")]
    [InlineData('\t', "tab")]
    [InlineData('\t', "\\t")]
    public async Task The_delimiter_can_be_named(char delimiter, string option)
    {
        ConnectorRun run = await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 4, delimiter: delimiter), "--delimiter", option);

        Assert.Equal("4", run.Summary("ids in rows"));
    }

    [Fact]
    public async Task A_mapping_and_an_id_column_take_the_place_of_the_contract()
    {
        string export = _folder.Write("export.csv", "Id,Site\n1,Zürich\n2,Bern\n");
        string mapping = _folder.Write("mapping.json", """{ "Site": "Location" }""");

        ConnectorRun run = await _folder.RunAsync("-d", "-c", export, "--mapping", mapping, "--asset-id-column", "Id");

        run.RequireSuccess();
        Assert.Contains("  group 2, 1 asset: Location=Zürich", run.OutputLines);
    }

    [Fact]
    public async Task Force_replaces_a_database_that_exists()
    {
        string export = _folder.WriteExport(assets: 2);
        await _folder.RunAsync("-d", "-c", export, "--database", "x.db");

        ConnectorRun run = await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 3), "--database", "x.db", "--force");

        run.RequireSuccess();
        SqliteConnection.ClearAllPools();
        Assert.Equal(3L, SqliteFile.Scalar(_folder.PathOf("x.db"), "SELECT COUNT(*) FROM axonious_data"));
    }

    public void Dispose() => _folder.Dispose();
}
