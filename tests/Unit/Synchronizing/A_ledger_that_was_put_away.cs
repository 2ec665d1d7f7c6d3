using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>A ledger that was deleted, or put back from a copy, in the middle of a run is noticed before anything more is sent.</summary>
public sealed class A_ledger_that_was_put_away
{
    private static readonly string[] Export = ["1,Cards,1,Ann", "2,Loans,1,Ann", "3,Trade,1,Ann", "4,Fraud,1,Ann", "5,Gold,1,Ann"];

    [Fact]
    public async Task A_copy_from_before_what_the_run_has_sent_is_refused()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync("9,Cards,1,Ann");
        scenario.Prepare(Export);
        byte[] copy = File.ReadAllBytes(scenario.LedgerPath);
        await SendTwoAsync(scenario);
        byte[] whole = File.ReadAllBytes(scenario.LedgerPath);
        File.WriteAllBytes(scenario.LedgerPath, copy);
        int calls = scenario.Calls;

        LedgerException refused = await Assert.ThrowsAsync<LedgerException>(() => scenario.SendAsync());

        Assert.Equal("LedgerBehind", refused.ErrorId);
        Assert.Contains("2 batches", refused.Message, StringComparison.Ordinal);
        Assert.Equal(calls, scenario.Calls);
        File.WriteAllBytes(scenario.LedgerPath, whole);
        Assert.Equal(3, await scenario.SendAsync());
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task A_call_that_was_killed_between_the_two_records_is_none_that_the_ledger_lacks()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(Export);
        await SendTwoAsync(scenario);
        SqliteFile.Execute(
            scenario.RunPath,
            """
            INSERT INTO api_calls (group_number, batch_number, function, attempt, url, count_asset_ids, sent_at)
            SELECT group_number, batch_number, function, 1, 'https://x', 1, '2026-01-01 00:00:00' FROM batch_execution WHERE outcome = 'NotSent' LIMIT 1;
            UPDATE batch_execution SET attempts = attempts + 1, outcome = 'InDoubt' WHERE (group_number, batch_number) IN (
                SELECT group_number, batch_number FROM api_calls WHERE url = 'https://x');
            UPDATE lease SET calls = calls + 1;
            """);

        Assert.Equal(3, await scenario.SendAsync());
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task A_copy_from_before_the_plan_makes_it_stale()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        await scenario.RunAsync("9,Cards,1,Ann");
        byte[] copy = File.ReadAllBytes(scenario.LedgerPath);
        await scenario.RunAsync("9,Loans,1,Ann");
        scenario.Prepare("9,Trade,1,Ann");
        File.WriteAllBytes(scenario.LedgerPath, copy);

        Assert.Equal("PlanStale", (await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync())).ErrorId);
    }

    [Fact]
    public async Task One_that_is_deleted_while_the_run_sends_ends_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a file that is open cannot be deleted on Windows");
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare(Export);
        int seen = 0;
        scenario.OnResult = _ =>
        {
            if (++seen == 2)
            {
                File.Delete(scenario.LedgerPath);
            }
        };

        LedgerException gone = await Assert.ThrowsAsync<LedgerException>(
            () => scenario.SendAsync(options: UpdateScenario.Quick with { ThrottleLimit = 1 }));

        Assert.Equal("LedgerNotFound", gone.ErrorId);
        Assert.True(scenario.Calls < Export.Length, $"{scenario.Calls} calls");
        Assert.False(File.Exists(scenario.LedgerPath));
    }

    private static async Task SendTwoAsync(ReconciledScenario scenario)
    {
        using var stop = new CancellationTokenSource();
        int seen = 0;
        scenario.OnResult = _ =>
        {
            if (++seen == 2)
            {
                stop.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => scenario.SendAsync(options: UpdateScenario.Quick with { ThrottleLimit = 1 }, stop: stop.Token));
        scenario.OnResult = null;
    }
}
