using System.Net;
using QualysCustomAttributes.Qualys.Answers;
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
                Meaning = AnswerMeaning.Done,
                Assets = 0,
                IsDoubted = place.ExpectsMore,
                Error = place.ExpectsMore ? "nothing, though there are assets left" : null,
            });
        }

        try
        {
            AnswerBody.FindEncoding(response.Content.Headers);
            InventoryPage page = await InventoryPage.ReadAsync(response.Content, assets, cancellationToken).ConfigureAwait(false);
            QualysInventoryCall read = call with { Bytes = page.Bytes, Assets = page.Assets };
            return new QualysReply<QualysInventoryCall, InventoryPage>(Judge(read, page, cancellationToken), page);
        }
        catch (PageUnreadableException exception)
        {
            AnswerReading reading = QualysAnswerReader.Read(exception.Beginning, AnswerBody.MediaType(response.Content), cancellationToken);
            return reading is { Answer: null, IsWebPage: false }
                ? Unusable(call, exception.Message)
                : Without(Judge(call, reading, "assets"));
        }
        catch (InvalidDataException exception)
        {
            return Unusable(call, ShownText.Of(Redact($"the page is cut off or malformed: {exception.Message}")));
        }
    }

    private QualysInventoryCall Judge(QualysInventoryCall call, InventoryPage page, CancellationToken cancellationToken)
    {
        // What has neither assets nor a success is an answer of another kind.
        if (page.ResponseCode is { } code ? !IsSuccess(code) : page.Assets is null)
        {
            QualysInventoryCall judged = Judge(call, QualysAnswerReader.Read(page.Beginning, null, cancellationToken), "assets");
            return judged.IsSuccess || judged.Code is null ? Doubted("the page has no list of assets") : judged;
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
        return problem is null ? call with { Meaning = AnswerMeaning.Done } : Doubted(problem);

        QualysInventoryCall Doubted(string why) => call with { Meaning = AnswerMeaning.Passing, Error = why };
    }

    private static bool IsSuccess(string code) => new QualysAnswer { ResponseCode = code }.IsSuccess;
}
