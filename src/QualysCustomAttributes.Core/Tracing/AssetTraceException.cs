namespace QualysCustomAttributes.Tracing;

/// <summary>An asset cannot be traced.</summary>
public sealed class AssetTraceException : ConnectorException
{
    private AssetTraceException(string errorId, ConnectorErrorKind kind, string message, object? target)
        : base(errorId, kind, message, target, null)
    {
    }

    internal static AssetTraceException NowhereToLook() => new(
        "TraceNowhere", ConnectorErrorKind.InvalidArgument,
        "An asset is traced through a run database, an inventory or a ledger, and none of them is named.", null);

    internal static AssetTraceException Unknown(QualysAssetTrace trace)
    {
        string[] places =
        [
            .. trace.DatabasePath is { } run ? [$"the run database '{run}'"] : Array.Empty<string>(),
            .. trace.InventoryPath is { } inventory ? [$"the inventory '{inventory}'"] : Array.Empty<string>(),
            .. trace.LedgerPath is { } ledger ? [$"the ledger '{ledger}'"] : Array.Empty<string>(),
        ];
        string notes = string.Concat(trace.Notes.Select(note => $" {note}"));
        return new(
            "AssetUnknown", ConnectorErrorKind.NotFound,
            $"Nothing is known of the asset {trace.AssetId}. It was looked for in {string.Join(", ", places)}.{notes} "
            + "It takes the asset's id of CSAM, not its host id.", trace.AssetId);
    }
}
