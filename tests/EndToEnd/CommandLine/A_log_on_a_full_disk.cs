using QualysCustomAttributes.Shared;
using QualysSandbox;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>A log that cannot be written any more is said once; the run goes on, for its database has the same on record.</summary>
public sealed class A_log_on_a_full_disk
{
    [Fact]
    public async Task Neither_stops_a_run_nor_spoils_it()
    {
        using SmallDisk? disk = SmallDisk.TryMount(megabytes: 1);
        Assert.SkipWhen(disk is null, SmallDisk.Lack);
        using var folder = new RunFolder();
        folder.WriteExport(9, groups: 9);
        await using SandboxServer server = await RunFolder.StartSandboxAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(200) });
        await using ConnectorProcess process = ConnectorProcess.Start(
            folder.FullName, RunFolder.Credentials, "--csv-file", "export.csv", "--database", "run.db", "--log-file", disk.PathOf("run.log"),
            "--api-fqdn", RunFolder.AddressOf(server), "--heartbeat-seconds", "0.05");
        await Eventually.HoldsAsync(() => server.Requests.Count > 0);
        disk.Fill();

        ConnectorRun run = await process.EndAsync();

        run.RequireSuccess();
        Assert.Equal("9 of 9 assets: 9 succeeded", run.Summary("batches"));
        Assert.Single(run.OutputLines, line => line.Contains("can no longer be written", StringComparison.Ordinal));
        Assert.Equal("9", SqliteFile.Scalar(folder.PathOf("run.db"), "SELECT CAST(COUNT(*) AS TEXT) FROM api_calls WHERE answered_at IS NOT NULL"));
    }
}
