using System.Globalization;
using Microsoft.Net.Http.Headers;
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

    protected override Answer Answer(InventoryQuery query, InventoryPage page, ReceivedRequest request, Fault? fault)
    {
        PageFault wrong = fault?.PageFault ?? PageFault.None;
        if (page.Assets.Count == 0)
        {
            return new Answer(StatusCodes.Status204NoContent) { Summary = "nothing matched" };
        }

        var content = new SearchContent(inventory.Writer, page, query, wrong) { Count = fault?.ChangedAssets, LargeAsset = fault?.AssetId };
        return new Answer(StatusCodes.Status200OK)
        {
            ContentType = GatewayResponse.Json,
            Content = content,
            IsRecorded = false,
            IsCompressed = _allowGzip && AcceptsGzip(request),
            Summary = content.ToString(),
        };
    }

    private static bool AcceptsGzip(ReceivedRequest request) =>
        StringWithQualityHeaderValue.TryParseList(
            [request.Header(HeaderNames.AcceptEncoding)], out IList<StringWithQualityHeaderValue>? accepted)
        && accepted.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0.0);
}
