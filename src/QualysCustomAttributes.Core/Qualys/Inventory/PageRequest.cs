using System.Net;
using System.Text.Json;
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
    : GatewayRequest<InventoryPage>(
        gateway,
        FormattableString.Invariant($"page {place.Number} (after asset {place.LastSeenAssetId})"),
        "/rest/2.0/search/am/asset" + query.SearchParameters(place.LastSeenAssetId),
        token,
        redact)
{
    protected override HttpContent BuildContent() => query.ToContent();

    protected override async Task<QualysReply<QualysInventoryCall, InventoryPage>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.Status == (int)HttpStatusCode.NoContent)
        {
            return Without(call with
            {
                IsSuccess = true,
                Assets = 0,
                IsWorthRetrying = place.ExpectsMore,
                Error = place.ExpectsMore ? "nothing, though there are assets left" : null,
            });
        }

        try
        {
            using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            InventoryPage page = await InventoryPage.ReadAsync(body, IsGzip(response), assets, cancellationToken).ConfigureAwait(false);
            QualysInventoryCall read = call with { Bytes = page.Bytes, Assets = page.Assets };
            return new QualysReply<QualysInventoryCall, InventoryPage>(Judge(read, page), page);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            bool isWebPage = response.Content.Headers.ContentType?.MediaType == "text/html";
            return Without(call with
            {
                IsWorthRetrying = true,
                Error = isWebPage ? "a web page instead of assets, perhaps of a proxy in between" : "the page is cut off or malformed",
            });
        }
    }

    private QualysInventoryCall Judge(QualysInventoryCall call, InventoryPage page)
    {
        if (page.ResponseCode is { } code && code != QualysAnswer.Success)
        {
            return Unusable(call, Redact(code), page.ResponseMessage is { } message ? Redact(message) : null, code);
        }

        string? problem = page switch
        {
            { Assets: null } when place.ExpectsMore || page.HasMore != false => "the page has no list of assets",
            { HasMore: null } => "the page does not say whether more follow (hasMore)",
            { Assets: 0 } when place.ExpectsMore || page.HasMore == true => "the page is empty, though there are assets left",
            { HasMore: true, LastSeenAssetId: null } => "the page does not say where the next one starts (lastSeenAssetId)",
            { HasMore: true } when page.LastSeenAssetId <= place.LastSeenAssetId => "the page leads back to itself (lastSeenAssetId)",
            _ => null,
        };
        return problem is null ? call with { IsSuccess = true } : call with { IsWorthRetrying = true, Error = problem };
    }
}
