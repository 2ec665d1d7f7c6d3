using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysSandbox.Faults;

namespace QualysCustomAttributes.Unit.Sending;

/// <summary>What an answer's list, count and texts make of a batch.</summary>
public sealed class What_an_answer_names
{
    private const string Json = "application/json";

    [Theory]
    [InlineData("[1]", 1, "2,3")]
    [InlineData("[3,1]", 2, "2")]
    [InlineData("[]", 0, "1,2,3")]
    [InlineData("[1,9,8]", 1, "2,3")]
    [InlineData("[1,2,3]", 3, "")]
    public async Task Data_without_a_count_that_names_fewer_assets_than_were_sent_is_short_by_those(string named, int confirmed, string missing)
    {
        QualysUpdateResult result = await AnswerToThreeAsync(Success($"\"data\":[{Assets(named)}]"));

        Assert.Equal(confirmed, result.ConfirmedCount);
        Assert.Equal(missing, string.Join(',', result.NotConfirmedAssetIds));
        Assert.Equal(confirmed < 3 ? UpdateOutcome.Partial : UpdateOutcome.Succeeded, result.Outcome);
        if (confirmed < 3)
        {
            Assert.StartsWith($"Qualys confirms {confirmed} of 3 assets; the others are unknown to it or not visible", result.Error, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(result.Error);
        }
    }

    [Theory]
    [InlineData("\"count\":3,", 3)]
    [InlineData("\"count\":4,", 4)]
    [InlineData("\"count\":99999999999,", int.MaxValue)]
    public async Task A_count_goes_before_the_list_and_one_that_is_larger_is_no_fault(string count, int confirmed)
    {
        QualysUpdateResult result = await AnswerToThreeAsync(Success($"{count}\"data\":[{Assets("[1]")}]"));

        Assert.Equal((UpdateOutcome.Succeeded, confirmed), (result.Outcome, result.ConfirmedCount));
        Assert.Empty(result.NotConfirmedAssetIds);
    }

    [Fact]
    public async Task Without_count_and_list_no_number_is_made_up()
    {
        QualysUpdateResult result = await AnswerToThreeAsync("""{"ServiceResponse":{"responseCode":"SUCCESS"}}""");

        Assert.Equal((UpdateOutcome.Succeeded, null), (result.Outcome, result.ConfirmedCount));
    }

    [Fact]
    public async Task The_platforms_advice_stands_behind_its_error()
    {
        QualysUpdateResult advised = await AnswerToThreeAsync(Details("Tag is unknown.", "Ask for one that is there."));
        QualysUpdateResult bare = await AnswerToThreeAsync(Details("Tag is unknown.", null));

        Assert.Equal("HTTP 400 INVALID_REQUEST, attempt 1: Tag is unknown. Ask for one that is there.", advised.Error);
        Assert.Equal("HTTP 400 INVALID_REQUEST, attempt 1: Tag is unknown.", bare.Error);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_an_answer_is_shown_as_it_came()
    {
        QualysUpdateResult result = await AnswerToThreeAsync(
            """{"ServiceResponse":{"responseCode":"INVALID_REQUEST","responseErrorDetails":{"errorMessage":"tag \ud83d is \u0062ad \ud83c\udfe6"}}}""", 400);

        Assert.Equal(@"HTTP 400 INVALID_REQUEST, attempt 1: tag \ud83d is \u0062ad \ud83c\udfe6", result.Error);
    }

    [Theory]
    [InlineData("""{"Service\u0052esponse":{"response\u0043ode":"SUCCESS","count":3}}""")]
    [InlineData("""{"\ud83d":"\udc00","ServiceResponse":{"\ud83d":{"x":["\udc00"]},"responseCode":"SUCCESS","count":3}}""")]
    public async Task Names_with_escapes_are_the_names_and_those_that_are_no_text_are_passed_over(string body) =>
        Assert.Equal((UpdateOutcome.Succeeded, 3), (await AnswerToThreeAsync(body)) is var result ? (result.Outcome, result.ConfirmedCount) : default);

    private static string Success(string members) => $$$"""{"ServiceResponse":{"responseCode":"SUCCESS",{{{members}}} } }""";

    private static string Details(string message, string? resolution)
    {
        string advice = resolution is null ? "" : $",\"errorResolution\":\"{resolution}\"";
        return $$$"""{"ServiceResponse":{"responseCode":"INVALID_REQUEST","responseErrorDetails":{"errorMessage":"{{{message}}}"{{{advice}}} } } }""";
    }

    private static string Assets(string ids) => string.Join(',', ids.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => $$$"""{"Asset":{"id":{{{id}}}}}"""));

    private static async Task<QualysUpdateResult> AnswerToThreeAsync(string body, int status = 0)
    {
        await using UpdateScenario scenario = await UpdateScenario.StartAsync(rows: ["1,Ann", "2,Ann", "3,Ann"], batchSize: 3);
        scenario.Sandbox.Faults.Add(Fault.Status(status != 0 ? status : body.Contains("INVALID", StringComparison.Ordinal) ? 400 : 200, body, Json).Always());
        await scenario.SendAsync();
        return Assert.Single(scenario.Results);
    }
}
