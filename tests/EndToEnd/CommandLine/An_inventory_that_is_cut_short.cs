using System.Diagnostics;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.EndToEnd.CommandLine;

/// <summary>Whatever ends a run, the same command ends it well: nothing is missing, and nothing is asked for twice but the page that was under way.</summary>
public sealed class An_inventory_that_is_cut_short
{
    private const int Assets = 1500;
    private const int PagesOfAll = 30;

    private static readonly string[] InPagesOfFifty = ["--page-size", "50"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    [InlineData(30)]
    public async Task Killed_while_a_page_is_under_way_it_goes_on_with_that_page(int killAtSearch)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(Assets);
        scenario.StandStillAtSearch(killAtSearch);
        ConnectorRun killed = await KillAsync(scenario, killAtSearch);
        Assert.NotEqual(0, killed.ExitCode);
        scenario.Sandbox.Faults.Clear();

        ConnectorRun run = await scenario.RunAsync(InPagesOfFifty);

        run.RequireSuccess();
        Assert.Equal($"30, of which {PagesOfAll - killAtSearch + 1} downloaded now", run.Summary("pages"));
        scenario.RequireAllAssetsOnce();
        scenario.RequireAskedOnce(PagesOfAll, exceptions: 1);
        scenario.RequireNoSecrets(killed, run);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(25)]
    public async Task Killed_at_any_moment_while_pages_are_written_and_loaded_it_loses_none(int milliseconds)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(Assets);
        int[] searches = [3, 9, 21];
        foreach (int search in searches)
        {
            await KillAsync(scenario, search, TimeSpan.FromMilliseconds(milliseconds));
        }

        ConnectorRun run = await scenario.RunAsync(InPagesOfFifty);

        run.RequireSuccess();
        Assert.Equal("1,500", run.Summary("loaded"));
        scenario.RequireAllAssetsOnce();
        scenario.RequireAskedOnce(PagesOfAll, exceptions: searches.Length);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_it_in_order_with_130_and_the_same_command_goes_on(string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one process sends to another.");
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.StandStillAtSearch(4);
        await using ConnectorProcess process = scenario.Start();
        await Eventually.HoldsAsync(() => scenario.Searches.Count == 4 && scenario.Query("SELECT count(*) FROM Q_Asset_Inventory") is ["30"]);

        long start = Stopwatch.GetTimestamp();
        process.Signal(signal);
        ConnectorRun stopped = await process.EndAsync();

        Assert.Equal((130, ""), (stopped.ExitCode, stopped.Error));
        // A second is promised. What is proved is that nobody waits for the answer, which takes five minutes; the rest is for a busy machine.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 30);
        Assert.Equal("30", stopped.Summary("loaded"));
        Assert.Contains("cancelled: what was loaded stays; the same command goes on.", stopped.OutputLines);
        Assert.Equal(["cancelled"], scenario.Query("SELECT outcome FROM inventory_run"));
        scenario.Sandbox.Faults.Clear();

        ConnectorRun run = await scenario.RunAsync();

        run.RequireSuccess();
        Assert.Contains("45 assets updated at any time; the run that ended early goes on", run.OutputLines);
        Assert.Equal("5, of which 2 downloaded now", run.Summary("pages"));
        scenario.RequireAllAssetsOnce();
        scenario.RequireAskedOnce(5, exceptions: 1);
        scenario.RequireNoSecrets(stopped, run);
    }

    [Theory]
    [InlineData("--since", "9000d")]
    [InlineData("--incremental", "--since", "9000d")]
    public async Task With_a_period_the_same_command_goes_on_too_though_its_moment_is_another_one(params string[] choice)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.StandStillAtSearch(3);
        await using (ConnectorProcess process = scenario.Start(choice))
        {
            await Eventually.HoldsAsync(() => scenario.Searches.Count == 3);
            process.Kill();
            await process.EndAsync();
        }

        scenario.Sandbox.Faults.Clear();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        ConnectorRun run = await scenario.RunAsync(choice);
        ConnectorRun over = await scenario.RunAsync([.. choice, "--start-over"]);

        run.RequireSuccess();
        Assert.Equal("5, of which 3 downloaded now", run.Summary("pages"));
        Assert.DoesNotContain("went on", over.Summary("run started"), StringComparison.Ordinal);
        scenario.RequireAllAssetsOnce();
    }

    [Fact]
    public async Task A_page_that_was_damaged_on_disk_meanwhile_is_asked_for_again()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.StandStillAtSearch(3);
        await using (ConnectorProcess process = scenario.Start())
        {
            await Eventually.HoldsAsync(() => scenario.Searches.Count == 3 && scenario.Query("SELECT count(*) FROM Q_Asset_Inventory") is ["20"]);
            process.Kill();
            await process.EndAsync();
        }

        scenario.Sandbox.Faults.Clear();
        byte[] whole = await File.ReadAllBytesAsync(scenario.Pages[1], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(scenario.Pages[1].Replace("000002", "000003", StringComparison.Ordinal), whole[..(whole.Length / 2)], TestContext.Current.CancellationToken);

        ConnectorRun run = await scenario.RunAsync();

        run.RequireSuccess();
        Assert.Equal("5, of which 3 downloaded now", run.Summary("pages"));
        scenario.RequireAllAssetsOnce();
    }

    [Fact]
    public async Task A_token_that_expires_on_the_way_is_renewed_and_its_page_asked_for_again()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(45, options => options with { TokenUses = 3 });
        scenario.Sandbox.Faults.Add(Fault.Pass().On(QualysEndpoint.Search), Fault.TokenExpired());

        ConnectorRun run = await scenario.RunAsync();

        run.RequireSuccess();
        Assert.True(scenario.Sandbox.Tokens.Issued.Count > 2);
        scenario.RequireAllAssetsOnce();
        scenario.RequireNoSecrets(run);
    }

    private static async Task<ConnectorRun> KillAsync(InventoryScenario scenario, int atSearch, TimeSpan after = default)
    {
        await using ConnectorProcess process = scenario.Start(InPagesOfFifty);
        await Eventually.HoldsAsync(() => scenario.Searches.Count >= atSearch);
        if (after > TimeSpan.Zero)
        {
            await Task.Delay(after, TestContext.Current.CancellationToken);
        }

        process.Kill();
        return await process.EndAsync();
    }
}
