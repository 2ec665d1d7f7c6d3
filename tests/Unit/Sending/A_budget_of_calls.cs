using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Unit.Synchronizing;
using QualysSandbox;
using QualysSandbox.Faults;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>A run that has used up what it was allowed ends in order, says what is left, and is resumed.</summary>
public sealed class A_budget_of_calls
{
    [Fact]
    public async Task Ends_the_run_when_the_calls_are_made_and_the_next_one_goes_on()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();

        CallBudgetException exception = await Assert.ThrowsAsync<CallBudgetException>(() => scenario.SendAsync(With(maximumCalls: 2)));

        Assert.Equal("MaximumCallsReached", exception.ErrorId);
        Assert.Equal((1L, scenario.DatabasePath), (exception.BatchesLeft, exception.DatabasePath));
        Assert.Contains("1 batch is left, on record in", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
        Assert.Equal(["NotSent|1||", "Succeeded|2||"], scenario.Query("SELECT outcome, COUNT(*), error, '' FROM batch_execution GROUP BY 1 ORDER BY 1"));
        Assert.Equal(["failed"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));

        await scenario.SendAsync(With(maximumCalls: 1));
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Is_no_error_where_it_was_just_enough()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();

        await scenario.SendAsync(With(maximumCalls: 3));

        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Counts_repeats()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable(), Fault.DroppedBeforeChange());

        CallBudgetException exception = await Assert.ThrowsAsync<CallBudgetException>(
            () => scenario.SendAsync(With(maximumCalls: 4) with { ThrottleLimit = 1 }));

        Assert.Equal(1, exception.BatchesLeft);
        Assert.Equal(4, scenario.Sandbox.Requests.Count);
    }

    [Fact]
    public async Task That_is_a_time_ends_a_wait_for_a_further_attempt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable());

        CallBudgetException exception = await Assert.ThrowsAsync<CallBudgetException>(() => scenario.SendAsync(
            With(until: TimeSpan.FromSeconds(2)) with { RetryMinimum = TimeSpan.FromMinutes(30), RetryMaximum = TimeSpan.FromMinutes(30) }));

        Assert.Equal(("UntilReached", 1L), (exception.ErrorId, exception.BatchesLeft));
        Assert.Single(scenario.Sandbox.Requests);
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task That_is_a_time_ends_at_once_where_the_platform_asks_for_a_longer_wait()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(
            new SandboxOptions { RateLimit = new RateLimit(1, TimeSpan.FromHours(1)) });

        CallBudgetException exception = await Assert.ThrowsAsync<CallBudgetException>(
            () => scenario.SendAsync(With(until: TimeSpan.FromMinutes(30)) with { ThrottleLimit = 1 }));

        Assert.Equal(("UntilReached", 2L), (exception.ErrorId, exception.BatchesLeft));
        Assert.Single(scenario.Sandbox.Requests);
    }

    [Fact]
    public async Task That_is_a_reserve_leaves_the_last_calls_of_a_window_to_others()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(
            new SandboxOptions { RateLimit = new RateLimit(4, TimeSpan.FromHours(10)) });

        await Assert.ThrowsAsync<QualysParkedException>(() => scenario.SendAsync(With(reserve: 2)));

        Assert.Equal(2, scenario.Sandbox.Requests.Count);
        Assert.DoesNotContain(scenario.EventsOf<ConnectorWarning>(), warning => warning.Message.Contains("does not show", StringComparison.Ordinal));
    }

    [Fact]
    public async Task That_is_a_reserve_is_told_once_where_it_cannot_be_kept()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();

        await scenario.SendAsync(With(reserve: 50));

        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Contains("50 calls", Assert.Single(scenario.EventsOf<ConnectorWarning>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_run_knew_of_the_window_the_next_begins_with()
    {
        var limits = new SandboxOptions { RateLimit = new RateLimit(3, TimeSpan.FromSeconds(6)), Password = UpdateScenario.Password };
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync(limits);
        scenario.BatchSize = 1;
        await scenario.RunAsync("1,A,", "2,B,", "3,C,");
        Assert.Equal(["3|6|3"], scenario.Query("SELECT call_limit, window_seconds, (SELECT COUNT(*) FROM window_call) FROM call_window", scenario.LedgerPath));

        await scenario.RunAsync("1,A,", "2,B,", "3,C,", "4,D,", "5,E,");

        Each.Holds(scenario.Sandbox.Requests, request => Assert.Equal(200, request.AnswerStatus));
        Assert.True(scenario.Sandbox.Requests[3].ReceivedAt - scenario.Sandbox.Requests[0].ReceivedAt >= TimeSpan.FromSeconds(6));
        Assert.Equal("E//", scenario.Held(5));
    }

    [Fact]
    public async Task What_changes_the_key_is_sent_first_and_the_plan_stays()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.GroupBy = PayloadGrouping.Attribute;
        scenario.Prepare("1,A,x,", "2,B,,o", "3,C,,");
        List<string> plan = scenario.Query("SELECT group_number, payload_custom_attributes FROM qualys_attribute_payloads_grouped ORDER BY 1");

        await scenario.SendAsync(options: UpdateScenario.Quick with { ThrottleLimit = 1 }, priorityKey: "Owner");

        string[] sent = [.. scenario.Query("SELECT group_number FROM api_calls ORDER BY call_id")];
        string owner = Assert.Single(scenario.Query("SELECT group_number FROM qualys_attribute_payloads_grouped WHERE payload_custom_attributes LIKE '%Owner%'"));
        Assert.NotEqual("1", owner);
        Assert.Equal(owner, sent[0]);
        Assert.Equal(plan, scenario.Query("SELECT group_number, payload_custom_attributes FROM qualys_attribute_payloads_grouped ORDER BY 1"));
        Assert.Equal(["A/x/", "B//o"], [scenario.Held(1), scenario.Held(2)]);
    }

    [Fact]
    public async Task A_key_that_nothing_changes_is_told()
    {
        await using ReconciledScenario scenario = await ReconciledScenario.StartAsync();
        scenario.Prepare("1,A,x,");

        Assert.Equal(1, await scenario.SendAsync(priorityKey: "owner"));

        Assert.Contains(scenario.Events.OfType<ConnectorWarning>(), warning => warning.Message.Contains("'owner'", StringComparison.Ordinal));
    }

    private static QualysClientOptions With(int? maximumCalls = null, TimeSpan? until = null, int reserve = 0) => UpdateScenario.Quick with
    {
        Budget = CallBudget.Of(maximumCalls, DateTimeOffset.UtcNow + until, reserve, TimeProvider.System),
    };
}
