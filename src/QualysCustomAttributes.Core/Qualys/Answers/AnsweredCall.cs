namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>Puts what was read of an answer onto its call, with texts that may be shown.</summary>
internal static class AnsweredCall
{
    private const int NoPermission = 403;
    private const int NotFound = 404;
    private const string WrongHost = "check that this is the API host of your platform, or for the inventory the gateway of your platform";

    /// <summary>Judges a call by its status and what was read of its body.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reading">What was read.</param>
    /// <param name="expected">What an answer of Qualys would have been: "an answer of Qualys", "assets".</param>
    /// <param name="redact">Takes secrets out of a text.</param>
    /// <param name="changesNothing">Whether it only reads.</param>
    public static TCall Judged<TCall>(
        this TCall call, AnswerReading reading, string expected, Func<string, string> redact, bool changesNothing)
        where TCall : QualysExchange
    {
        QualysAnswer? shown = reading.Answer?.ToShow(redact);
        AnswerMeaning meaning = AnswerJudgement.Of(call.Status!.Value, reading.Answer, changesNothing);
        return call with
        {
            Meaning = meaning,
            Code = shown?.ResponseCode,
            CodeAsReceived = reading.Answer?.ResponseCode,
            Told = shown?.Error,
            IsWebPage = reading.IsWebPage,
            PageTitle = TitleOf(reading, redact),
            IsForbidden = reading.Answer?.StatedStatus == NoPermission,
            IsOfToken = meaning == AnswerMeaning.Refused && AnswerJudgement.IsOfToken(call.Status, reading.Answer),
            AskedWait = call.AskedWait ?? (meaning == AnswerMeaning.Limited ? WaitOf(reading.Answer) : null),
            Error = call.Error ?? Describe(call.Status.Value, reading, expected, redact),
        };
    }

    private static (TimeSpan Wait, WaitCause Cause)? WaitOf(QualysAnswer? answer) =>
        answer?.Wait is { } wait && wait > TimeSpan.Zero ? (wait, WaitCause.Body) : null;

    private static string? TitleOf(AnswerReading reading, Func<string, string> redact) =>
        string.IsNullOrEmpty(reading.Title) ? null : ShownText.Of(redact(reading.Title));

    private static string? Describe(int status, AnswerReading reading, string expected, Func<string, string> redact)
    {
        string? what = DescribeBody(status, reading, expected, redact);
        return status != NotFound ? what
            : what is null ? WrongHost
            : $"{what}; {WrongHost}";
    }

    private static string? DescribeBody(int status, AnswerReading reading, string expected, Func<string, string> redact)
    {
        bool isWell = status is >= 200 and < 300;
        string title = TitleOf(reading, redact) is { } shown ? $": '{shown}'" : "";
        return reading.IsWebPage ? $"a web page instead of {expected}, perhaps of a proxy in between{title}"
            : reading.IsTooDeep && isWell
                ? $"the answer's body is nested more than {QualysAnswerReader.MaxDepth} deep, and not {expected}"
            : reading.Answer is null && isWell ? $"the answer's body is not {expected}"
            : reading.Other is { } other && ShownText.Of(StoredText.Of(other, redact).Trim()).Trim() is { Length: > 0 } text
                ? $"what came is not {expected}: '{text}'"
            : null;
    }
}
