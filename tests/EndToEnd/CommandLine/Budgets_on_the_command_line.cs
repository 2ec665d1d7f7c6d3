using System.Globalization;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A run that has used up what it was allowed ends with exit code 5, and says what is left and how it goes on.</summary>
public sealed class Budgets_on_the_command_line : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task After_so_many_calls_the_summary_is_whole_and_the_command_in_it_goes_on()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];

        ConnectorRun run = await _folder.RunAsync(
            RunFolder.Credentials, ["-c", _folder.WriteExport(assets: 6, groups: 6), "--database", "run.db", "--maximum-calls", "4", .. where]);

        Assert.Equal(5, run.ExitCode);
        Assert.Equal("6 of 6 assets: 4 succeeded, 2 not sent", run.Summary("batches"));
        Assert.Equal("4", run.Summary("calls"));
        Assert.Contains("to go on: qualys-attributes resume ", run.Output, StringComparison.Ordinal);
        Assert.Contains("made the 4 calls that it was allowed, and was ended. 2 batches are left, on record in '", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));

        (await _folder.RunAsync(RunFolder.Credentials, ["--resume", "run.db", "--maximum-calls", "2", .. where])).RequireSuccess();
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(6, server.Assets.Count);
    }

    [Fact]
    public async Task A_process_begins_with_what_the_one_before_knew_of_the_window()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(
            new SandboxOptions { RateLimit = new RateLimit(4, TimeSpan.FromSeconds(8)), ConcurrencyLimit = 2 });
        string[] where = ["--api-fqdn", RunFolder.AddressOf(server)];
        ConnectorRun first = await _folder.RunAsync(
            RunFolder.Credentials,
            ["-c", _folder.WriteExport(assets: 9, groups: 9), "--reconcile", "--database", "run.db", "--maximum-calls", "4", .. where]);
        Assert.Equal(5, first.ExitCode);

        ConnectorRun second = await _folder.RunAsync(RunFolder.Credentials, ["apply", "run.db", .. where]);

        second.RequireSuccess();
        Assert.Matches(@"rate limit: next call at \d\d:\d\d:\d\d UTC", second.Output);
        Each.Holds(server.Requests, request => Assert.Equal(200, request.AnswerStatus));
        Assert.Equal(9, server.Requests.Count);
    }

    [Fact]
    public async Task At_its_time_a_run_ends_and_what_is_no_time_is_refused()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { RateLimit = new RateLimit(2, TimeSpan.FromHours(1)) });
        string[] sending = ["-c", _folder.WriteExport(assets: 6, groups: 6), "--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1"];
        string soon = DateTimeOffset.UtcNow.AddMinutes(20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string past = DateTimeOffset.UtcNow.AddMinutes(-20).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, [.. sending, "--until", soon]);

        Assert.Equal(5, run.ExitCode);
        Assert.Contains($"may send until {soon[..10]} {soon[11..19]} UTC", run.Error, StringComparison.Ordinal);
        Assert.Contains("4 batches are left", run.Error, StringComparison.Ordinal);

        foreach ((string until, string told) in ((string Until, string Told)[])[("25:00", "not '25:00'"), ("tomorrow", "06:00"), ("2026-11-01T06:00", "time zone"), (past, "has passed. Name a later one with --until")])
        {
            ConnectorRun refused = await _folder.RunAsync(RunFolder.Credentials, [.. sending, "--until", until]);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(told, refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(2, server.Requests.Count);
        string tonight = DateTime.Now.AddMinutes(-1).ToString("HH:mm", CultureInfo.InvariantCulture);
        ConnectorRun tomorrow = await _folder.RunAsync(["-c", _folder.WriteExport(assets: 2), "--until", tonight, "--dry-run"]);
        tomorrow.RequireSuccess();
    }

    [Theory]
    [InlineData("--maximum-calls", "0")]
    [InlineData("--maximum-calls", "many")]
    [InlineData("--reserve-calls", "-1")]
    [InlineData("--lease-timeout", "soon")]
    [InlineData("--lease-timeout", "8.00:00:00")]
    [InlineData("--priority-key", "")]
    public async Task What_is_no_such_bound_is_refused(string option, string value)
    {
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, ["-c", _folder.WriteExport(assets: 1), option, value]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"error: {option} must be", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
