using Npgsql;
using QualysCustomAttributes.EndToEnd.PostgreSql;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Publishing_into_PostgreSQL_from_the_command_line
{
    private const string WrongPassword = "wr0ng;'\"p4ss";

    [Fact]
    public async Task All_three_targets_get_the_inventory_and_a_second_time_nothing_is_new()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublishScenario scenario = await PublishScenario.StartAsync();
        string[] options = ["--csv", "csv", "--snapshot", "snapshots", "--postgresql", schema.ConnectionString, "--postgresql-schema", schema.Name, "--log-file", "my.log"];

        ConnectorRun first = await scenario.PublishAsync(options);
        ConnectorRun second = await scenario.PublishAsync(options);

        first.RequireSuccess();
        second.RequireSuccess();
        Assert.Equal(["45"], schema.Query($"SELECT count(*) FROM {schema.Name}.q_asset_inventory"));
        Assert.EndsWith($", schema {schema.Name}", first.Summary("merged into"), StringComparison.Ordinal);
        Assert.Matches(@"^45 assets new or changed, 0 unchanged, [\d,]+ rows, [\d.]+ s$", PublishScenario.Counts(first, "merged into"));
        Assert.StartsWith("0 assets new or changed, 45 unchanged, ", PublishScenario.Counts(second, "merged into"), StringComparison.Ordinal);
        Assert.Single(first.OutputLines, line => line.StartsWith("publishing: Merged into PostgreSQL, done in ", StringComparison.Ordinal));
        Assert.Equal((6, 2), (Directory.GetFiles(scenario.Csv).Length, Directory.GetFiles(scenario.Snapshots).Length));
        scenario.RequireNowhere(PasswordOf(schema), first, second);
    }

    [Fact]
    public async Task Connection_string_and_password_come_from_the_environment()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        var environment = new Dictionary<string, string> { ["q_postgresql"] = With(schema, null), ["PGPASSWORD"] = PasswordOf(schema) };

        ConnectorRun run = await scenario.PublishAsync(environment, "--postgresql-schema", schema.Name);

        run.RequireSuccess();
        Assert.Equal(["3"], schema.Query($"SELECT count(*) FROM {schema.Name}.q_asset_inventory"));
        scenario.RequireNowhere(PasswordOf(schema), run);
    }

    [Fact]
    public async Task A_password_that_is_missing_is_said()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublishScenario scenario = await PublishScenario.StartAsync(1);
        string nobody = new NpgsqlConnectionStringBuilder(schema.ConnectionString) { Password = null, Username = "nobody_known" }.ConnectionString;

        ConnectorRun run = await scenario.PublishAsync("--postgresql", nobody);

        Assert.Contains("refused the login", run.RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown_and_what_was_done_before_stays()
    {
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        var environment = new Dictionary<string, string> { ["q_postgresql"] = With(schema, null), ["PGPASSWORD"] = WrongPassword };

        ConnectorRun option = await scenario.PublishAsync("--postgresql", With(schema, WrongPassword), "--log-file", "my.log");
        ConnectorRun variable = await scenario.PublishAsync(environment, "--csv", "csv", "--log-file", "my.log");

        Assert.Contains("refused the login", option.RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("refused the login", variable.RequireOneError(2), StringComparison.Ordinal);
        Assert.Equal(scenario.Csv, variable.Summary("CSV files in"));
        Assert.StartsWith("PostgreSQL ", variable.Summary("not published"), StringComparison.Ordinal);
        scenario.RequireNowhere(WrongPassword, option, variable);
        scenario.RequireNowhere(new NpgsqlConnectionStringBuilder { Password = WrongPassword }.ConnectionString, option, variable);
    }

    [Fact]
    public async Task A_signal_while_tables_are_merged_leaves_them_as_they_were()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");
        await using PostgreSqlSchemaOfTest schema = await PostgreSqlSchemaOfTest.RequireAsync();
        await using PublishScenario scenario = await PublishScenario.StartAsync(3);
        string[] options = ["--postgresql", schema.ConnectionString, "--postgresql-schema", schema.Name];
        (await scenario.PublishAsync(options)).RequireSuccess();
        SqliteFile.Execute(scenario.Inventory.DatabasePath, "UPDATE Q_Asset_Inventory SET assetName = 'changed', Row_Last_Updated = '2031-01-01 00:00:00'");
        string before = schema.Dump();
        await using (NpgsqlConnection reader = schema.Connect())
        {
            await using NpgsqlTransaction transaction = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var hold = new NpgsqlCommand("LOCK TABLE q_asset_inventory IN SHARE MODE", reader, transaction))
            {
                await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await using ConnectorProcess process = scenario.Start(options);
            await Eventually.HoldsAsync(() => schema.Query($"SELECT 1 FROM pg_locks WHERE relation = '{schema.Name}.q_asset_inventory'::regclass AND NOT granted").Count > 0);

            process.Signal("TERM");
            ConnectorRun run = await process.EndAsync();

            Assert.Equal((130, ""), (run.ExitCode, run.Error));
            Assert.DoesNotContain("summary", run.Output, StringComparison.Ordinal);
        }

        Assert.Equal(before, schema.Dump());
        ConnectorRun again = await scenario.PublishAsync(options);
        again.RequireSuccess();
        Assert.StartsWith("3 assets new or changed", PublishScenario.Counts(again, "merged into"), StringComparison.Ordinal);
    }

    private static string PasswordOf(PostgreSqlSchemaOfTest schema) => new NpgsqlConnectionStringBuilder(schema.ConnectionString).Password ?? "";

    private static string With(PostgreSqlSchemaOfTest schema, string? password) =>
        new NpgsqlConnectionStringBuilder(schema.ConnectionString) { Password = password }.ConnectionString;
}
