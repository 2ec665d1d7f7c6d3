using System.Text;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>What was read of an answer stands in its call: what it means, what Qualys says, and what came in place of an answer.</summary>
public sealed class What_is_put_onto_a_call
{
    private const string WrongHost = "check that this is the API host of your platform, or for the inventory the gateway of your platform";

    [Theory]
    [InlineData(200, null, "the answer's body is not a token")]
    [InlineData(299, null, "the answer's body is not a token")]
    [InlineData(300, null, null)]
    [InlineData(199, null, null)]
    [InlineData(500, null, null)]
    [InlineData(200, "words", "the answer's body is not a token")]
    [InlineData(502, "words", "what came is not a token: 'words'")]
    [InlineData(502, " two\nlines secret\t", "what came is not a token: 'two lines ***'")]
    [InlineData(502, " \r\n ", null)]
    [InlineData(502, "\u200B", null)]
    [InlineData(404, null, WrongHost)]
    [InlineData(404, "words", $"what came is not a token: 'words'; {WrongHost}")]
    [InlineData(404, "<html><title>gone</title>", $"a web page instead of a token, perhaps of a proxy in between: 'gone'; {WrongHost}")]
    [InlineData(404, """{"responseCode":"A"}""", WrongHost)]
    [InlineData(200, "<html><title>The secret\nplace</title>", "a web page instead of a token, perhaps of a proxy in between: 'The *** place'")]
    [InlineData(503, "<html>", "a web page instead of a token, perhaps of a proxy in between")]
    [InlineData(200, """{"responseCode":"A"}""", null)]
    [InlineData(500, """{"responseCode":"A"}""", null)]
    public void What_came_in_place_of_an_answer_is_said(int status, string? body, string? error)
    {
        Call call = Judge(new Call(status), body);

        Assert.Equal(error, call.Error);
        Assert.Equal("before", Judge(new Call(status) { Error = "before" }, body).Error);
    }

    [Fact]
    public void What_is_nested_too_deep_is_said_to_be_where_an_answer_was_due()
    {
        string deep = new string('[', 65) + new string(']', 65);

        Assert.Equal("the answer's body is nested more than 64 deep, and not a token", Judge(new Call(200), deep).Error);
        Assert.Equal($"what came is not a token: '{deep}'", Judge(new Call(500), deep).Error);
        Assert.Equal(Judge(new Call(200), deep).Error, Judge(new Call(200), string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "{}" + new string('}', 64)).Error);
        Assert.Equal("the answer's body is not a token", Judge(new Call(200), new string('[', 64) + new string(']', 64)).Error);
    }

    [Theory]
    [InlineData("<html><title>The secret place</title>", true, "The *** place")]
    [InlineData("<html><title> </title>", true, null)]
    [InlineData("<html>", true, null)]
    [InlineData("words", false, null)]
    [InlineData("""{"responseCode":"A"}""", false, null)]
    public void A_web_page_is_known_with_its_title(string body, bool isWebPage, string? title)
    {
        Call call = Judge(new Call(200), body);

        Assert.Equal((isWebPage, title), (call.IsWebPage, call.PageTitle));
    }

    [Theory]
    [InlineData("""{"responseCode":"secret","responseErrorDetails":{"errorMessage":"no secret.","errorResolution":"go\naway"}}""", "***", "no ***. go away")]
    [InlineData("""{"responseCode":" success "}""", "SUCCESS", null)]
    [InlineData("""{"responseCode":"A","responseMessage":"m"}""", "A", "m")]
    [InlineData("words", null, null)]
    public void What_Qualys_says_is_fit_to_be_shown(string body, string? code, string? told)
    {
        Call call = Judge(new Call(200), body);

        Assert.Equal((code, told), (call.Code, call.Told));
    }

    [Theory]
    [InlineData(200, """{"responseCode":"SUCCESS"}""", "Done", false, false)]
    [InlineData(200, """{"responseCode":"UNAUTHORIZED"}""", "Refused", true, false)]
    [InlineData(200, """{"responseCode":"INVALID_CREDENTIALS"}""", "Refused", false, false)]
    [InlineData(401, "", "Refused", true, false)]
    [InlineData(401, """{"responseCode":"1965"}""", "Limited", false, false)]
    [InlineData(403, "", "Refused", false, false)]
    [InlineData(200, """{"status":403,"error":"Forbidden"}""", "Refused", false, true)]
    [InlineData(200, """{"status":401,"error":"Unauthorized"}""", "Refused", true, false)]
    [InlineData(200, """{"status":404,"error":"UNAUTHORIZED"}""", "Refused", true, false)]
    public void What_it_means_and_whether_a_token_or_a_permission_is_missing(int status, string body, string meaning, bool isOfToken, bool isForbidden)
    {
        Call call = Judge(new Call(status), body);

        Assert.Equal((Enum.Parse<AnswerMeaning>(meaning), isOfToken, isForbidden), (call.Meaning, call.IsOfToken, call.IsForbidden));
    }

    [Theory]
    [InlineData("1965", "5", 5)]
    [InlineData("1965", "0", null)]
    [InlineData("1965", "soon", null)]
    [InlineData("999", "5", null)]
    public void The_wait_of_the_body_counts_where_a_limit_turned_the_call_away_and_no_header_says_one(string code, string wait, int? seconds)
    {
        string body = $"<SIMPLE_RETURN><RESPONSE><CODE>{code}</CODE><ITEM><KEY>SECONDS_TO_WAIT</KEY><VALUE>{wait}</VALUE></ITEM></RESPONSE></SIMPLE_RETURN>";
        (TimeSpan, WaitCause) header = (TimeSpan.FromSeconds(7), WaitCause.RetryAfter);

        Assert.Equal(seconds is { } time ? (TimeSpan.FromSeconds(time), WaitCause.Body) : null, Judge(new Call(500), body).AskedWait);
        Assert.Equal(header, Judge(new Call(500) { AskedWait = header }, body).AskedWait);
    }

    [Theory]
    [InlineData(null, "x", null)]
    [InlineData("m", null, "m")]
    [InlineData("m.", "r", "m. r")]
    [InlineData("m", "r", "m. r")]
    public void Message_and_advice_are_one_line(string? message, string? advice, string? error) =>
        Assert.Equal(error, new QualysAnswer { ErrorMessage = message, ErrorResolution = advice }.Error);

    private static Call Judge(Call call, string? body) => call.Judged(
        QualysAnswerReader.Read(Encoding.UTF8.GetBytes(body ?? ""), null, CancellationToken.None),
        "a token",
        text => text.Replace("secret", "***", StringComparison.Ordinal),
        changesNothing: true);

    private sealed record Call : QualysExchange
    {
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Call(int status)
        {
            (What, Address, Attempt, SentAt, Status) = ("anything", new Uri("https://a.example"), 1, DateTimeOffset.UnixEpoch, status);
        }
    }
}
