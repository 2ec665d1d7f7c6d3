namespace QualysCustomAttributes.Unit.Progress;

/// <summary>Beside a bar stands how much of how much, how fast and how long yet; what is waited for stands first.</summary>
public sealed class What_stands_beside_a_bar
{
    private static readonly StageProgress Sending =
        new(ConnectorStage.Update, 11, 40, "batches", TimeSpan.FromSeconds(5), "11 batches, 10 succeeded, 1 failed, 999 assets confirmed");

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(7.2, "0:08")]
    [InlineData(59.9, "1:00")]
    [InlineData(819, "13:39")]
    [InlineData(3_723, "1:02:03")]
    [InlineData(99_999, "27:46:39")]
    [InlineData(-3, "0:00")]
    public void Time_is_a_clock_and_no_number_of_seconds(double seconds, string expected) =>
        Assert.Equal(expected, ClockText.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Counts_of_all_with_rate_time_and_trouble() =>
        Assert.Equal("11 of 40 batches, 2.2/s, 0:14 left, 1 failed", ProgressText.Of(Sending with { Trouble = "1 failed" }));

    [Fact]
    public void A_wait_stands_first_and_no_pace_beside_it() => Assert.Equal(
        "rate limit until 13:39:00 UTC (0:08), 11 of 40, 1 failed",
        ProgressText.Of(Sending with { Trouble = "1 failed" }, "rate limit until 13:39:00 UTC (0:08)"));

    [Fact]
    public void Lines_say_no_time_left_here() => Assert.Equal("11 of 40 batches, 2.2/s", ProgressText.SoFar(Sending));

    [Fact]
    public void Bytes_are_told_as_what_was_made_of_them() => Assert.Equal(
        "1,000 rows, 998 assets, 2 rejected, 2.0 MiB/s, 0:03 left",
        ProgressText.Of(new StageProgress(ConnectorStage.Import, 4 << 20, 10 << 20, "bytes", TimeSpan.FromSeconds(2), "1,000 rows, 998 assets, 2 rejected")));

    [Fact]
    public void Nothing_is_said_of_a_pace_that_nobody_knows_yet() => Assert.Equal(
        "0 of 40 batches", ProgressText.Of(Sending with { Done = 0, Elapsed = TimeSpan.FromMilliseconds(300) }));

    [Fact]
    public void What_was_done_before_says_nothing_of_the_pace()
    {
        StageProgress resumed = Sending with { Done = 32, DoneBefore = 30, Elapsed = TimeSpan.FromSeconds(4) };

        Assert.Equal(TimeSpan.FromSeconds(16), resumed.Remaining);
        Assert.Equal("32 of 40 batches, 0.5/s, 0:16 left", ProgressText.Of(resumed));
    }

    [Fact]
    public void Standing_still_says_nothing_of_the_pace()
    {
        StageProgress waited = Sending with { Done = 20, Elapsed = TimeSpan.FromSeconds(50), StoodStill = TimeSpan.FromSeconds(40) };

        Assert.Equal(TimeSpan.FromSeconds(10), waited.Remaining);
        Assert.Equal(2, waited.Rate);
    }

    [Fact]
    public void A_limit_that_is_known_makes_it_longer_and_never_shorter()
    {
        Assert.Equal(TimeSpan.FromSeconds(90), (Sending with { Bound = TimeSpan.FromSeconds(90) }).Remaining);
        Assert.Equal(Sending.Remaining, (Sending with { Bound = TimeSpan.FromSeconds(1) }).Remaining);
    }
}
