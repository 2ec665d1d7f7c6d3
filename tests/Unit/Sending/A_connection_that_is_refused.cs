using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>Nobody got a request for which no connection came about: its batch is not in doubt, be it the first call of a run or a later one.</summary>
public sealed class A_connection_that_is_refused
{
    [Fact]
    public async Task Before_the_first_answer_ends_the_run_with_nothing_sent()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        await scenario.Sandbox.DisposeAsync();

        var error = await Assert.ThrowsAsync<QualysConnectionException>(() => scenario.SendAsync());

        Assert.Equal("ConnectionRefused", error.ErrorId);
        Assert.Equal(["NotSent", "NotSent", "NotSent"], Outcomes(scenario));
    }

    [Fact]
    public async Task After_an_answer_is_tried_again_and_has_failed_and_is_not_in_doubt()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        scenario.OnEvent = value =>
        {
            if (value is CallEnded { Call.IsSuccess: true })
            {
                scenario.Sandbox.DisposeAsync().AsTask().Wait(TestContext.Current.CancellationToken);
            }
        };

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, MaxAttempts = 2 });

        Assert.Equal(["Failed", "Failed", "Succeeded"], Outcomes(scenario).Order(StringComparer.Ordinal));
        Assert.Equal((2, 0), (scenario.Counts.Failed, scenario.Counts.InDoubt));
        Each.Holds(
            scenario.Results.Where(result => result.Outcome == UpdateOutcome.Failed),
            result => Assert.Equal("no answer, attempt 2: the connection was refused", result.Error));
    }

    [Fact]
    public async Task And_is_stopped_in_the_wait_is_not_sent_and_says_why()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync();
        using var stop = new CancellationTokenSource();
        scenario.OnEvent = value =>
        {
            if (value is CallEnded { Call.IsSuccess: true })
            {
                scenario.Sandbox.DisposeAsync().AsTask().Wait(TestContext.Current.CancellationToken);
            }
            else if (value is CallWillBeRetried)
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scenario.SendAsync(
            UpdateScenario.Quick with { ThrottleLimit = 1, RetryMinimum = TimeSpan.FromMinutes(5), RetryMaximum = TimeSpan.FromMinutes(5) }, stop: stop.Token));

        Assert.Equal(["NotSent", "NotSent", "Succeeded"], Outcomes(scenario).Order(StringComparer.Ordinal));
        Assert.Equal(
            "no answer, attempt 1: the connection was refused",
            Assert.Single(scenario.Query("SELECT error FROM batch_execution WHERE outcome = 'NotSent' AND error IS NOT NULL")));
    }

    private static string[] Outcomes(UpdateScenario scenario) =>
        [.. scenario.Query("SELECT outcome FROM batch_execution ORDER BY group_number, batch_number")];
}
