using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>What a run leaves in the ledger for the plans of others: how much its export had, and whether it changed anything.</summary>
public sealed class What_a_later_plan_goes_by
{
    [Theory]
    [InlineData("refused")]
    [InlineData("pilot")]
    [InlineData("nothing")]
    public async Task A_short_export_of_which_nothing_or_a_part_was_sent_is_no_measure(string what)
    {
        await using ReconciledScenario scenario = await StartAsync(100);
        scenario.Prepare(Rows(50, "New", from: 60));
        (scenario.AllowMassChange, scenario.User) = (true, what == "refused" ? "nobody" : "sandbox");
        scenario.Choice = new BatchChoice { AssetIds = what switch { "pilot" => [60], "nothing" => [4711], _ => [] } };
        Exception? ended = await Record.ExceptionAsync(() => scenario.SendAsync());
        Assert.Equal(what == "pilot", ended is null);

        (scenario.AllowMassChange, scenario.User, scenario.Choice) = (false, "sandbox", new BatchChoice());
        scenario.Prepare(Rows(50, "New", from: 60));
        MassChangeException held = await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());

        Assert.Contains("go by an export of 50 assets, where the last one had 100", held.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_sent_whole_is_also_where_it_changed_nothing()
    {
        await using ReconciledScenario scenario = await StartAsync(100);
        scenario.AllowMassChange = true;
        Assert.Equal(0, await scenario.RunAsync(Rows(50, "Cards")));
        scenario.AllowMassChange = false;

        Assert.Equal(0, await scenario.RunAsync(Rows(50, "Cards")));
    }

    [Fact]
    public async Task One_all_of_which_was_chosen_is_a_measure_once_something_of_it_is_confirmed()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Sandbox.Faults.Add(null, Fault.Unauthorized());
        scenario.Prepare("1,Cards,,", "2,Loans,,");

        await Assert.ThrowsAsync<QualysAuthenticationException>(() => scenario.SendAsync(options: UpdateScenario.Quick with { ThrottleLimit = 1 }));

        Assert.Equal(["1"], scenario.Query("SELECT COUNT(coverage) FROM ledger_run", scenario.LedgerPath));
    }

    [Fact]
    public async Task A_run_that_was_refused_makes_no_plan_stale()
    {
        await using ReconciledScenario scenario = await StartAsync(5);
        scenario.Prepare(Rows(5, "Other"));
        string first = scenario.RunPath;
        scenario.Prepare(Rows(5, "Third"));
        scenario.User = "nobody";
        await Assert.ThrowsAnyAsync<ConnectorException>(() => scenario.SendAsync());
        Assert.Equal(2, scenario.Calls);
        scenario.User = "sandbox";

        await scenario.SendAsync(first);

        Assert.Equal("Other//", scenario.Held(5));
        QualysRun stale = QualysRun.Read(scenario.RunPath, run => run.NextStep.ToString());
        Assert.Equal((QualysRunOutcome.Incomplete, "PlanAgain"), (stale.Outcome, stale.NextCommand));
        Assert.Contains($"that of '{first}' at ", stale.Stale, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_ledger_that_is_gone_is_missed_and_not_made_again(bool isBegun)
    {
        await using ReconciledScenario scenario = await (isBegun ? ReconciledScenario.StartAsync() : StartAsync(5));
        scenario.Prepare(Rows(5, "Other"));
        if (isBegun)
        {
            scenario.Choice = new BatchChoice { First = 1 };
            await scenario.SendAsync();
            scenario.Choice = new BatchChoice { All = true };
        }

        File.Delete(scenario.LedgerPath);
        int before = scenario.Calls;

        LedgerException exception = await Assert.ThrowsAsync<LedgerException>(() => scenario.SendAsync());

        Assert.Equal(("LedgerNotFound", before), (exception.ErrorId, scenario.Calls));
        Assert.Contains($"which the plan in '{scenario.RunPath}' was made with, is not there any more", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(scenario.LedgerPath));
        Assert.Equal(QualysRunStep.None, QualysRun.Read(scenario.RunPath, _ => null).NextStep);
    }

    private static async Task<ReconciledScenario> StartAsync(int assets)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync(Rows(assets, "Cards"));
        return scenario;
    }

    private static string[] Rows(int assets, string business, int from = 1) =>
        [.. Enumerable.Range(from, assets).Select(id => $"{id},{business},,")];
}
