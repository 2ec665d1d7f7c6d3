using Microsoft.Net.Http.Headers;
using QualysSandbox.Faults;
using QualysSandbox.Hosting;
using QualysSandbox.Inventory.MadeUp;

namespace QualysSandbox.Inventory;

/// <summary>Makes an answer of a page of assets.</summary>
internal static class PageAnswer
{
    public static Answer Of(
        AssetWriter writer, InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault, bool allowsGzip)
    {
        if (page.Assets.Count == 0)
        {
            return new Answer(StatusCodes.Status204NoContent) { Summary = "nothing matched" };
        }

        PageFault wrong = fault?.PageFault ?? PageFault.None;
        var content = new SearchContent(writer, page, query, wrong) { Count = fault?.ChangedAssets, LargeAsset = fault?.AssetId };
        return new Answer(StatusCodes.Status200OK)
        {
            ContentType = GatewayResponse.Json,
            Content = content,
            IsRecorded = false,
            IsCompressed = allowsGzip && AcceptsGzip(request),
            Summary = content.ToString(),
        };
    }

    private static bool AcceptsGzip(ReceivedRequest request) =>
        StringWithQualityHeaderValue.TryParseList(
            [request.Header(HeaderNames.AcceptEncoding)], out IList<StringWithQualityHeaderValue>? accepted)
        && accepted.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0.0);
}
