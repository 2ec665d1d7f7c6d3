using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A plan is made by comparison, looked at, and applied; what is as it should be is not sent again.</summary>
public sealed class Reconciling_from_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_plan_is_made_without_credentials_and_tells_by_its_exit_code_whether_it_has_changes()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string export = _folder.WriteExport(assets: 4, groups: 2);
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];

        ConnectorRun plan = await _folder.RunAsync(["plan", "-c", export, "--database", "plan.db", "--detailed-exit-code", .. where]);
        Assert.Equal(3, plan.ExitCode);
        Assert.Contains("add 4 (New)", plan.Output, StringComparison.Ordinal);
        Assert.Contains("group 1, add to 2 assets", plan.Output, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        ConnectorRun applied = await _folder.RunAsync(RunFolder.Credentials, ["apply", "plan.db", .. where]);
        applied.RequireSuccess();
        Assert.Equal(2, server.Requests.Count);

        ConnectorRun again = await _folder.RunAsync(["plan", "-c", export, "--database", "again.db", "--detailed-exit-code", .. where]);
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("4 assets, all equal: nothing to send", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_command_sends_what_differs_and_nothing_the_second_time()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] sending = ["--reconcile", "--api-fqdn", RunFolder.AddressOf(server), "--remove-stale"];
        string export = _folder.WriteExport(assets: 4, groups: 2);
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--database", "1.db", .. sending])).RequireSuccess();
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--database", "2.db", .. sending])).RequireSuccess();
        Assert.Equal(2, server.Requests.Count);

        string changed = _folder.Write("changed.csv", RunFolder.Header() + RunFolder.Row(1000, "Business 0") + RunFolder.Row(1001, "Another")
            + RunFolder.Row(1002, "Business 0") + RunFolder.Row(1003, ""));
        ConnectorRun third = await _folder.RunAsync(RunFolder.Credentials, ["-c", changed, "--database", "3.db", .. sending]);
        third.RequireSuccess();
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal("Another", server.Assets.AttributesOf(1001)["Business"]);
        Assert.Empty(server.Assets.AttributesOf(1003));
        Assert.Equal(
            ["1000 None Equal", "1001 Update Changed", "1002 None Equal", "1003 Remove Emptied"],
            SqliteFile.Read(_folder.PathOf("3.db"), "SELECT asset_id || ' ' || action || ' ' || reason FROM qualys_attribute_plan WHERE key = 'Business' ORDER BY asset_id"));
    }

    [Fact]
    public async Task A_brake_ends_with_its_own_exit_code_and_is_released_on_that_very_database()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        string export = _folder.WriteExport(assets: 60);
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", "1.db", .. where])).RequireSuccess();
        int before = server.Requests.Count;
        string changed = _folder.Write("changed.csv", (await File.ReadAllTextAsync(export, TestContext.Current.CancellationToken)).Replace("Business 0", "Other", StringComparison.Ordinal));

        ConnectorRun plan = await _folder.RunAsync(["plan", "-c", changed, "--database", "2.db", .. where]);
        Assert.Equal(0, plan.ExitCode);
        Assert.Contains("change 'Business' of 60 of the 60 assets", plan.Output, StringComparison.Ordinal);

        // Only what makes a plan ends with 0 for it: it is made.
        ConnectorRun dry = await _folder.RunAsync(["-c", changed, "--reconcile", "--dry-run", "--database", "dry.db", .. where]);
        ConnectorRun undo = await _folder.RunAsync(["undo", "1.db", "--dry-run", "--database", "undo.db"]);
        Assert.Equal((4, 4), (dry.ExitCode, undo.ExitCode));
        Assert.StartsWith("Held: The plan in '", undo.Summary("outcome"), StringComparison.Ordinal);
        Assert.Equal($"what it would change: qualys-attributes show \"{_folder.PathOf("undo.db")}\" plan", undo.OutputLines[^2]);
        Assert.StartsWith("to go on: qualys-attributes apply ", undo.OutputLines[^1], StringComparison.Ordinal);
        Assert.Equal(61, (await _folder.RunAsync("show", "undo.db", "plan")).OutputLines.Count);
        Assert.EndsWith(" Business            Undone   Business 0 -> nothing", (await _folder.RunAsync("show", "undo.db", "plan", "--asset-id", "1007")).OutputLines[1], StringComparison.Ordinal);

        ConnectorRun braked = await _folder.RunAsync(RunFolder.Credentials, ["apply", "2.db", .. where]);
        Assert.Equal(4, braked.ExitCode);
        Assert.Contains("--allow-mass-change", braked.Error, StringComparison.Ordinal);
        Assert.Equal(before, server.Requests.Count);

        (await _folder.RunAsync(RunFolder.Credentials, ["apply", "2.db", "--allow-mass-change", .. where])).RequireSuccess();
        Assert.Equal("Other", server.Assets.AttributesOf(1000)["Business"]);
    }

    [Fact]
    public async Task What_a_brake_held_goes_on_with_the_choice_and_the_options_it_was_begun_with()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        string export = _folder.WriteExport(assets: 120);
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", "1.db", .. where])).RequireSuccess();
        string changed = _folder.Write("changed.csv", (await File.ReadAllTextAsync(export, TestContext.Current.CancellationToken)).Replace("Business 0", "Other", StringComparison.Ordinal));
        string pilot = string.Join(',', Enumerable.Range(1000, 60));

        ConnectorRun held = await _folder.RunAsync(
            RunFolder.Credentials,
            ["-c", changed, "--reconcile", "--database", "2.db", "--asset-id", pilot, "--maximum-calls", "7", "--priority-key", "Business", "--verify", .. where]);
        Assert.Equal(4, held.ExitCode);
        string line = Assert.Single(held.Output.Split('\n'), each => each.StartsWith("to go on: ", StringComparison.Ordinal) || each.Contains("not chosen; ", StringComparison.Ordinal));
        Assert.EndsWith(" --allow-mass-change --verify --maximum-calls 7 --priority-key \"Business\"", line.TrimEnd(), StringComparison.Ordinal);

        ConnectorRun shown = await _folder.RunAsync("show", "2.db");
        Assert.Contains("Held", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"--api-fqdn {RunFolder.AddressOf(server)}", shown.Output, StringComparison.Ordinal);
        (await _folder.RunAsync(RunFolder.Credentials, ["apply", "2.db", "--allow-mass-change", .. where])).RequireSuccess();
        Assert.Equal(["Other", "Business 0"], [server.Assets.AttributesOf(1059)["Business"], server.Assets.AttributesOf(1060)["Business"]]);
    }

    [Fact]
    public async Task A_plan_whose_ledger_is_gone_is_refused_and_an_asset_that_it_does_not_have_leaves_nothing()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server), "--ledger", "l.sqlite"];
        string export = _folder.WriteExport(assets: 2);
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", "1.db", .. where])).RequireSuccess();
        ConnectorRun wrong = await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", "2.db", "--asset-id", "999", .. where]);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("no asset 999", wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("2.db")));
        (await _folder.RunAsync(["plan", "-c", export, "--database", "2.db", .. where])).RequireSuccess();
        File.Delete(_folder.PathOf("l.sqlite"));

        ConnectorRun gone = await _folder.RunAsync(RunFolder.Credentials, ["apply", "2.db", .. where[..2]]);

        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("is not there any more", gone.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("l.sqlite")));
    }

    [Fact]
    public async Task A_plan_is_refused_as_stale_where_another_run_has_written_since()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        string export = _folder.WriteExport(assets: 2);
        (await _folder.RunAsync(["plan", "-c", export, "--database", "old.db", .. where])).RequireSuccess();
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", "new.db", .. where])).RequireSuccess();
        int before = server.Requests.Count;

        ConnectorRun stale = await _folder.RunAsync(RunFolder.Credentials, ["apply", "old.db", .. where]);

        Assert.Equal(1, stale.ExitCode);
        Assert.Contains("is stale", stale.Error, StringComparison.Ordinal);
        Assert.Equal(before, server.Requests.Count);
    }

    [Theory]
    [InlineData("--ledger goes with --reconcile", "--ledger", "x.sqlite")]
    [InlineData("--api-function cannot be given beside it", "--reconcile", "--api-function", "add")]
    [InlineData("--when-drifted must be overwrite or keep, not 'never'", "--reconcile", "--when-drifted", "never")]
    [InlineData("--maximum-change must be a number of percent from 0 to 100, not '200'", "--reconcile", "--maximum-change", "200")]
    [InlineData("does not exist", "--reconcile", "--inventory", "nowhere")]
    public async Task What_cannot_be_meant_is_one_line(string line, params string[] arguments)
    {
        ConnectorRun run = await _folder.RunAsync(["-c", _folder.WriteExport(assets: 1), "--dry-run", "--api-fqdn", "http://127.0.0.1:1", .. arguments]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(line, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
