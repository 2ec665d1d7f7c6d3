using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What a search and the options of calls may be, at and beside each boundary.</summary>
public sealed class What_may_be_asked_for
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_page_has_one_to_three_hundred_assets(int size, bool isTaken)
    {
        Exception? refusal = Record.Exception(new QualysInventoryQuery { PageSize = size }.Validate);

        Assert.Equal(isTaken ? null : $"A page of {size} assets cannot be asked for. Use 1 to 300.", refusal?.Message);
    }

    [Fact]
    public void A_search_says_since_when_behind_what_and_which_fields()
    {
        var moment = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

        Assert.Equal("", new QualysInventoryQuery().CountParameters());
        Assert.Equal("?lastSeenAssetId=0&pageSize=300", new QualysInventoryQuery().SearchParameters(0));
        Assert.Equal(
            "?assetLastUpdated=2026-01-02T01:04:05Z&lastSeenAssetId=18446744073709551615&pageSize=7&includeFields=a,b%26c&excludeFields=d",
            new QualysInventoryQuery { LastUpdatedAfter = moment, PageSize = 7, IncludeFields = ["a", "b&c"], ExcludeFields = ["d"] }
                .SearchParameters(ulong.MaxValue));
    }

    [Fact]
    public async Task Conditions_are_sent_as_they_were_written_and_none_is_no_body()
    {
        QualysInventoryQuery query = new() { Filters = [QualysInventoryFilter.Parse(" tags.name  contains  two  words "), QualysInventoryFilter.Parse("a EQUALS <ü>")] };

        Assert.Equal(
            """{"filters":[{"field":"tags.name","operator":"CONTAINS","value":"two  words"},{"field":"a","operator":"EQUALS","value":"<ü>"}],"operation":"AND"}""",
            await query.ToContent().ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("", await new QualysInventoryQuery().ToContent().ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json", query.ToContent().Headers.ContentType?.ToString());
        Assert.Equal("tags.name CONTAINS two  words", query.Filters[0].ToString());
        Assert.Equal(
            "'a EQUALS' is not a filter. Write field, operator and value, as: tags.name CONTAINS Production.",
            Assert.Throws<QualysConfigurationException>(() => QualysInventoryFilter.Parse("a EQUALS")).Message);
    }

    public static TheoryData<string, bool> Options => new()
    {
        { "MaxAttempts 1", true }, { "MaxAttempts 0", false },
        { "ThrottleLimit 1", true }, { "ThrottleLimit 0", false },
        { "RetryMinimum 0", true }, { "RetryMinimum -1", false }, { "RetryMinimum 300", true }, { "RetryMinimum 301", false },
        { "RetryMaximum 30", true }, { "RetryMaximum 29", false },
        { "Timeout 1", true }, { "Timeout 0", false },
        { "MaximumWait 0", true }, { "MaximumWait -1", false }, { "MaximumWait 604800", true }, { "MaximumWait 604801", false },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_of_calls_make_sense(string option, bool isTaken)
    {
        int value = int.Parse(option.Split(' ')[1]);
        var time = TimeSpan.FromSeconds(value);
        QualysClientOptions options = option.Split(' ')[0] switch
        {
            "MaxAttempts" => new() { MaxAttempts = value },
            "ThrottleLimit" => new() { ThrottleLimit = value },
            "RetryMinimum" => new() { RetryMinimum = time },
            "RetryMaximum" => new() { RetryMaximum = time },
            "Timeout" => new() { Timeout = time },
            _ => new() { MaximumWait = time },
        };

        Assert.Equal(isTaken, Record.Exception(options.Validate) is null);
    }

    [Theory]
    [InlineData(null, null, 30, 300)]
    [InlineData(10, null, 10, 300)]
    [InlineData(400, null, 400, 400)]
    [InlineData(null, 100, 30, 100)]
    [InlineData(null, 20, 20, 20)]
    [InlineData(5, 5, 5, 5)]
    [InlineData(5, 6, 5, 6)]
    public void Of_two_waits_the_one_that_was_not_given_gives_way(int? minimum, int? maximum, int first, int longest)
    {
        QualysClientOptions options = new QualysClientOptions().WithWaits(Seconds(minimum), Seconds(maximum));

        Assert.Equal((first, longest), (options.RetryMinimum.TotalSeconds, options.RetryMaximum.TotalSeconds));
    }

    [Fact]
    public void Waits_that_cross_are_refused() =>
        Assert.Throws<QualysConfigurationException>(() => new QualysClientOptions().WithWaits(Seconds(6), Seconds(5)));

    [Fact]
    public void The_back_off_of_a_single_attempt_is_the_first_wait_and_none_is_longer_than_the_longest()
    {
        Assert.Equal(30, new QualysClientOptions { MaxAttempts = 1 }.BackOff(1).TotalSeconds);
        Assert.Equal(30, new QualysClientOptions { MaxAttempts = 1 }.BackOff(9).TotalSeconds);
        Assert.Equal([30.0, 300, 300], ((int[])[1, 2, 3]).Select(attempt => new QualysClientOptions { MaxAttempts = 2 }.BackOff(attempt).TotalSeconds));
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
