using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>
/// The very moment at which the next call may leave, by what answers have said of the platform's window. Times are seconds from the start;
/// a window of a hundred seconds is held open for a tenth of one longer.
/// </summary>
public sealed class What_is_known_of_a_window
{
    private static readonly QualysLimits Silent = new(null, null, null, null, null, null);

    [Theory]
    [InlineData(null, 100)]
    [InlineData(5, null)]
    [InlineData(0, 100)]
    [InlineData(5, 0)]
    [InlineData(null, null)]
    public void A_window_is_its_number_of_calls_and_its_length(int? limit, int? seconds)
    {
        var window = new CallWindow(0);
        Call(window, 0, Silent with { RateLimit = limit, RateWindowSeconds = seconds, RateRemaining = 0 });

        Assert.False(window.IsKnown);
        Assert.False(window.IsOurs(At(0)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(0)));
        Assert.Null(window.TimeFor(1000, At(0)));
        Assert.Null(window.Keep(null, At(0)));
    }

    [Theory]
    [InlineData(100, 100.1)]
    [InlineData(50, 50.05)]
    [InlineData(10, 10.05)]
    [InlineData(1, 1.05)]
    [InlineData(3600, 3603.6)]
    [InlineData(86_400, 86_486.4)]
    public void A_call_is_out_of_the_window_a_thousandth_later_and_no_less_than_a_twentieth_of_a_second(int length, double leaves)
    {
        CallWindow window = Known(1, length);
        Call(window, 0);

        Assert.Equal(1, window.Limit);
        Assert.Equal(Seconds(leaves), window.WaitFor(At(0)));
        Assert.Equal(Seconds(leaves - 0.01), window.WaitFor(At(0.01)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(leaves)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(leaves + length)));
    }

    [Fact]
    public void A_call_takes_a_place_when_it_leaves_keeps_it_when_it_is_answered_and_gives_it_back_when_it_was_turned_away()
    {
        CallWindow window = Known(3, 100);
        window.Leave(At(1));
        window.Leave(At(2));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(2)));
        window.Leave(At(3));

        // Nobody knows yet when it was counted.
        Assert.Equal(Seconds(100.1), window.WaitFor(At(4)));

        window.Answered(Limits(3, 100, null), isLimit: false, null, At(5));
        Assert.Equal(Seconds(100.1 - 1), window.WaitFor(At(6)));
        window.EndedUnanswered(At(7));
        Assert.Equal(Seconds(100.1 - 3), window.WaitFor(At(8)));
        window.Answered(Limits(3, 100, null), isLimit: true, null, At(9));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(20)));
    }

    [Fact]
    public void An_answer_that_nobody_waited_for_gives_no_place_and_takes_none()
    {
        CallWindow window = Known(2, 100);
        window.Answered(Limits(2, 100, null), isLimit: true, null, At(0));
        window.Leave(At(1));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(50)));
        window.Leave(At(50));

        Assert.Equal(Seconds(100.1), window.WaitFor(At(60)));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void What_is_reserved_is_nobodys_of_us(int reserve, int calls)
    {
        CallWindow window = Known(4, 100, reserve);
        Assert.False(window.IsReserved);
        for (int i = 0; i < calls; i++)
        {
            Assert.Equal(TimeSpan.Zero, window.WaitFor(At(i)));
            Call(window, i);
        }

        Assert.Equal(Seconds(100.1 - calls), window.WaitFor(At(calls)));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(3, false)]
    public void A_reserve_of_all_leaves_nothing(int reserve, bool isReserved)
    {
        CallWindow window = Known(4, 100, reserve);

        Assert.Equal(isReserved, window.IsReserved);
        Assert.Equal(isReserved, window.TimeFor(9, At(0)) is null);
        Assert.False(new CallWindow(reserve).IsReserved);
    }

    [Fact]
    public void With_a_reserve_one_call_finds_out_and_the_others_ask_again_soon()
    {
        var window = new CallWindow(1);
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(0)));
        window.Leave(At(0));
        Assert.Equal(Seconds(0.05), window.WaitFor(At(1)));
        window.EndedUnanswered(At(2));
        window.Leave(At(2));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(3)));

        var answered = new CallWindow(5);
        answered.Leave(At(0));
        answered.Leave(At(0));
        answered.Answered(Silent, isLimit: false, null, At(1));
        Assert.Equal(TimeSpan.Zero, answered.WaitFor(At(1)));

        var without = new CallWindow(0);
        without.Leave(At(0));
        Assert.Equal(TimeSpan.Zero, without.WaitFor(At(0)));
    }

    [Fact]
    public void After_a_wait_calls_leave_at_ten_times_the_even_pace()
    {
        CallWindow window = Known(2, 100);
        Call(window, 0);
        window.Leave(At(0));
        window.Answered(Silent, isLimit: false, null, At(0));
        Assert.Equal(Seconds(100.1), window.WaitFor(At(0)));

        // Both places are free by then: a hundred seconds for two calls are fifty for each, and a tenth of that.
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(200)));
        window.Leave(At(200));
        Assert.Equal(Seconds(5), window.WaitFor(At(200)));
        Assert.Equal(Seconds(1), window.WaitFor(At(204)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(205)));
        Assert.Equal(TimeSpan.Zero, window.WaitFor(At(220)));
    }

    [Theory]
    [InlineData(false, null, 0)]
    [InlineData(false, 0, 0)]
    [InlineData(false, 3, 5)]
    [InlineData(true, null, 5)]
    [InlineData(true, 0, 5)]
    public void An_answer_that_turns_away_or_asks_for_a_wait_begins_that_pace_and_no_other_does(bool isLimit, int? wait, int pause)
    {
        CallWindow window = Known(2, 100);
        window.Leave(At(0));
        window.Answered(Limits(2, 100, 2), isLimit, wait is { } asked ? Seconds(asked) : null, At(0));
        window.Leave(At(150));

        Assert.Equal(Seconds(pause), window.WaitFor(At(150)));
    }

    [Fact]
    public void Who_else_calls_is_what_is_missing_and_not_ours()
    {
        CallWindow window = Known(10, 100);
        Assert.True(window.IsOurs(At(0)));
        Call(window, 0, Limits(10, 100, 9));
        Assert.True(window.IsOurs(At(0)));
        Call(window, 1, Limits(10, 100, 5));
        Assert.False(window.IsOurs(At(1)));
        Assert.False(window.IsOurs(At(101)));

        // Three of them: as long as they may be in the window, and no longer.
        Assert.Equal(Seconds(99.1), window.TimeFor(6, At(1)));
        Assert.Null(window.TimeFor(5, At(1)));
        Assert.True(window.IsOurs(At(101.1)));
        Assert.Null(window.TimeFor(10, At(101.1)));

        // What is said later counts, and what of ours has left the window meanwhile is not among what is missing.
        Call(window, 300, Limits(10, 100, 8));
        Assert.False(window.IsOurs(At(300)));
        Call(window, 301, Limits(10, 100, 9));
        Assert.True(window.IsOurs(At(301)));
        Call(window, 302, Limits(10, 100, 10));
        Assert.True(window.IsOurs(At(302)));
        Call(window, 500);
        Call(window, 700, Limits(10, 100, 8));
        Assert.False(window.IsOurs(At(700)));
    }

    [Fact]
    public void Ours_and_theirs_leave_the_window_one_after_the_other()
    {
        CallWindow window = Known(5, 100);
        Call(window, 0);
        window.Leave(At(25));
        window.Answered(Limits(5, 100, 1), isLimit: true, null, At(30));
        Call(window, 60);

        // One of ours until 100.1, three of theirs until 130.1, another of ours until 160.1.
        double[] moments = [100.1, 130.1, 130.1, 130.1, 160.1];
        for (int calls = 1; calls <= 10; calls++)
        {
            double moment = moments[(calls - 1) % 5] + (calls > 5 ? 100.1 : 0);
            Assert.Equal(Seconds(moment - 70), window.TimeFor(calls, At(70)));
        }

        Assert.Equal(Seconds(30.1), window.WaitFor(At(70)));
        window.Leave(At(100.1));
        Assert.Equal(Seconds(30), window.WaitFor(At(100.1)));
        Assert.Equal(Seconds(30), window.TimeFor(1, At(100.1)));
        Assert.Equal(Seconds(60), window.TimeFor(4, At(100.1)));
        Assert.Equal(Seconds(100.1), window.TimeFor(5, At(100.1)));
    }

    [Theory]
    [InlineData(0, 10, 10.0)]
    [InlineData(0, 0, 100.1)]
    [InlineData(0, -5, 100.1)]
    [InlineData(0, 500, 100.1)]
    [InlineData(1, 10, 100.1)]
    [InlineData(-1, 10, 100.1)]
    public void Where_none_in_a_full_window_is_ours_the_platforms_wait_says_when_one_of_theirs_leaves_it(int ours, int asked, double wait)
    {
        CallWindow window = Known(4, 100);
        if (ours > 0)
        {
            Call(window, 0);
        }

        for (int i = 0; i < -ours; i++)
        {
            window.Leave(At(0));
        }

        window.Leave(At(0));
        window.Answered(Limits(4, 100, 0), isLimit: true, Seconds(asked), At(0));

        Assert.Equal(Seconds(wait), window.WaitFor(At(0)));
    }

    [Fact]
    public void A_smaller_window_that_is_shown_later_waits_for_as_many_calls_as_are_too_many()
    {
        CallWindow window = Known(5, 100);
        for (int i = 0; i < 5; i++)
        {
            Call(window, 10 * i);
        }

        Assert.Equal(Seconds(50.1), window.WaitFor(At(50)));
        window.Answered(Limits(3, 100, null), isLimit: true, null, At(50));
        Assert.Equal(Seconds(70.1), window.WaitFor(At(50)));
    }

    [Fact]
    public void How_long_many_calls_take_is_told_as_a_hundred_years_at_most()
    {
        CallWindow window = Known(3, 100);
        Call(window, 0);

        Assert.Null(window.TimeFor(2, At(10)));
        window.Leave(At(10));
        Assert.Null(window.TimeFor(1, At(10)));
        Assert.Equal(Seconds(90.1), window.TimeFor(2, At(10)));
        Assert.Equal(TimeSpan.FromDays(36500), window.TimeFor(long.MaxValue / 2, At(10)));

        // What has left the window holds nothing up.
        Assert.Null(window.TimeFor(2, At(100.1)));
        Assert.Equal(Seconds(100.1), window.TimeFor(3, At(100.1)));
    }

    private static CallWindow Known(int limit, int length, int reserve = 0)
    {
        // Of a call that has left it long since.
        var window = new CallWindow(reserve);
        Call(window, -3 * length, Limits(limit, length, null));
        return window;
    }

    private static void Call(CallWindow window, double second, QualysLimits? limits = null)
    {
        window.Leave(At(second));
        window.Answered(limits ?? Silent, isLimit: false, null, At(second));
    }

    private static QualysLimits Limits(int limit, int seconds, int? remaining) =>
        Silent with { RateLimit = limit, RateWindowSeconds = seconds, RateRemaining = remaining };

    private static DateTimeOffset At(double second) => PlatformModel.Start + Seconds(second);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
}
