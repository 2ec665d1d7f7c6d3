using System.Globalization;
using QualysCustomAttributes.Windows.Hosting;

namespace QualysCustomAttributes.Windows;

/// <summary>The command line as a user of Windows has it: published with its runtime, started in a folder of his.</summary>
public sealed class The_command_line_on_Windows(WindowsPrograms programs)
{
    [Fact]
    public async Task A_dry_run_over_the_sample_export_writes_row_by_row_what_it_writes_on_this_machine()
    {
        await using Scene scene = await Scene.BeginAsync(programs);

        WindowsRun run = await scene.RunAsync(
            "--csv-file", programs.PathOf(Scene.SampleExport), "--dry-run",
            "--database", "run.db", "--log-file", scene.WindowsFile("run.log"));
        WindowsRun native = await scene.RunNativelyAsync(
            "--csv-file", Scene.SampleExport, "--dry-run", "--database", "native.db", "--log-file", scene.File("native.log"));

        run.RequireSuccess();
        native.RequireSuccess();
        RunTables.RequireSame(scene.File("native.db"), scene.File("run.db"));
        Assert.NotEmpty(SqliteFile.Read(scene.File("run.db"), "SELECT asset_id FROM qualys_attribute_payloads_clean"));
        Assert.Contains(scene.WindowsFile("run.db"), run.Output, StringComparison.Ordinal);
        Assert.Equal(Summary(native), Summary(run));
        Assert.Empty(scene.Sandbox.Requests);
    }

    [Fact]
    public async Task A_run_that_sends_leaves_every_attribute_at_Qualys_and_says_so()
    {
        await using Scene scene = await Scene.BeginAsync(programs);

        WindowsRun run = await scene.RunAsync(
            "--csv-file", programs.PathOf(Scene.SampleExport), "--api-fqdn", scene.Address, "--database", "run.db");

        run.RequireSuccess();
        AssertSent(scene);
        Assert.DoesNotContain(Scene.Password, run.Output, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(scene.File("run.db"))!, "custom_attributes_connector_log_*.log"));
    }

    [Fact]
    public async Task What_was_reviewed_is_sent_from_its_database()
    {
        await using Scene scene = await Scene.BeginAsync(programs);
        (await scene.RunAsync("--csv-file", programs.PathOf(Scene.SampleExport), "--dry-run", "--database", "run.db")).RequireSuccess();

        WindowsRun run = await scene.RunAsync("--resume", scene.WindowsFile("run.db"), "--api-fqdn", scene.Address);

        run.RequireSuccess();
        AssertSent(scene);
    }

    [Fact]
    public async Task The_inventory_is_brought_kept_current_and_published()
    {
        await using Scene scene = await Scene.BeginAsync(programs, inventory: 45);

        string[] bringing = ["inventory", "--api-fqdn", scene.Address, "--page-size", "10", "--output", @"qualys\inventory"];

        (await scene.RunAsync([.. bringing, "--since", "all"])).RequireSuccess();
        string folder = scene.File(Path.Combine("qualys", "inventory"));
        string database = Path.Combine(folder, "asset_inventory_sqlite.db");
        Assert.Equal(scene.InventoryIds, SqliteFile.Read(database, "SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        Assert.Equal(5, Directory.GetFiles(folder, "*_batch_*.json.gz").Length);

        scene.Sandbox.Inventory.Touch(scene.Sandbox.Inventory.Ids[7], """{"assetName":"renamed"}""");
        (await scene.RunAsync([.. bringing, "--incremental"])).RequireSuccess();
        List<string> renamed = SqliteFile.Read(database, "SELECT assetId FROM Q_Asset_Inventory WHERE assetName = 'renamed'");
        Assert.Equal([scene.InventoryIds[7]], renamed);
        Assert.Equal(["complete", "complete"], SqliteFile.Read(database, "SELECT outcome FROM inventory_run"));
        Assert.Equal(["ok"], SqliteFile.Read(database, "PRAGMA integrity_check"));

        (await scene.RunAsync("publish", "--database", @"qualys\inventory", "--csv", "csv", "--snapshot", "snapshots")).RequireSuccess();
        Assert.True(File.Exists(scene.File(Path.Combine("csv", "Q_Asset_Inventory.csv"))));
        string snapshot = Assert.Single(Directory.GetFiles(scene.File("snapshots"), "*.db"));
        Assert.Equal(["45"], SqliteFile.Read(snapshot, "SELECT count(*) FROM Q_Asset_Inventory"));
    }

    // Each asset that is sent has at Qualys what stands in the run's tables, and no other asset has anything.
    private static void AssertSent(Scene scene)
    {
        string database = scene.File("run.db");
        List<string> lists = SqliteFile.Read(database, "SELECT asset_ids FROM qualys_attribute_payloads_transformed");
        string[] sent = [.. lists.SelectMany(ids => ids.Split(',')).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(sent);
        Assert.Equal(sent, scene.Sandbox.Assets.Ids.Select(id => $"{id}").Order(StringComparer.Ordinal));
        const string Wanted = "SELECT qualys_id, Business, Product FROM axonious_data WHERE Business <> '' AND Product <> ''";
        Each.Holds(SqliteFile.Read(database, Wanted).Select(row => row.Split('|')).Where(cells => sent.Contains(cells[0])), cells =>
        {
            ulong id = ulong.Parse(cells[0], CultureInfo.InvariantCulture);
            IReadOnlyDictionary<string, string> attributes = scene.Sandbox.Assets.AttributesOf(id);
            Assert.Equal((cells[1], cells[2]), (attributes["Business"], attributes["Product"]));
        });

        const string Outcomes = "SELECT DISTINCT outcome FROM qualys_attribute_payloads_transformed_execution_log";
        Assert.Equal(["Succeeded"], SqliteFile.Read(database, Outcomes));
    }

    // The numbers of the summary, without paths and times.
    private static IEnumerable<string> Summary(WindowsRun run) =>
        run.Lines.SkipWhile(line => line != "summary:").TakeWhile(line => !line.StartsWith("  files written", StringComparison.Ordinal));
}
