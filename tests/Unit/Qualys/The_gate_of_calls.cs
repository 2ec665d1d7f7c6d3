using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Unit.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>How many calls are let through, and when, by what answers say.</summary>
public sealed class The_gate_of_calls
{
    private static readonly QualysLimits Silent = new(null, null, null, null, null, null);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly AdvancingClock _clock = new();

    [Fact]
    public async Task A_shorter_wait_does_not_end_a_longer_one()
    {
        CallGate gate = Gate(2);
        gate.CloseFor(TimeSpan.FromSeconds(600));
        gate.CloseFor(TimeSpan.FromSeconds(1));
        gate.Heed(Silent, isLimit: false, TimeSpan.FromSeconds(2), era: 0);

        Task<int> entering = gate.EnterAsync(CancellationToken.None);
        Assert.True(_clock.HasTimerDueIn(TimeSpan.FromSeconds(600)));
        _clock.Advance(TimeSpan.FromSeconds(599));
        Assert.False(entering.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await entering.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_longer_wait_goes_on_where_a_shorter_one_ends()
    {
        CallGate gate = Gate(1);
        gate.CloseFor(TimeSpan.FromSeconds(10));
        Task<int> entering = gate.EnterAsync(CancellationToken.None);
        gate.CloseFor(TimeSpan.FromSeconds(25));

        _clock.Advance(TimeSpan.FromSeconds(10));
        await Shared.Eventually.HoldsAsync(() => _clock.HasTimerDueIn(TimeSpan.FromSeconds(15)));
        Assert.False(entering.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(15));
        await entering.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(8, 5, 4, 2)]
    [InlineData(8, 5, 1, 5)]
    [InlineData(8, 5, 0, 5)]
    [InlineData(8, 5, null, 5)]
    [InlineData(8, 5, 5, 1)]
    [InlineData(8, 5, 90, 1)]
    [InlineData(8, 0, 0, 1)]
    [InlineData(3, 5, 1, 3)]
    public async Task Places_that_calls_of_others_take_under_a_concurrency_limit_are_not_ours(
        int throttleLimit, int limit, int? running, int allowed)
    {
        CallGate gate = Gate(throttleLimit);
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent with { ConcurrencyLimit = limit, ConcurrencyRunning = running }, isLimit: false, null, era);
        gate.Leave();

        Assert.Equal(allowed, Enter(gate, 20).Count(entered => entered.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_stop_while_it_is_closed_takes_no_place_from_the_calls_after_it()
    {
        CallGate gate = Gate(1);
        gate.CloseFor(TimeSpan.FromSeconds(600));
        using var stop = new CancellationTokenSource();
        Task<int> stopped = gate.EnterAsync(stop.Token);
        Task<int> next = gate.EnterAsync(CancellationToken.None);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.WaitAsync(Soon, CancellationToken.None));
        _clock.Advance(TimeSpan.FromSeconds(600));

        await next.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_while_others_are_under_way_takes_no_place_either()
    {
        CallGate gate = Gate(1);
        await gate.EnterAtOnceAsync();
        using var stop = new CancellationTokenSource();
        Task<int> stopped = gate.EnterAsync(stop.Token);
        Task<int> next = gate.EnterAsync(CancellationToken.None);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.WaitAsync(Soon, CancellationToken.None));
        Assert.False(next.IsCompleted);
        gate.Leave();

        await next.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task After_a_limit_each_answer_that_is_none_lets_one_more_call_run()
    {
        CallGate gate = Gate(3);
        int era = await gate.EnterAtOnceAsync();
        Assert.Equal(1, gate.Heed(Silent, isLimit: true, null, era));
        gate.Leave();

        Task<int>[] waiting = Enter(gate, 6);
        await EnteredAsync(waiting, 1);
        Assert.Equal(era + 1, await waiting[0]);

        // The answer to a call from before the limit says nothing of whether it is over.
        Assert.Equal(0, gate.Heed(Silent, isLimit: false, null, era));
        gate.Heed(Silent, isLimit: false, null, era + 1);
        await EnteredAsync(waiting, 2);
        gate.Heed(Silent, isLimit: false, null, era + 1);
        gate.Heed(Silent, isLimit: false, null, era + 1);
        await EnteredAsync(waiting, 3);
    }

    [Fact]
    public async Task Limits_are_counted_as_long_as_nothing_else_comes_between()
    {
        CallGate gate = Gate(1);
        int era = await gate.EnterAtOnceAsync();

        Assert.Equal(
            [1, 2, 0, 1],
            ((bool[])[true, true, false, true]).Select(isLimit => gate.Heed(Silent, isLimit, null, era)));
    }

    [Fact]
    public async Task What_is_shut_turns_away_those_who_wait_for_a_place_for_time_and_who_come_later()
    {
        CallGate gate = Gate(1);
        await gate.EnterAtOnceAsync();
        Task<int> waitsForPlace = gate.EnterAsync(CancellationToken.None);
        CallGate closed = Gate(1);
        closed.CloseFor(TimeSpan.FromSeconds(600));
        Task<int> waitsForTime = closed.EnterAsync(CancellationToken.None);

        gate.Shut();
        closed.Shut();

        await Assert.ThrowsAsync<GateShutException>(() => waitsForPlace.WaitAsync(Soon, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<GateShutException>(() => waitsForTime.WaitAsync(Soon, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<GateShutException>(() => gate.EnterAsync(CancellationToken.None).WaitAsync(Soon, CancellationToken.None));
        gate.Leave();
        await Assert.ThrowsAsync<GateShutException>(() => gate.EnterAsync(CancellationToken.None).WaitAsync(Soon, CancellationToken.None));
    }

    [Fact]
    public async Task A_wait_of_just_the_longest_allowed_is_waited_out_and_a_longer_one_is_not()
    {
        CallGate gate = Gate(1);
        gate.CloseFor(TimeSpan.FromMinutes(90));
        Task<int> entering = gate.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(90));
        await entering.WaitAsync(Soon, TestContext.Current.CancellationToken);
        gate.Leave();

        gate.CloseFor(TimeSpan.FromMinutes(90) + TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<QualysParkedException>(() => gate.EnterAsync(CancellationToken.None).WaitAsync(Soon, CancellationToken.None));

        // Its place was given back.
        _clock.Advance(TimeSpan.FromSeconds(1));
        Task<int> next = gate.EnterAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(90));
        await next.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    private static async Task EnteredAsync(Task<int>[] calls, int number)
    {
        await Shared.Eventually.HoldsAsync(() => calls.Count(call => call.IsCompletedSuccessfully) >= number);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(number, calls.Count(call => call.IsCompletedSuccessfully));
    }

    private static Task<int>[] Enter(CallGate gate, int calls) => [.. Enumerable.Range(0, calls).Select(_ => gate.EnterAsync(CancellationToken.None))];

    private CallGate Gate(int throttleLimit) => new(
        QualysAddress.Parse("https://qualysapi.example.com"),
        new QualysClientOptions { ThrottleLimit = throttleLimit, TimeProvider = _clock, MaximumWait = TimeSpan.FromMinutes(90) });
}
