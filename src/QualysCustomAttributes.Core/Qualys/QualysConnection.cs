namespace QualysCustomAttributes.Qualys;

/// <summary>Where Qualys is, who calls, and how calls are made. Its clients share one token of the gateway.</summary>
public sealed class QualysConnection
{
    private QualysConnection(
        QualysAddress? api,
        QualysAddress gateway,
        QualysCredential credential,
        QualysClientOptions options,
        QualysUpdateAuthentication updateAuthentication,
        GatewayToken token)
    {
        UpdateAuthentication = updateAuthentication;
        Token = token;
        Api = api;
        Gateway = gateway;
        Credential = credential;
        Options = options;
    }

    /// <summary>The public platform, or <see langword="null"/> where the hosts are those of none.</summary>
    public string? Platform => QualysPlatform.All.FirstOrDefault(platform =>
        platform.GatewayHost.Equals(Gateway.Host, StringComparison.OrdinalIgnoreCase)
        && (Api is null || platform.ApiHost.Equals(Api.Host, StringComparison.OrdinalIgnoreCase)))?.Name;

    /// <summary>The API host, or <see langword="null"/> where only the gateway was named.</summary>
    public QualysAddress? Api { get; }

    /// <summary>The gateway, which serves the inventory.</summary>
    public QualysAddress Gateway { get; }

    /// <summary>The account. It shows itself nowhere.</summary>
    public QualysCredential Credential { get; }

    /// <summary>Who calls: the user's name, the client's id, or that it is an access token.</summary>
    public string Account => Credential.UserName ?? (Credential.ClientId is { } id ? $"{id} ({Credential.ClientKind})" : "an access token");

    /// <summary>How many calls are made at a time at most.</summary>
    public int ThrottleLimit => Options.ThrottleLimit;

    /// <summary>How often a request is tried at most.</summary>
    public int MaxAttempts => Options.MaxAttempts;

    /// <summary>The wait before the second attempt, where Qualys names none.</summary>
    public TimeSpan RetryMinimum => Options.RetryMinimum;

    /// <summary>The longest wait between two attempts, where Qualys names none.</summary>
    public TimeSpan RetryMaximum => Options.RetryMaximum;

    /// <summary>The longest wait that Qualys may ask for.</summary>
    public TimeSpan MaximumWait => Options.MaximumWait;

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout => Options.Timeout;

    /// <summary>How an update says who sends it.</summary>
    public QualysUpdateAuthentication UpdateAuthentication { get; }

    /// <summary>How calls are made.</summary>
    internal QualysClientOptions Options { get; }

    internal GatewayToken Token { get; }

    /// <summary>Makes the connection to hosts by name.</summary>
    /// <param name="apiFqdn">The API host, or nothing where only the gateway is called.</param>
    /// <param name="gatewayFqdn">The gateway, or nothing where it follows from the API host.</param>
    /// <param name="credential">The account.</param>
    /// <param name="options">How calls are made; the defaults where <see langword="null"/>.</param>
    /// <param name="updateAuthentication">How an update says who sends it.</param>
    /// <returns>The connection. Nothing is sent yet.</returns>
    /// <exception cref="QualysConfigurationException">
    /// An address cannot be used, is missing, or the gateway cannot be told from it; or the token that was given has expired.
    /// </exception>
    public static QualysConnection To(
        string? apiFqdn,
        string? gatewayFqdn,
        QualysCredential credential,
        QualysClientOptions? options = null,
        QualysUpdateAuthentication updateAuthentication = QualysUpdateAuthentication.Basic)
    {
        ArgumentNullException.ThrowIfNull(credential);
        QualysAddress? api = string.IsNullOrWhiteSpace(apiFqdn) ? null : QualysAddress.Parse(apiFqdn);
        QualysAddress gateway = !string.IsNullOrWhiteSpace(gatewayFqdn) ? QualysAddress.Parse(gatewayFqdn)
            : api is not null ? QualysPlatform.GatewayOf(api)
            : throw QualysConfigurationException.AddressMissing();
        options ??= new QualysClientOptions();
        options.Validate();
        credential.RequireUnexpired(options.TimeProvider);
        return new QualysConnection(
            api, gateway, credential, options, updateAuthentication, new GatewayToken(credential, options.TimeProvider));
    }

    /// <summary>The same connection with calls made in another way. The token stays shared.</summary>
    /// <param name="options">How calls are made.</param>
    /// <returns>The connection.</returns>
    public QualysConnection With(QualysClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new QualysConnection(Api, Gateway, Credential, options, UpdateAuthentication, Token);
    }

    /// <summary>The same connection with updates that say in another way who sends them. The token stays shared.</summary>
    /// <param name="updateAuthentication">How an update says who sends it.</param>
    /// <returns>The connection.</returns>
    public QualysConnection With(QualysUpdateAuthentication updateAuthentication) =>
        new(Api, Gateway, Credential, Options, updateAuthentication, Token);

    /// <summary>
    /// Forgets the token of the gateway. Whoever uses the connection again asks for a new one; a token that was made elsewhere stays.
    /// </summary>
    public void SignOut() => Token.Forget();

    /// <summary>The hosts; nothing of the account.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Api is null ? Gateway.ToString() : $"{Api} (gateway {Gateway})";
}
