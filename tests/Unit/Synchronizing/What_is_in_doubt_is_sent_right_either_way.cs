using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>After a call without an answer nobody knows whether an asset has a key: what is sent next is right with and without it.</summary>
public sealed class What_is_in_doubt_is_sent_right_either_way
{
    private static readonly QualysClientOptions Once = UpdateScenario.Quick with { MaxAttempts = 1 };

    private static readonly ComparisonOptions Removing = new() { Rules = new ComparisonRules { RemoveStale = true } };

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_value_comes_after_a_removal_that_may_have_been_made(bool wasMade, bool addOnlyNew)
    {
        await using ReconciledScenario scenario = await StartAsync(addOnlyNew);
        await scenario.RunAsync("1,Cards,1,");
        await DoubtAsync(scenario, wasMade, "1,,1,");

        int calls = await scenario.RunAsync("1,Loans,1,");

        Assert.Equal((2, "Loans/1/"), (calls, scenario.Held(1)));
        Assert.Equal(["1|Business|Update"], scenario.Query("SELECT asset_id, key, action FROM qualys_attribute_plan WHERE action <> 'None'"));
        Assert.Equal(0, await scenario.RunAsync("1,Loans,1,"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_value_comes_after_an_addition_that_may_have_been_made(bool wasMade, bool addOnlyNew)
    {
        await using ReconciledScenario scenario = await StartAsync(addOnlyNew);
        await DoubtAsync(scenario, wasMade, "1,Cards,,");

        await scenario.RunAsync("1,Loans,,");

        Assert.Equal("Loans//", scenario.Held(1));
        Assert.Equal(0, await scenario.RunAsync("1,Loans,,"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removal_is_taken_back_that_may_have_been_made(bool wasMade)
    {
        await using ReconciledScenario scenario = await StartAsync(addOnlyNew: true);
        await scenario.RunAsync("1,Cards,1,");
        await DoubtAsync(scenario, wasMade, "1,,1,");

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal("Cards/1/", scenario.Held(1));
    }

    [Fact]
    public async Task Where_add_overwrites_one_call_is_enough()
    {
        await using ReconciledScenario scenario = await StartAsync();
        await scenario.RunAsync("1,Cards,1,");
        SqliteFile.Execute(scenario.LedgerPath, "INSERT INTO function_behaviour VALUES ('add', 'Existing', 'Writes', 5, 0)");
        await DoubtAsync(scenario, wasMade: true, "1,,1,");

        Assert.Equal(1, await scenario.RunAsync("1,Loans,1,"));
        Assert.Equal("Loans/1/", scenario.Held(1));
    }

    [Fact]
    public async Task A_change_of_the_same_key_that_was_confirmed_settles_it_for_plans_and_for_undoing()
    {
        await using ReconciledScenario scenario = await StartAsync();
        await scenario.RunAsync("1,Cards,1,");
        await DoubtAsync(scenario, wasMade: false, "1,Doubt,1,");
        await scenario.RunAsync("1,Cards,1,");
        Assert.Equal(0, await scenario.RunAsync("1,Cards,1,"));
        await scenario.RunAsync("1,Loans,2,");

        await scenario.UndoAsync(scenario.RunPath);

        Assert.Equal("Cards/1/", scenario.Held(1));
        Assert.Empty(scenario.Query("SELECT * FROM qualys_attribute_plan WHERE action = 'Withheld'"));
    }

    [Fact]
    public async Task A_plan_that_does_not_say_its_ledger_is_not_sent_past_it()
    {
        await using ReconciledScenario scenario = await StartAsync();
        scenario.Prepare("1,Cards,1,");
        SqliteFile.Execute(scenario.RunPath, "DELETE FROM plan_source");

        RunDatabaseException exception = await Assert.ThrowsAsync<RunDatabaseException>(() => scenario.SendAsync());

        Assert.Equal(("DatabaseNotTrusted", 0), (exception.ErrorId, scenario.Calls));
    }

    private static async Task<ReconciledScenario> StartAsync(bool addOnlyNew = false)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync(
            new SandboxOptions { Password = UpdateScenario.Password, AddOnlyNew = addOnlyNew });
        scenario.Comparison = Removing;
        return scenario;
    }

    private static async Task DoubtAsync(ReconciledScenario scenario, bool wasMade, string row)
    {
        scenario.Sandbox.Faults.Add(wasMade ? Fault.DroppedAfterChange() : Fault.DroppedBeforeChange());
        scenario.Prepare(row);
        await scenario.SendAsync(options: Once);
        Assert.Equal(["InDoubt"], scenario.Query("SELECT outcome FROM change_call ORDER BY change_id DESC LIMIT 1", scenario.LedgerPath));
    }
}
