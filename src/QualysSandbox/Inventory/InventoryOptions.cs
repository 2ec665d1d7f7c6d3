namespace QualysSandbox.Inventory;

/// <summary>The made-up assets that the gateway knows. The same options give the same assets, byte for byte.</summary>
public sealed record InventoryOptions
{
    /// <summary>The number of assets.</summary>
    public int Assets { get; init; } = 1000;

    /// <summary>Another seed gives other assets.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The id of the first asset; the others follow without a gap.</summary>
    public ulong FirstId { get; init; } = 1_500_000_001;

    /// <summary>The average size of an asset in bytes of JSON. Below some 6,000 there is nothing left to leave out.</summary>
    public int AverageBytes { get; init; } = 20_000;

    /// <summary>The time that all dates look back from, or null for the minute in which the sandbox starts.</summary>
    public DateTimeOffset? Now { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Assets);
        ArgumentOutOfRangeException.ThrowIfZero(FirstId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FirstId, ulong.MaxValue - int.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(AverageBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AverageBytes, 10_000_000);
    }
}
