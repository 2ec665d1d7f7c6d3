using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What is known of a call stands on disk as soon as it has ended, however long the wait before the next one.</summary>
public sealed class A_kill_in_a_wait
{
    // As another process would find it after a kill: what is committed, and no more.
    private const string Record =
        """
        SELECT c.http_status, c.response_code, c.answered_at IS NOT NULL, e.outcome, e.attempts
        FROM api_calls c JOIN batch_execution e USING (group_number, batch_number) ORDER BY call_id
        """;

    [Theory]
    [InlineData(true, "409|1965|1|NotSent|1")]
    [InlineData(false, "503||1|InDoubt|1")]
    public async Task Finds_the_call_that_ended_before_it_on_record(bool isLimit, string expected)
    {
        var clock = new AdvancingClock();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(isLimit ? Fault.RateLimited().ToWait(TimeSpan.FromSeconds(600)) : Fault.ServiceUnavailable().RetryAfter(TimeSpan.FromSeconds(600)));
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { TimeProvider = clock, Timeout = TimeSpan.FromDays(20) });
        await Eventually.HoldsAsync(() => clock.HasTimerDueIn(TimeSpan.FromSeconds(600)));

        Assert.Equal([expected], scenario.Query(Record));
        Assert.Equal(["600"], scenario.Query("SELECT wait_seconds FROM api_calls"));

        clock.Advance(TimeSpan.FromSeconds(600));
        await sending;
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Finds_each_call_on_record_from_the_moment_at_which_it_is_told()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable(), Fault.Refused("INVALID_REQUEST", "no", "none"));
        List<string> seen = [];
        scenario.OnEvent = said => seen.AddRange(said is CallEnded ? [scenario.Query(Record)[^1]] : []);

        await scenario.SendAsync();

        Assert.Equal(["503||1|InDoubt|1", "200|INVALID_REQUEST|1|InDoubt|2"], seen);
    }
}
