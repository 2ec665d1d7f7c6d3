using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Which page of a search is asked for.</summary>
/// <param name="Number">Its number, for messages.</param>
/// <param name="LastSeenAssetId">The id after which it starts.</param>
/// <param name="ExpectsMore">Whether there must be assets left, so that an empty answer is asked for again.</param>
internal readonly record struct PagePlace(int Number, ulong LastSeenAssetId, bool ExpectsMore);

/// <summary>Asks for a page of assets.</summary>
internal sealed class PageRequest(
    QualysAddress gateway,
    QualysInventoryQuery query,
    PagePlace place,
    AssetReader? assets,
    string token,
    Func<string, string> redact)
    : AssetsRequest(
        gateway,
        FormattableString.Invariant($"page {place.Number} (after asset {place.LastSeenAssetId})"),
        "/rest/2.0/search/am/asset" + query.SearchParameters(place.LastSeenAssetId),
        assets,
        token,
        redact)
{
    protected override bool ExpectsAssets => place.ExpectsMore;

    protected override HttpContent BuildContent() => query.ToContent();

    protected override string? FindProblem(InventoryPage page) => page switch
    {
        { Assets: null } when place.ExpectsMore || page.HasMore != false => "the page has no list of assets",
        { HasMore: null } => "the page does not say whether more follow (hasMore)",
        { Assets: 0 } when place.ExpectsMore || page.HasMore == true => "the page is empty, though there are assets left",
        { HasMore: true, LastSeenAssetId: null } => "the page does not say where the next one starts (lastSeenAssetId)",
        { HasMore: true } when page.LastSeenAssetId <= place.LastSeenAssetId => "the page leads back to itself (lastSeenAssetId)",
        _ => null,
    };
}
