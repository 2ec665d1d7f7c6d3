using System.Globalization;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Shared;
using QualysCustomAttributes.Shared.Inventory;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;
using SandboxEndpoint = QualysSandbox.Faults.QualysEndpoint;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>Being turned away uses up no attempt, and has an end all the same: the run is parked, and says when and how to go on.</summary>
public sealed class Limits_that_park_a_run
{
    public static TheoryData<string> TooLong =>
    [
        "X-RateLimit-ToWait-Sec: 5401", "X-RateLimit-ToWait-Sec: 99999999", "X-RateLimit-ToWait-Sec: 99999999999999999999999",
        "Retry-After: 99999999", "Retry-After: 99999999999999999999", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT",
    ];

    [Theory]
    [MemberData(nameof(TooLong))]
    public async Task A_wait_beyond_the_longest_ends_the_run_in_order(string header)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        string[] parts = header.Split(": ");
        scenario.Sandbox.Faults.Add(null, Fault.RateLimited().WithHeader(parts[0], parts[1]).Always());

        QualysParkedException parked = await Assert.ThrowsAsync<QualysParkedException>(
            () => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 }));

        Assert.Equal("RunParked", parked.ErrorId);
        Assert.Contains(parked.ResumeAfter!.Value.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), parked.Message, StringComparison.Ordinal);
        Assert.Equal(scenario.DatabasePath, parked.DatabasePath);
        Assert.Equal(2, scenario.Sandbox.Requests.Count);
        Assert.Equal(["Succeeded|1", "NotSent|2"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1 ORDER BY 2"));
        Assert.Equal(["failed"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));
        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_wait_that_stands_in_the_body_alone_is_a_wait_too()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(400, Body(68928), "text/xml"));

        QualysParkedException parked = await Assert.ThrowsAsync<QualysParkedException>(() => scenario.SendAsync());

        Assert.Contains("19:08:48", parked.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 1965)]
    [InlineData(200, 1960)]
    [InlineData(500, 1920)]
    [InlineData(401, 1965)]
    public async Task A_limit_is_one_by_its_code_whatever_the_status_and_uses_up_no_attempt(int status, int code)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.Status(status, Body(0, code), "text/xml").Repeated(CallGate.MostLimitsInARow - 1));

        await scenario.SendAsync(UpdateScenario.Quick with { MaxAttempts = 1, RetryMaximum = TimeSpan.FromMilliseconds(6) });

        Assert.Equal(CallGate.MostLimitsInARow, scenario.Sandbox.Requests.Count);
        Assert.True(scenario.IsFinalStateAsWanted());
        Assert.Equal(["1"], scenario.EventsOf<CallWillBeRetried>().Select(retry => $"{retry.AttemptsLeft}").Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Twenty_in_a_row_park_it(int throttleLimit)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.TooManyRequests().Always());

        QualysParkedException parked = await Assert.ThrowsAsync<QualysParkedException>(
            () => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = throttleLimit, RetryMaximum = TimeSpan.FromMilliseconds(6) }));

        Assert.Equal(20, scenario.Sandbox.Requests.Count);
        Assert.Contains("20", parked.Message, StringComparison.Ordinal);
        Assert.Equal(["NotSent|3"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
    }

    [Fact]
    public async Task Another_answer_in_between_begins_the_count_anew()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(
            Fault.TooManyRequests().Repeated(15), Fault.ServiceUnavailable(), Fault.TooManyRequests().Repeated(15));

        await scenario.SendAsync(UpdateScenario.Quick with { RetryMaximum = TimeSpan.FromMilliseconds(6) });

        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task A_success_that_asks_for_too_long_a_wait_counts_and_parks_what_is_left()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.BareSuccess().WithHeader("X-RateLimit-ToWait-Sec", "99999999"));

        await Assert.ThrowsAsync<QualysParkedException>(() => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1 }));

        Assert.Single(scenario.Sandbox.Requests);
        Assert.Equal(["Succeeded|1", "NotSent|2"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1 ORDER BY 2"));
    }

    [Theory]
    [InlineData(SandboxEndpoint.Auth)]
    [InlineData(SandboxEndpoint.Count)]
    [InlineData(SandboxEndpoint.Search)]
    public async Task The_inventory_is_parked_alike_and_the_same_command_goes_on(SandboxEndpoint endpoint)
    {
        await using InventoryScenario scenario = await InventoryScenario.StartAsync();
        scenario.Sandbox.Faults.Add(Fault.TooManyRequests().RetryAfter(TimeSpan.FromHours(2)).On(endpoint));

        QualysParkedException parked = await Assert.ThrowsAsync<QualysParkedException>(() => scenario.ExportAsync());

        Assert.Null(parked.DatabasePath);
        await scenario.ExportAsync();
        scenario.AssertFinalState();
    }

    [Fact]
    public async Task A_longer_wait_can_be_allowed()
    {
        var clock = new AdvancingClock();
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["7,Ann"]);
        scenario.Sandbox.Faults.Add(Fault.RateLimited().ToWait(TimeSpan.FromHours(23)));
        Task sending = scenario.SendAsync(
            UpdateScenario.Quick with { TimeProvider = clock, Timeout = TimeSpan.FromDays(20), MaximumWait = TimeSpan.FromHours(23) });
        await Eventually.HoldsAsync(() => clock.HasTimerDueIn(TimeSpan.FromHours(23)));

        clock.Advance(TimeSpan.FromHours(23));
        await sending;

        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task When_a_wait_is_over_calls_start_again_one_by_one()
    {
        string[] rows = [.. Enumerable.Range(1, 12).Select(id => $"{id},Owner {id}")];
        var options = new QualysSandbox.SandboxOptions { AnswerLatency = TimeSpan.FromMilliseconds(20) };
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(options, rows);
        scenario.Sandbox.Faults.Add(Fault.TooManyRequests().Repeated(6));

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 4, RetryMinimum = TimeSpan.FromMilliseconds(20) });

        // Four at most met the limit together; after that one at a time finds out that it still holds.
        int[] limited = [.. scenario.Sandbox.Requests.Select((request, i) => (request, i)).Where(each => each.request.AnswerStatus == 429).Select(each => each.i)];
        Assert.Equal(6, limited.Length);
        Assert.InRange(limited[^1], 5, 5 + 3);
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    private static string Body(int seconds, int code = 1965) =>
        $"""
        <SIMPLE_RETURN><RESPONSE><CODE>{code}</CODE><TEXT>This API cannot be run again yet.</TEXT>
        <ITEM_LIST><ITEM><KEY>CALLS_TO_FINISH</KEY><VALUE>2</VALUE></ITEM><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>{seconds}</VALUE></ITEM></ITEM_LIST>
        </RESPONSE></SIMPLE_RETURN>
        """;
}
