namespace QualysSandbox;

/// <summary>One request to Qualys as the sandbox saw it, and what it answered.</summary>
public sealed record RecordedRequest
{
    /// <summary>The position in order of arrival, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The path, without the query string.</summary>
    public required string Path { get; init; }

    /// <summary>The query string with its question mark, or an empty text.</summary>
    public required string QueryString { get; init; }

    /// <summary>The headers, names in any case, without <c>Authorization</c> and a client's secret.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether the request carried the right user name and password, or a token that is valid.</summary>
    public required bool Authenticated { get; init; }

    /// <summary>The body as sent; of a password only its presence.</summary>
    public required string Body { get; init; }

    /// <summary>When the whole request had arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the answer was ready, or null while it is not; assets are ready when the last of them is about to be sent.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The status of the answer; null while there is none, and when the connection was dropped instead.</summary>
    public int? AnswerStatus { get; init; }

    /// <summary>
    /// The body of the answer, as far as it was sent; null as with <see cref="AnswerStatus"/>, and for assets and tokens,
    /// of which only the size is kept.
    /// </summary>
    public string? AnswerBody { get; init; }

    /// <summary>
    /// The size of the answer's body in bytes before any compression, as far as it was sent; null as with
    /// <see cref="AnswerStatus"/>.
    /// </summary>
    public long? AnswerBytes { get; init; }

    /// <summary>The answer in a few words, or null.</summary>
    public string? AnswerSummary { get; init; }

    /// <summary>The name of the fault that was played, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>What was asked for, in a few words; null when the body could not be understood.</summary>
    public string? What { get; init; }

    /// <summary>The assets that the request named, in its order.</summary>
    public IReadOnlyList<ulong> AssetIds { get; init; } = [];
}
