using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>
/// Changes assets at Qualys. It tries again what may yet succeed, waits as the platform asks, and never makes more calls at
/// a time than allowed. Whoever uses it is told of each call before it is sent and after it ended.
/// </summary>
internal sealed class QualysClient : IDisposable
{
    internal const string UpdatePath = "/qps/rest/2.0/update/am/asset";

    private readonly QualysCredential _credential;
    private readonly QualysTransport _transport;

    /// <summary>Creates a client.</summary>
    /// <param name="connection">Where Qualys is, who calls, and how.</param>
    /// <exception cref="QualysConfigurationException">Only the gateway was named.</exception>
    public QualysClient(QualysConnection connection)
        : this(RequireApi(connection), connection.Credential, connection.Options)
    {
    }

    /// <summary>Creates a client.</summary>
    /// <param name="address">Where Qualys is.</param>
    /// <param name="credential">The account.</param>
    /// <param name="options">How calls are made.</param>
    public QualysClient(QualysAddress address, QualysCredential credential, QualysClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(options);
        _credential = credential;
        Options = options;
        _transport = new QualysTransport(address, options, credential.Redact);
    }

    /// <summary>Where Qualys is.</summary>
    public QualysAddress Address => _transport.Address;

    /// <summary>How calls are made.</summary>
    public QualysClientOptions Options { get; }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>Sends a request until it succeeds, fails for good, or has used its attempts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="observer">Is told of each call, and may refuse to let it be sent by throwing.</param>
    /// <param name="stopWaiting">Ends waits and further attempts; a call under way is finished.</param>
    /// <param name="cancellationToken">Ends a call under way too.</param>
    /// <returns>The last call.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account.</exception>
    /// <exception cref="QualysConnectionException">The host is unknown, or its certificate is not trusted.</exception>
    internal async Task<QualysCall> SendAsync(
        QualysUpdateRequest request,
        ICallObserver<QualysCall> observer,
        CancellationToken stopWaiting,
        CancellationToken cancellationToken)
    {
        IQualysRequest<QualysCall, QualysAnswer> sent = request.By(Address, _credential, _transport.Redact);
        QualysReply<QualysCall, QualysAnswer> reply =
            await _transport.SendAsync(sent, observer, stopWaiting, cancellationToken).ConfigureAwait(false);
        return reply.Call;
    }

    private static QualysAddress RequireApi(QualysConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Api ?? throw QualysConfigurationException.ApiHostMissing(connection.Gateway);
    }
}
