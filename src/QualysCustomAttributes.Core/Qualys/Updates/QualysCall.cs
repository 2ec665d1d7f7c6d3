using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>One call that changes assets, or a repeat of it, and what came of it.</summary>
internal sealed record QualysCall : QualysExchange
{
    /// <summary>The number of the group.</summary>
    public required int GroupNumber { get; init; }

    /// <summary>The number of the batch in its group.</summary>
    public required int BatchNumber { get; init; }

    /// <summary>How many assets the batch has.</summary>
    public required int Assets { get; init; }

    /// <summary>The function.</summary>
    public required QualysFunction Function { get; init; }

    /// <summary>The answer's body, without secrets, or <see langword="null"/> where no answer came.</summary>
    public string? Body { get; init; }

    /// <summary>What the body says, or <see langword="null"/> where it is no answer of Qualys.</summary>
    public QualysAnswer? Answer { get; init; }

    /// <summary>
    /// Whether nobody can have acted on the call: it never left, the platform turned it away for a limit or the account, or what
    /// answered was not the platform.
    /// </summary>
    internal bool WasRefused => NeverLeft || Meaning is AnswerMeaning.Refused or AnswerMeaning.Limited or AnswerMeaning.Misconfigured;

    internal override bool ChangesAssets => true;

    /// <summary>The call in a line, for a log.</summary>
    /// <returns>The line.</returns>
    public override string ToString()
    {
        string result = Status is { } status ? $"HTTP {status}" : Error ?? "no answer";
        string code = Answer?.ResponseCode is { } responseCode ? $" {responseCode}" : "";
        string count = Answer?.Count is { } confirmed
            ? FormattableString.Invariant($", {confirmed:N0} of {Counted.Of(Assets, "asset")} confirmed")
            : $", {Counted.Of(Assets, "asset")}";
        string why = Answer is { IsSuccess: false, Error: { } error } ? $": {error}"
            : Status is not null && Error is not null ? $": {Error}"
            : "";
        return FormattableString.Invariant(
            $"{What}, attempt {Attempt}: {result.TrimEnd('.')}{code}{count} in {Elapsed.TotalMilliseconds:N0} ms{why.TrimEnd('.')}");
    }
}
