using System.Net.Http.Headers;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>Who asks for a wait, and for how long, where an answer's headers say several things or nothing of use.</summary>
public sealed class What_headers_say_of_a_wait
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("5", "9", 5, "RateLimit")]
    [InlineData("0", "9", 9, "RetryAfter")]
    [InlineData("0.0", "9", 9, "RetryAfter")]
    [InlineData("-5", "9", 9, "RetryAfter")]
    [InlineData("soon", "9", 9, "RetryAfter")]
    [InlineData("", "9", 9, "RetryAfter")]
    [InlineData(null, "9", 9, "RetryAfter")]
    [InlineData(" 1.5 ", null, 1.5, "RateLimit")]
    [InlineData("2, 99", null, 99, "RateLimit")]
    [InlineData(null, "72 seconds", 72, "RetryAfter")]
    [InlineData(null, "7 S", 7, "RetryAfter")]
    [InlineData(null, "2026-03-04T05:06:37Z", 30, "RetryAfter")]
    public void The_rate_limits_own_wait_counts_first_and_one_of_nothing_leaves_it_to_Retry_After(
        string? toWait, string? retryAfter, double seconds, string cause)
    {
        (TimeSpan Wait, WaitCause Cause)? asked = Read(toWait, retryAfter);

        Assert.Equal((TimeSpan.FromSeconds(seconds), Enum.Parse<WaitCause>(cause)), asked);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0", null)]
    [InlineData(null, "0")]
    [InlineData(null, "-1")]
    [InlineData(null, "tomorrow")]
    [InlineData(null, "1 2")]
    [InlineData(null, "1:30")]
    [InlineData(null, null)]
    public void Where_neither_asks_for_any_time_nobody_does(string? toWait, string? retryAfter) => Assert.Null(Read(toWait, retryAfter));

    [Theory]
    [InlineData("Wed, 04 Mar 2026 05:06:37 GMT", 30)]
    [InlineData("Wed, 04 Mar 2026 05:06:08 GMT", 1)]
    public void A_date_is_the_time_until_then(string date, int seconds) =>
        Assert.Equal((TimeSpan.FromSeconds(seconds), WaitCause.RetryAfter), Read(null, date));

    [Theory]
    [InlineData("Wed, 04 Mar 2026 05:06:07 GMT")]
    [InlineData("Wed, 04 Mar 2026 05:06:06 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public void A_date_that_is_over_asks_for_nothing(string date) => Assert.Null(Read(null, date));

    [Fact]
    public void A_date_in_the_far_future_and_a_number_without_end_stay_a_time_that_can_be_reckoned_with()
    {
        Assert.Equal(WaitTime.Longest, Read(null, "Fri, 31 Dec 9999 23:59:59 GMT")?.Wait);
        Assert.Equal(WaitTime.Longest, Read(new string('9', 400), null)?.Wait);
        Assert.Equal(WaitTime.Longest, Read(null, "315360000")?.Wait);
        Assert.Equal(TimeSpan.FromSeconds(315359999), Read(null, "315359999")?.Wait);
    }

    [Fact]
    public void Of_a_header_that_comes_twice_the_longer_wait_counts()
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", ["7", "3"]);
        response.Headers.TryAddWithoutValidation("X-RateLimit-Limit", ["300"]);

        Assert.Equal(TimeSpan.FromSeconds(7), QualysLimits.ReadWait(QualysLimits.Read(response.Headers), response.Headers, Now)?.Wait);
    }

    [Fact]
    public void The_numbers_of_both_limits_are_read_in_either_spelling_and_what_is_no_number_is_not()
    {
        Assert.Equal(
            new QualysLimits(300, 3600, 0, TimeSpan.FromSeconds(17), 8, 3),
            Limits(
                ("X-RateLimit-Limit", "300"), ("X-RateLimit-Window-Sec", " 3600 "), ("X-RateLimit-Remaining", "0"),
                ("X-RateLimit-ToWait-Sec", "17"), ("X-Concurrency-Limit-Limit", "8"), ("X-Concurrency-Limit-Running", "3")));
        Assert.Equal(
            new QualysLimits(null, null, null, null, 2, 1), Limits(("X-ConcurrencyLimit-Limit", "2"), ("X-ConcurrencyLimit-Running", "1")));
        Assert.Equal(
            new QualysLimits(2147483647, null, null, null, null, null),
            Limits(
                ("X-RateLimit-Limit", "2147483647"), ("X-RateLimit-Window-Sec", "2147483648"), ("X-RateLimit-Remaining", "-1"),
                ("X-Concurrency-Limit-Limit", "many"), ("X-Concurrency-Limit-Running", "")));
    }

    private static (TimeSpan Wait, WaitCause Cause)? Read(string? toWait, string? retryAfter)
    {
        using var response = new HttpResponseMessage();
        Add(response.Headers, "X-RateLimit-ToWait-Sec", toWait);
        Add(response.Headers, "Retry-After", retryAfter);
        return QualysLimits.ReadWait(QualysLimits.Read(response.Headers), response.Headers, Now);
    }

    private static QualysLimits Limits(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach ((string name, string value) in headers)
        {
            Add(response.Headers, name, value);
        }

        return QualysLimits.Read(response.Headers);
    }

    private static void Add(HttpResponseHeaders headers, string name, string? value)
    {
        if (value is not null)
        {
            headers.TryAddWithoutValidation(name, value);
        }
    }
}
