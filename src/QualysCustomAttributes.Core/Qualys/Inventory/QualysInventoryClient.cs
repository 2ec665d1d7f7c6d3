using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Reads the asset inventory at Qualys's gateway: counts assets and gives them page by page.</summary>
public sealed class QualysInventoryClient : IDisposable
{
    private const string CountPath = "/rest/2.0/count/am/asset";
    private const string SearchPath = "/rest/2.0/search/am/asset";

    private readonly QualysTransport _transport;
    private readonly GatewayToken _token;
    private readonly Observer _observer;

    /// <summary>Creates a client. Nothing is sent before something is asked for.</summary>
    /// <param name="connection">Where Qualys is, and who calls.</param>
    /// <param name="events">Takes calls and waits, on whichever thread they happen.</param>
    public QualysInventoryClient(QualysConnection connection, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _token = connection.Token;
        _transport = new QualysTransport(connection.Gateway, connection.Options, Redact, DecompressionMethods.None);
        _observer = new Observer(events);
    }

    /// <summary>The gateway.</summary>
    public QualysAddress Gateway => _transport.Address;

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Asks the gateway for a token where the connection has none, so that a wrong password shows before anything else is asked.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The task.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public Task SignInAsync(CancellationToken cancellationToken = default) => _token.GetAsync(_transport, _observer, cancellationToken);

    /// <summary>Counts assets.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public async Task<long> CountAsync(QualysInventoryQuery query, CancellationToken cancellationToken = default)
    {
        (long count, _, _) = await CountWithBodyAsync(query, cancellationToken).ConfigureAwait(false);
        return count;
    }

    /// <summary>Gives assets, and asks for the next page only when it is wanted.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The assets, in the order of their ids.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public async IAsyncEnumerable<QualysAsset> ReadAssetsAsync(
        QualysInventoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ulong lastSeen = 0;
        for (int number = 1; ; number++)
        {
            using InventoryPage? page = await SearchAsync(query, number, lastSeen, expectsMore: number > 1, assets: null, cancellationToken).ConfigureAwait(false);
            if (page is null)
            {
                yield break;
            }

            foreach (JsonElement asset in ParseAssets(page))
            {
                yield return new QualysAsset(asset);
            }

            if (page.HasMore != true)
            {
                yield break;
            }

            lastSeen = page.LastSeenAssetId!.Value;
        }
    }

    /// <summary>Counts assets and gives the answer too, without secrets, and the gateway's time.</summary>
    internal async Task<(long Count, string Body, DateTimeOffset? Date)> CountWithBodyAsync(QualysInventoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        long count = 0;
        string body = "";
        DateTimeOffset? date = null;
        await AskAsync("count", CountPath + query.CountParameters(), query, ReadAsync, cancellationToken).ConfigureAwait(false);
        return (count, body, date);

        async Task<QualysInventoryCall> ReadAsync(QualysInventoryCall call, HttpResponseMessage response, CancellationToken readToken)
        {
            date = response.Headers.Date;
            if (call.Status == (int)HttpStatusCode.NoContent)
            {
                (count, body) = (0, """{"count":0}""");
                return call with { IsSuccess = true, Assets = 0 };
            }

            using Stream stream = await OpenAsync(response, readToken).ConfigureAwait(false);
            using var reader = new StreamReader(stream);
            body = Redact(await reader.ReadToEndAsync(readToken).ConfigureAwait(false));
            QualysAnswer? answer = QualysAnswerReader.Read(body)?.ToShow(Redact);
            count = answer?.Count ?? 0;
            return answer is { IsSuccess: true, Count: >= 0 }
                ? call with { IsSuccess = true, Assets = count }
                : Unusable(call, answer?.ResponseCode, answer?.Error, "the answer holds no count");
        }
    }

    /// <summary>Asks for one page.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="number">The page's number, for messages.</param>
    /// <param name="lastSeenAssetId">The id after which it starts.</param>
    /// <param name="expectsMore">Whether there must be assets left, so that an empty answer is asked for again.</param>
    /// <param name="assets">Takes the assets apart for loading; nothing where they are not loaded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page, or <see langword="null"/> where nothing matches.</returns>
    internal async Task<InventoryPage?> SearchAsync(
        QualysInventoryQuery query, int number, ulong lastSeenAssetId, bool expectsMore, AssetReader? assets, CancellationToken cancellationToken)
    {
        query.Validate();
        InventoryPage? page = null;
        string what = FormattableString.Invariant($"page {number} (after asset {lastSeenAssetId})");
        await AskAsync(what, SearchPath + query.SearchParameters(lastSeenAssetId), query, ReadAsync, cancellationToken).ConfigureAwait(false);
        return page;

        async Task<QualysInventoryCall> ReadAsync(QualysInventoryCall call, HttpResponseMessage response, CancellationToken readToken)
        {
            if (call.Status == (int)HttpStatusCode.NoContent)
            {
                return call with { IsSuccess = true, Assets = 0, IsWorthRetrying = expectsMore, Error = expectsMore ? "nothing, though there are assets left" : null };
            }

            try
            {
                using Stream stream = await response.Content.ReadAsStreamAsync(readToken).ConfigureAwait(false);
                InventoryPage received = await InventoryPage.ReadAsync(stream, IsGzip(response), assets, readToken).ConfigureAwait(false);
                QualysInventoryCall judged = Judge(call with { Bytes = received.Bytes, Assets = received.Assets }, received, lastSeenAssetId, expectsMore);
                if (judged.IsSuccess)
                {
                    page = received;
                }
                else
                {
                    received.Dispose();
                }

                return judged;
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException)
            {
                return call with { IsWorthRetrying = true, Error = IsWebPage(response) ? "a web page instead of assets, perhaps of a proxy in between" : "the page is cut off or malformed" };
            }
        }
    }

    private QualysInventoryCall Judge(QualysInventoryCall call, InventoryPage page, ulong lastSeenAssetId, bool expectsMore)
    {
        if (page.ResponseCode is { } code && code != QualysAnswer.Success)
        {
            return Unusable(call, Redact(code), page.ResponseMessage is { } message ? Redact(message) : null, code);
        }

        string? problem = page switch
        {
            { Assets: null } when expectsMore || page.HasMore != false => "the page has no list of assets",
            { HasMore: null } => "the page does not say whether more follow (hasMore)",
            { Assets: 0 } when expectsMore || page.HasMore == true => "the page is empty, though there are assets left",
            { HasMore: true, LastSeenAssetId: null } => "the page does not say where the next one starts (lastSeenAssetId)",
            { HasMore: true } when page.LastSeenAssetId <= lastSeenAssetId => "the page leads back to itself (lastSeenAssetId)",
            _ => null,
        };
        return problem is null ? call with { IsSuccess = true } : call with { IsWorthRetrying = true, Error = problem };
    }

    private static QualysInventoryCall Unusable(QualysInventoryCall call, string? code, string? message, string otherwise)
    {
        // Qualys says outright that the request itself is wrong; everything else may pass.
        bool isRefusal = code?.StartsWith("INVALID", StringComparison.Ordinal) == true;
        string? told = code is null or QualysAnswer.Success ? null : message is null ? code : $"{code}: {message}";
        return call with { IsSuccess = false, IsWorthRetrying = !isRefusal, Error = told ?? otherwise };
    }

    private async Task AskAsync(string what, string path, QualysInventoryQuery query, GatewayAnswerReader read, CancellationToken cancellationToken)
    {
        byte[] body = query.Body();
        for (bool isRenewed = false; ; isRenewed = true)
        {
            string token = await _token.GetAsync(_transport, _observer, cancellationToken).ConfigureAwait(false);
            var request = new GatewayRequest(Gateway, what, path, Redact)
            {
                Token = token,
                Content = () => new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                Read = read,
            };
            QualysInventoryCall call = await _transport.SendAsync(request, _observer, cancellationToken, cancellationToken).ConfigureAwait(false);
            if (call.Status == (int)HttpStatusCode.Unauthorized)
            {
                _token.Forget(token);
                if (isRenewed)
                {
                    throw new QualysAuthenticationException(Gateway, call.Status.Value, call.Error);
                }

                continue;
            }

            if (!call.IsSuccess)
            {
                throw call.IsWorthRetrying ? QualysConnectionException.NoUsableAnswer(call) : QualysConnectionException.Refused(call);
            }

            return;
        }
    }

    private string Redact(string text) => _token.Redact(text);

    private static bool IsGzip(HttpResponseMessage response) => response.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase);

    private static bool IsWebPage(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "text/html";

    private static async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return IsGzip(response) ? new System.IO.Compression.GZipStream(body, System.IO.Compression.CompressionMode.Decompress) : body;
    }

    private static List<JsonElement> ParseAssets(InventoryPage page)
    {
        if (page.Assets is null)
        {
            return [];
        }

        var reader = new Utf8JsonReader(page.Json, InventoryPage.Reading);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return [.. JsonValue.Find(JsonValue.Find(document.RootElement, "assetListData"), "asset")!.Value.EnumerateArray()
            .Where(asset => asset.ValueKind == JsonValueKind.Object)
            .Select(asset => asset.Clone())];
    }

    private sealed class Observer(IProgress<ConnectorEvent>? events) : ICallObserver<QualysInventoryCall>
    {
        public long WillSend(QualysInventoryCall call) => 0;

        public void Ended(long callId, QualysInventoryCall call) => events?.Report(new CallEnded(call));

        public void WillRetry(QualysInventoryCall call, TimeSpan wait, WaitCause cause, int attemptsLeft) =>
            events?.Report(new CallWillBeRetried(call, wait, cause, attemptsLeft));
    }
}
