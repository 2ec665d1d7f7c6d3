using System.Globalization;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Limits;

namespace QualysSandbox.Inventory;

/// <summary>The address that shows assets page by page.</summary>
internal sealed class SearchEndpoint(
    SandboxOptions options, AssetInventory inventory, AccessTokens tokens, FaultScript faults, CallLimits limits)
    : GatewayEndpoint(QualysEndpoint.Search, options, tokens, faults, limits)
{
    public const string Path = "/rest/2.0/search/am/asset";

    private readonly bool _allowGzip = options.AllowGzip;

    protected override InventoryPage Look(InventoryQuery query) => inventory.Search(query);

    protected override string Describe(InventoryQuery query) =>
        string.Create(CultureInfo.InvariantCulture, $"search after {query.LastSeenAssetId}, {query.PageSize} a page{Extent.Of(query)}");

    protected override Answer Answer(InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault) =>
        PageAnswer.Of(inventory.Writer, query, page, request, fault, _allowGzip);
}
