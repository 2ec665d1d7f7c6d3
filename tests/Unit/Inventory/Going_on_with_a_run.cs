using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>A run that ended early is continued by the same command.</summary>
public sealed class Going_on_with_a_run
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public async Task After_a_stop_nothing_is_asked_twice_and_nothing_is_missing(int stopAtSearch)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(75);
        using var stop = new CancellationTokenSource();
        scenario.Sandbox.Faults.Add(Enumerable.Repeat(Fault.Pass().On(SandboxEndpoint.Search), stopAtSearch - 1).Append(Fault.LateAnswer(TimeSpan.FromSeconds(60)).On(SandboxEndpoint.Search)));
        Task running = scenario.ExportAsync(stop: stop.Token);
        await Eventually.HoldsAsync(() => scenario.Searches.Count == stopAtSearch);

        long started = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "the run waited for the answer");
        Assert.Equal(["cancelled"], scenario.Query("SELECT outcome FROM inventory_run"));

        InventorySummary summary = await scenario.ExportAsync();

        Assert.True(summary.IsResumed);
        Assert.Equal((75, 8), (summary.Loaded, summary.Pages));
        AssertAskedOnce(scenario, exceptPage: stopAtSearch);
        scenario.AssertFinalState();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task What_a_killed_run_left_on_disk_is_loaded_from_there(int killAtPage)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(75);
        string copy = Directory.CreateTempSubdirectory("inventory-killed-").FullName;
        bool isCopied = false;

        // What a kill leaves is what is on disk at one moment: nothing is closed, committed or tidied up.
        scenario.OnEvent = happened =>
        {
            if (!isCopied && happened is CallEnded { Call.What: var what } && what.StartsWith($"page {killAtPage} ", StringComparison.Ordinal))
            {
                isCopied = true;
                foreach (string file in Directory.EnumerateFiles(scenario.Folder).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
                {
                    File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
                }
            }
        };
        await scenario.ExportAsync();
        int before = scenario.Searches.Count;
        Directory.Delete(scenario.Folder, recursive: true);
        (scenario.Folder, scenario.OnEvent) = (copy, null);
        Assert.Equal(["running"], scenario.Query("SELECT outcome FROM inventory_run"));

        InventorySummary summary = await scenario.ExportAsync();

        Assert.True(summary.IsResumed);
        Assert.Equal(8 - (killAtPage - 1), scenario.Searches.Count - before);
        Assert.Equal(75, summary.Loaded);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task The_time_left_is_reckoned_from_what_this_command_has_done()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Enumerable.Repeat(Fault.Pass().On(SandboxEndpoint.Search), 3).Append(Fault.ServiceUnavailable().On(SandboxEndpoint.Search).Always()));
        await Assert.ThrowsAsync<QualysCustomAttributes.Qualys.QualysConnectionException>(() => scenario.ExportAsync());
        scenario.Sandbox.Faults.Clear();
        scenario.Events.Clear();

        await scenario.ExportAsync();

        Each.Holds(scenario.EventsOf<StageProgress>(), progress => Assert.Equal(30, progress.DoneBefore));
        var halfway = new StageProgress(ConnectorStage.Download, 60, 100, "assets", TimeSpan.FromSeconds(10), "") { DoneBefore = 50 };
        Assert.Equal(TimeSpan.FromSeconds(40), halfway.Remaining);
        Assert.Null((halfway with { DoneBefore = 60 }).Remaining);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(6, false)]
    public async Task The_same_period_back_from_now_goes_on_though_its_moment_is_another_one(int days, bool goesOn)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.Pass().On(SandboxEndpoint.Search), Fault.ServiceUnavailable().On(SandboxEndpoint.Search).Always());
        DateTimeOffset sevenDaysAgo = DateTimeOffset.UtcNow.AddDays(-7);
        await Assert.ThrowsAsync<QualysCustomAttributes.Qualys.QualysConnectionException>(() => scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = sevenDaysAgo }));
        scenario.Sandbox.Faults.Clear();

        InventorySummary summary = await scenario.ExportAsync(scenario.Options with { LastUpdatedAfter = DateTimeOffset.UtcNow.AddDays(-days).AddSeconds(5) });

        Assert.Equal(goesOn, summary.IsResumed);
        Assert.Equal(goesOn, summary.LastUpdatedAfter <= sevenDaysAgo);
        Assert.Equal(0, summary.Shortfall);
    }

    [Fact]
    public async Task A_damaged_page_on_disk_is_asked_for_again()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(75);
        scenario.Sandbox.Faults.Add(Enumerable.Repeat(Fault.Pass().On(SandboxEndpoint.Search), 3).Append(Fault.ServiceUnavailable().On(SandboxEndpoint.Search).Always()));
        await Assert.ThrowsAsync<QualysCustomAttributes.Qualys.QualysConnectionException>(() => scenario.ExportAsync());
        scenario.Sandbox.Faults.Clear();
        string next = Directory.EnumerateFiles(scenario.Folder, "*_batch_000003.json.gz").Single();
        string damaged = next.Replace("000003", "000004", StringComparison.Ordinal);
        byte[] bytes = await File.ReadAllBytesAsync(next, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(damaged, bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);

        InventorySummary summary = await scenario.ExportAsync();

        Assert.Equal(5, summary.PagesDownloaded);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task An_error_in_the_middle_of_loading_leaves_whole_pages()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(75);
        int pages = 0;
        scenario.OnEvent = happened =>
        {
            if (happened is CallEnded { Call: { IsSuccess: true } call } && call.What.StartsWith("page", StringComparison.Ordinal) && ++pages == 4)
            {
                throw new InvalidOperationException("the front end broke");
            }
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => scenario.ExportAsync());
        scenario.OnEvent = null;
        Assert.Equal(["30"], scenario.Query("SELECT count(*) FROM Q_Asset_Inventory"));

        await scenario.ExportAsync();

        AssertAskedOnce(scenario, exceptPage: 4);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task Another_command_begins_a_run_of_its_own()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(25);
        scenario.Sandbox.Faults.Add(Fault.Pass().On(SandboxEndpoint.Search), Fault.Unauthorized().On(SandboxEndpoint.Search).Repeated(2));
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.ExportAsync());

        InventorySummary summary = await scenario.ExportAsync(scenario.Options with { PageSize = 20 });

        Assert.False(summary.IsResumed);
        Assert.Equal(2, summary.PagesDownloaded);
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task Two_runs_do_not_share_a_folder()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(25);
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromSeconds(60)).On(SandboxEndpoint.Search));
        using var stop = new CancellationTokenSource();
        Task running = scenario.ExportAsync(stop: stop.Token);
        await Eventually.HoldsAsync(() => scenario.Searches.Count == 1);

        Assert.Equal("InventoryInUse", (await Assert.ThrowsAsync<InventoryDatabaseException>(() => scenario.ExportAsync())).ErrorId);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static void AssertAskedOnce(InventoryScenario scenario, int exceptPage)
    {
        var asked = scenario.Searches.GroupBy(search => search.QueryString).Select(search => search.Count()).ToArray();
        Assert.Equal(8, asked.Length);
        Each.Holds(asked.Where((_, index) => index != exceptPage - 1), times => Assert.Equal(1, times));
        Assert.InRange(asked[exceptPage - 1], 1, 2);
    }
}
