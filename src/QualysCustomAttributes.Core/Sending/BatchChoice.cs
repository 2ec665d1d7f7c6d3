namespace QualysCustomAttributes.Sending;

/// <summary>
/// Which batches of a plan are sent. Without a word it is those that were chosen before, and all of them where none were.
/// </summary>
internal sealed record BatchChoice
{
    /// <summary>What the record calls a choice.</summary>
    public const string Option = "choice";

    /// <summary>Whether all batches of the plan are, those included that were left out before.</summary>
    public bool All { get; init; }

    /// <summary>Only the batches of these groups.</summary>
    public IReadOnlyList<int> GroupNumbers { get; init; } = [];

    /// <summary>Only these assets; they get batches of their own.</summary>
    public IReadOnlyList<ulong> AssetIds { get; init; } = [];

    /// <summary>Only so many batches, the first that are not done yet.</summary>
    public int? First { get; init; }

    /// <summary>Whether it leaves out a part of the plan by name or number.</summary>
    public bool IsPilot => GroupNumbers.Count > 0 || AssetIds.Count > 0 || First is not null;

    /// <summary>Whether it says what is sent, instead of taking what was chosen before.</summary>
    public bool IsNew => All || IsPilot;

    /// <summary>The choice as the record of a run keeps it, or <see langword="null"/> where nothing was said.</summary>
    public string? Describe()
    {
        string[] parts =
        [
            .. All ? ["all"] : Array.Empty<string>(),
            .. GroupNumbers.Count > 0 ? [$"groups {string.Join(',', GroupNumbers)}"] : Array.Empty<string>(),
            .. AssetIds.Count > 0 ? [$"assets {string.Join(',', AssetIds)}"] : Array.Empty<string>(),
            .. First is { } first ? [FormattableString.Invariant($"first {first}")] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }
}
