namespace QualysCustomAttributes.Qualys;

/// <summary>One call to Qualys: a request, or a repeat of it, and what came of it.</summary>
public sealed record QualysCall
{
    /// <summary>The number of the group.</summary>
    public required int GroupNumber { get; init; }

    /// <summary>The number of the batch in its group.</summary>
    public required int BatchNumber { get; init; }

    /// <summary>How many assets the batch has.</summary>
    public required int Assets { get; init; }

    /// <summary>The function.</summary>
    public required QualysFunction Function { get; init; }

    /// <summary>The address that was called.</summary>
    public required Uri Address { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The HTTP status, or <see langword="null"/> where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The answer's body, without secrets, or <see langword="null"/> where no answer came.</summary>
    public string? Body { get; init; }

    /// <summary>What the body says, or <see langword="null"/> where it is no answer of Qualys.</summary>
    public QualysAnswer? Answer { get; init; }

    /// <summary>Why no usable answer came: a network error, a time-out, a body that cannot be read.</summary>
    public string? Error { get; init; }

    /// <summary>What the answer says of the limits.</summary>
    public QualysLimits? Limits { get; init; }

    /// <summary>Whether the same request may bring success later: 409, 429, 5xx, network errors, time-outs, unreadable answers.</summary>
    public bool IsWorthRetrying { get; init; }

    /// <summary>Whether Qualys did what was asked.</summary>
    public bool IsSuccess => Status is >= 200 and < 300 && Answer is { IsSuccess: true };

    /// <summary>Whether nobody can have acted on the call: it never left, or the platform turned it away for a limit or the account.</summary>
    internal bool WasRefused => NeverLeft || Status is 401 or 403 or 409 or 429;

    /// <summary>Whether no connection came about that could have carried it.</summary>
    internal bool NeverLeft { get; init; }

    internal (TimeSpan Wait, WaitCause Cause)? AskedWait { get; init; }

    /// <summary>Gives the call in a line, for a log.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string result = Status is { } status ? $"HTTP {status}" : Error ?? "no answer";
        string code = Answer?.ResponseCode is { } responseCode ? $" {responseCode}" : "";
        string count = Answer?.Count is { } confirmed ? $", {confirmed} of {Counted.Of(Assets, "asset")} confirmed" : $", {Counted.Of(Assets, "asset")}";
        string why = Answer is { IsSuccess: false, Error: { } error } ? $": {error}" : Status is not null && Error is not null ? $": {Error}" : "";
        return FormattableString.Invariant(
            $"{Function.ToRequestName()} group {GroupNumber} batch {BatchNumber}, attempt {Attempt}: {result}{code}{count} in {Elapsed.TotalMilliseconds:N0} ms{why}");
    }
}
