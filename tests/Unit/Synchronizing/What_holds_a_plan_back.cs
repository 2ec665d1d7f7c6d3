using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>A plan that changes more than anybody expects, or was made of an export that lacks much, is not sent without a second word.</summary>
public sealed class What_holds_a_plan_back
{
    private const string Actions = "SELECT action, reason, COUNT(*) FROM qualys_attribute_plan WHERE key = 'Business' GROUP BY 1, 2";

    [Theory]
    [InlineData(200, 40, false)]
    [InlineData(200, 41 + 9, true)]
    [InlineData(100, 49, false)]
    [InlineData(100, 50, true)]
    public async Task Is_a_change_of_more_than_a_fifth_of_what_is_held_and_of_fifty_assets_at_least(int assets, int changed, bool isHeld)
    {
        await using ReconciledScenario scenario = await StartAsync(assets);
        scenario.Prepare([.. Rows(assets, id => id <= changed ? "Other" : "Cards")]);

        await AssertHeldAsync(scenario, isHeld ? "change values of" : null);
    }

    [Fact]
    public async Task Is_a_removal_of_more_than_a_fifth_too()
    {
        await using ReconciledScenario scenario = await StartAsync(200);
        scenario.Comparison = new ComparisonOptions { Rules = new ComparisonRules { RemoveStale = true } };
        scenario.Prepare([.. Rows(200, id => id <= 60 ? "" : "Cards")]);

        await AssertHeldAsync(scenario, "remove values of 60 of the 200 assets");
    }

    [Fact]
    public async Task Is_that_of_one_key_however_few_have_it()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Enumerable.Range(1, 1000).Select(id => $"{id},Cards,{(id <= 100 ? "1" : "")},")]);
        scenario.Prepare([.. Enumerable.Range(1, 1000).Select(id => $"{id},Cards,{(id <= 100 ? "2" : "")},")]);

        await AssertHeldAsync(scenario, "change 'Tier' of 100 of the 100 assets");
    }

    [Fact]
    public async Task Is_no_value_that_is_added_where_nothing_was_known()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        scenario.Prepare([.. Rows(300, _ => "Cards")]);

        await AssertHeldAsync(scenario, null);
    }

    [Theory]
    [InlineData(78, "go by an export of 79 assets, where the last one had 100")]
    [InlineData(80, null)]
    public async Task Is_an_export_of_less_than_four_fifths_of_the_assets_of_the_last(int assets, string? why)
    {
        await using ReconciledScenario scenario = await StartAsync(100);
        scenario.Prepare([.. Rows(assets, _ => "Cards").Append("1000,New,,")]);

        await AssertHeldAsync(scenario, why);
    }

    [Fact]
    public async Task Is_an_export_with_less_than_four_fifths_of_the_values_of_a_key()
    {
        await using ReconciledScenario scenario = await StartAsync(100);
        scenario.Prepare([.. Rows(100, id => id <= 70 ? "Cards" : "").Append("1000,New,,")]);

        await AssertHeldAsync(scenario, "71 assets have a value for 'Business', where 100 had one in the last");
    }

    [Fact]
    public async Task Goes_on_in_that_very_database_once_somebody_says_so()
    {
        await using ReconciledScenario scenario = await StartAsync(100);
        scenario.Prepare([.. Rows(100, _ => "Other")]);
        await AssertHeldAsync(scenario, "change values of 100 of the 100 assets");

        QualysRun run = QualysRun.Read(scenario.RunPath, _ => null);
        Assert.Contains("change values of 100 of the 100 assets", run.Message, StringComparison.Ordinal);
        Assert.Equal((QualysRunOutcome.Held, QualysRunStep.Release), (run.Outcome, run.NextStep));
        Assert.Equal(["Withheld|Changed|100"], scenario.Query(Actions));
        Assert.Equal("Business: Withheld of 100 assets (Changed)", run.Changes[0].ToString());

        scenario.AllowMassChange = true;

        Assert.Equal(1, await scenario.SendAsync());
        Assert.Equal(["Update|Changed|100"], scenario.Query(Actions));
        Assert.Equal("Other//", scenario.Held(100));
    }

    private static async Task<ReconciledScenario> StartAsync(int assets)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Rows(assets, _ => "Cards")]);
        return scenario;
    }

    private static IEnumerable<string> Rows(int assets, Func<int, string> business) =>
        Enumerable.Range(1, assets).Select(id => $"{id},{business(id)},,");

    private static async Task AssertHeldAsync(ReconciledScenario scenario, string? why)
    {
        int before = scenario.Calls;
        if (why is null)
        {
            await scenario.SendAsync();
            Assert.NotEqual(before, scenario.Calls);
            return;
        }

        MassChangeException exception = await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());

        Assert.Equal(("MassChange", before), (exception.ErrorId, scenario.Calls));
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Succeeded", string.Concat(scenario.Query("SELECT outcome FROM batch_execution")), StringComparison.Ordinal);
    }
}
