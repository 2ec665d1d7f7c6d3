using System.Net.Http.Headers;
using QualysCustomAttributes.Qualys.Updates;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Reads the body of a 2xx of the gateway.</summary>
internal delegate Task<QualysInventoryCall> GatewayAnswerReader(QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken);

/// <summary>A request to the gateway.</summary>
internal sealed class GatewayRequest(QualysAddress gateway, string what, string path, Func<string, string> redact) : IQualysRequest<QualysInventoryCall>
{
    private const int LongestMessage = 16 * 1024;

    /// <summary>The body.</summary>
    public required Func<HttpContent> Content { get; init; }

    /// <summary>The token, or <see langword="null"/> for the sign-in.</summary>
    public string? Token { get; init; }

    /// <summary>Reads the body of a 2xx.</summary>
    public required GatewayAnswerReader Read { get; init; }

    // Assets are kept as they are received, and only assets are large.
    public bool IsStreamed => Token is not null;

    public QualysInventoryCall Begin(int attempt, DateTimeOffset now) =>
        new() { What = what, Address = new Uri(gateway.BaseAddress, path.Split('?')[0]), Attempt = attempt, SentAt = now };

    public HttpRequestMessage BuildMessage()
    {
        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = Content() };
        message.Headers.Add("X-Requested-With", QualysClient.RequestedWith);
        message.Headers.TryAddWithoutValidation("User-Agent", QualysClient.RequestedWith);
        if (Token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        }

        return message;
    }

    public async Task<QualysInventoryCall> ReadAsync(QualysInventoryCall call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (call.Status is >= 200 and < 300)
        {
            return await Read(call, response, cancellationToken).ConfigureAwait(false);
        }

        string text = await ReadMessageAsync(response, cancellationToken).ConfigureAwait(false);
        return call with { Error = call.Error ?? (QualysAnswerReader.Read(text) is { } answer ? redact(answer.Error ?? answer.ResponseCode ?? "") : null) };
    }

    public void ThrowIfFinal(QualysInventoryCall call)
    {
        if (call.Status == 403 || (call.Status == 401 && Token is null))
        {
            throw new QualysAuthenticationException(gateway, call.Status.Value, call.Error);
        }
    }

    private static async Task<string> ReadMessageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[LongestMessage];
        int read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, read);
    }
}
