using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>Two processes with one ledger: the second is refused or waits, and takes over what a killed one held.</summary>
public sealed class One_run_a_subscription_at_a_time : IDisposable
{
    private readonly RunFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_run_is_refused_with_one_line_and_has_sent_and_made_nothing()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await LearnAsync(server);
        server.Faults.Add(Fault.LateAnswer(TimeSpan.FromMinutes(5)));
        await using ConnectorProcess first = await BeginAsync(server, "first.db", "New");
        int calls = server.Requests.Count;

        ConnectorRun second = await _folder.RunAsync(RunFolder.Credentials, Reconcile(server, "second.db", "Other"));
        ConnectorRun applied = await _folder.RunAsync(RunFolder.Credentials, ["apply", await PlanAsync(server, "plan.db", "Other"), .. Where(server)]);

        foreach (ConnectorRun refused in (ConnectorRun[])[second, applied])
        {
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("is in use by qualys-attributes", refused.Error, StringComparison.Ordinal);
            Assert.Contains($"(process {first.Id} on {Environment.MachineName}, since ", refused.Error, StringComparison.Ordinal);
            Assert.Contains("first.db'", refused.Error, StringComparison.Ordinal);
            Assert.Contains("Nothing was sent, nothing changed.", refused.Error, StringComparison.Ordinal);
            Assert.Contains("--lease-timeout", refused.Error, StringComparison.Ordinal);
            Assert.Single(refused.Error.TrimEnd().Split('\n'));
        }

        Assert.Equal(calls, server.Requests.Count);
        Assert.False(File.Exists(_folder.PathOf("second.db")));
        Assert.Equal(["Planned|0"], SqliteFile.Read(_folder.PathOf("plan.db"), "SELECT 'Planned', COUNT(*) FROM run WHERE stage = 'Update' AND options NOT LIKE '%dryRun\":true%'"));
        Assert.Equal(["1"], SqliteFile.Read(_folder.PathOf("ledger.sqlite"), "SELECT COUNT(*) FROM lease WHERE database_path LIKE '%first.db'"));
        first.Kill();
        await first.EndAsync();
    }

    [Fact]
    public async Task A_second_run_waits_its_turn_and_compares_with_what_the_first_has_left()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await LearnAsync(server);
        server.Faults.Add(Fault.LateAnswer(TimeSpan.FromSeconds(4)));
        await using ConnectorProcess first = await BeginAsync(server, "first.db", "New");

        ConnectorRun second = await _folder.RunAsync(RunFolder.Credentials, [.. Reconcile(server, "second.db", "New"), "--lease-timeout", "60"]);
        second.RequireSuccess();
        (await first.EndAsync()).RequireSuccess();

        Assert.Contains("Waiting for the ledger", second.Output, StringComparison.Ordinal);
        Assert.Contains($"(process {first.Id} on", second.Output, StringComparison.Ordinal);
        Assert.Contains("4 assets, all equal: nothing to send", second.Output, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(["0"], SqliteFile.Read(_folder.PathOf("ledger.sqlite"), "SELECT COUNT(*) FROM lease WHERE holder IS NOT NULL"));
    }

    [Fact]
    public async Task A_plan_that_was_made_before_is_looked_at_anew_when_its_turn_has_come()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await LearnAsync(server);
        string plan = await PlanAsync(server, "plan.db", "Other");
        server.Faults.Add(Fault.LateAnswer(TimeSpan.FromSeconds(4)));
        await using ConnectorProcess first = await BeginAsync(server, "first.db", "New");

        ConnectorRun applied = await _folder.RunAsync(RunFolder.Credentials, ["apply", plan, "--lease-timeout", "60", .. Where(server)]);
        (await first.EndAsync()).RequireSuccess();

        Assert.Equal(1, applied.ExitCode);
        Assert.Contains("Waiting for the ledger", applied.Output, StringComparison.Ordinal);
        Assert.Contains("another run has changed assets since", applied.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task What_a_killed_run_held_is_taken_over_at_once()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await LearnAsync(server);
        server.Faults.Add(Fault.LateAnswer(TimeSpan.FromMinutes(5)));
        await using ConnectorProcess first = await BeginAsync(server, "first.db", "New");
        first.Kill();
        await first.EndAsync();

        ConnectorRun second = await _folder.RunAsync(RunFolder.Credentials, Reconcile(server, "second.db", "New"));

        second.RequireSuccess();
        Assert.DoesNotContain("Waiting", second.Output, StringComparison.Ordinal);
        Assert.Equal("New", server.Assets.AttributesOf(1003)["Business"]);
    }

    [Fact]
    public async Task A_wait_for_another_run_is_interrupted_like_all_else()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal.");
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        await LearnAsync(server);
        server.Faults.Add(Fault.LateAnswer(TimeSpan.FromMinutes(5)));
        await using ConnectorProcess first = await BeginAsync(server, "first.db", "New");
        int calls = server.Requests.Count;
        string log = _folder.PathOf("second.log");
        await using ConnectorProcess second = ConnectorProcess.Start(
            _folder.FullName, RunFolder.Credentials,
            ["apply", await PlanAsync(server, "plan.db", "Other"), "--lease-timeout", "3600", "--log-file", log, .. Where(server)]);
        await Eventually.HoldsAsync(() => File.Exists(log) && ReadShared(log).Contains("Waiting for the ledger", StringComparison.Ordinal));

        second.Signal("INT");

        Assert.Equal(130, (await second.EndAsync()).ExitCode);
        Assert.Equal(calls, server.Requests.Count);
        first.Kill();
        await first.EndAsync();
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }

    // The ledger is there, and knows the first values.
    private async Task LearnAsync(SandboxServer server) =>
        (await _folder.RunAsync(RunFolder.Credentials, Reconcile(server, "before.db", "Old"))).RequireSuccess();

    private async Task<ConnectorProcess> BeginAsync(SandboxServer server, string database, string value)
    {
        int before = server.Requests.Count;
        ConnectorProcess process = ConnectorProcess.Start(_folder.FullName, RunFolder.Credentials, Reconcile(server, database, value));
        await Eventually.HoldsAsync(() => server.Requests.Count > before);
        return process;
    }

    private async Task<string> PlanAsync(SandboxServer server, string database, string value)
    {
        (await _folder.RunAsync(["plan", "-c", Export(value), "--ledger", "ledger.sqlite", "--database", database, .. Where(server)])).RequireSuccess();
        return database;
    }

    private string[] Reconcile(SandboxServer server, string database, string value) =>
    [
        "-c", Export(value), "--reconcile", "--ledger", "ledger.sqlite", "--database", database, "--batch-size", "2", "--throttle-limit", "1",
        .. Where(server),
    ];

    private string Export(string value) =>
        _folder.Write($"{value}.csv", RunFolder.Header() + string.Concat(Enumerable.Range(1000, 4).Select(id => RunFolder.Row(id, value))));

    private static string[] Where(SandboxServer server) => ["--api-fqdn", RunFolder.AddressOf(server)];
}
