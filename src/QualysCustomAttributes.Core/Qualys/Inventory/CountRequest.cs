using System.Net;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>How many assets there are.</summary>
/// <param name="Assets">Their number.</param>
/// <param name="Answer">The answer, without secrets.</param>
/// <param name="GatewayTime">What time it is at the gateway, where it says so.</param>
internal sealed record AssetCount(long Assets, string Answer, DateTimeOffset? GatewayTime);

/// <summary>Counts assets.</summary>
internal sealed class CountRequest(QualysAddress gateway, QualysInventoryQuery query, string token, Func<string, string> redact)
    : GatewayRequest<AssetCount>(gateway, "count", "/rest/2.0/count/am/asset" + query.CountParameters(), token, redact)
{
    protected override HttpContent BuildContent() => query.ToContent();

    protected override async Task<QualysReply<QualysInventoryCall, AssetCount>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.Status == (int)HttpStatusCode.NoContent)
        {
            return Counted(0, """{"count":0}""");
        }

        using AnswerBody body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        AnswerReading reading = ReadAnswer(body, response, cancellationToken);
        QualysInventoryCall judged = Judge(call, reading);
        return !judged.IsSuccess ? Without(judged)
            : reading.Answer!.Count is { } count ? Counted(count, StoredText.Of(body.Bytes.Span, Redact))
            : Unusable(call, "the answer holds no count");

        QualysReply<QualysInventoryCall, AssetCount> Counted(long assets, string answered) =>
            new(call with { Meaning = AnswerMeaning.Done, Assets = assets }, new AssetCount(assets, answered, response.Headers.Date));
    }
}
