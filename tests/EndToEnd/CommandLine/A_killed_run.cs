using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A process that is killed has no chance to tidy up: what the database says must be right all the same.</summary>
public sealed class A_killed_run : IDisposable
{
    private readonly RunFolder _folder = new();

    [Fact]
    public async Task A_killed_run_leaves_each_batch_done_in_doubt_or_not_sent_and_is_resumed_to_the_end()
    {
        await using SandboxServer server = await RunFolder.StartSandboxAsync();
        server.Faults.Add(null, null, Fault.LateChange(TimeSpan.FromMinutes(5)));
        string database = _folder.PathOf("run.db");
        string[] sending = ["--api-fqdn", RunFolder.AddressOf(server), "--throttle-limit", "1"];

        await using (ConnectorProcess process = ConnectorProcess.Start(
            _folder.FullName, RunFolder.Credentials, ["-c", _folder.WriteExport(assets: 6, groups: 6), "--database", database, .. sending]))
        {
            await Eventually.HoldsAsync(() => server.Requests.Count == 3);
            process.Kill();
            await process.EndAsync();
        }

        Assert.Equal(["Succeeded", "Succeeded", "InDoubt", "NotSent", "NotSent", "NotSent"], Outcomes(database));
        Assert.Equal("running", SqliteFile.Scalar(database, "SELECT outcome FROM run WHERE stage = 'Update'"));

        ConnectorRun resumed = await _folder.RunAsync(RunFolder.Credentials, ["--resume", database, .. sending]);

        resumed.RequireSuccess();
        Each.Holds(Outcomes(database), outcome => Assert.Equal("Succeeded", outcome));
        Assert.Equal(6, Outcomes(database).Count);
        Assert.Equal(6, server.Assets.Count);
        Assert.Equal(3 + 4, server.Requests.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static List<string> Outcomes(string database) => SqliteFile.Read(database, "SELECT outcome FROM batch_execution ORDER BY group_number");
}
