using QualysCustomAttributes.EndToEnd.CommandLine;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.Browser;

/// <summary>The pages of a run that has something under every heading, and of the same with hostile texts.</summary>
public sealed class ReportedRun : IAsyncLifetime
{
    public const string Hostile = "</script><img src=x onerror=\"document.title='hostile'\"><script>document.title='hostile'</script>'\u2028\u202E|";

    /// <summary>How many assets are changed.</summary>
    public const int Changed = 80;

    private readonly RunFolder _folder = new();

    /// <summary>The page.</summary>
    public string Page => _folder.PathOf("run.html");

    /// <summary>The page with hostile texts.</summary>
    public string HostilePage => _folder.PathOf("hostile.html");

    public async ValueTask InitializeAsync()
    {
        await using SandboxServer server = await SandboxServer.StartAsync(
            new SandboxOptions { UserName = RunFolder.UserName, Password = RunFolder.Password, Inventory = new() { Assets = 200, AverageBytes = 2_000 } },
            TestContext.Current.CancellationToken);
        await SendAsync(server, "first.db", Rows("Cards", 60));
        server.Faults.Add(
            Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)), null, Fault.ServiceUnavailable(), Fault.Refused(), Fault.ShortCount(1), Fault.SilentlyDropped());
        await SendAsync(server, "run.db", [.. Rows("Loans", 90), ",Lost", .. Rows("Other", 10)], "--verify", "--verify-timeout", "0");
        await ReportAsync("run.db");
        File.Copy(_folder.PathOf("run.db"), _folder.PathOf("hostile.db"));
        foreach (string column in (string[])["attribute_set.Business", "rejected_rows.detail", "batch_execution.error", "api_calls.error", "run.message"])
        {
            SqliteFile.Execute(_folder.PathOf("hostile.db"), $"UPDATE {column.Replace(".", " SET ", StringComparison.Ordinal)} = $1", Hostile);
        }

        await ReportAsync("hostile.db");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<string> Rows(string business, int count) => Enumerable.Range(1, count).Select(i => $"{1_500_000_000 + i},{business} {i % 9}");

    private async Task SendAsync(SandboxServer server, string database, IEnumerable<string> rows, params string[] more)
    {
        _folder.Write("export.csv", string.Join('\n', rows.Prepend("Id,Business")));
        _folder.Write("mapping.json", """{"Business":"Business"}""");
        ConnectorRun run = await _folder.RunAsync(
            RunFolder.Credentials,
            [
                "--reconcile", "-c", "export.csv", "--mapping", "mapping.json", "--asset-id-column", "Id", "--ledger", "ledger.sqlite", "--database", database,
                "--api-fqdn", RunFolder.AddressOf(server), "--gateway-fqdn", RunFolder.AddressOf(server), "--allow-mass-change", "--batch-size", "4",
                "--throttle-limit", "1", "--retry-min-seconds", "0", "--retry-max-seconds", "0.1", .. more,
            ]);
        Assert.True(run.ExitCode is 0 or 2, run.Error);
    }

    private async Task ReportAsync(string database) => (await _folder.RunAsync("report", database)).RequireSuccess();
}
