using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Planning;

/// <summary>What Qualys is known to hold under one key of an asset.</summary>
/// <param name="Value">The known value; <see langword="null"/> where the asset is not known to have the key.</param>
/// <param name="IsOfOthers">Whether the inventory lays the value to another connector.</param>
/// <param name="Written">The value that was confirmed to us last; <see langword="null"/> where that was a removal, or nothing.</param>
/// <param name="WasWritten">Whether anything was ever confirmed to us under the key.</param>
/// <param name="IsInDoubt">Whether a call under the key has left and nobody knows what came of it: the value may be another one.</param>
/// <param name="IsExistenceInDoubt">Whether nobody knows that the asset has the key: a value must be sent so that it is right either way.</param>
/// <param name="Sent">What was sent under the key without an answer; <see langword="null"/> where nothing is in doubt.</param>
internal readonly record struct KnownAttribute(
    string? Value, bool IsOfOthers, string? Written, bool WasWritten, bool IsInDoubt, bool IsExistenceInDoubt = false, SentInDoubt? Sent = null)
{
    /// <summary>Nothing is in doubt.</summary>
    public static readonly IReadOnlyDictionary<string, SentInDoubt> NoDoubts = new Dictionary<string, SentInDoubt>();

    /// <summary>Whether the known value is another one than what was confirmed to us last.</summary>
    public bool HasDrifted => WasWritten && !string.Equals(Value, Written, StringComparison.Ordinal);
}
