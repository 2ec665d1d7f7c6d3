namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>What Qualys says in the body of an answer, in JSON or XML, in whichever of its forms.</summary>
internal sealed record QualysAnswer
{
    /// <summary>The code of a success.</summary>
    public const string Success = "SUCCESS";

    /// <summary>The code of an answer that names exceptions of the sign-in instead of a code.</summary>
    public const string AuthenticationExceptions = "authentication_exceptions";

    /// <summary>
    /// SUCCESS, or an open set of codes that all mean failure, the numbers of the classic API among them; <see langword="null"/>
    /// where the body holds none.
    /// </summary>
    public string? ResponseCode { get; init; }

    /// <summary>The HTTP status that the body itself names, where it names one of a failure.</summary>
    public int? StatedStatus { get; init; }

    /// <summary>How many assets were touched, or there are; may be missing.</summary>
    public long? Count { get; init; }

    /// <summary>The assets that were touched; may be missing.</summary>
    public IReadOnlyList<ulong>? AssetIds { get; init; }

    /// <summary>How many assets are listed as touched, also those of which the list does not say which they are.</summary>
    public int Entries { get; init; }

    /// <summary>What went wrong, in the platform's words.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>What to do, in the platform's words; often missing.</summary>
    public string? ErrorResolution { get; init; }

    /// <summary>How long a limit lasts, where the body says so.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether the platform says that it did what was asked. The HTTP status says nothing of this.</summary>
    public bool IsSuccess => string.Equals(ResponseCode?.Trim(), Success, StringComparison.OrdinalIgnoreCase);

    /// <summary>What went wrong and what to do, in one line, or <see langword="null"/>.</summary>
    public string? Error =>
        ErrorMessage is null ? null
        : ErrorResolution is null ? ErrorMessage
        : $"{Sentence.Of(ErrorMessage)} {ErrorResolution}";

    /// <summary>The answer with texts that may be shown: without secrets, on one line, and no longer than anybody reads.</summary>
    public QualysAnswer ToShow(Func<string, string> redact) => this with
    {
        ResponseCode = IsSuccess ? Success : Show(ResponseCode, redact),
        ErrorMessage = Show(ErrorMessage, redact),
        ErrorResolution = Show(ErrorResolution, redact),
    };

    private static string? Show(string? text, Func<string, string> redact) => text is null ? null : ShownText.Of(redact(text));
}
