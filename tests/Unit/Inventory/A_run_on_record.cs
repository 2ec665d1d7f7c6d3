using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Inventory;

/// <summary>What the database says of a run of the inventory: how it ended, when, why, and how often it was taken up again.</summary>
public sealed class A_run_on_record
{
    private const string Record =
        """
        SELECT outcome, resumed, ended_at IS NOT NULL, ended_at >= started_at, expected, pages, assets, coalesce(message, '-') FROM inventory_run
        """;

    [Fact]
    public async Task That_succeeds_has_its_end_and_no_message()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        await scenario.ExportAsync();

        Assert.Equal(["complete|0|1|1|45|5|45|-"], scenario.Query(Record));
        Assert.Equal(
            ["ASSET_INVENTORY_COUNT|45|", "ASSET_INVENTORY_LOAD|complete|5"],
            scenario.Query("SELECT STATUS_NAME, STATUS_DETAIL, LAST_BATCH_PROCESSED FROM Q_Asset_Inventory_Status ORDER BY 1"));
    }

    [Fact]
    public async Task That_fails_has_its_end_and_says_why()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();

        QualysConnectionException failure = await FailAtPageThreeAsync(scenario);

        Assert.Equal([$"failed|0|1|1|45|2|20|{failure.Message}"], scenario.Query(Record));
        Assert.Equal(
            ["ASSET_INVENTORY_COUNT|45|", "ASSET_INVENTORY_LOAD|failed|2"],
            scenario.Query("SELECT STATUS_NAME, STATUS_DETAIL, LAST_BATCH_PROCESSED FROM Q_Asset_Inventory_Status ORDER BY 1"));
    }

    [Fact]
    public async Task That_is_taken_up_again_counts_how_often_and_has_neither_end_nor_message_while_it_goes_on()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        await FailAtPageThreeAsync(scenario);
        await FailAtPageThreeAsync(scenario, passes: 0);
        scenario.Sandbox.Faults.Clear();
        List<string>? seen = null;
        scenario.OnEvent = _ => seen ??= scenario.Query(Record) is [var row] && row.StartsWith("running", StringComparison.Ordinal) ? [row] : null;

        await scenario.ExportAsync();

        Assert.Equal(["running|2|0||45|2|20|-"], seen);
        Assert.Equal(["complete|2|1|1|45|5|45|-"], scenario.Query(Record));
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task That_is_stopped_has_its_end()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        using var stop = new CancellationTokenSource();
        scenario.OnEvent = said =>
        {
            if (said is StageProgress { Done: > 0 })
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scenario.ExportAsync(stop: stop.Token));

        Assert.StartsWith("cancelled|0|1|1|45|", Assert.Single(scenario.Query(Record)), StringComparison.Ordinal);
    }

    private static async Task<QualysConnectionException> FailAtPageThreeAsync(InventoryScenario scenario, int passes = 2)
    {
        scenario.Sandbox.Faults.Clear();
        scenario.Sandbox.Faults.Add(
            [.. Enumerable.Repeat(Fault.Pass().On(SandboxEndpoint.Search), passes), Fault.ServiceUnavailable().On(SandboxEndpoint.Search).Always()]);
        return await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.ExportAsync());
    }
}
