using System.Globalization;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>
/// The one place that says what an answer means, to update, sign-in, count and search alike. What Qualys says in the body goes
/// before the HTTP status, for refusals and limits come under every status, 200 among them.
/// </summary>
internal static class AnswerJudgement
{
    /// <summary>The code of a limit of calls at a time, which others may go on under.</summary>
    public const string ConcurrencyCode = "1960";

    private const int InternalError = 999;
    private const int Locked = 1920;
    private const int TooManyAtATime = 1960;
    private const int TooManyInTheWindow = 1965;
    private const int FirstRefusal = 2000;
    private const int LastRefusal = 2012;

    private const string Unauthorized = "UNAUTHORIZED";

    private static readonly string[] Refusals =
        [Unauthorized, "INVALID_CREDENTIALS", "EVALUATION_EXPIRED", QualysAnswer.AuthenticationExceptions];

    /// <summary>Whether a code refuses the account.</summary>
    public static bool IsRefusal(string? code) => code?.Trim() is { } known
        && (Refusals.Contains(known, StringComparer.OrdinalIgnoreCase)
            || (int.TryParse(known, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= FirstRefusal and <= LastRefusal));

    /// <summary>Judges an answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="answer">What the body says, or <see langword="null"/> where it is no answer of Qualys.</param>
    /// <param name="changesNothing">Whether what was asked only reads, so that asking again costs nothing.</param>
    public static AnswerMeaning Of(int status, QualysAnswer? answer, bool changesNothing)
    {
        string? code = answer?.ResponseCode?.Trim();
        int? number = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : null;
        int stated = answer?.StatedStatus ?? status;
        return number switch
        {
            >= FirstRefusal and <= LastRefusal => AnswerMeaning.Refused,
            Locked or TooManyAtATime or TooManyInTheWindow => AnswerMeaning.Limited,
            _ when Refusals.Contains(code, StringComparer.OrdinalIgnoreCase) => AnswerMeaning.Refused,
            _ when OfStatus(status) is { } meaning and not AnswerMeaning.Passing => meaning,
            _ when OfStatus(stated) is { } meaning => meaning,
            _ when OfStatus(status) is { } meaning => meaning,
            InternalError => AnswerMeaning.Passing,
            _ when status is < 200 or >= 300 || stated >= 400 => AnswerMeaning.Failed,
            _ when code is null => answer?.ErrorMessage is null ? AnswerMeaning.Passing : AnswerMeaning.Failed,
            _ when answer!.IsSuccess => AnswerMeaning.Done,
            _ when changesNothing && !code.StartsWith("INVALID", StringComparison.OrdinalIgnoreCase) => AnswerMeaning.Passing,
            _ => AnswerMeaning.Failed,
        };
    }

    /// <summary>Whether a refusal may mean no more than that a token has expired.</summary>
    public static bool IsOfToken(int? status, QualysAnswer? answer) =>
        status == 401
        || (status != 403
            && (answer?.StatedStatus == 401
                || string.Equals(answer?.ResponseCode?.Trim(), Unauthorized, StringComparison.OrdinalIgnoreCase)));

    private static AnswerMeaning? OfStatus(int status) => status switch
    {
        401 or 403 => AnswerMeaning.Refused,
        407 or (>= 300 and < 400) => AnswerMeaning.Misconfigured,
        409 or 429 => AnswerMeaning.Limited,
        408 or >= 500 => AnswerMeaning.Passing,
        _ => null,
    };
}
