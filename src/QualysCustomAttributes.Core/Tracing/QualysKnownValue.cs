namespace QualysCustomAttributes.Tracing;

/// <summary>Where it is known from what an asset holds.</summary>
public enum QualysKnownSource : long
{
    /// <summary>The inventory.</summary>
    Inventory,

    /// <summary>The ledger.</summary>
    Ledger,
}

/// <summary>What an inventory or a ledger has under one key of an asset.</summary>
public sealed class QualysKnownValue
{
    internal QualysKnownValue(QualysKnownSource source, string key, string? value, DateTimeOffset? knownAt)
    {
        Source = source;
        Key = key;
        Value = value;
        KnownAt = knownAt;
    }

    /// <summary>Which of the two it is.</summary>
    public QualysKnownSource Source { get; }

    /// <summary>The key of the custom attribute.</summary>
    public string Key { get; }

    /// <summary>The value; <see langword="null"/> where the ledger knows that the key was removed.</summary>
    public string? Value { get; }

    /// <summary>As of when, in UTC; <see langword="null"/> where that is not on record.</summary>
    public DateTimeOffset? KnownAt { get; }

    /// <summary>Whose the inventory says it is; <see langword="null"/> where it says nothing.</summary>
    public string? ConnectorName { get; internal init; }

    /// <summary>The attribute and where it is known from.</summary>
    /// <returns>As <c>Business=Cards (Ledger)</c>.</returns>
    public override string ToString() => ShownText.Line($"{Key}={Value} ({Source})");
}
