using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A reconciled run is taken back: the plan is looked at and applied, or sent at once.</summary>
public sealed class Undoing_from_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_run_is_undone_at_once_and_then_there_is_nothing_left_to_undo()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        await SynchronizeAsync(server, "1.db");

        ConnectorRun undone = await _folder.RunAsync(RunFolder.Credentials, ["undo", "1.db", "--database", "undo.db", .. where]);
        undone.RequireSuccess();
        Assert.Empty(server.Assets.AttributesOf(1000));
        Assert.Contains("plan that undoes the run of", undone.Output, StringComparison.Ordinal);
        Assert.Contains("remove 4 (Undone)", undone.Output, StringComparison.Ordinal);

        ConnectorRun again = await _folder.RunAsync(RunFolder.Credentials, ["undo", "1.db", "--database", "again.db", .. where]);
        Assert.Contains("it was undone already", again.RequireOneError(exitCode: 1), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("again.db")));
    }

    [Fact]
    public async Task A_dry_run_needs_neither_account_nor_address_and_is_applied_as_it_was_reviewed()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await SynchronizeAsync(server, "1.db");
        int calls = server.Requests.Count;

        ConnectorRun plan = await _folder.RunAsync(["undo", "1.db", "--dry-run", "--database", "undo.db"]);
        plan.RequireSuccess();
        Assert.Equal(calls, server.Requests.Count);

        (await _folder.RunAsync(RunFolder.Credentials, ["apply", "undo.db", "--api-fqdn", RunFolder.AddressOf(server)])).RequireSuccess();
        Assert.Empty(server.Assets.AttributesOf(1003));
    }

    [Fact]
    public async Task It_goes_to_the_host_that_the_run_was_sent_to_and_to_no_other()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string host = RunFolder.AddressOf(server);
        await SynchronizeAsync(server, "1.db");

        ConnectorRun plan = await _folder.RunAsync(["undo", "1.db", "--dry-run", "--database", "plan.db"]);
        plan.RequireSuccess();
        Assert.DoesNotContain("qualys.com", plan.Output, StringComparison.Ordinal);
        Assert.Contains($"--api-fqdn {host}", plan.Output, StringComparison.Ordinal);

        ConnectorRun other = await _folder.RunAsync(RunFolder.Credentials, ["undo", "1.db", "--database", "other.db", "--api-fqdn", "qualysapi.qualys.com"]);
        Assert.Contains("and 'qualysapi.qualys.com' was named", other.RequireOneError(exitCode: 1), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.PathOf("other.db")));

        (await _folder.RunAsync(RunFolder.Credentials, ["undo", "1.db", "--database", "undo.db"])).RequireSuccess();
        Assert.Empty(server.Assets.AttributesOf(1000));
    }

    [Fact]
    public async Task A_run_that_sent_everything_is_refused_by_name()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", _folder.WriteExport(assets: 4), "--database", "1.db", .. where])).RequireSuccess();

        ConnectorRun refused = await _folder.RunAsync(RunFolder.Credentials, ["undo", "1.db", .. where]);

        Assert.Contains("cannot be undone", refused.RequireOneError(exitCode: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_are_grouped_as_is_asked_for()
    {
        string export = _folder.WriteExport(assets: 4, groups: 2);
        string[] plan = ["-c", export, "--database", "plan.db", "--force", "--api-fqdn", "qualysapi.qualys.com"];

        Assert.Contains("calls to add: 2 grouped by attribute set, ", (await _folder.RunAsync(["plan", .. plan])).Output, StringComparison.Ordinal);
        ConnectorRun byAttribute = await _folder.RunAsync(["plan", "--group-by", "attribute", .. plan]);
        Assert.Contains(" grouped by attribute, 2 by attribute set", byAttribute.Output, StringComparison.Ordinal);
        ConnectorRun wrong = await _folder.RunAsync(["plan", "--group-by", "asset", .. plan]);
        Assert.Contains("--group-by must be attribute-set, attribute or auto, not 'asset'", wrong.RequireOneError(exitCode: 1), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private async Task SynchronizeAsync(SandboxServer server, string database)
    {
        string export = _folder.WriteExport(assets: 4, groups: 2);
        (await _folder.RunAsync(RunFolder.Credentials, ["-c", export, "--reconcile", "--database", database, "--api-fqdn", RunFolder.AddressOf(server)]))
            .RequireSuccess();
    }
}
