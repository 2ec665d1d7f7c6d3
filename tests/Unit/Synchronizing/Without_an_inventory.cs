using QualysCustomAttributes.Files;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Unit.Sending;
using QualysCustomAttributes.Verifying;
using QualysSandbox;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>What no run has written is not known without an inventory: where add is known to leave it as it is, it is updated as well.</summary>
public sealed class Without_an_inventory
{
    private static readonly string[] Export = ["1,Cards,1,", "2,Cards,1,"];

    [Theory]
    [InlineData(true, true, 2, "Cards/1/")]
    [InlineData(true, false, 1, "Theirs/1/")]
    [InlineData(false, false, 1, "Cards/1/")]
    public async Task A_value_of_somebody_else_is_written_over_where_add_is_known_to_leave_it(
        bool addLeaves, bool isKnown, int calls, string expected)
    {
        await using ReconciledScenario scenario = await StartAsync(addLeaves, isKnown);

        Assert.Equal(calls, await scenario.RunAsync(Export));

        Assert.Equal(expected, scenario.Held(1));
        Assert.Equal(0, await scenario.RunAsync(Export));
    }

    [Fact]
    public async Task What_a_run_has_written_is_known_from_then_on()
    {
        await using ReconciledScenario scenario = await StartAsync(addLeaves: true, isKnown: true);
        await scenario.RunAsync(Export);

        Assert.Equal(1, await scenario.RunAsync("1,Loans,1,", "2,Loans,1,"));
        Assert.Equal(["Loans/1/", "Loans/1/"], [scenario.Held(1), scenario.Held(2)]);
    }

    // The first of two assets holds what no run has written.
    private static async Task<ReconciledScenario> StartAsync(bool addLeaves, bool isKnown)
    {
        ReconciledScenario scenario = await ReconciledScenario.StartAsync(
            new SandboxOptions { Password = UpdateScenario.Password, AddOnlyNew = addLeaves });
        scenario.Sandbox.Assets.Put(1, new Dictionary<string, string> { ["Business"] = "Theirs" });
        if (isKnown)
        {
            using AttributeLedger ledger = AttributeLedger.Open(
                scenario.LedgerPath, new Uri(scenario.Sandbox.Address.ToString()).Authority, NewFiles.OfTheirOwner);
            FunctionKnowledge.Keep(
                ledger,
                [new QualysFunctionBehaviour(QualysFunction.Add, KeySituation.Existing, FunctionBehaviour.DoesNothing, 9, DateTimeOffset.UtcNow, null)]);
        }

        return scenario;
    }
}
