using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Help_of_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    public async Task It_shows_options_contract_environment_exit_codes_and_examples(string option)
    {
        ConnectorRun run = await _folder.RunAsync(option);

        run.RequireSuccess();
        string[] expected =
        [
            "-c, --csv-file", "-d, --dry-run", "--db-help", "-a, --api-fqdn", "-f, --api-function", "--database", "--force", "--log-file", "--resume",
            "--batch-size", "--throttle-limit", "--max-attempts", "--retry-min-seconds", "--retry-max-seconds", "--maximum-wait", "--timeout-seconds", "--failure-limit", "--duplicates",
            "--mapping", "--asset-id-column", "--delimiter", "q_csv_file", "q_api_fqdn", "q_api_function", "q_username", "q_password",
            "q_client_id", "q_client_secret", "q_access_token", "q_gateway_fqdn",
            "--client-kind", "--update-authentication", "--gateway-fqdn", "Exit codes:", "130", "Examples:",
            .. AxoniusContract.Default.Columns.Select(column => column.Header),
        ];
        Each.Holds(expected, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("heartbeat", run.Output, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task It_breaks_between_words_in_a_terminal_of(int columns)
    {
        Assert.SkipUnless(ConnectorProcess.HasTerminals, "There is no /usr/bin/script that gives a program a terminal.");
        foreach (string command in Commands)
        {
            await using ConnectorProcess process = ConnectorProcess.StartInTerminal(columns, _folder.FullName, [.. Words(command), "--help"]);
            ConnectorRun run = await process.EndAsync();
            ConnectorRun whole = await _folder.RunAsync([.. Words(command), "--help"]);

            Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
            Each.Holds(run.OutputLines, line => Assert.InRange(line.Length, 0, columns));
            Assert.Equal([], WordsOf(whole).Except(WordsOf(run)));
        }
    }

    [Fact]
    public async Task It_breaks_between_words_where_it_goes_into_a_file()
    {
        foreach (string command in Commands)
        {
            Each.Holds((await _folder.RunAsync([.. Words(command), "--help"])).OutputLines, line => Assert.InRange(line.Length, 0, 110));
        }
    }

    [Theory]
    [InlineData("plan", "Qualys refused the account")]
    [InlineData("plan", "the plan is not whole")]
    [InlineData("apply", "With --resume")]
    public async Task A_command_says_nothing_of_what_it_does_not_have(string command, string text)
    {
        ConnectorRun run = await _folder.RunAsync(command, "--help");

        run.RequireSuccess();
        Assert.DoesNotContain(text, run.Output, StringComparison.Ordinal);
        Assert.Contains(text.Replace("the plan is not whole", "Qualys refused the account", StringComparison.Ordinal), (await _folder.RunAsync("--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_database_help_names_tables_and_columns_as_they_are()
    {
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 2), "--database", "x.db");

        ConnectorRun run = await _folder.RunAsync("--db-help");

        run.RequireSuccess();
        (string Name, string Columns)[] tables = run.OutputLines.Zip(run.OutputLines.Skip(2))
            .Where(pair => pair.Second.StartsWith("  columns: ", StringComparison.Ordinal))
            .Select(pair => (pair.First, pair.Second["  columns: ".Length..]))
            .ToArray();
        Assert.Equal(14, tables.Length);
        Each.Holds(tables, table => Assert.Equal(
            table.Columns,
            SqliteFile.Scalar(_folder.PathOf("x.db"), $"SELECT group_concat(name, ', ') FROM pragma_table_info('{table.Name}')")));
    }

    [Fact]
    public async Task The_queries_of_the_database_help_run()
    {
        await _folder.RunAsync("-d", "-c", _folder.WriteExport(assets: 2), "--database", "x.db");

        ConnectorRun run = await _folder.RunAsync("--db-help");

        string[] queries = run.OutputLines.Select(line => line.Trim()).Where(line => line.StartsWith("SELECT ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, queries.Length);
        Each.Holds(queries, query => Assert.Null(Record.Exception(() => SqliteFile.Scalar(_folder.PathOf("x.db"), query))));
    }

    [Fact]
    public async Task The_version_is_the_modules()
    {
        ConnectorRun run = await _folder.RunAsync("--version");

        run.RequireSuccess();
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(run.OutputLines));
    }

    private static readonly string[] Commands = ["", "plan", "apply", "resume", "undo", "check", "show", "report", "inventory", "publish", "verify"];

    private static string[] Words(string command) => command.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> WordsOf(ConnectorRun run) => run.OutputLines.SelectMany(line => line.Replace("\e[?1h\e=", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public void Dispose() => _folder.Dispose();
}
