namespace QualysSandbox.Inventory;

/// <summary>One asset as it was at the moment of a search.</summary>
/// <param name="Id">The asset id.</param>
/// <param name="State">In what it differs from the made-up asset.</param>
/// <param name="Attributes">The custom attributes that the update endpoint set.</param>
internal sealed record InventoryAsset(ulong Id, AssetState State, IReadOnlyDictionary<string, string> Attributes);
