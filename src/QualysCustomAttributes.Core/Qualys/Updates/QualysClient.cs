using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>
/// Changes assets at Qualys. It tries again what may yet succeed, waits as the platform asks, and never makes more calls at
/// a time than allowed. Whoever uses it is told of each call before it is sent and after it ended.
/// </summary>
internal sealed class QualysClient : IDisposable
{
    internal const string UpdatePath = "/qps/rest/2.0/update/am/asset";

    private readonly UpdateAccount _account;
    private readonly QualysTransport _transport;

    /// <summary>Creates a client that sends user and password.</summary>
    /// <param name="address">Where Qualys is.</param>
    /// <param name="credential">The account.</param>
    /// <param name="options">How calls are made.</param>
    /// <exception cref="QualysConfigurationException">The account is not one of user and password.</exception>
    public QualysClient(QualysAddress address, QualysCredential credential, QualysClientOptions options)
        : this(address, UpdateAccount.Basic(credential), options)
    {
    }

    private QualysClient(QualysAddress address, UpdateAccount account, QualysClientOptions options, QualysAddress? namedGateway = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        _account = account;
        Options = options;
        Target = new UpdateTarget(address, account.Authentication, namedGateway);
        _transport = new QualysTransport(address, options, account.Redact)
        {
            Account = account.Kind,
            CarriesToken = account.Authentication == QualysUpdateAuthentication.Bearer,
            IsTokenDoubtful = account.Authentication == QualysUpdateAuthentication.Bearer,
        };
    }

    /// <summary>Where Qualys is.</summary>
    public QualysAddress Address => _transport.Address;

    /// <summary>Where updates go, and how they say who sends them.</summary>
    public UpdateTarget Target { get; private set; }

    /// <summary>How calls are made.</summary>
    public QualysClientOptions Options { get; }

    /// <summary>The account's name, of a user or a client; <see langword="null"/> where a token says it.</summary>
    public string? AccountName => _account.Name;

    /// <summary>What the account is made of.</summary>
    public QualysAccountKind AccountKind => _account.Kind;

    /// <summary>Whose client signs in; <see langword="null"/> where none does.</summary>
    public QualysClientKind? ClientKind => _account.ClientKind;

    /// <summary>The gateway at which it signs in for a token; <see langword="null"/> where it does not.</summary>
    public QualysAddress? Gateway { get; private init; }

    /// <summary>The account's name as records keep it: a user's says who did it, a client's id is half of what signs in and is kept nowhere.</summary>
    public string? RecordedName => AccountKind == QualysAccountKind.User ? AccountName : null;

    /// <summary>Creates a client of a connection, whose token it shares.</summary>
    /// <param name="connection">Where Qualys is, who calls, and how.</param>
    /// <param name="events">Takes calls and waits of the sign-in, on whichever thread they happen.</param>
    /// <param name="isKept">Whether the next command finds the connection by itself.</param>
    /// <exception cref="QualysConfigurationException">
    /// Only the gateway was named, the account does not go with the way in which updates say who sends them, or its token has expired.
    /// </exception>
    public static QualysClient Of(QualysConnection connection, IProgress<ConnectorEvent>? events = null, bool isKept = true)
    {
        ArgumentNullException.ThrowIfNull(connection);
        QualysAddress api = connection.Api ?? throw QualysConfigurationException.ApiHostMissing(connection.Gateway);
        UpdateAccount account = connection.UpdateAuthentication == QualysUpdateAuthentication.Basic
            ? UpdateAccount.Basic(connection.Credential)
            : UpdateAccount.Bearer(connection.Credential, connection.Gateway, connection.Options, connection.Token, events);
        bool signsIn = account.Authentication == QualysUpdateAuthentication.Bearer && connection.Credential.SignInForm is not null;
        var client = new QualysClient(api, account, connection.Options) { Gateway = signsIn ? connection.Gateway : null };
        return isKept ? client : client.NotKept(connection.Credential);
    }

    /// <summary>Creates a client of an API host. The gateway is found only where it is called: to sign in for a token.</summary>
    /// <param name="target">Where updates go, and how they say who sends them.</param>
    /// <param name="credential">The account.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="events">Takes calls and waits of the sign-in, on whichever thread they happen.</param>
    /// <exception cref="QualysConfigurationException">
    /// The gateway is not named and cannot be told from the API host, the account does not go with the way in which updates say who
    /// sends them, or its token has expired.
    /// </exception>
    public static QualysClient To(
        UpdateTarget target, QualysCredential credential, QualysClientOptions options, IProgress<ConnectorEvent>? events = null)
    {
        if (target.Authentication == QualysUpdateAuthentication.Basic)
        {
            return new QualysClient(target.Api, UpdateAccount.Basic(credential), options, target.Gateway) { Target = target };
        }

        QualysAddress? gateway = credential.SignInForm is null ? null : target.Gateway ?? QualysPlatform.GatewayOf(target.Api);
        var token = new GatewayToken(credential, options.TimeProvider);
        return new QualysClient(target.Api, UpdateAccount.Bearer(credential, gateway, options, token, events), options, target.Gateway)
        {
            Target = target with { ClientKind = credential.ClientKind },
            Gateway = gateway,
        };
    }

    private QualysClient NotKept(QualysCredential credential)
    {
        bool isBearer = Target.Authentication == QualysUpdateAuthentication.Bearer;
        Target = Target with { Given = credential.Kind, ClientKind = isBearer ? credential.ClientKind : null };
        return this;
    }

    /// <summary>Whether the platform shows the window in which it counts calls.</summary>
    public bool IsWindowKnown => _transport.IsWindowKnown;

    /// <summary>How long it takes until so many more calls can have left; <see langword="null"/> where no limit holds them up.</summary>
    public TimeSpan? TimeFor(long calls) => _transport.TimeFor(calls);

    /// <summary>What is known of the limits, for the next process; <see langword="null"/> where nothing is.</summary>
    public KnownWindow? KeepWindow() => _transport.KeepWindow();

    /// <summary>Takes up what an earlier process knew of the limits, and never trusts it longer than its window.</summary>
    public void TakeUp(KnownWindow known) => _transport.TakeUp(known);

    /// <inheritdoc/>
    public void Dispose()
    {
        _transport.Dispose();
        _account.Dispose();
    }

    /// <summary>
    /// Sends a request until it succeeds, fails for good, or has used its attempts. A token that Qualys no longer takes is replaced once.
    /// </summary>
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
        for (bool isRenewed = false; ; isRenewed = true)
        {
            UpdateAuthorization authorization = await _account.AuthorizeAsync(isRenewed, stopWaiting).ConfigureAwait(false);
            IQualysRequest<QualysCall, QualysAnswer> sent = request.By(Address, authorization, _transport.Redact);
            QualysReply<QualysCall, QualysAnswer> reply =
                await _transport.SendAsync(sent, observer, stopWaiting, cancellationToken).ConfigureAwait(false);
            if (!authorization.IsRenewable || !reply.Call.IsOfToken)
            {
                return reply.Call;
            }

            _account.Forget(authorization);
        }
    }
}
