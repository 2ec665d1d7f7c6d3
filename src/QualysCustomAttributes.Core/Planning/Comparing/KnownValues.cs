using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// What Qualys is known to hold under the mapped keys of an asset: the later of what the inventory says and what the ledger says. Under
/// a key that the ledger knows nothing of, it is what the inventory says.
/// </summary>
internal sealed class KnownValues(IReadOnlyList<string> keys, InventoryAttributes? inventory, AttributeLedger? ledger)
{
    private const int MostKept = 20_000;

    // Without an inventory an asset may hold what no run has written, and an add that leaves that as it is would be taken for done.
    private readonly bool _mayHideValues = inventory is null && ledger?.AddLeavesExisting == true;

    private readonly Dictionary<long, InventoryAttribute?[]> _inventorySets = [];
    private readonly Dictionary<long, IReadOnlyDictionary<string, string?>> _ledgerSets = [];

    /// <summary>Reads what is known under each of the keys.</summary>
    /// <param name="asset">What inventory and ledger have of the asset.</param>
    /// <param name="doubts">What is in doubt under its keys.</param>
    public KnownAttribute[] Of(KnownAsset asset, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        InventoryAttribute?[] seen = SetOfInventory(asset.InventorySet);
        IReadOnlyDictionary<string, string?> ledgers = SetOfLedger(asset.LedgerSet);
        IReadOnlyDictionary<string, string?> written = SetOfLedger(asset.WrittenSet);
        var known = new KnownAttribute[keys.Count];
        for (int i = 0; i < known.Length; i++)
        {
            bool isOurs = ledgers.TryGetValue(keys[i], out string? value) && asset.IsLedgerLater;
            bool wasWritten = written.TryGetValue(keys[i], out string? last);
            string? held = isOurs ? value : seen[i]?.Value;
            SentInDoubt? doubt = doubts.GetValueOrDefault(keys[i]);
            known[i] = new KnownAttribute(
                held,
                !isOurs && seen[i] is { } attribute && !AttributeOwner.IsOurs(attribute.ConnectorName),
                last,
                wasWritten,
                doubt is not null,
                doubt?.Doubt.HasFlag(held is null ? KeyDoubt.MayHaveValue : KeyDoubt.MayBeMissing) == true
                    || (_mayHideValues && !ledgers.ContainsKey(keys[i])),
                doubt);
        }

        return known;
    }

    private InventoryAttribute?[] SetOfInventory(long set)
    {
        if (!_inventorySets.TryGetValue(set, out InventoryAttribute?[]? values))
        {
            values = new InventoryAttribute?[keys.Count];
            foreach (InventoryAttribute attribute in set == 0 || inventory is null ? [] : inventory.ReadSet(set))
            {
                int place = IndexOf(attribute.Key);
                if (place >= 0 && AttributeOwner.Counts(attribute.Value, attribute.ConnectorName, values[place] is not null))
                {
                    values[place] = attribute;
                }
            }

            Keep(_inventorySets, set, values);
        }

        return values;
    }

    private IReadOnlyDictionary<string, string?> SetOfLedger(long set)
    {
        if (!_ledgerSets.TryGetValue(set, out IReadOnlyDictionary<string, string?>? values))
        {
            values = set == 0 || ledger is null ? ValueSet.Empty.Values : ledger.Sets.Read(set).Values;
            Keep(_ledgerSets, set, values);
        }

        return values;
    }

    private int IndexOf(string key)
    {
        for (int i = 0; i < keys.Count; i++)
        {
            if (string.Equals(keys[i], key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    // Where nearly every asset has a set of its own, to keep them all would cost more than to read some again.
    private static void Keep<T>(Dictionary<long, T> sets, long number, T set)
    {
        if (sets.Count >= MostKept)
        {
            sets.Clear();
        }

        sets.Add(number, set);
    }
}
