using System.Net.Http.Headers;

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
    private const int LongestMessage = 16 * 1024;

    // Assets are kept as they are received, and only assets are large.
    public bool IsStreamed => token is not null;

    public QualysInventoryCall Begin(int attempt, DateTimeOffset now) =>
        new() { What = what, Address = new Uri(gateway.BaseAddress, path.Split('?')[0]), Attempt = attempt, SentAt = now };

    public HttpRequestMessage BuildMessage()
    {
        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = BuildContent() };
        message.Headers.TryAddWithoutValidation("User-Agent", QualysTransport.RequestedWith);
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

        string text = await ReadMessageAsync(response, cancellationToken).ConfigureAwait(false);
        string? message = QualysAnswerReader.Read(text) is { } answer ? Redact(answer.Error ?? answer.ResponseCode ?? "") : null;
        return Without(call with { Error = call.Error ?? message });
    }

    public void ThrowIfFinal(QualysInventoryCall call)
    {
        if (call.Status == 403 || (call.Status == 401 && token is null))
        {
            throw new QualysAuthenticationException(gateway, call.Status.Value, call.Error);
        }
    }

    /// <summary>Makes the body of one attempt.</summary>
    protected abstract HttpContent BuildContent();

    /// <summary>Reads the body of a 2xx, and judges whether it is usable.</summary>
    protected abstract Task<QualysReply<QualysInventoryCall, TRead>> ReadSuccessAsync(
        QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>Takes secrets out of a text.</summary>
    protected string Redact(string text) => redact(text);

    /// <summary>A call that brought nothing to be used.</summary>
    protected static QualysReply<QualysInventoryCall, TRead> Without(QualysInventoryCall call) => new(call, null);

    /// <summary>
    /// Judges a call whose answer is of no use: it is made again, except where Qualys says outright that the request itself
    /// is wrong.
    /// </summary>
    protected static QualysInventoryCall Unusable(QualysInventoryCall call, string? code, string? message, string otherwise)
    {
        bool isRefusal = code?.StartsWith("INVALID", StringComparison.Ordinal) == true;
        string? told = code is null or QualysAnswer.Success ? null : message is null ? code : $"{code}: {message}";
        return call with { IsSuccess = false, IsWorthRetrying = !isRefusal, Error = told ?? otherwise };
    }

    /// <summary>Whether the body is compressed.</summary>
    protected static bool IsGzip(HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase);

    private static async Task<string> ReadMessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[LongestMessage];
        int read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }
}
