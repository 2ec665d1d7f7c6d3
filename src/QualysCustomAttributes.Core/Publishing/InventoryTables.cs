namespace QualysCustomAttributes.Publishing;

/// <summary>The tables that people query, and the order of their rows.</summary>
internal static class InventoryTables
{
    public const string Assets = "Q_Asset_Inventory";
    public const string Software = "Q_Asset_Inventory_Software_AssetId";
    public const string Catalogue = "Q_Asset_Inventory_Software_OS_Unique";
    public const string Attributes = "Q_Asset_Inventory_Custom_Attribute";
    public const string Status = "Q_Asset_Inventory_Status";
    public const string Runs = "inventory_run";

    /// <summary>Every table, with what its rows are ordered by and what counts them fastest.</summary>
    public static IReadOnlyList<(string Name, string Order, string Counted)> All { get; } =
    [
        (Assets, "assetId", Assets),
        (Software, "assetId", "software_asset"),
        (Catalogue, "fullName, osName", Catalogue),
        (Attributes, "assetId", Attributes),
        (Status, "STATUS_NAME", Status),
        (Runs, "run_id", Runs),
    ];
}
