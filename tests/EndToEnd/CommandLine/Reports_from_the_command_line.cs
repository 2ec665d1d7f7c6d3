using System.Text.Json;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>The command report writes what a run came to, for people and for programs.</summary>
public sealed class Reports_from_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_run_that_was_sent_becomes_a_page_beside_it()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, Fault.Refused());
        ConnectorRun sent = await _folder.RunAsync(
            RunFolder.Credentials,
            ["-c", _folder.WriteExport(assets: 4, groups: 4), "--database", "run.db", "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1"]);
        byte[] before = await File.ReadAllBytesAsync(_folder.PathOf("run.db"), TestContext.Current.CancellationToken);

        ConnectorRun run = await _folder.RunAsync("report", "run.db");

        run.RequireSuccess();
        Assert.Equal(2, sent.ExitCode);
        Assert.Equal(_folder.PathOf("run.html"), Assert.Single(run.OutputLines));
        string page = await File.ReadAllTextAsync(_folder.PathOf("run.html"), TestContext.Current.CancellationToken);
        Assert.Contains("<h1>Partial</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Refused by the script", page, StringComparison.Ordinal);
        Assert.Contains("qualys-attributes resume", page, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.PathOf("run.db"), TestContext.Current.CancellationToken));
        _folder.RequireNowhere(RunFolder.Password, run);
    }

    [Fact]
    public async Task A_plan_becomes_text_or_an_object_where_that_is_asked_for()
    {
        await PlanAsync();

        ConnectorRun markdown = await _folder.RunAsync("report", "dry.db", "--format", "Markdown", "--output", "plan.md");
        ConnectorRun json = await _folder.RunAsync("report", "dry.db", "--format=json");

        markdown.RequireSuccess();
        json.RequireSuccess();
        Assert.StartsWith("# Dry run: dry.db", await File.ReadAllTextAsync(_folder.PathOf("plan.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.PathOf("dry.json"), TestContext.Current.CancellationToken));
        Assert.Equal("DryRun", report.RootElement.GetProperty("run").GetProperty("outcome").GetString());
        Assert.Equal(3, report.RootElement.GetProperty("changes").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Each_thing_that_cannot_be_is_one_line_and_leaves_what_was_there()
    {
        await PlanAsync();
        _folder.Write("mine.html", "mine");

        Assert.EndsWith("use --force to replace it.", (await ReportAsync("dry.db", "-o", "mine.html")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("does not exist", (await ReportAsync("none.db")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is not a run database", (await ReportAsync("mine.html")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("is a folder", (await ReportAsync(".")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("a report never takes its place", (await ReportAsync("dry.db", "-o", "dry.db", "--force")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("there is no folder", (await ReportAsync("dry.db", "-o", "none/dry.html")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Contains("must be html, markdown or json, not 'pdf'", (await ReportAsync("dry.db", "--format", "pdf")).RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.PathOf("mine.html"), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(_folder.Names, name => name.StartsWith("dry.h", StringComparison.Ordinal));

        (await ReportAsync("dry.db", "-o", "mine.html", "--force")).RequireSuccess();
        Assert.StartsWith("<!DOCTYPE", await File.ReadAllTextAsync(_folder.PathOf("mine.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_help_says_what_it_writes_and_where()
    {
        ConnectorRun help = await ReportAsync("--help");

        help.RequireSuccess();
        Each.Holds(
            (string[])["RUN", "--output", "--format", "--force", "--shared-read", "beside the run", "Exit codes:", "Examples:"],
            text => Assert.Contains(text, help.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private Task<ConnectorRun> PlanAsync() => _folder.RunAsync("-d", "-c", _folder.WriteExport(3), "--database", "dry.db");

    private Task<ConnectorRun> ReportAsync(params string[] arguments) => _folder.RunAsync(["report", .. arguments]);
}
