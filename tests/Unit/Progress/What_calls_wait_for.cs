using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;
using QualysCustomAttributes.Unit.Sandbox;

namespace QualysCustomAttributes.Unit.Progress;

/// <summary>Whoever looks on is told what calls wait for, until when and how long yet; the pace leaves those waits out.</summary>
public sealed class What_calls_wait_for
{
    private readonly ManualClock _clock = new();
    private readonly WaitsUnderWay _waits;

    public What_calls_wait_for() => _waits = new WaitsUnderWay(_clock);

    [Fact]
    public void Nobody_waits_at_first() => Assert.Null(_waits.Describe());

    [Fact]
    public void A_limit_is_told_with_clock_and_countdown_until_it_is_over()
    {
        DateTimeOffset until = _clock.GetUtcNow() + TimeSpan.FromSeconds(36);
        _waits.Take(new CallsWait(until));

        Assert.Equal($"rate limit until {until:HH:mm:ss} UTC (0:36)", _waits.Describe());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal($"rate limit until {until:HH:mm:ss} UTC (0:06)", _waits.Describe());
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(_waits.Describe());
    }

    [Theory]
    [InlineData(nameof(WaitCause.RateLimit), "rate limit")]
    [InlineData(nameof(WaitCause.RetryAfter), "asked to wait")]
    [InlineData(nameof(WaitCause.Body), "asked to wait")]
    [InlineData(nameof(WaitCause.BackOff), "back-off")]
    public void A_retry_is_told_with_its_reason_until_the_call_ends(string cause, string reason)
    {
        _waits.Take(Retry("page 1", 8, Enum.Parse<WaitCause>(cause)));

        Assert.StartsWith($"{reason} until ", _waits.Describe(), StringComparison.Ordinal);
        _waits.Take(new CallEnded(Call("page 1")));
        Assert.Null(_waits.Describe());
    }

    [Fact]
    public void Of_several_the_one_is_told_that_ends_next()
    {
        _waits.Take(Retry("page 1", 20));
        _waits.Take(Retry("page 2", 5));

        Assert.EndsWith("(0:05)", _waits.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_all_comes_before_the_back_off_of_one()
    {
        _waits.Take(Retry("page 1", 5));
        _waits.Take(new CallsWait(_clock.GetUtcNow() + TimeSpan.FromSeconds(30)));

        Assert.StartsWith("rate limit", _waits.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Standing_still_is_counted_once_however_many_wait()
    {
        DateTimeOffset began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(10));
        _waits.Take(new CallsWait(_clock.GetUtcNow() + TimeSpan.FromSeconds(30)));
        _waits.Take(Retry("batch 1", 30, WaitCause.RateLimit));
        _clock.Advance(TimeSpan.FromSeconds(20));
        _waits.Take(new CallsWait(_clock.GetUtcNow() + TimeSpan.FromSeconds(15)));

        Assert.Equal(20, StoodStill(began));
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(35, StoodStill(began));
    }

    [Fact]
    public void The_back_off_of_one_call_does_not_make_the_others_stand_still()
    {
        DateTimeOffset began = _clock.GetUtcNow();
        _waits.Take(Retry("batch 1", 30));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(0, StoodStill(began));
    }

    [Fact]
    public void What_was_waited_for_before_a_stage_is_none_of_its_time()
    {
        _waits.Take(new CallsWait(_clock.GetUtcNow() + TimeSpan.FromSeconds(30)));
        _clock.Advance(TimeSpan.FromSeconds(20));
        DateTimeOffset began = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal(10, StoodStill(began));
    }

    private double StoodStill(DateTimeOffset began)
    {
        var progress = new StageProgress(ConnectorStage.Update, 1, 40, "batches", _clock.GetUtcNow() - began, "");
        return Assert.IsType<StageProgress>(_waits.Take(progress)).StoodStill.TotalSeconds;
    }

    private CallWillBeRetried Retry(string what, int seconds, WaitCause cause = WaitCause.BackOff) =>
        new(Call(what), TimeSpan.FromSeconds(seconds), cause, 3);

    private QualysInventoryCall Call(string what) =>
        new() { What = what, Address = new Uri("https://gateway.example/"), Attempt = 1, SentAt = _clock.GetUtcNow() };
}
