using System.Net.Http.Headers;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>A request to the gateway.</summary>
/// <typeparam name="TRead">What a usable answer brings.</typeparam>
/// <param name="gateway">The gateway.</param>
/// <param name="what">What is asked for, for messages.</param>
/// <param name="path">Path and query.</param>
/// <param name="token">The token, or <see langword="null"/> for the sign-in.</param>
/// <param name="redact">Takes secrets out of a text.</param>
internal abstract class GatewayRequest<TRead>(QualysAddress gateway, string what, string path, string? token, Func<string, string> redact)
    : IQualysRequest<QualysInventoryCall, TRead>
    where TRead : class
{
    private const int LongestAnswer = 1024 * 1024;

    public QualysInventoryCall Begin(int attempt, DateTimeOffset now) =>
        new() { What = what, Address = new Uri(gateway.BaseAddress, path.Split('?')[0]), Attempt = attempt, SentAt = now, IsSignIn = token is null };

    public HttpRequestMessage BuildMessage()
    {
        var message = new HttpRequestMessage(Method, path) { Content = BuildContent() };
        message.Headers.TryAddWithoutValidation("User-Agent", QualysTransport.RequestedWith);
        AddHeaders(message.Headers);
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        }

        return message;
    }

    public async Task<QualysReply<QualysInventoryCall, TRead>> ReadAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.Status is >= 200 and < 300)
        {
            return await ReadSuccessAsync(call, response, cancellationToken).ConfigureAwait(false);
        }

        using AnswerBody body = await ReadBodyAsync(response, cancellationToken).ConfigureAwait(false);
        return Without(Judge(call, ReadAnswer(body, response, cancellationToken)));
    }

    /// <summary>How it is asked.</summary>
    protected virtual HttpMethod Method => HttpMethod.Post;

    public bool IsFinal(QualysInventoryCall refused) => token is null || !refused.IsOfToken;

    /// <summary>Adds what only this kind of request says in headers.</summary>
    protected virtual void AddHeaders(HttpRequestHeaders headers)
    {
    }

    /// <summary>Makes the body of one attempt, where it has one.</summary>
    protected abstract HttpContent? BuildContent();

    /// <summary>Reads the body of a 2xx, and judges whether it is usable.</summary>
    protected abstract Task<QualysReply<QualysInventoryCall, TRead>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Takes secrets out of a text.</summary>
    protected string Redact(string text) => redact(text);

    /// <summary>A call that brought nothing to be used.</summary>
    protected static QualysReply<QualysInventoryCall, TRead> Without(QualysInventoryCall call) => new(call, null);

    /// <summary>Judges a call by what was read of its body.</summary>
    protected QualysInventoryCall Judge(QualysInventoryCall call, AnswerReading reading, string expected = "an answer of Qualys")
    {
        QualysInventoryCall judged = call.Judged(reading, expected, redact, changesNothing: true);
        string? told = judged.Code is null or QualysAnswer.Success ? judged.Told
            : judged.Told is null ? judged.Code
            : $"{judged.Code}: {judged.Told}";
        return judged with { Error = QualysExchange.Join(told, judged.Error) };
    }

    /// <summary>A call whose answer is one of Qualys, and is of no use: it is made again.</summary>
    protected static QualysReply<QualysInventoryCall, TRead> Unusable(QualysInventoryCall call, string why) =>
        Without(call with { Meaning = AnswerMeaning.Passing, Error = why });

    /// <summary>Reads a body that is not large.</summary>
    protected static Task<AnswerBody> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        AnswerBody.ReadAsync(response.Content, LongestAnswer, cancellationToken);

    /// <summary>Reads what Qualys says.</summary>
    protected static AnswerReading ReadAnswer(AnswerBody body, HttpResponseMessage response, CancellationToken cancellationToken) =>
        QualysAnswerReader.Read(body.Bytes, AnswerBody.MediaType(response.Content), cancellationToken);
}
