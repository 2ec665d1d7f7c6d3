using System.Net;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Asks for assets, however many.</summary>
/// <param name="gateway">The gateway.</param>
/// <param name="what">What is asked for, for messages.</param>
/// <param name="path">Path and query.</param>
/// <param name="assets">Takes the assets apart; nothing where they are not loaded.</param>
/// <param name="token">The token.</param>
/// <param name="redact">Takes secrets out of a text.</param>
internal abstract class AssetsRequest(
    QualysAddress gateway, string what, string path, AssetReader? assets, string token, Func<string, string> redact)
    : GatewayRequest<InventoryPage>(gateway, what, path, token, redact)
{
    /// <summary>Whether an answer without assets is asked for again, though it is one.</summary>
    protected virtual bool ExpectsAssets => false;

    protected override async Task<QualysReply<QualysInventoryCall, InventoryPage>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.Status == (int)HttpStatusCode.NoContent)
        {
            return Without(call with
            {
                Meaning = AnswerMeaning.Done,
                Assets = 0,
                IsDoubted = ExpectsAssets,
                Error = ExpectsAssets ? "nothing, though there are assets left" : null,
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
            return judged.IsSuccess || (judged.Code ?? judged.Told) is null ? Doubted("the page has no list of assets") : judged;
        }

        return FindProblem(page) is { } problem ? Doubted(problem) : call with { Meaning = AnswerMeaning.Done };

        QualysInventoryCall Doubted(string why) => call with { Meaning = AnswerMeaning.Passing, Error = why };
    }

    /// <summary>Says what is wrong with a page that is whole.</summary>
    /// <returns>The problem, or <see langword="null"/> where there is none.</returns>
    protected abstract string? FindProblem(InventoryPage page);

    private static bool IsSuccess(string code) => new QualysAnswer { ResponseCode = code }.IsSuccess;
}
