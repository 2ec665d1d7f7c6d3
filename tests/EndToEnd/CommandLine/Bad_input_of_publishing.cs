using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>What cannot be published, or not there, is named in a clear line, and no file is left.</summary>
public sealed class Bad_input_of_publishing : IDisposable
{
    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("give --csv, --snapshot or --postgresql")]
    [InlineData("give --csv, --snapshot or --postgresql", "--database", "file", "--log-file", "my.log")]
    [InlineData("give --postgresql, or set q_postgresql", "--csv", "out", "--postgresql-schema", "csam")]
    [InlineData("inventory' does not exist", "--csv", "out", "--log-file", "my.log")]
    [InlineData("missing.db' does not exist", "--database", "missing.db", "--snapshot", "out")]
    [InlineData("is not an inventory database", "--database", "file", "--csv", "out")]
    [InlineData("is not a path", "--csv", "")]
    [InlineData("is named as the inventory database and as the log", "--database", "file", "--csv", "out", "--log-file", "file")]
    [InlineData("The log '", "--csv", "out", "--log-file", "file/my.log")]
    [InlineData("There is no option '--postgres'", "--postgres=Host=db;Password=geheim")]
    [InlineData("'--api-fqdn' is an option of ", "--csv", "out", "--api-fqdn", "h")]
    [InlineData("There is a word on the command line", "geheim", "--csv", "out")]
    [InlineData("--csv needs a value: FOLDER", "--csv")]
    [InlineData("expects a single argument", "--postgresql", "Host=db;Password=geheim", "--postgresql", "Host=db;Password=geheim")]
    public async Task It_gives_one_clear_line_and_exit_code_1_and_leaves_no_file(string message, params string[] arguments)
    {
        _folder.Write("file", "");

        ConnectorRun run = await _folder.RunAsync(["publish", .. arguments]);

        Assert.Contains(message, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.Equal(["file"], _folder.Names);
    }

    [Theory]
    [InlineData("geheim")]
    [InlineData("")]
    [InlineData("postgresql://publisher:geheim@db/inventory")]
    [InlineData("Host=db;Passwort=geheim")]
    [InlineData("Host=db;Password=ge;heim=geheim")]
    [InlineData("Host=db;Port=geheim")]
    [InlineData("Host=db;Port=-1;Password=geheim")]
    [InlineData("Host=db;Password=\"geheim")]
    [InlineData("Database=inventory;Password=geheim")]
    public async Task A_string_that_is_no_connection_string_is_refused_and_not_shown(string connectionString)
    {
        ConnectorRun option = await _folder.RunAsync("publish", "--postgresql", connectionString, "--log-file", "my.log");
        Assert.Contains("In --postgresql: The PostgreSQL connection string cannot be used", option.RequireOneError(1), StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", option.Output + option.Error, StringComparison.Ordinal);
        if (connectionString.Length > 0)
        {
            ConnectorRun environment = await _folder.RunAsync(new Dictionary<string, string> { ["q_postgresql"] = connectionString }, "publish");
            Assert.Contains("In the environment variable q_postgresql: The PostgreSQL connection string", environment.RequireOneError(1), StringComparison.Ordinal);
            Assert.DoesNotContain("geheim", environment.Output + environment.Error, StringComparison.Ordinal);
        }

        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("--csv")]
    [InlineData("--snapshot")]
    public async Task A_folder_that_cannot_be_made_is_named_and_nothing_is_published(string option)
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync(1);
        scenario.Folder.Write("file", "");

        ConnectorRun run = await scenario.PublishAsync(option, "file/out");

        Assert.Contains($"The folder '{Path.Combine(scenario.Folder.PathOf("file"), "out")}' cannot be written", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.DoesNotContain("summary", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=nowhere.invalid;Username=u;Password=geheim")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=geheim;Timeout=5")]
    [InlineData("Host=127.0.0.1,127.0.0.2;Port=1;Username=u;Password=geheim;Timeout=5")]
    public async Task A_server_that_is_not_there_is_named(string connectionString)
    {
        await using PublishScenario scenario = await PublishScenario.StartAsync(1);

        ConnectorRun run = await scenario.PublishAsync("--postgresql", connectionString, "--log-file", "my.log");

        Assert.Contains($"The PostgreSQL server {connectionString[5..connectionString.IndexOf(';', StringComparison.Ordinal)]}", run.RequireOneError(1), StringComparison.Ordinal);
        scenario.RequireNowhere("geheim", run);
    }

    [Fact]
    public async Task An_option_before_the_command_is_not_ignored()
    {
        ConnectorRun run = await _folder.RunAsync("--database", "x.db", "publish", "--csv", "out");

        Assert.Contains("--database stands before the command 'publish'", run.RequireOneError(1), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
