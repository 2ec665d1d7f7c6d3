namespace QualysSandbox.Inventory;

/// <summary>What a search found.</summary>
/// <param name="Assets">The assets of the page by ascending id.</param>
/// <param name="HasMore">Whether there are others behind it.</param>
internal sealed record InventoryPage(IReadOnlyList<InventoryAsset> Assets, bool HasMore)
{
    public static InventoryPage Empty { get; } = new([], false);
}
