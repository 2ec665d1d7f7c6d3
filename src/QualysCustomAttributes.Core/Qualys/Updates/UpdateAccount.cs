using System.Net.Http.Headers;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Qualys.Updates;

/// <summary>
/// Who sends updates: a user with a password, or whoever has a token, which is asked for at the gateway where it is not at hand.
/// </summary>
internal sealed class UpdateAccount : IDisposable
{
    private readonly QualysCredential _credential;
    private readonly GatewayToken? _token;
    private readonly QualysTransport? _gateway;
    private readonly GatewaySignIn? _signIn;

    private UpdateAccount(
        QualysCredential credential, QualysAddress? gateway, QualysClientOptions options, GatewayToken? token, IProgress<ConnectorEvent>? events)
    {
        _credential = credential;
        _token = token;
        if (token is null || gateway is null)
        {
            return;
        }

        _gateway = new QualysTransport(gateway, options, token.Redact) { Account = credential.Kind };
        _signIn = new GatewaySignIn(_gateway, token, new GatewayCalls(events), QualysConnectionException.NotSignedIn);
    }

    /// <summary>How its updates say who sends them.</summary>
    public QualysUpdateAuthentication Authentication =>
        _token is null ? QualysUpdateAuthentication.Basic : QualysUpdateAuthentication.Bearer;

    /// <summary>What the account is made of.</summary>
    public QualysAccountKind Kind => _credential.Kind;

    /// <summary>Whose client it is; <see langword="null"/> where it is none.</summary>
    public QualysClientKind? ClientKind => _credential.ClientKind;

    /// <summary>Its name, of a user or a client; <see langword="null"/> where a token says it.</summary>
    public string? Name => _credential.UserName ?? _credential.ClientId;

    /// <summary>Somebody who sends user and password with each call.</summary>
    /// <exception cref="QualysConfigurationException">There are no user and password.</exception>
    public static UpdateAccount Basic(QualysCredential credential) => credential.Basic is not null
        ? new UpdateAccount(credential, null, new QualysClientOptions(), null, null)
        : throw QualysConfigurationException.UpdatesTakePassword(isToken: credential.AccessToken is not null);

    /// <summary>Somebody who sends a token with each call.</summary>
    /// <param name="credential">Whose token it is.</param>
    /// <param name="gateway">Where it is asked for; nobody is asked where the credential is the token.</param>
    /// <param name="options">How calls are made.</param>
    /// <param name="token">The token of a connection.</param>
    /// <param name="events">Takes calls and waits of the sign-in, on whichever thread they happen.</param>
    /// <exception cref="QualysConfigurationException">The token has expired.</exception>
    public static UpdateAccount Bearer(
        QualysCredential credential, QualysAddress? gateway, QualysClientOptions options, GatewayToken token, IProgress<ConnectorEvent>? events)
    {
        credential.RequireUnexpired(options.TimeProvider);
        return new UpdateAccount(credential, credential.AccessToken is null ? gateway : null, options, token, events);
    }

    public void Dispose() => _gateway?.Dispose();

    /// <summary>What the next call says of its sender.</summary>
    /// <param name="isLast">Whether no other one will be asked for.</param>
    /// <param name="cancellationToken">Stops the sign-in.</param>
    /// <exception cref="QualysAuthenticationException">The gateway refused the account.</exception>
    /// <exception cref="QualysConnectionException">The gateway is not there, or gives no token.</exception>
    public async Task<UpdateAuthorization> AuthorizeAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (_token is null)
        {
            return new UpdateAuthorization(_credential.Basic!, IsRenewable: false);
        }

        string token = _signIn is null ? _credential.AccessToken! : await _signIn.GetTokenAsync(cancellationToken).ConfigureAwait(false);
        return new UpdateAuthorization(new AuthenticationHeaderValue("Bearer", token), IsRenewable: _signIn is not null && !isLast);
    }

    /// <summary>Forgets what Qualys no longer takes.</summary>
    public void Forget(UpdateAuthorization authorization) => _token?.Forget(authorization.Header.Parameter!);

    /// <summary>Takes account and tokens out of a text that came from outside.</summary>
    public string Redact(string text) => _token is null ? _credential.Redact(text) : _token.Redact(text);
}
