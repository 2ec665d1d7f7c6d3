using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Unit.Sending;
using QualysSandbox.Faults;
using Xunit;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>When batch after batch fails for the same cause, the run ends and can be resumed: a dead host does not go on for weeks.</summary>
public sealed class A_breaker
{
    [Fact]
    public async Task Ends_a_run_whose_batches_fail_one_after_the_other_for_the_same_cause()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: Rows(40));
        scenario.Sandbox.Faults.Add(null, null, null, Fault.ServiceUnavailable().Always());

        TooManyFailuresException exception = await Assert.ThrowsAsync<TooManyFailuresException>(
            () => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, MaxAttempts = 2 }));

        Assert.Equal(("TooManyFailures", ConnectorErrorKind.Limit, scenario.DatabasePath), (exception.ErrorId, exception.Kind, exception.DatabasePath));
        Assert.Contains("5 batches failed one after the other", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HTTP 503", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3 + (5 * 2), scenario.Sandbox.Requests.Count);
        Assert.Equal(5, scenario.Results.Count(result => result.Outcome == UpdateOutcome.Failed));
        Assert.Equal(["Failed|5", "NotSent|32", "Succeeded|3"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
        Assert.Equal([$"failed|{exception.Message}"], scenario.Query("SELECT outcome, message FROM run WHERE stage = 'Update'"));

        scenario.Sandbox.Faults.Clear();
        await scenario.SendAsync();
        Assert.True(scenario.IsFinalStateAsWanted());
    }

    [Fact]
    public async Task Names_a_command_that_sends_what_failed_with_the_rest()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: Rows(40));
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable().Always());
        await Assert.ThrowsAsync<TooManyFailuresException>(() => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, MaxAttempts = 1 }));
        string path = scenario.DatabasePath;
        scenario.Close();

        QualysRun run = QualysRun.Read(path, _ => null);

        Assert.Equal((QualysRunOutcome.Incomplete, QualysRunStep.RetryFailed), (run.Outcome, run.NextStep));
    }

    [Fact]
    public async Task Does_not_end_a_run_of_which_nothing_is_left()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: Rows(5));
        scenario.Sandbox.Faults.Add(Fault.ServiceUnavailable().Always());

        await scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 1, MaxAttempts = 1 });

        Assert.Equal(["Failed|5"], scenario.Query("SELECT outcome, count(*) FROM batch_execution GROUP BY 1"));
        Assert.Equal(["complete"], scenario.Query("SELECT outcome FROM run WHERE stage = 'Update'"));
    }

    [Fact]
    public async Task Ends_one_whose_host_is_gone_after_it_had_answered()
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: Rows(40));
        scenario.Sandbox.Faults.Add(null, Fault.DroppedBeforeChange().Always());

        await Assert.ThrowsAsync<TooManyFailuresException>(() => scenario.SendAsync(UpdateScenario.Quick with { ThrottleLimit = 2, MaxAttempts = 2 }));

        Assert.InRange(scenario.Query("SELECT 1 FROM batch_execution WHERE outcome = 'Failed'").Count, 5, 6);
    }

    [Fact]
    public void Does_not_count_other_causes_and_begins_anew_with_a_success()
    {
        var breaker = new FailureBreaker();

        Each.Holds(
            new[] { Failed(503), Failed(503), Failed(503), Failed(503), Failed(400), Failed(503), Failed(503), Failed(503), Failed(503), Done(), Failed(503), Failed(503) },
            result => Assert.Null(breaker.Note(result)));
    }

    [Fact]
    public void Ends_a_run_of_which_two_in_five_fail_for_one_cause_and_not_before_there_are_twenty()
    {
        var breaker = new FailureBreaker();
        for (int i = 1; i < 20; i++)
        {
            Assert.Null(breaker.Note(i % 5 < 2 ? Failed(200, "INVALID_REQUEST") : Done()));
        }

        Assert.NotNull(breaker.Note(Failed(200, "INVALID_REQUEST")));
    }

    [Fact]
    public void Bears_more_where_more_are_allowed()
    {
        var breaker = new FailureBreaker(limit: 8);
        for (int i = 1; i < 8; i++)
        {
            Assert.Null(breaker.Note(Failed(503)));
        }

        Assert.NotNull(breaker.Note(Failed(503)));
    }

    [Fact]
    public void Does_not_end_one_of_which_fewer_fail()
    {
        var breaker = new FailureBreaker();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Null(breaker.Note(i % 3 == 2 ? Failed(200, "INVALID_REQUEST") : Done()));
        }
    }

    private static readonly QualysBatch Batch = new(1, 1, new AttributeSet(1, ["Owner"], ["Ann"], "run"), new ulong[] { 1 }, "run.db", 1);

    private static string[] Rows(int count) => [.. Enumerable.Range(1, count).Select(id => $"{id},Owner {id}")];

    private static QualysUpdateResult Failed(int status, string? code = null) =>
        new(Batch, QualysFunction.Add, UpdateOutcome.Failed) { Status = status, ResponseCode = code, Error = "why" };

    private static QualysUpdateResult Done() => new(Batch, QualysFunction.Add, UpdateOutcome.Succeeded);
}
