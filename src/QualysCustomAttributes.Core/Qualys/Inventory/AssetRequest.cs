using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Asks for one asset.</summary>
internal sealed class AssetRequest(QualysAddress gateway, ulong assetId, string token, Func<string, string> redact)
    : AssetsRequest(
        gateway,
        FormattableString.Invariant($"asset {assetId}"),
        FormattableString.Invariant($"/rest/2.0/get/am/asset?assetId={assetId}"),
        assets: null,
        token,
        redact)
{
    protected override HttpMethod Method => HttpMethod.Get;

    protected override HttpContent? BuildContent() => null;

    // Nobody has said publicly whether such an answer says that nothing follows.
    protected override string? FindProblem(InventoryPage page) =>
        page is { Assets: null, HasMore: not false } ? "the answer has no list of assets" : null;
}
