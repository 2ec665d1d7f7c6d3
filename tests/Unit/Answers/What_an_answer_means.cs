using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>What follows from status and code, at and beside each boundary.</summary>
public sealed class What_an_answer_means
{
    [Theory]
    [InlineData(200, "1999", "Failed")]
    [InlineData(200, "2000", "Refused")]
    [InlineData(503, "2006", "Refused")]
    [InlineData(200, " 2012 ", "Refused")]
    [InlineData(200, "2013", "Failed")]
    [InlineData(200, "-2000", "Failed")]
    [InlineData(200, "unauthorized", "Refused")]
    [InlineData(500, "INVALID_CREDENTIALS", "Refused")]
    [InlineData(200, "EVALUATION_EXPIRED", "Refused")]
    [InlineData(200, "authentication_exceptions", "Refused")]
    [InlineData(401, "1920", "Limited")]
    [InlineData(200, "1960", "Limited")]
    [InlineData(500, "1965", "Limited")]
    [InlineData(200, "1966", "Failed")]
    [InlineData(401, "SUCCESS", "Refused")]
    [InlineData(403, null, "Refused")]
    [InlineData(402, null, "Failed")]
    [InlineData(404, "SUCCESS", "Failed")]
    [InlineData(407, null, "Misconfigured")]
    [InlineData(299, "SUCCESS", "Done")]
    [InlineData(300, "SUCCESS", "Misconfigured")]
    [InlineData(399, null, "Misconfigured")]
    [InlineData(400, null, "Failed")]
    [InlineData(409, null, "Limited")]
    [InlineData(429, "SUCCESS", "Limited")]
    [InlineData(408, null, "Passing")]
    [InlineData(499, null, "Failed")]
    [InlineData(500, "SUCCESS", "Passing")]
    [InlineData(599, null, "Passing")]
    [InlineData(199, "SUCCESS", "Failed")]
    [InlineData(200, "SUCCESS", "Done")]
    [InlineData(200, " success ", "Done")]
    [InlineData(200, "999", "Passing")]
    [InlineData(404, "999", "Passing")]
    [InlineData(200, null, "Passing")]
    [InlineData(200, "INVALID_REQUEST", "Failed")]
    [InlineData(200, "OTHER_ERROR", "Failed")]
    public void Stands_in_code_and_status(int status, string? code, string meaning) =>
        Assert.Equal(Enum.Parse<AnswerMeaning>(meaning), AnswerJudgement.Of(status, code is null ? null : new QualysAnswer { ResponseCode = code }, changesNothing: false));

    [Theory]
    [InlineData("OTHER_ERROR", "Passing")]
    [InlineData("INVALID_REQUEST", "Failed")]
    [InlineData("invalid_api_version", "Failed")]
    [InlineData("SUCCESS", "Done")]
    public void That_only_reads_is_asked_again_unless_the_request_is_wrong(string code, string meaning) =>
        Assert.Equal(Enum.Parse<AnswerMeaning>(meaning), AnswerJudgement.Of(200, new QualysAnswer { ResponseCode = code }, changesNothing: true));

    [Theory]
    [InlineData(200, 401, "Refused")]
    [InlineData(500, 403, "Refused")]
    [InlineData(200, 429, "Limited")]
    [InlineData(200, 503, "Passing")]
    [InlineData(200, 400, "Failed")]
    [InlineData(200, 404, "Failed")]
    [InlineData(200, 399, "Misconfigured")]
    [InlineData(401, 503, "Refused")]
    [InlineData(503, 404, "Passing")]
    public void Is_what_the_body_states_where_the_status_says_less(int status, int stated, string meaning) =>
        Assert.Equal(
            Enum.Parse<AnswerMeaning>(meaning),
            AnswerJudgement.Of(status, new QualysAnswer { ResponseCode = "e", StatedStatus = stated }, changesNothing: true));

    [Fact]
    public void Is_a_failure_where_a_message_stands_without_a_code() =>
        Assert.Equal(AnswerMeaning.Failed, AnswerJudgement.Of(200, new QualysAnswer { ErrorMessage = "m" }, changesNothing: true));

    [Theory]
    [InlineData(401, null, null, true)]
    [InlineData(403, 401, "UNAUTHORIZED", false)]
    [InlineData(200, 401, null, true)]
    [InlineData(200, 403, null, false)]
    [InlineData(200, null, " unauthorized ", true)]
    [InlineData(200, null, "INVALID_CREDENTIALS", false)]
    [InlineData(200, null, null, false)]
    public void May_be_that_a_token_has_expired(int status, int? stated, string? code, bool isOfToken) =>
        Assert.Equal(isOfToken, AnswerJudgement.IsOfToken(status, new QualysAnswer { ResponseCode = code, StatedStatus = stated }));
}
