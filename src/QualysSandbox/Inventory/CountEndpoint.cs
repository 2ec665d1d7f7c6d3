using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Limits;

namespace QualysSandbox.Inventory;

/// <summary>The address that counts assets.</summary>
internal sealed class CountEndpoint(
    SandboxOptions options, AssetInventory inventory, AccessTokens tokens, FaultScript faults, CallLimits limits)
    : GatewayEndpoint(QualysEndpoint.Count, options, tokens, faults, limits)
{
    public const string Path = "/rest/2.0/count/am/asset";

    protected override string Describe(InventoryQuery query) => $"count{Extent.Of(query)}";

    protected override Answer Answer(InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault) =>
        GatewayResponse.Count(fault?.ChangedAssets ?? inventory.CountOf(query));
}
