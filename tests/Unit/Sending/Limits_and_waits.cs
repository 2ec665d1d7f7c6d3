using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysSandbox;
using QualysSandbox.Faults;
using QualysSandbox.Limits;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>How long the client waits, who says so, and how many calls it makes at a time.</summary>
public sealed class Limits_and_waits
{
    [Fact]
    public void The_back_off_grows_evenly_from_30_to_300_seconds()
    {
        var options = new QualysClientOptions();

        Assert.Equal(Enumerable.Range(1, 10).Select(step => step * 30.0), Enumerable.Range(1, 10).Select(attempt => options.BackOff(attempt).TotalSeconds));
    }

    [Fact]
    public async Task The_platforms_wait_comes_before_Retry_After_and_Retry_After_before_the_back_off()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(
            Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1)).RetryAfter(TimeSpan.FromSeconds(90)),
            Fault.TooManyRequests().RetryAfter(TimeSpan.FromSeconds(1)),
            Fault.ServiceUnavailable());

        await scenario.SendAsync();

        Assert.Equal([WaitCause.RateLimit, WaitCause.RetryAfter, WaitCause.BackOff], scenario.EventsOf<CallWillBeRetried>().Select(retry => retry.Cause));
        // Being turned away uses up no attempt.
        Assert.Equal([10, 10, 9], scenario.EventsOf<CallWillBeRetried>().Select(retry => retry.AttemptsLeft));
    }

    [Fact]
    public async Task A_wait_of_half_an_hour_is_waited_out_to_the_second()
    {
        var clock = new AdvancingClock();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(1798)));
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { TimeProvider = clock, Timeout = TimeSpan.FromDays(20) });
        await Eventually.HoldsAsync(() => clock.HasTimerDueIn(TimeSpan.FromSeconds(1798)));

        clock.Advance(TimeSpan.FromSeconds(1797));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Single(scenario.Sandbox.Requests);

        clock.Advance(TimeSpan.FromSeconds(1));
        await sending;
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_wait_that_one_answer_asks_for_holds_for_every_call()
    {
        var clock = new AdvancingClock();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromSeconds(600)));
        Task sending = scenario.SendAsync(UpdateScenario.Quick with { TimeProvider = clock, ThrottleLimit = 1, Timeout = TimeSpan.FromDays(20) });
        await Eventually.HoldsAsync(() => clock.HasTimerDueIn(TimeSpan.FromSeconds(600)));

        Assert.Single(scenario.Sandbox.Requests);
        // Another call may set out to wait a moment after the clock was moved.
        await Eventually.HoldsAsync(() =>
        {
            if (clock.HasTimerDueIn(TimeSpan.FromSeconds(600)))
            {
                clock.Advance(TimeSpan.FromSeconds(600));
            }

            return sending.IsCompleted;
        });
        await sending;
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_calls_run_at_a_time_than_the_throttle_limit(int throttleLimit)
    {
        string[] rows = Enumerable.Range(1, 20).Select(id => $"{id},Owner {id}").ToArray();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(new SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(10) }, rows);

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = throttleLimit });

        Assert.InRange(scenario.Sandbox.MostRequestsAtOnce, 1, throttleLimit);
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Theory]
    [InlineData(ConcurrencyHeaderSpelling.Hyphenated)]
    [InlineData(ConcurrencyHeaderSpelling.Joined)]
    public async Task Fewer_calls_run_where_the_platform_allows_fewer(ConcurrencyHeaderSpelling spelling)
    {
        string[] rows = Enumerable.Range(1, 30).Select(id => $"{id},Owner {id}").ToArray();
        var options = new SandboxOptions { ConcurrencyLimit = 1, ConcurrencyHeaders = spelling, AnswerLatency = TimeSpan.FromMilliseconds(5) };
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(options, rows);

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 2 });

        Assert.True(scenario.IsFinalStateAsWanted());
        // The limit is known from the first answers on; before them two calls may have been under way.
        Assert.InRange(scenario.Query("SELECT call_id FROM api_calls WHERE http_status = 409").Count, 0, 2);
    }

    [Fact]
    public async Task A_small_rate_limit_is_kept_without_a_call_that_is_turned_away()
    {
        string[] rows = Enumerable.Range(1, 8).Select(id => $"{id},Owner {id}").ToArray();
        var options = new SandboxOptions { RateLimit = new RateLimit(4, TimeSpan.FromSeconds(1)) };
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(options, rows);

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 });

        Assert.Equal(Enumerable.Repeat<int?>(200, 8), scenario.Sandbox.Requests.Select(request => request.AnswerStatus));
        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal(8, scenario.Counts.Succeeded);
    }
}
