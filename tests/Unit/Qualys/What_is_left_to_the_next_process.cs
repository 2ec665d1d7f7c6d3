using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Unit.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What one process knew of the platform's limits, and how much of it the next one takes for granted. Times are seconds from the start.</summary>
public sealed class What_is_left_to_the_next_process
{
    private static readonly QualysLimits Silent = new(null, null, null, null, null, null);
    private static readonly QualysLimits Shown = Silent with { RateLimit = 4, RateWindowSeconds = 100, RateRemaining = 1 };
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly AdvancingClock _clock = new();

    [Fact]
    public void Of_a_window_that_is_shown_its_numbers_and_the_calls_that_are_in_it()
    {
        var window = new CallWindow(0);
        Call(window, 0, Shown);
        Call(window, 10, Shown);
        Call(window, 20, Silent);

        Assert.Equivalent(new KnownWindow(4, Seconds(100), 1, At(10), null, [At(0), At(10), At(20)]), window.Keep(null, At(30)), strict: true);
        Assert.Equivalent(new KnownWindow(4, Seconds(100), 1, At(10), null, [At(0), At(10), At(20)]), window.Keep(At(30), At(30)), strict: true);
        Assert.Equivalent(new KnownWindow(4, Seconds(100), 1, At(10), At(31), [At(0), At(10), At(20)]), window.Keep(At(31), At(30)), strict: true);
        Assert.Equivalent(new KnownWindow(4, Seconds(100), 1, At(10), null, [At(20)]), window.Keep(null, At(110.1)), strict: true);
    }

    [Fact]
    public void Of_a_window_that_is_not_shown_a_wait_that_is_not_over_and_the_calls_of_two_days()
    {
        var window = new CallWindow(0);
        Call(window, 0, Silent);
        Call(window, 86_400, Silent);

        Assert.Null(window.Keep(null, At(90_000)));
        Assert.Null(window.Keep(At(90_000), At(90_000)));
        Assert.Equivalent(new KnownWindow(null, null, null, At(90_000), At(90_001), [At(0), At(86_400)]), window.Keep(At(90_001), At(90_000)), strict: true);
        Assert.Equivalent(
            new KnownWindow(null, null, null, At(172_800), At(172_801), [At(86_400)]), window.Keep(At(172_801), At(172_800)), strict: true);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(99, true)]
    [InlineData(100, false)]
    [InlineData(101, false)]
    [InlineData(-1, false)]
    public void It_is_trusted_from_when_it_was_seen_and_no_longer_than_a_window(int now, bool isTrusted)
    {
        var window = new CallWindow(0);

        DateTimeOffset? closed = window.TakeUp(new KnownWindow(4, Seconds(100), 4, At(0), At(50), []), At(now));

        Assert.Equal(isTrusted, window.IsKnown);
        Assert.Equal(isTrusted ? At(50) : null, closed);
    }

    [Theory]
    [InlineData(172_799, true)]
    [InlineData(172_800, false)]
    public void A_wait_of_a_window_that_was_not_shown_is_trusted_for_two_days(int now, bool isTrusted)
    {
        var window = new CallWindow(0);

        Assert.Equal(isTrusted ? At(172_800) : null, window.TakeUp(new KnownWindow(null, null, null, At(0), At(999_999), []), At(now)));
        Assert.Equal(isTrusted ? At(7) : null, window.TakeUp(new KnownWindow(null, null, null, At(0), At(7), []), At(now)));
        Assert.Null(window.TakeUp(new KnownWindow(null, null, null, At(0), null, []), At(now)));
        Assert.False(window.IsKnown);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-3, 100)]
    [InlineData(null, 100)]
    [InlineData(4, null)]
    [InlineData(4, 0)]
    [InlineData(4, -5)]
    public void What_is_no_window_is_taken_for_none(int? limit, int? length)
    {
        var window = new CallWindow(0);

        window.TakeUp(new KnownWindow(limit, length is { } seconds ? Seconds(seconds) : null, 0, At(0), null, [At(0)]), At(0));

        Assert.False(window.IsKnown);
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(0)));
    }

    [Fact]
    public void Calls_that_were_made_count_in_the_order_of_their_moments_and_those_of_the_future_do_not()
    {
        var window = new CallWindow(0);

        window.TakeUp(new KnownWindow(4, Seconds(100), 1, At(40), null, [At(51), At(50), At(20), At(30), At(-200)]), At(50));

        // Two of three that were used by 40 are ours; at 50 there was one more.
        Assert.False(window.IsOurs(At(50)));
        Assert.Equal(4, window.Limit);
        Assert.Equal(Seconds(70.1), window.WaitFor(At(50)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(120.1)));
        window.Leave(At(120.1));
        Assert.Equal(Seconds(10), window.WaitFor(At(120.1)));
    }

    [Fact]
    public void Whoever_takes_a_window_up_begins_at_its_pace()
    {
        var window = new CallWindow(0);
        window.TakeUp(new KnownWindow(4, Seconds(100), 4, At(0), null, []), At(0));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(0)));
        window.Leave(At(0));

        Assert.Equal(Seconds(2.5), window.WaitFor(At(0)));
    }

    [Fact]
    public async Task The_gate_stays_closed_as_long_as_it_was_and_opens_for_one_call_after_the_other()
    {
        CallGate gate = Gate();
        int before = await gate.EnterAtOnceAsync();
        gate.TakeUp(new KnownWindow(null, null, null, _clock.GetUtcNow(), _clock.GetUtcNow() + Seconds(60), []));
        gate.TakeUp(new KnownWindow(null, null, null, _clock.GetUtcNow(), _clock.GetUtcNow() + Seconds(30), []));
        gate.TakeUp(new KnownWindow(null, null, null, _clock.GetUtcNow(), null, []));
        gate.Leave();

        Task<int> first = gate.EnterAsync(CancellationToken.None);
        Task<int> second = gate.EnterAsync(CancellationToken.None);
        Assert.Equal(Seconds(60), gate.TimeFor(1));
        _clock.Advance(Seconds(59));
        Assert.False(first.IsCompleted);
        _clock.Advance(Seconds(1));
        int era = await first.WaitAsync(Soon, TestContext.Current.CancellationToken);

        // The answer to a call from before says nothing of whether it is over.
        Assert.NotEqual(before, era);
        gate.Heed(Silent, isLimit: false, null, before);
        Assert.False(second.IsCompleted);
        gate.Heed(Silent, isLimit: false, null, era);
        Assert.Equal(era, await second.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_gate_leaves_is_its_window_and_its_wait()
    {
        CallGate gate = Gate();
        Assert.Null(gate.Keep());
        DateTimeOffset now = _clock.GetUtcNow();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Shown, isLimit: false, Seconds(7), era);
        gate.Leave();

        Assert.True(gate.IsWindowKnown);
        Assert.Equivalent(new KnownWindow(4, Seconds(100), 1, now, now + Seconds(7), [now]), gate.Keep(), strict: true);

        CallGate next = Gate();
        next.TakeUp(gate.Keep()!);
        Assert.True(next.IsWindowKnown);
        Assert.Equal(Seconds(7), next.TimeFor(1));
    }

    private static void Call(CallWindow window, double second, QualysLimits limits)
    {
        window.Leave(At(second));
        window.Answered(limits, isLimit: false, null, At(second));
    }

    private static DateTimeOffset At(double second) => PlatformModel.Start + Seconds(second);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    private CallGate Gate() => new(
        QualysAddress.Parse("https://qualysapi.example.com"),
        new QualysClientOptions { ThrottleLimit = 2, TimeProvider = _clock, MaximumWait = TimeSpan.FromDays(3) });
}
