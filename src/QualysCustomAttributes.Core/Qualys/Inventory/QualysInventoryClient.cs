using System.Runtime.CompilerServices;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Answers;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Qualys.Inventory;

/// <summary>Reads the asset inventory at Qualys's gateway: counts assets and gives them page by page.</summary>
internal sealed class QualysInventoryClient : IDisposable
{
    private const int NotFound = 404;
    private const int NotAllowed = 405;

    private readonly QualysTransport _transport;
    private readonly GatewayToken _token;
    private readonly GatewayCalls _calls;
    private readonly GatewaySignIn _signIn;
    private bool _isGetUnknown;

    /// <summary>Creates a client. Nothing is sent before something is asked for.</summary>
    /// <param name="connection">Where Qualys is, and who calls.</param>
    /// <param name="events">Takes calls and waits, on whichever thread they happen.</param>
    /// <exception cref="QualysConfigurationException">The token that was given has expired.</exception>
    public QualysInventoryClient(QualysConnection connection, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        connection.Credential.RequireUnexpired(connection.Options.TimeProvider);
        _token = connection.Token;
        _transport = new QualysTransport(connection.Gateway, connection.Options, _token.Redact)
        {
            Account = connection.Credential.Kind,
            CarriesToken = true,
        };
        _calls = new GatewayCalls(events);
        _signIn = new GatewaySignIn(_transport, _token, _calls, NoSuccess);
    }

    /// <summary>The gateway.</summary>
    public QualysAddress Gateway => _transport.Address;

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>
    /// Asks the gateway for a token where the connection has none, so that a wrong password shows before anything else
    /// is asked.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The task.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public Task SignInAsync(CancellationToken cancellationToken = default) => _signIn.GetTokenAsync(cancellationToken);

    /// <summary>Counts assets.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many there are.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public async Task<long> CountAsync(QualysInventoryQuery query, CancellationToken cancellationToken = default)
    {
        AssetCount count = await CountWithAnswerAsync(query, cancellationToken).ConfigureAwait(false);
        return count.Assets;
    }

    /// <summary>Reads assets one after the other, and asks for the next page only when it is wanted.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The assets, in the order of their ids.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public async IAsyncEnumerable<QualysAsset> ReadAssetsAsync(
        QualysInventoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ulong lastSeen = query.BehindAssetId;
        for (int number = 1; ; number++)
        {
            var place = new PagePlace(number, lastSeen, ExpectsMore: number > 1);
            using InventoryPage? page = await SearchAsync(query, place, assets: null, cancellationToken).ConfigureAwait(false);
            if (page is null)
            {
                yield break;
            }

            foreach (QualysAsset asset in AssetsOf(page))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return asset;
            }

            if (page.HasMore != true)
            {
                yield break;
            }

            lastSeen = page.LastSeenAssetId!.Value;
        }
    }

    /// <summary>
    /// Finds one asset. Where the gateway does not answer to its id, the search is asked for what comes first behind the id before it.
    /// </summary>
    /// <param name="assetId">The asset.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The asset, or <see langword="null"/> where there is none that the account may see.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no usable answer.</exception>
    public async Task<QualysAsset?> FindAssetAsync(ulong assetId, CancellationToken cancellationToken = default)
    {
        if (!_isGetUnknown)
        {
            (QualysInventoryCall call, InventoryPage? found) = await AskOnceAsync(
                token => new AssetRequest(Gateway, assetId, token, Redact), cancellationToken).ConfigureAwait(false);
            if (call.Meaning != AnswerMeaning.Failed)
            {
                using InventoryPage? asked = call.IsSuccess ? found : throw NoSuccess(call);
                return asked is null ? null : AssetsOf(asked).FirstOrDefault(asset => asset.AssetId == assetId);
            }

            _isGetUnknown = call.Status is NotFound or NotAllowed;
        }

        using InventoryPage? page = await SearchAsync(
            new QualysInventoryQuery { PageSize = 1 }, new PagePlace(1, assetId - 1, ExpectsMore: false), assets: null, cancellationToken)
            .ConfigureAwait(false);
        return page is null ? null : AssetsOf(page).FirstOrDefault(asset => asset.AssetId == assetId);
    }

    /// <summary>Counts assets, and gives the answer and the gateway's time too.</summary>
    internal async Task<AssetCount> CountWithAnswerAsync(QualysInventoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate();
        return (await AskAsync(token => new CountRequest(Gateway, query, token, Redact), cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Asks for one page.</summary>
    /// <param name="query">Which assets.</param>
    /// <param name="place">Which of their pages.</param>
    /// <param name="assets">Takes the assets apart for loading; nothing where they are not loaded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The page, or <see langword="null"/> where nothing matches.</returns>
    internal Task<InventoryPage?> SearchAsync(
        QualysInventoryQuery query, PagePlace place, AssetReader? assets, CancellationToken cancellationToken)
    {
        query.Validate();
        return AskAsync(token => new PageRequest(Gateway, query, place, assets, token, Redact), cancellationToken);
    }

    private async Task<TRead?> AskAsync<TRead>(Func<string, GatewayRequest<TRead>> ask, CancellationToken cancellationToken)
        where TRead : class
    {
        (QualysInventoryCall call, TRead? read) = await AskOnceAsync(ask, cancellationToken).ConfigureAwait(false);
        return call.IsSuccess ? read : throw NoSuccess(call);
    }

    private async Task<QualysReply<QualysInventoryCall, TRead>> AskOnceAsync<TRead>(
        Func<string, GatewayRequest<TRead>> ask, CancellationToken cancellationToken)
        where TRead : class
    {
        for (bool isRenewed = false; ; isRenewed = true)
        {
            string token = await _signIn.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            QualysReply<QualysInventoryCall, TRead> reply = await SendAsync(ask(token), cancellationToken).ConfigureAwait(false);
            if (!reply.Call.IsOfToken)
            {
                return reply;
            }

            _token.Forget(token);
            if (isRenewed || !_token.IsRenewable)
            {
                throw _transport.Refusal(reply.Call);
            }
        }
    }

    private Task<QualysReply<QualysInventoryCall, TRead>> SendAsync<TRead>(
        GatewayRequest<TRead> request, CancellationToken cancellationToken)
        where TRead : class =>
        _transport.SendAsync(request, _calls, cancellationToken, cancellationToken);

    private static QualysConnectionException NoSuccess(QualysInventoryCall call) =>
        call.IsWorthRetrying ? QualysConnectionException.NoUsableAnswer(call) : QualysConnectionException.Refused(call);

    private string Redact(string text) => _transport.Redact(text);

    private static IEnumerable<QualysAsset> AssetsOf(InventoryPage page) => page.Objects.Select(place => new QualysAsset(ParseAsset(page, place)));

    private static JsonElement ParseAsset(InventoryPage page, Range place)
    {
        var reader = new Utf8JsonReader(page.Json[place], InventoryPage.Reading);
        return JsonElement.ParseValue(ref reader);
    }
}
