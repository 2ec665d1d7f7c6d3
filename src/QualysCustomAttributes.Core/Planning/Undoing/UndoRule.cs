namespace QualysCustomAttributes.Planning;

/// <summary>The one rule of what undoing does with a key of an asset that the run changed.</summary>
internal static class UndoRule
{
    /// <summary>Compares what is known with what the run wrote.</summary>
    /// <param name="known">What Qualys is known to hold.</param>
    /// <param name="change">What the run made of it.</param>
    /// <param name="isUnknownAsset">Whether Qualys has no such asset.</param>
    public static (ChangeAction Action, ChangeReason Reason) Of(KnownAttribute known, KeyChange change, bool isUnknownAsset)
    {
        if (isUnknownAsset)
        {
            return (ChangeAction.Withheld, ChangeReason.UnknownAsset);
        }

        bool isAsBefore = string.Equals(known.Value, change.Before, StringComparison.Ordinal);
        if (isAsBefore && !known.IsInDoubt && !change.IsInDoubt)
        {
            return (ChangeAction.None, ChangeReason.Equal);
        }

        if (known.IsOfOthers)
        {
            return (ChangeAction.Withheld, ChangeReason.NotOurs);
        }

        bool isAsWritten = string.Equals(known.Value, change.After, StringComparison.Ordinal);
        if (known.IsInDoubt || !(isAsWritten || (change.IsInDoubt && isAsBefore)))
        {
            return (ChangeAction.Withheld, ChangeReason.Drifted);
        }

        ChangeAction action = change.Before is null ? ChangeAction.Remove : known.Value is null ? ChangeAction.Add : ChangeAction.Update;
        return (action, ChangeReason.Undone);
    }
}

/// <summary>What a run made of one key of an asset.</summary>
/// <param name="Before">The value before; <see langword="null"/> where there was none.</param>
/// <param name="After">The value behind it; <see langword="null"/> where the key was removed.</param>
/// <param name="IsInDoubt">Whether nobody knows that it was made.</param>
internal readonly record struct KeyChange(string? Before, string? After, bool IsInDoubt);
