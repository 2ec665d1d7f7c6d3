using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>All that a run leaves may be read by who ran it and by nobody else, whatever the umask, unless somebody asks for more.</summary>
public sealed class Files_of_their_owner_alone
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;
    private const UnixFileMode ForReaders = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ForVisitors = ForReaders | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    [Theory]
    [InlineData("000")]
    [InlineData("022")]
    public async Task A_run_leaves_nothing_to_others(string umask)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes: what is made inherits its folder's access rights");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        await RunEveryCommandAsync(scenario, umask);

        Assert.Equal([], Modes(scenario.Folder.FullName, OfFiles, OfFolders));
    }

    [Fact]
    public async Task Whoever_wants_readers_leaves_it_to_the_umask()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes: what is made inherits its folder's access rights");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        await RunEveryCommandAsync(scenario, "022", "--shared-read");

        Assert.Equal([], Modes(scenario.Folder.FullName, OfFiles | ForReaders, OfFolders | ForVisitors));
    }

    [Fact]
    public async Task What_somebody_made_keeps_the_mode_it_has()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes: what is made inherits its folder's access rights");
            return;
        }

        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Folder.WriteExport(3);
        (await RunAsync(scenario, "022", "--csv-file", "export.csv", "--dry-run", "--database", "run.db", "--log-file", "run.log")).RequireSuccess();
        Directory.CreateDirectory(scenario.Folder.PathOf("inventory"), OfFolders | ForVisitors);
        (await RunAsync(scenario, "022", scenario.Arguments())).RequireSuccess();
        string[] files = ["run.db", "run.log", "inventory/asset_inventory_sqlite.db"];
        foreach (string file in files)
        {
            File.SetUnixFileMode(scenario.Folder.PathOf(file), OfFiles | ForReaders);
        }

        (await RunAsync(scenario, "022", "--resume", "run.db", "--log-file", "run.log", "--dry-run")).RequireSuccess();
        (await RunAsync(scenario, "022", scenario.Arguments())).RequireSuccess();

        Assert.Equal(OfFolders | ForVisitors, new DirectoryInfo(scenario.Folder.PathOf("inventory")).UnixFileMode);
        Each.Holds(files, file => Assert.Equal(OfFiles | ForReaders, new FileInfo(scenario.Folder.PathOf(file)).UnixFileMode));
    }

    private static async Task RunEveryCommandAsync(InventoryScenario scenario, string umask, params string[] more)
    {
        RunFolder folder = scenario.Folder;
        string address = RunFolder.AddressOf(scenario.Sandbox);
        folder.WriteExport(9, groups: 3);
        string[][] commands =
        [
            ["--csv-file", "export.csv", "--dry-run", "--database", "run.db", "--log-file", "run.log", .. more],
            ["--csv-file", "export.csv", "--dry-run", "--database", "run.db", "--force", .. more],
            ["--resume", "run.db", "--api-fqdn", address, .. more],
            ["--csv-file", "export.csv", "--api-fqdn", address, .. more],
            scenario.Arguments(["--output", "made/for/it", .. more]),
            scenario.Arguments(more),
            ["inventory", "--from-pages", "--force", "--log-file", "pages.log", .. more],
            ["publish", "--csv", "csv/of/it", "--snapshot", "snapshots", "--log-file", "publish.log", .. more],
            ["publish", "--csv", "csv/of/it", "--snapshot", "snapshots", .. more],
        ];
        foreach (string[] command in commands)
        {
            (await RunAsync(scenario, umask, command)).RequireSuccess();
        }

        // A run that is killed leaves what else it has: log, index of the log, lock.
        scenario.StandStillAtSearch(2);
        await using ConnectorProcess process = ConnectorProcess.StartUnder(
            umask, folder.FullName, RunFolder.Credentials, scenario.Arguments(["--output", "killed", .. more]));
        await Shared.Eventually.HoldsAsync(
            () => Directory.Exists(folder.PathOf("killed")) && Directory.GetFiles(folder.PathOf("killed"), "*_batch_*.json.gz").Length > 0);
        process.Kill();
        await process.EndAsync();
        Assert.Contains(Path.GetFileName(scenario.DatabasePath) + "-wal", folder.Names);
        File.Delete(folder.PathOf("export.csv"));
    }

    private static async Task<ConnectorRun> RunAsync(InventoryScenario scenario, string umask, params string[] arguments)
    {
        await using ConnectorProcess process = ConnectorProcess.StartUnder(umask, scenario.Folder.FullName, RunFolder.Credentials, arguments);
        return await process.EndAsync();
    }

    /// <summary>Everything whose mode is another one, with its mode.</summary>
    private static IEnumerable<string> Modes(string folder, UnixFileMode files, UnixFileMode folders) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Where(entry => entry.UnixFileMode != (entry is DirectoryInfo ? folders : files))
            .Select(entry => $"{entry.Name}: {entry.UnixFileMode}");
}
