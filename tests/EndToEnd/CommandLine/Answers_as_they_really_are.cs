using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>What people report of Qualys and of what stands before it, answered to the command line: exit code, words, calls made, and what is left.</summary>
public sealed class Answers_as_they_really_are : IDisposable
{
    private const int Groups = 12;

    private readonly RunFolder _folder = new();

    [Theory]
    [InlineData("accountExpired", "This account has expired")]
    [InlineData("badLogin", "Bad Login/Password")]
    [InlineData("registrationPending", "Registration must be completed")]
    [InlineData("addressNotAllowed", "The address is not allowed")]
    [InlineData("evaluationExpired", "The evaluation is over")]
    [InlineData("unauthorizedUnderOk", "No API access")]
    public async Task A_refusal_ends_the_run_with_6_and_no_more_calls_than_run_at_a_time(string answer, string words)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.ReportedAnswer(answer).Always());

        ConnectorRun run = await SendAsync(server);

        string error = run.RequireOneError(6);
        Assert.Contains(words, error, StringComparison.Ordinal);
        foreach (string cause in (string[])["platform", "API access", "licence terms", "expired", "address", "SSO"])
        {
            Assert.Contains(cause, error, StringComparison.OrdinalIgnoreCase);
        }

        Assert.InRange(server.Requests.Count, 1, 2);
        await RequireResumedAsync(server);
    }

    [Theory]
    [InlineData("limitInBody", "19:08:48")]
    [InlineData("a header of 99999999", "27,777 h")]
    [InlineData("a date in 9999", "longer than the longest allowed (01:30:00)")]
    public async Task A_limit_that_lasts_too_long_parks_the_run_with_5_and_says_until_when(string answer, string words)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add((answer switch
        {
            "a header of 99999999" => Fault.RateLimited().ToWait(TimeSpan.FromSeconds(99_999_999)),
            "a date in 9999" => Fault.TooManyRequests().RetryAfterDate(new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero) - DateTimeOffset.UtcNow),
            _ => Fault.ReportedAnswer(answer),
        }).Always());

        ConnectorRun run = await SendAsync(server);

        Assert.Contains(words, run.RequireOneError(5), StringComparison.Ordinal);
        Assert.Contains(run.OutputLines, line => line.StartsWith("to go on: qualys-attributes resume ", StringComparison.Ordinal));
        Assert.InRange(server.Requests.Count, 1, 2);
        await RequireResumedAsync(server);
    }

    [Fact]
    public async Task A_shorter_wait_is_kept_and_a_longest_wait_can_be_named()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(3)));

        Assert.Contains("longest allowed (00:00:01)", (await SendAsync(server, "--maximum-wait", "1")).RequireOneError(5), StringComparison.Ordinal);

        server.Faults.Clear();
        server.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)));
        await RequireResumedAsync(server);
    }

    [Theory]
    [InlineData("proxyAuthentication", "HTTP 407")]
    [InlineData("a redirect", "Redirects are not followed")]
    public async Task What_is_not_Qualys_ends_the_run_with_1_after_the_first_calls(string answer, string words)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add((answer == "a redirect" ? Fault.Redirect(new Uri("https://elsewhere.invalid/login")) : Fault.ReportedAnswer(answer)).Always());

        ConnectorRun run = await SendAsync(server);

        Assert.Contains(words, run.RequireOneError(1), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 1, 2);
        await RequireResumedAsync(server);
    }

    [Theory]
    [InlineData("maintenancePage", "Scheduled maintenance")]
    [InlineData("corruptGzip", "the answer cannot be read")]
    [InlineData("unknownCharset", "character set 'bogus' is not known")]
    public async Task An_endless_fault_ends_the_run_with_5_after_five_batches(string answer, string words)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.ReportedAnswer(answer).Always());

        ConnectorRun run = await SendAsync(server, "--max-attempts", "2");

        string error = run.RequireOneError(5);
        Assert.Matches("[56] batches failed one after the other for the same cause", error);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 10, 14);
        await RequireResumedAsync(server);
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(100, 2)]
    public async Task How_many_batches_may_fail_can_be_named(int limit, int exitCode)
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.ServiceUnavailable().Always());

        ConnectorRun run = await SendAsync(server, "--max-attempts", "1", "--failure-limit", $"{limit}");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.InRange(server.Requests.Count, Math.Min(limit, Groups), Math.Min(limit + 1, Groups));
    }

    [Fact]
    public async Task A_text_of_the_platform_is_shown_short_and_cannot_steer_the_terminal()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(Fault.ReportedAnswer("controlCharacters"));

        ConnectorRun run = await SendAsync(server);

        Assert.Equal(2, run.ExitCode);
        string line = Assert.Single(run.OutputLines, text => text.StartsWith("  group ", StringComparison.Ordinal));
        Assert.Contains("]0;owned", line, StringComparison.Ordinal);
        Assert.InRange(line.Length, 300, 450);
        Assert.DoesNotContain(run.Output, character => character is '\u001b' or '\u0007' or '\u009b' or '\u202e' or '\u2028');
        Assert.Equal(5000L, SqliteFile.Scalar(Database, "SELECT length(execution_log) - length(replace(execution_log, 'x', '')) FROM qualys_attribute_payloads_transformed_execution_log WHERE outcome = 'Failed'"));
    }

    [Theory]
    [InlineData("unauthorizedUnderOk", SandboxEndpoint.Search, 6)]
    [InlineData("signInExceptions", SandboxEndpoint.Auth, 6)]
    [InlineData("accountExpired", SandboxEndpoint.Count, 6)]
    [InlineData("limitInBody", SandboxEndpoint.Search, 5)]
    [InlineData("proxyAuthentication", SandboxEndpoint.Auth, 1)]
    public async Task An_inventory_ends_alike_and_the_same_command_goes_on(string answer, SandboxEndpoint endpoint, int exitCode)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ReportedAnswer(answer).On(endpoint).Always());

        (await scenario.RunAsync()).RequireOneError(exitCode);

        scenario.Sandbox.Faults.Clear();
        (await scenario.RunAsync()).RequireSuccess();
        scenario.RequireAllAssetsOnce();
    }

    public void Dispose() => _folder.Dispose();

    private string Database => _folder.PathOf("run.db");

    private Task<ConnectorRun> SendAsync(SandboxServer server, params string[] more) => _folder.RunAsync(
        RunFolder.Credentials,
        [
            "-a", RunFolder.AddressOf(server), "-c", _folder.WriteExport(Groups, Groups), "--database", Database,
            "--retry-min-seconds", "0.01", "--retry-max-seconds", "0.02", .. more,
        ]);

    private async Task RequireResumedAsync(SandboxServer server)
    {
        server.Faults.Clear();
        ConnectorRun run = await _folder.RunAsync(RunFolder.Credentials, "--resume", Database, "-a", RunFolder.AddressOf(server));
        run.RequireSuccess();
        Assert.Equal(Groups, server.Assets.Count);
    }
}
