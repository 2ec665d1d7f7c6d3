using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Unit.Sending;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>The waits that answers ask for beside what is known of the window, and what is told of them.</summary>
public sealed class What_the_gate_makes_of_an_answer
{
    private static readonly QualysLimits Silent = new(null, null, null, null, null, null);
    private static readonly QualysLimits Full = new(1, 100, 0, null, null, null);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly AdvancingClock _clock = new();

    // Whoever does not get in at once does not wait either.
    private static CancellationToken Stopped => new(canceled: true);

    [Theory]
    [InlineData(101.0, false, 100.1)]
    [InlineData(100.0, false, 100.1)]
    [InlineData(101.1, false, 100.1)]
    [InlineData(101.2, false, 101.2)]
    [InlineData(250.0, false, 250.0)]
    [InlineData(101.0, true, 101.0)]
    public async Task Whole_seconds_of_an_answer_give_way_to_our_own_record_where_all_calls_are_ours(double asked, bool isLimit, double wait)
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Full, isLimit: false, isLimit ? null : Seconds(asked), era);
        if (isLimit)
        {
            gate.Heed(Silent, isLimit, Seconds(asked), era);
        }

        Assert.Equal(Seconds(wait), gate.TimeFor(1));
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(3, 3.0)]
    [InlineData(7, 7.0)]
    public async Task Where_there_is_room_by_our_own_record_the_answer_counts(int asked, double wait)
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent with { RateLimit = 5, RateWindowSeconds = 100, RateRemaining = 4 }, isLimit: false, Seconds(asked), era);

        Assert.Equal(Seconds(wait), gate.TimeFor(1));
    }

    [Fact]
    public async Task Where_others_call_too_the_answer_counts()
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent with { RateLimit = 2, RateWindowSeconds = 100, RateRemaining = 0 }, isLimit: false, Seconds(101), era);

        Assert.Equal(Seconds(101), gate.TimeFor(1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task A_wait_of_nothing_or_in_the_past_is_no_wait(int? asked)
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent, isLimit: false, asked is { } seconds ? Seconds(seconds) : null, era);
        gate.Leave();

        Assert.Null(gate.TimeFor(1));
        Assert.Equal([era, era], await Task.WhenAll(gate.EnterAtOnceAsync(), gate.EnterAtOnceAsync()));
    }

    [Fact]
    public async Task A_wait_begins_an_era_whoever_asks_for_it_and_one_call_goes_first_when_it_is_over()
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent, isLimit: false, Seconds(5), era);
        gate.Leave();
        Task<int> first = gate.EnterAsync(CancellationToken.None);
        Task<int> second = gate.EnterAsync(CancellationToken.None);
        Assert.False(first.IsCompleted);
        _clock.Advance(Seconds(5));

        Assert.Equal(era + 1, await first.WaitAsync(Soon, TestContext.Current.CancellationToken));
        Assert.False(second.IsCompleted);
        Assert.Null(gate.TimeFor(1));
        gate.Leave();
        Assert.Equal(era + 1, await second.WaitAsync(Soon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_a_limit_each_answer_to_a_call_from_after_it_has_one_more_call_let_in()
    {
        CallGate gate = Gate(throttleLimit: 3);
        int before = await gate.EnterAtOnceAsync();
        gate.Heed(Silent, isLimit: true, null, before);
        gate.Leave();

        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent, isLimit: false, null, before);
        Assert.False(gate.EnterAsync(Stopped).IsCompletedSuccessfully);
        gate.Heed(Silent, isLimit: false, null, era);
        await gate.EnterAtOnceAsync();
        Assert.False(gate.EnterAsync(Stopped).IsCompletedSuccessfully);
        gate.Heed(Silent, isLimit: false, null, era);
        await gate.EnterAtOnceAsync();

        // No more than the user allows.
        gate.Heed(Silent, isLimit: false, null, era);
        Assert.False(gate.EnterAsync(Stopped).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(60, 30, 60)]
    [InlineData(100, 100, 100.1)]
    [InlineData(130, 100, 130)]
    public async Task The_time_for_more_calls_is_that_of_the_window_or_of_the_wait_whichever_is_longer(int closed, int length, double time)
    {
        CallGate gate = Gate();
        int era = await gate.EnterAtOnceAsync();
        gate.Heed(Silent with { RateLimit = 1, RateWindowSeconds = length }, isLimit: false, null, era);
        gate.CloseFor(Seconds(closed));
        Assert.Equal(Seconds(time), gate.TimeFor(1));

        _clock.Advance(Seconds(200));
        Assert.Null(gate.TimeFor(1));
    }

    [Fact]
    public void A_wait_that_is_just_over_holds_nothing_up()
    {
        CallGate gate = Gate();
        gate.CloseFor(Seconds(7));
        gate.CloseFor(null);
        Assert.Equal(Seconds(7), gate.TimeFor(1));

        _clock.Advance(Seconds(7));
        Assert.Null(gate.TimeFor(1));
    }

    [Fact]
    public void A_wait_of_at_least_a_second_is_told_and_once_as_long_as_it_grows_by_less_than_one()
    {
        CallGate gate = Gate(throttleLimit: 20);
        var told = new List<double>();
        foreach (double wait in (double[])[0.9, 1.0, 1.9, 2.0, 2.5, 3.5])
        {
            gate.CloseFor(Seconds(wait));
            _ = gate.EnterAsync(CancellationToken.None, until => told.Add((until - _clock.GetUtcNow()).TotalSeconds));
            _ = gate.EnterAsync(CancellationToken.None);
        }

        Assert.Equal([1.0, 2.0, 3.5], told);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));

    private CallGate Gate(int throttleLimit = 2) => new(
        QualysAddress.Parse("https://qualysapi.example.com"),
        new QualysClientOptions { ThrottleLimit = throttleLimit, TimeProvider = _clock, MaximumWait = TimeSpan.FromMinutes(90) });
}
