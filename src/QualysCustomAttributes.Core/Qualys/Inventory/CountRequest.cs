using System.IO.Compression;
using System.Net;

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

        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(IsGzip(response) ? new GZipStream(body, CompressionMode.Decompress) : body);
        string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        QualysAnswer? answer = QualysAnswerReader.Read(text)?.ToShow(Redact);
        return answer is { IsSuccess: true, Count: >= 0 and { } count }
            ? Counted(count, Redact(text))
            : Without(Unusable(call, answer?.ResponseCode, answer?.Error, "the answer holds no count"));

        QualysReply<QualysInventoryCall, AssetCount> Counted(long assets, string answered) =>
            new(call with { IsSuccess = true, Assets = assets }, new AssetCount(assets, answered, response.Headers.Date));
    }
}
