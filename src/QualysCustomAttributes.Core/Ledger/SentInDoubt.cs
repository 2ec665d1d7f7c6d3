namespace QualysCustomAttributes.Ledger;

/// <summary>What was sent for a key of an asset without anybody knowing that it was made.</summary>
/// <param name="Doubt">What the key may be for that.</param>
/// <param name="Values">The values that were sent; <see langword="null"/> stands for a removal.</param>
internal sealed record SentInDoubt(KeyDoubt Doubt, IReadOnlyCollection<string?> Values)
{
    /// <summary>Both together.</summary>
    public SentInDoubt With(SentInDoubt? other) =>
        other is null ? this : new SentInDoubt(Doubt | other.Doubt, [.. Values.Union(other.Values, StringComparer.Ordinal)]);

    /// <summary>Whether sending a value, or a removal, does no more than sending again what may have been made already.</summary>
    /// <param name="known">What is known to be there; <see langword="null"/> for nothing.</param>
    /// <param name="desired">The value; <see langword="null"/> for a removal.</param>
    public bool IsSameAgain(string? known, string? desired) => string.Equals(known, desired, StringComparison.Ordinal)
        ? desired is not null || Values.Contains(null)
        : known is null && Values.Contains(desired) && Values.All(value => value is null || string.Equals(value, desired, StringComparison.Ordinal));
}
