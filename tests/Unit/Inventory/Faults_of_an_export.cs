using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>Whatever goes wrong on the way, the database ends up as it should, or the error says what to do.</summary>
public sealed class Faults_of_an_export
{
    private static readonly Dictionary<string, Func<Fault>> Passing = new()
    {
        ["a token that expires in the middle"] = Fault.TokenExpired,
        ["429 with an empty body"] = () => Fault.TooManyRequests().On(SandboxEndpoint.Search),
        ["429 with blank headers"] = () => Fault.TooManyRequests().WithBlankLimitHeaders().On(SandboxEndpoint.Search),
        ["a page without hasMore"] = Fault.WithoutHasMore,
        ["an empty page"] = () => Fault.EmptyPage(),
        ["an empty page without hasMore"] = () => Fault.EmptyPage(false),
        ["204 though there are assets"] = Fault.NoContent,
        ["503"] = () => Fault.ServiceUnavailable().On(SandboxEndpoint.Search),
        ["a connection dropped without an answer"] = () => Fault.DroppedBeforeChange().On(SandboxEndpoint.Search),
        ["a page that breaks off"] = () => Fault.CutAnswer().On(SandboxEndpoint.Search),
        ["a page of half the JSON"] = () => Fault.MalformedJson().On(SandboxEndpoint.Search),
        ["a proxy's page"] = () => Fault.ProxyPage().On(SandboxEndpoint.Search),
        ["an empty 200"] = () => Fault.EmptyAnswer().On(SandboxEndpoint.Search),
        ["a null lastSeenAssetId"] = Fault.NullLastSeenAssetId,
    };

    public static TheoryData<string> PassingFaults => [.. Passing.Keys];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task A_passing_fault_is_overcome_in_the_same_run(string name)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        Fault pass = Fault.Pass().On(SandboxEndpoint.Search);
        scenario.Sandbox.Faults.Add(pass, Passing[name](), pass, Passing[name]());

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((45, 5), (summary.Loaded, summary.Pages));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_new_field_becomes_a_column()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(SandboxEndpoint.Search), Fault.UnknownField());

        await scenario.ExportAsync();

        Assert.Equal(["""10|{"level":"höchst","since":[2031]}"""], scenario.Query("SELECT count(*), newlyIntroducedField FROM Q_Asset_Inventory WHERE newlyIntroducedField IS NOT NULL GROUP BY 2"));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task Null_where_a_list_was_leaves_the_asset_without_entries()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        scenario.Sandbox.Faults.Add(Fault.NullLists());

        await scenario.ExportAsync();

        Assert.Equal(["10|0|0"], scenario.Query(
            "SELECT count(*), (SELECT count(*) FROM Q_Asset_Inventory_Software_AssetId), (SELECT count(*) FROM Q_Asset_Inventory_Custom_Attribute) FROM Q_Asset_Inventory"));
    }

    [Fact]
    public async Task An_asset_of_many_lines_is_loaded_like_any_other()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Inventory.Enlarge(scenario.Sandbox.Inventory.Ids[12]);

        await scenario.ExportAsync();

        scenario.AssertFinalState();
    }

    [Theory]
    [InlineData("hasMore")]
    [InlineData("empty")]
    [InlineData("503")]
    [InlineData("a web page")]
    public async Task A_fault_that_never_passes_ends_the_run_clearly_and_the_next_one_goes_on(string name)
    {
        Fault fault = name switch { "hasMore" => Fault.WithoutHasMore(), "empty" => Fault.EmptyPage(), "a web page" => Fault.ProxyPage().On(SandboxEndpoint.Search), _ => Fault.ServiceUnavailable().On(SandboxEndpoint.Search) };
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(SandboxEndpoint.Search), Fault.Pass().On(SandboxEndpoint.Search), fault.Always());

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.ExportAsync());

        Assert.Equal("NoUsableAnswer", exception.ErrorId);
        Assert.Contains("page 3", exception.Message, StringComparison.Ordinal);
        Assert.Equal(name == "a web page", exception.Message.Contains("a web page instead of assets", StringComparison.Ordinal));
        Assert.Equal(["20|failed"], scenario.Query("SELECT assets, outcome FROM inventory_run"));

        scenario.Sandbox.Faults.Clear();
        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal((true, 5, 3), (summary.IsResumed, summary.Pages, summary.PagesDownloaded));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_ends_the_run()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.TokenExpired().Always());

        QualysAuthenticationException exception = await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.ExportAsync());

        Assert.Equal(401, exception.Status);
        Assert.Equal(2, scenario.Searches.Count);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_before_anything_is_asked()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        QualysAuthenticationException exception = await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.ExportAsync(connection: scenario.Connect("wr0ng-p4ss")));

        Assert.DoesNotContain("wr0ng-p4ss", exception.ToString(), StringComparison.Ordinal);
        Assert.Single(scenario.Sandbox.Requests);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_named()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        QualysConnectionException exception = await Assert.ThrowsAsync<QualysConnectionException>(
            () => scenario.ExportAsync(connection: scenario.Connect(gateway: "http://127.0.0.1:1")));

        Assert.Equal("ConnectionRefused", exception.ErrorId);
        Assert.Contains("'http://127.0.0.1:1' is refused", exception.Message, StringComparison.Ordinal);
        Assert.Single(scenario.EventsOf<CallEnded>());
    }

    [Fact]
    public async Task A_database_of_another_kind_or_a_newer_version_is_left_alone()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        await File.WriteAllTextAsync(scenario.DatabasePath, new string('x', 5000), TestContext.Current.CancellationToken);
        Assert.Equal("DatabaseOfAnotherKind", (await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync())).ErrorId);
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(scenario.DatabasePath, TestContext.Current.CancellationToken));

        File.Delete(scenario.DatabasePath);
        await scenario.ExportAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={scenario.DatabasePath};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Equal("DatabaseNewer", (await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync())).ErrorId);
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_is_named_and_not_its_folder()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        Directory.CreateDirectory(scenario.DatabasePath);

        InventoryDatabaseException exception = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync());

        Assert.Equal("DatabaseNotWritable", exception.ErrorId);
        Assert.StartsWith($"The inventory database '{scenario.DatabasePath}' cannot be written (", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        string file = Path.Combine(scenario.Folder, "a file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        InventoryDatabaseException exception = await Assert.ThrowsAsync<InventoryDatabaseException>(
            () => scenario.ExportAsync(scenario.Options with { Folder = Path.Combine(file, "inventory") }));

        Assert.Equal("FolderNotWritable", exception.ErrorId);
        Assert.Empty(scenario.Sandbox.Requests);
    }

    [Fact]
    public async Task A_page_whose_file_cannot_get_its_name_leaves_nothing_unfinished()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(10);
        scenario.OnEvent = value =>
        {
            if (value is InventoryCounted)
            {
                string count = Assert.Single(Directory.EnumerateFiles(scenario.Folder, "*_count.json"));
                Directory.CreateDirectory(count.Replace("_count.json", "_batch_000001.json.gz", StringComparison.Ordinal));
            }
        };

        InventoryDatabaseException exception = await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync());

        Assert.Equal("FolderNotWritable", exception.ErrorId);
        Assert.Empty(Directory.EnumerateFiles(scenario.Folder, "*.tmp"));
    }
}
