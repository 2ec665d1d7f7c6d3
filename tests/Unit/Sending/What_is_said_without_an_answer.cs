using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared.Inventory;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Of a call without an answer it is said that Qualys may have done what was asked; of one that had an answer, what that said.</summary>
public sealed class What_is_said_without_an_answer
{
    private static readonly QualysClientOptions Once = UpdateScenario.Quick with { MaxAttempts = 1 };

    [Fact]
    public async Task After_a_time_out_is_that_it_may_be_applied()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.LateAnswer(TimeSpan.FromMinutes(5)).Always());

        await scenario.SendAsync(Once with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Contains(
            "no answer came within 1 s; Qualys may have applied it, sending again is safe", Assert.Single(scenario.Results).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_connection_that_broke_is_that_too_and_nothing_in_the_words_of_NET()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.DroppedAfterChange().Always());

        await scenario.SendAsync(Once);

        string error = Assert.Single(scenario.Results).Error!;
        Assert.Contains("Qualys may have applied it, sending again is safe", error, StringComparison.Ordinal);
        Assert.DoesNotContain("occurred", error, StringComparison.Ordinal);
        Assert.DoesNotContain("transport", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_a_question_is_not_that_anything_was_applied()
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync(5);
        scenario.Sandbox.Faults.Add(Fault.DroppedBeforeChange().On(QualysSandbox.Faults.QualysEndpoint.Count).Always());

        QualysConnectionException error = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.ExportAsync());

        Assert.DoesNotContain("applied", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("occurred", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_batch_whose_run_ended_in_its_wait_is_what_its_last_answer_said()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Bob"], batchSize: 1);
        scenario.Sandbox.Faults.Add(
            Fault.Status(500, "boom").ForAsset(1).Always(), Fault.Forbidden().After(TimeSpan.FromSeconds(1)).ForAsset(2).Always());

        await Assert.ThrowsAsync<QualysAuthenticationException>(
            () => scenario.SendAsync(UpdateScenario.Quick with { RetryMinimum = TimeSpan.FromMinutes(1), RetryMaximum = TimeSpan.FromMinutes(1) }));

        QualysUpdateResult result = Assert.Single(scenario.Results, each => each.Outcome == UpdateOutcome.InDoubt);
        Assert.Equal(500, result.Status);
        Assert.Contains("boom", result.Error, StringComparison.Ordinal);
        Assert.Equal([$"500|{result.Error}"], scenario.Query("SELECT status, error FROM batch_execution WHERE outcome = 'InDoubt'"));

        scenario.Sandbox.Faults.Clear();
        scenario.Events.Clear();
        await scenario.SendAsync();
        Assert.Contains("1 in doubt", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("no answer is on record", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
        Assert.True(scenario.IsFinalStateAsWanted());
    }
}
