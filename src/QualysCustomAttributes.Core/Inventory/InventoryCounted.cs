namespace QualysCustomAttributes.Inventory;

/// <summary>It is known how many assets an inventory run is about.</summary>
/// <param name="Expected">How many there are, by the count of Qualys.</param>
/// <param name="LastUpdatedAfter">Only assets updated since are asked for.</param>
/// <param name="IsResumed">Whether an earlier run that ended early goes on.</param>
internal sealed record InventoryCounted(long Expected, DateTimeOffset LastUpdatedAfter, bool IsResumed) : ConnectorEvent;
