using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Unit.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The bounds of a run's calls, at and beside each boundary, and what is said when one is reached.</summary>
public sealed class What_a_run_may_ask_for
{
    private static readonly QualysAddress Api = QualysAddress.Parse("api.example.org");

    private readonly AdvancingClock _clock = new();

    [Theory]
    [InlineData(null, null, 0, false)]
    [InlineData(0, null, 0, true)]
    [InlineData(1, null, 0, true)]
    [InlineData(null, 1, 0, true)]
    [InlineData(null, null, 1, true)]
    public void Is_bounded_where_one_bound_is_said(int? calls, int? seconds, int reserve, bool isBounded)
    {
        CallBudget? budget = Budget(calls, seconds, reserve);

        Assert.Equal(isBounded, budget is not null);
        Assert.Equal(isBounded ? (calls, _clock.GetUtcNow() + Seconds(seconds), reserve) : (null, null, 0), (budget?.MaximumCalls, budget?.Until, budget?.ReserveCalls ?? 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Is_no_time_that_has_passed(int seconds) =>
        Assert.Equal("UntilPassed", Assert.Throws<QualysConfigurationException>(() => Budget(until: seconds)).ErrorId);

    [Fact]
    public void Is_as_many_calls_as_are_counted()
    {
        CallBudget budget = Budget(calls: 2)!;
        DateTimeOffset now = _clock.GetUtcNow();

        budget.Require(Api, now);
        budget.Count(Api);
        budget.Require(Api, now);
        budget.Count(Api);

        // Another one, to another host, may have been let in by the same look.
        Assert.Equal("MaximumCallsReached", Assert.Throws<CallBudgetException>(() => budget.Count(Api)).ErrorId);
        Assert.Equal("MaximumCallsReached", Assert.Throws<CallBudgetException>(() => budget.Require(Api, now)).ErrorId);
    }

    [Fact]
    public void Is_any_number_of_calls_before_a_time_and_none_at_it()
    {
        CallBudget budget = Budget(until: 10)!;
        DateTimeOffset end = _clock.GetUtcNow() + TimeSpan.FromSeconds(10);

        for (int i = 0; i < 100; i++)
        {
            budget.Count(Api);
        }

        budget.Require(Api, end - TimeSpan.FromTicks(1));
        Assert.Equal("UntilReached", Assert.Throws<CallBudgetException>(() => budget.Require(Api, end)).ErrorId);
        Assert.Equal("UntilReached", Assert.Throws<CallBudgetException>(() => budget.Require(Api, end + TimeSpan.FromTicks(1))).ErrorId);
    }

    [Fact]
    public void Is_said_when_it_is_used_up()
    {
        var target = new UpdateTarget(Api, QualysUpdateAuthentication.Basic);
        CallBudgetException calls = CallBudgetException.CallsAreMade(Api, 1);
        CallBudgetException rest = calls.Of("run.db", 1, target);

        Words.AssertAre(
            """
            MaximumCallsReached: The run made the 1 call that it was allowed, and was ended.
            MaximumCallsReached: The run made the 1,000 calls that it was allowed, and was ended.
            UntilReached: The run may send until 2026-03-04 04:06:07 UTC, no call could leave before then any more, and it was ended.
            ReserveReached: Qualys allows 300 calls in its window, and 1,300 calls of them are to be left to others: none is left for this run, and it was ended.
            MaximumCallsReached: The run made the 1 call that it was allowed, and was ended. 1 batch is left, on record in 'run.db'.
            MaximumCallsReached: The run made the 1 call that it was allowed, and was ended. 2,000 batches are left, on record in 'run.db'.
            """,
            calls,
            CallBudgetException.CallsAreMade(Api, 1000),
            CallBudgetException.TimeIsOver(Api, new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(1))),
            CallBudgetException.ReserveTooLarge(Api, 300, 1300),
            rest,
            calls.Of("run.db", 2000, target));
        Assert.Equal((null, null, null, ConnectorErrorKind.Limit), (calls.DatabasePath, calls.BatchesLeft, calls.Updates, calls.Kind));
        Assert.Equal(("run.db", 1L, target), (rest.DatabasePath, rest.BatchesLeft, rest.Updates));
        Assert.Same(Api, rest.Target);
    }

    [Fact]
    public void Is_asked_for_before_a_time_that_would_be_waited_for()
    {
        var gate = new CallGate(Api, new QualysClientOptions { TimeProvider = _clock, Budget = Budget(until: 10) });
        gate.CloseFor(TimeSpan.FromSeconds(9));
        Assert.False(gate.EnterAsync(CancellationToken.None).IsCompleted);
        gate.CloseFor(TimeSpan.FromSeconds(10));

        Assert.IsType<CallBudgetException>(gate.EnterAsync(CancellationToken.None).Exception?.InnerException);
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;

    private CallBudget? Budget(int? calls = null, int? until = null, int reserve = 0) =>
        CallBudget.Of(calls, _clock.GetUtcNow() + Seconds(until), reserve, _clock);
}
