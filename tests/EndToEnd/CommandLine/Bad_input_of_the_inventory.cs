using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

public sealed class Bad_input_of_the_inventory : IDisposable
{
    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("--since must be a date (2026-11-01)", "--since", "yesterday")]
    [InlineData("not '2026-11-01T00:00:00'", "--since", "2026-11-01T00:00:00")]
    [InlineData("not '0d'", "--since", "0d")]
    [InlineData("not '99999d'", "--since", "99999d")]
    [InlineData("not '7w'", "--since", "7w")]
    [InlineData("--since must not lie in the future", "--since", "2999-01-01")]
    [InlineData("--page-size must be a whole number from 1 to 300, not '301'", "--page-size", "301")]
    [InlineData("--page-size must be a whole number", "--page-size", "0")]
    [InlineData("--max-attempts must be a whole number", "--max-attempts", "0")]
    [InlineData("--retry-max-seconds must not be less than", "--retry-min-seconds", "10", "--retry-max-seconds", "5")]
    [InlineData("is not a filter", "--filter", "tags.name")]
    [InlineData("plain HTTP to another machine", "--gateway-fqdn", "http://gateway.example.com")]
    [InlineData("In --gateway-fqdn: 'a b' is not an address", "--gateway-fqdn", "a b")]
    [InlineData("The gateway of 'api.example.com' cannot be told", "--api-fqdn", "api.example.com")]
    [InlineData("--incremental cannot be given beside it", "--count-only", "--incremental")]
    [InlineData("--log-file cannot be given beside it", "--count-only", "--log-file", "x.log")]
    [InlineData("cannot be made", "--output", "file")]
    [InlineData("cannot be made", "--output", "file/folder")]
    [InlineData("The log", "--log-file", "file/x.log")]
    [InlineData("is named as the inventory database and as the log", "--output", "o", "--log-file", "o/asset_inventory_sqlite.db")]
    [InlineData("There is no option '--bogus'", "--bogus")]
    [InlineData("'--csv-file' is an option of plan, and not of inventory", "--csv-file", "x.csv")]
    [InlineData("There is a word on the command line", "everything")]
    [InlineData("--since needs a value: TIME.", "--since")]
    public async Task It_gives_one_clear_line_and_exit_code_1_and_leaves_no_file(string message, params string[] arguments)
    {
        _folder.Write("file", "");

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["inventory", .. arguments]);

        Assert.Contains(message, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        Assert.Equal(["file"], _folder.Names);
    }

    [Fact]
    public async Task What_the_parser_refuses_is_followed_by_a_hint_at_the_commands_own_help()
    {
        Assert.EndsWith("See qualys-attributes inventory --help.", (await _folder.RunAsync("inventory", "--bogus")).RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_before_the_command_is_not_ignored()
    {
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "--api-fqdn", "127.0.0.1:1", "inventory");

        Assert.Contains("--api-fqdn stands before the command 'inventory'", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Credentials_are_missed_before_anything_is_made()
    {
        ConnectorRun run = await _folder.RunAsync("inventory");

        Assert.Contains("set q_username and q_password in the environment.", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task An_error_of_the_environment_names_its_variable()
    {
        Dictionary<string, string> environment = RunFolder.Credentials;
        environment["q_gateway_fqdn"] = "a b";

        Assert.Contains("In the environment variable q_gateway_fqdn:", (await _folder.RunAsync(environment, "inventory")).RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_kind_is_left_alone()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        string other = scenario.Folder.Write(Path.Combine("inventory", "asset_inventory_sqlite.db"), new string('x', 5000));

        ConnectorRun run = await scenario.RunAsync();

        Assert.Contains("is not an inventory database", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken));
        Assert.Empty(scenario.Logs);
        Assert.Empty(scenario.Sandbox.Requests);
    }

    [Theory]
    [InlineData]
    [InlineData("--count-only")]
    public async Task A_wrong_password_ends_it_with_6(params string[] more)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        Dictionary<string, string> wrong = RunFolder.Credentials;
        wrong["q_password"] = "wr0ng-p4ss";

        ConnectorRun run = await scenario.Folder.RunAsync(wrong, scenario.Arguments(more));

        Assert.Contains("HTTP 401", run.RequireOneError(6), StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        scenario.Folder.RequireNowhere("wr0ng-p4ss", run);
        (await scenario.RunAsync()).RequireSuccess();
    }

    [Theory]
    [InlineData]
    [InlineData("--count-only")]
    public async Task A_gateway_that_is_not_there_is_named(params string[] more)
    {
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["inventory", "--gateway-fqdn", "nosuch.invalid", .. more]);

        Assert.Contains("'nosuch.invalid' is not known", run.RequireOneError(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_which_another_run_writes_is_refused()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(20);
        scenario.StandStillAtSearch(1);
        await using ConnectorProcess process = scenario.Start();
        await Eventually.HoldsAsync(() => scenario.Searches.Count == 1);

        Assert.Contains("Another run is writing the inventory", (await scenario.RunAsync()).RequireOneError(1), StringComparison.Ordinal);
        Assert.Single(scenario.Logs);
    }

    public void Dispose() => _folder.Dispose();
}
