using QualysCustomAttributes.Windows.Hosting;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Windows;

/// <summary>
/// A process that is ended by TerminateProcess tidies nothing up; the same command, or a resume, ends its work all the same.
/// </summary>
public sealed class A_run_that_is_killed_on_Windows(WindowsPrograms programs)
{
    [Fact]
    public async Task A_run_that_sends_has_each_batch_done_in_doubt_or_not_sent_and_is_resumed_to_the_end()
    {
        await using Scene scene = await Scene.BeginAsync(programs);
        scene.Sandbox.Faults.Add(null, null, Fault.LateChange(TimeSpan.FromMinutes(5)));
        string[] sending = ["--api-fqdn", scene.Address, "--throttle-limit", "1"];

        await scene.KillAsync(
            () => scene.Sandbox.Requests.Count == 3,
            [
                "--csv-file", programs.PathOf(Scene.SampleExport), "--batch-size", "20",
                "--database", scene.WindowsFile("run.db"), "--log-file", scene.WindowsFile("run.log"), .. sending,
            ]);

        const string Outcomes = """
            SELECT outcome FROM qualys_attribute_payloads_transformed_execution_log ORDER BY group_number, batch_number
            """;
        List<string> left = SqliteFile.Read(scene.File("run.db"), Outcomes);
        Assert.Equal(["Succeeded", "Succeeded", "InDoubt"], left.Take(3));
        Each.Holds(left.Skip(3), outcome => Assert.Equal("NotSent", outcome));
        Assert.True(left.Count > 10);

        WindowsRun resumed = await scene.RunAsync(["--resume", "run.db", .. sending]);

        resumed.RequireSuccess();
        Assert.Equal(Enumerable.Repeat("Succeeded", left.Count), SqliteFile.Read(scene.File("run.db"), Outcomes));
        Assert.Equal(["ok"], SqliteFile.Read(scene.File("run.db"), "PRAGMA integrity_check"));
        // What was done is not sent again, what is in doubt is.
        Assert.Equal(left.Count + 1, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task An_inventory_goes_on_with_the_page_that_was_under_way_and_asks_for_no_other_again()
    {
        await using Scene scene = await Scene.BeginAsync(programs, inventory: 200);
        scene.Sandbox.Faults.Add(Enumerable.Repeat(Fault.Pass().On(QualysEndpoint.Search), 8)
            .Append(Fault.LateAnswer(TimeSpan.FromMinutes(5)).On(QualysEndpoint.Search).Always()));
        string[] export =
            ["inventory", "--api-fqdn", scene.Address, "--since", "all", "--page-size", "10", "--output", scene.WindowsFile("inventory")];

        await scene.KillAsync(() => Searches(scene).Count == 9, export);
        scene.Sandbox.Faults.Clear();
        WindowsRun run = await scene.RunAsync(export);

        run.RequireSuccess();
        string started = Assert.Single(run.Lines, line => line.StartsWith("  run started", StringComparison.Ordinal));
        Assert.Contains("went on", started, StringComparison.Ordinal);
        string database = scene.File(Path.Combine("inventory", "asset_inventory_sqlite.db"));
        Assert.Equal(scene.InventoryIds, SqliteFile.Read(database, "SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(["ok"], SqliteFile.Read(database, "PRAGMA integrity_check"));
        Assert.Empty(Directory.GetFiles(scene.File("inventory"), "*.tmp"));
        int[] times = [.. Searches(scene).GroupBy(query => query).Select(query => query.Count())];
        Assert.Equal((20, 21), (times.Length, times.Sum()));
    }

    private static List<string> Searches(Scene scene) =>
    [
        .. scene.Sandbox.Requests.Where(request => request.Path.Contains("search", StringComparison.Ordinal))
            .Select(request => request.QueryString),
    ];
}
