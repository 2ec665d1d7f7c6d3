using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Planning;

/// <summary>What inventory and ledger have of one asset.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="IsInInventory">Whether the inventory has it.</param>
/// <param name="InventorySet">Its set in the inventory, by its number; 0 for none.</param>
/// <param name="LedgerSet">Its set in the ledger, by its number; 0 for none.</param>
/// <param name="IsLedgerLater">Whether the ledger knows of a later moment than the inventory.</param>
/// <param name="WrittenSet">The set that was written to it last, by its number in the ledger; 0 for none.</param>
internal readonly record struct KnownAsset(ulong AssetId, bool IsInInventory, long InventorySet, long LedgerSet, bool IsLedgerLater, long WrittenSet)
{
    /// <summary>Goes over both in the order of the assets' ids.</summary>
    /// <param name="inventory">The assets of the inventory.</param>
    /// <param name="wholeUntil">As of when an asset that it lacks is none; <see langword="null"/> where it says nothing of such a one.</param>
    /// <param name="ledger">The assets of the ledger.</param>
    public static IEnumerable<KnownAsset> Merge(
        IEnumerable<InventoryAsset> inventory, DateTimeOffset? wholeUntil, IEnumerable<LedgerAsset> ledger)
    {
        long lackedAt = wholeUntil?.ToUnixTimeMilliseconds() ?? long.MinValue;
        using IEnumerator<InventoryAsset> left = inventory.GetEnumerator();
        using IEnumerator<LedgerAsset> right = ledger.GetEnumerator();
        bool hasLeft = left.MoveNext();
        bool hasRight = right.MoveNext();
        while (hasLeft || hasRight)
        {
            bool takesLeft = hasLeft && (!hasRight || left.Current.AssetId <= right.Current.AssetId);
            bool takesRight = hasRight && (!hasLeft || right.Current.AssetId <= left.Current.AssetId);
            yield return new KnownAsset(
                takesLeft ? left.Current.AssetId : right.Current.AssetId,
                takesLeft,
                takesLeft ? left.Current.Set : 0,
                takesRight ? right.Current.Set : 0,
                takesRight && right.Current.ConfirmedAt > (takesLeft ? left.Current.SeenAt : lackedAt),
                takesRight ? right.Current.Written : 0);
            hasLeft = takesLeft ? left.MoveNext() : hasLeft;
            hasRight = takesRight ? right.MoveNext() : hasRight;
        }
    }
}
