using System.Text.Json;
using QualysCustomAttributes.Windows.Hosting;

namespace QualysCustomAttributes.Windows;

/// <summary>The module as the build leaves it, in a PowerShell on Windows.</summary>
public sealed class The_module_in_PowerShell_on_Windows(WindowsPrograms programs)
{
    [Fact]
    public async Task Is_imported_and_again_with_Force_and_helps_with_every_cmdlet()
    {
        await using Scene scene = await Scene.BeginAsync(programs);

        JsonElement result = await scene.RunModuleScriptAsync("Module.ps1");

        string[] cmdlets = Texts(result, "First");
        Assert.Superset(new HashSet<string> { "Import-AxoniusCsv", "Invoke-QualysAttributeUpdate", "Connect-Qualys" }, cmdlets.ToHashSet());
        Assert.Equal(cmdlets, Texts(result, "Second"));
        JsonElement[] help = [.. result.GetProperty("Help").EnumerateArray()];
        Assert.Equal(cmdlets, help.Select(page => page.GetProperty("Name").GetString()));
        Each.Holds(help, page =>
        {
            string name = page.GetProperty("Name").GetString()!;
            string text = page.GetProperty("Text").GetString()!;
            Assert.DoesNotContain($"{name} [", page.GetProperty("Synopsis").GetString()!, StringComparison.Ordinal);
            Assert.True(page.GetProperty("Examples").GetInt32() > 0, name);
            Each.Holds(
                (string[])["SYNOPSIS", "SYNTAX", "DESCRIPTION", name], part => Assert.Contains(part, text, StringComparison.Ordinal));
        });
        Assert.Contains("Axonius", result.GetProperty("About").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_five_cmdlets_write_row_by_row_what_the_command_line_writes_on_this_machine()
    {
        await using Scene scene = await Scene.BeginAsync(programs);

        JsonElement result = await scene.RunModuleScriptAsync(
            "FiveCmdlets.ps1", ("Export", programs.PathOf(Scene.SampleExport)), ("Database", scene.WindowsFile("run.db")));
        WindowsRun native = await scene.RunNativelyAsync("--csv-file", Scene.SampleExport, "--dry-run", "--database", "native.db");

        native.RequireSuccess();
        RunTables.RequireSame(scene.File("native.db"), scene.File("run.db"));
        List<string> batches = SqliteFile.Read(scene.File("run.db"), "SELECT asset_ids FROM qualys_attribute_payloads_transformed");
        Assert.Equal(batches.Count, result.GetProperty("Results").GetInt32());
        // The format file was taken.
        Assert.Contains("Outcome", result.GetProperty("Shown").GetString()!, StringComparison.Ordinal);
        Assert.Empty(scene.Sandbox.Requests);
    }

    [Fact]
    public async Task Takes_paths_with_drives_backslashes_and_brackets()
    {
        await using Scene scene = await Scene.BeginAsync(programs);
        string folder = scene.File("sub folder");
        Directory.CreateDirectory(folder);
        await WriteExportAsync(Path.Combine(folder, "export.csv"), 5);
        await WriteExportAsync(Path.Combine(folder, "export[1].csv"), 2);
        await WriteExportAsync(Path.Combine(folder, "export1.csv"), 3);

        JsonElement result = await scene.RunModuleScriptAsync("Paths.ps1", ("Folder", programs.PathOf(Path.GetDirectoryName(folder)!)));

        JsonElement[] runs = [.. result.GetProperty("Runs").EnumerateArray()];
        Assert.Equal([5, 5, 5, 5, 2, 2], runs.Select(run => run.GetProperty("Assets").GetInt32()));
        for (int number = 1; number <= runs.Length; number++)
        {
            string database = Path.Combine(folder, $"run[{number}].db");
            Assert.Equal(programs.PathOf(database), runs[number - 1].GetProperty("Database").GetString());
            Assert.Equal([$"{runs[number - 1].GetProperty("Assets")}"], SqliteFile.Read(database, "SELECT count(*) FROM axonious_data"));
        }

        Assert.Equal(3, result.GetProperty("Pattern").GetInt32());
    }

    [Fact]
    public async Task Sends_and_sends_nothing_that_is_done_again()
    {
        await using Scene scene = await Scene.BeginAsync(programs);

        JsonElement result = await scene.RunModuleScriptAsync(
            "Sending.ps1",
            ("Export", programs.PathOf(Scene.SampleExport)), ("Database", scene.WindowsFile("run.db")), ("Address", scene.Address));

        List<string> ids = SqliteFile.Read(scene.File("run.db"), "SELECT asset_ids FROM qualys_attribute_payloads_transformed");
        Assert.Equal(ids.SelectMany(text => text.Split(',')).Count(), scene.Sandbox.Assets.Count);
        Assert.Equal(ids.Count, result.GetProperty("Succeeded").GetInt32());
        Assert.Equal(scene.Sandbox.Assets.Count, result.GetProperty("Confirmed").GetInt32());
        Assert.Equal(ids.Count, scene.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task Connects_brings_the_inventory_and_publishes_it()
    {
        await using Scene scene = await Scene.BeginAsync(programs, inventory: 45);

        JsonElement result = await scene.RunModuleScriptAsync(
            "Inventory.ps1", ("Address", scene.Address), ("Folder", scene.WindowsFile("qualys")));

        Assert.Equal((45, 45), (result.GetProperty("Count").GetInt32(), result.GetProperty("Loaded").GetInt32()));
        Assert.Equal(scene.InventoryIds.Take(3), Texts(result, "First"));
        Assert.Equal(["Csv", "Snapshot"], Texts(result, "Published"));
        string database = scene.File(Path.Combine("qualys", "inventory", "asset_inventory_sqlite.db"));
        Assert.Equal(programs.PathOf(database), result.GetProperty("Database").GetString());
        Assert.Equal(scene.InventoryIds, SqliteFile.Read(database, "SELECT assetId FROM Q_Asset_Inventory ORDER BY assetId"));
        string csv = scene.File(Path.Combine("qualys", "csv", "Q_Asset_Inventory_Custom_Attribute.csv"));
        Assert.True(File.ReadLines(csv).Count() > 1);
        Assert.Single(Directory.GetFiles(scene.File(Path.Combine("qualys", "snapshots")), "*.db"));
        Assert.Contains(scene.Address, result.GetProperty("Connection").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain(Scene.Password, result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, result.GetProperty("After").GetInt32());
    }

    private static Task WriteExportAsync(string path, int assets) => File.WriteAllLinesAsync(
        path,
        Enumerable.Range(1001, assets).Select(id => $"{id},Retail,,,,,,,,,Gold").Prepend(
            "Qualys Scans: Qualys ID,Mssql: MSSQL_ Business_Name,Mssql: MSSQL_ Div_Name,Mssql: MSSQL_ Productgroup,Mssql: MSSQL_ Portfolio,"
            + "Mssql: MSSQL_ Product,Mssql: MSSQL_ Primaryservice,Mssql: MSSQL_ Serviceownergroup,Mssql: MSSQL_ Deviceownergroup,"
            + "Mssql: MSSQL_ Recoverytier,Mssql: MSSQL_ Sla"),
        TestContext.Current.CancellationToken);

    private static string[] Texts(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
