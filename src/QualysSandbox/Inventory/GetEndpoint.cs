using System.Globalization;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Limits;

namespace QualysSandbox.Inventory;

/// <summary>The address that shows one asset.</summary>
internal sealed class GetEndpoint(
    SandboxOptions options, AssetInventory inventory, AccessTokens tokens, FaultScript faults, CallLimits limits)
    : GatewayEndpoint(QualysEndpoint.Get, options, tokens, faults, limits)
{
    public const string Path = "/rest/2.0/get/am/asset";

    private readonly bool _allowGzip = options.AllowGzip;

    protected override InventoryPage Look(InventoryQuery query) => query.AssetId is { } id ? inventory.Find(id) : InventoryPage.Empty;

    protected override string Describe(InventoryQuery query) => string.Create(CultureInfo.InvariantCulture, $"asset {query.AssetId}");

    protected override Answer Answer(InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault) =>
        query.AssetId is null
            ? GatewayResponse.Refusal(GatewayResponse.InvalidRequest, "assetId is missing.", StatusCodes.Status400BadRequest)
            : PageAnswer.Of(inventory.Writer, query, page, request, fault, _allowGzip);
}
