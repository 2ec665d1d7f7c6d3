namespace QualysCustomAttributes.Qualys;

/// <summary>What Qualys says in the body of an answer, in JSON or XML.</summary>
/// <param name="ResponseCode">
/// SUCCESS, or an open set of codes that all mean failure; <see langword="null"/> where the body holds none.
/// </param>
/// <param name="Count">How many assets were touched; may be missing.</param>
/// <param name="AssetIds">The assets that were touched; may be missing.</param>
/// <param name="ErrorMessage">What went wrong, in the platform's words.</param>
/// <param name="ErrorResolution">What to do, in the platform's words; often missing.</param>
internal sealed record QualysAnswer(
    string? ResponseCode, long? Count, IReadOnlyList<ulong>? AssetIds, string? ErrorMessage, string? ErrorResolution)
{
    /// <summary>The code of a success.</summary>
    public const string Success = "SUCCESS";

    /// <summary>Whether the platform says that it did what was asked. The HTTP status says nothing of this.</summary>
    public bool IsSuccess => ResponseCode == Success;

    /// <summary>The answer with texts that may be shown: without secrets, on one line, and no longer than anybody reads.</summary>
    internal QualysAnswer ToShow(Func<string, string> redact) => this with
    {
        ResponseCode = ResponseCode is null or Success ? ResponseCode : ShownText.Of(redact(ResponseCode)),
        ErrorMessage = ErrorMessage is null ? null : ShownText.Of(redact(ErrorMessage)),
        ErrorResolution = ErrorResolution is null ? null : ShownText.Of(redact(ErrorResolution)),
    };

    /// <summary>What went wrong and what to do, in one line, or <see langword="null"/>.</summary>
    public string? Error =>
        ErrorMessage is null ? null
        : ErrorResolution is null ? ErrorMessage
        : $"{ErrorMessage.TrimEnd('.')}. {ErrorResolution}";
}
