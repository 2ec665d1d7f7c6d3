using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Tracing;

/// <summary>What inventory and ledger know of an asset.</summary>
internal static class TracedKnowledge
{
    /// <summary>Adds it to the asset's story.</summary>
    /// <param name="trace">The story.</param>
    /// <param name="keys">The keys that are asked for; all where it is <see langword="null"/>.</param>
    /// <param name="inventory">The inventory, or <see langword="null"/>.</param>
    /// <param name="ledger">The ledger, or <see langword="null"/>.</param>
    public static void Add(QualysAssetTrace trace, IReadOnlyList<string>? keys, InventoryAttributes? inventory, AttributeLedger? ledger)
    {
        List<QualysKnownValue> known = [];
        if (inventory is not null)
        {
            InventoryAsset? asset = inventory.Find(trace.AssetId);
            trace.IsInInventory = asset is not null;
            known.AddRange(asset is { } found ? OfInventory(inventory, found) : []);
        }

        if (ledger is not null)
        {
            known.AddRange(OfLedger(ledger, trace.AssetId));
            trace.History = ReadableList.Of(AttributeChangeRecord.Read(ledger, [trace.AssetId], null));
        }

        trace.KnownValues = ReadableList.Of(known.Where(each => keys is null || keys.Contains(each.Key)));
    }

    private static IEnumerable<QualysKnownValue> OfInventory(InventoryAttributes inventory, InventoryAsset asset)
    {
        DateTimeOffset? at = asset.SeenAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(asset.SeenAt);
        return asset.Set == 0 ? [] : inventory.ReadSet(asset.Set).Select(attribute =>
            new QualysKnownValue(QualysKnownSource.Inventory, attribute.Key, attribute.Value, at) { ConnectorName = attribute.ConnectorName });
    }

    private static IEnumerable<QualysKnownValue> OfLedger(AttributeLedger ledger, ulong assetId)
    {
        long set = ledger.Assets.FindSet(assetId);
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(ledger.Assets.FindConfirmedAt(assetId));
        return set == 0 ? [] : ledger.Sets.Read(set).Values.Select(value => new QualysKnownValue(QualysKnownSource.Ledger, value.Key, value.Value, at));
    }
}
