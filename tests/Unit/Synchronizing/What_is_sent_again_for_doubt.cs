using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Synchronizing;

/// <summary>What is in the plan for no other reason than that nobody knows whether it was made says so, and trips no brake.</summary>
public sealed class What_is_sent_again_for_doubt
{
    private static readonly QualysClientOptions Once = UpdateScenario.Quick with { MaxAttempts = 1, ThrottleLimit = 1 };

    [Theory]
    [InlineData(70, 0)]
    [InlineData(70, 100)]
    public async Task New_assets_whose_calls_had_no_answer_are_sent_again_and_not_held_back(int doubtful, int known)
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        string[] held = [.. Enumerable.Range(1_000, known).Select(id => $"{id},Loans,1,")];
        await (known > 0 ? scenario.RunAsync(held) : Task.CompletedTask);
        string[] rows = [.. held, .. Enumerable.Range(1, doubtful).Select(id => $"{id},Cards,2,")];
        await DoubtAsync(scenario, rows);

        scenario.Prepare(rows);

        Assert.Contains($"  Business  add {doubtful} (InDoubt){(known > 0 ? $", unchanged {known}" : "")}", Words(scenario));
        Assert.True(await scenario.SendAsync() > 0);
        Assert.Equal("Cards/2/", scenario.Held(70));
        Assert.Equal(0, await scenario.RunAsync(rows));
    }

    [Fact]
    public async Task A_value_whose_removal_had_no_answer_and_that_is_wanted_again_is_no_change()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        scenario.Comparison = new ComparisonOptions { Rules = new ComparisonRules { RemoveStale = true } };
        string[] rows = [.. Enumerable.Range(1, 60).Select(id => $"{id},Cards,2,")];
        await scenario.RunAsync(rows);
        scenario.AllowMassChange = true;
        await DoubtAsync(scenario, [.. Enumerable.Range(1, 60).Select(id => $"{id},,2,")]);
        scenario.AllowMassChange = false;

        scenario.Prepare(rows);

        Assert.Contains("  Business  update 60 (InDoubt)", Words(scenario));
        await scenario.SendAsync();
        Assert.Equal("Cards/2/", scenario.Held(60));
    }

    [Fact]
    public async Task Another_value_than_the_known_one_is_a_change_though_a_call_is_in_doubt()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.BatchSize = 100;
        await scenario.RunAsync([.. Enumerable.Range(1, 60).Select(id => $"{id},Cards,2,")]);
        string[] rows = [.. Enumerable.Range(1, 60).Select(id => $"{id},Loans,2,")];
        scenario.AllowMassChange = true;
        await DoubtAsync(scenario, rows);
        scenario.AllowMassChange = false;

        scenario.Prepare(rows);

        Assert.Contains("  Business  update 60 (Changed)", Words(scenario));
        await Assert.ThrowsAsync<MassChangeException>(() => scenario.SendAsync());
    }

    private static async Task DoubtAsync(ReconciledScenario scenario, string[] rows)
    {
        scenario.Prepare(rows);
        scenario.Sandbox.Faults.Add(Fault.DroppedBeforeChange().Always());
        await scenario.SendAsync(options: Once);
        scenario.Sandbox.Faults.Clear();
        Assert.NotEmpty(scenario.Query("SELECT 1 FROM change_call WHERE outcome = 'InDoubt'", scenario.LedgerPath));
    }

    private static string[] Words(ReconciledScenario scenario)
    {
        using var database = RunDatabase.OpenForReading(scenario.RunPath);
        return [.. PlanWords.Of(database)];
    }
}
