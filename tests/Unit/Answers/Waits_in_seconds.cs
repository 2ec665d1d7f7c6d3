using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>A wait is a number of seconds, in whichever way it is written, and nothing else is one.</summary>
public sealed class Waits_in_seconds
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    [InlineData(" 5 ", 5)]
    [InlineData("05", 5)]
    [InlineData("1.5", 1.5)]
    [InlineData("5.", 5)]
    [InlineData("7200 seconds", 7200)]
    [InlineData("7200seconds", 7200)]
    [InlineData("1 second", 1)]
    [InlineData("3 secs", 3)]
    [InlineData("3 SEC", 3)]
    [InlineData("3 S ", 3)]
    [InlineData("3s", 3)]
    [InlineData("315359999.5", 315359999.5)]
    [InlineData("315360000", 315360000)]
    [InlineData("315360001", 315360000)]
    [InlineData("99999999999999999999999999", 315360000)]
    public void Are_read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), WaitTime.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("١٢")]
    [InlineData("soon")]
    [InlineData("seconds")]
    [InlineData("5 sons")]
    [InlineData("5 minutes")]
    [InlineData("5 dose")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("5 5")]
    public void Are_none(string text) => Assert.Null(WaitTime.Read(text));

    [Fact]
    public void Are_never_longer_than_ten_years()
    {
        Assert.Equal(TimeSpan.FromDays(3650), WaitTime.Longest);
        Assert.Equal(WaitTime.Longest, WaitTime.Shorten(TimeSpan.MaxValue));
        Assert.Equal(WaitTime.Longest, WaitTime.Shorten(WaitTime.Longest));
        Assert.Equal(TimeSpan.FromSeconds(1), WaitTime.Shorten(TimeSpan.FromSeconds(1)));
    }
}
