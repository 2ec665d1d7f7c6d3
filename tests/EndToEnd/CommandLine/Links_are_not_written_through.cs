using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>
/// A symbolic link in the place of a file that is to be made or written is refused, with its name and its target, and what it leads
/// to stays as it is: whoever laid it may not be whoever runs the command.
/// </summary>
public sealed class Links_are_not_written_through
{
    private const string Victim = "victim";
    private const string Precious = "precious";

    public static TheoryData<string, string, bool> Places()
    {
        var places = new TheoryData<string, string, bool>();
        foreach (bool dangles in (bool[])[true, false])
        {
            places.Add("log", "--csv-file export.csv --dry-run --database run.db --log-file link", dangles);
            places.Add("log of a resume", "--resume plan.db --dry-run --log-file link", dangles);
            places.Add("run database", "--csv-file export.csv --dry-run --database link", dangles);
            places.Add("run database that is to be replaced", "--csv-file export.csv --dry-run --database link --force", dangles);
            places.Add("log of SQLite", "--csv-file export.csv --dry-run --database run.db link=run.db-wal", dangles);
            places.Add("log of an inventory", "inventory --log-file link", dangles);
            places.Add("inventory database", "inventory --output fresh link=fresh/asset_inventory_sqlite.db", dangles);
            places.Add("lock of an inventory", "inventory --output fresh link=fresh/asset_inventory.lock", dangles);
            places.Add("log of a restoration", "inventory --from-pages --force --log-file link", dangles);
            places.Add("log of a publication", "publish --csv csv --log-file link", dangles);
            places.Add("CSV file", "publish --csv csv link=csv/Q_Asset_Inventory.csv", dangles);
        }

        places.Add("folder of an inventory", "inventory --output link", true);
        places.Add("folder of CSV files", "publish --csv link", true);
        places.Add("folder of snapshots", "publish --snapshot link", true);
        places.Add("database that is made anew", "inventory --from-pages --output fresh link=fresh/asset_inventory_sqlite.db", true);
        return places;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_link_is_refused_by_name_in_the_place_of_a(string what, string words, bool dangles)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a symbolic link needs a privilege on Windows");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15);
        RunFolder folder = scenario.Folder;
        folder.WriteExport(3);
        (await scenario.RunAsync()).RequireSuccess();
        (await folder.RunAsync("--csv-file", "export.csv", "--dry-run", "--database", "plan.db")).RequireSuccess();
        Directory.CreateDirectory(folder.PathOf("fresh"));
        foreach (string page in scenario.Pages)
        {
            File.Copy(page, folder.PathOf($"fresh/{Path.GetFileName(page)}"));
        }

        Directory.CreateDirectory(folder.PathOf("csv"));
        string target = folder.PathOf(Victim);
        if (!dangles)
        {
            folder.Write(Victim, what.Contains("inventory database", StringComparison.Ordinal) ? "" : Precious);
        }

        string content = dangles ? "" : await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken);
        string[] given = words.Split(' ');
        string link = folder.PathOf(given.FirstOrDefault(word => word.StartsWith("link=", StringComparison.Ordinal))?["link=".Length..] ?? "link");
        string[] arguments = [.. given.Where(word => !word.StartsWith("link=", StringComparison.Ordinal))];
        File.CreateSymbolicLink(link, target);

        bool asksQualys = arguments[0] == "inventory" && !arguments.Contains("--from-pages");
        ConnectorRun run = await folder.RunAsync(RunFolder.Credentials, asksQualys ? scenario.Arguments(arguments[1..]) : arguments);

        Assert.Contains($"'{link}' is a symbolic link to '{target}'", run.RequireOneError(1), StringComparison.Ordinal);
        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.Equal(!dangles, File.Exists(target));
        Assert.Equal(content, dangles ? "" : await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_run_database_is_gone_on_with_and_an_inventory_added_to_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a symbolic link needs a privilege on Windows");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(15);
        RunFolder folder = scenario.Folder;
        folder.WriteExport(3);
        (await scenario.RunAsync()).RequireSuccess();
        (await folder.RunAsync("--csv-file", "export.csv", "--dry-run", "--database", "plan.db")).RequireSuccess();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("plan.db"));
        File.Move(scenario.DatabasePath, folder.PathOf("elsewhere.db"));
        File.CreateSymbolicLink(scenario.DatabasePath, folder.PathOf("elsewhere.db"));

        (await folder.RunAsync(RunFolder.Credentials, "--resume", "link", "--api-fqdn", RunFolder.AddressOf(scenario.Sandbox))).RequireSuccess();
        (await scenario.RunAsync()).RequireSuccess();
        scenario.RequireAllAssetsOnce();
        (await folder.RunAsync("inventory", "--from-pages", "--force")).RequireSuccess();

        Assert.NotNull(new FileInfo(scenario.DatabasePath).LinkTarget);
        Assert.Equal(["15"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));
    }
}
