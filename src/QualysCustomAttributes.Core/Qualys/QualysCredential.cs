using System.Net.Http.Headers;
using System.Text;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// Who calls Qualys: user and password, a client's id and secret, or a token that was made elsewhere. They go nowhere but into the
/// headers and the gateway's sign-in, and are taken out of whatever text an answer brings back.
/// </summary>
public sealed class QualysCredential
{
    private readonly SecretText _secrets;

    /// <summary>Creates the credential of a user.</summary>
    /// <param name="userName">The account's name.</param>
    /// <param name="password">The account's password.</param>
    /// <exception cref="QualysConfigurationException">One of them is empty.</exception>
    public QualysCredential(string userName, string password)
        : this(SecretText.OfAccount(userName, password))
    {
        if (string.IsNullOrEmpty(userName) || string.IsNullOrEmpty(password))
        {
            throw QualysConfigurationException.CredentialEmpty(string.IsNullOrEmpty(userName) ? "user name" : "password");
        }

        UserName = userName;
        Basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}")));
        SignInForm = GatewaySignInForm.OfUser(userName, password);
    }

    private QualysCredential(SecretText secrets) => _secrets = secrets;

    /// <summary>The user's name, or <see langword="null"/> where a client or a token calls.</summary>
    public string? UserName { get; }

    /// <summary>The client's id, or <see langword="null"/> where no client calls.</summary>
    public string? ClientId { get; private init; }

    /// <summary>Whose client it is, or <see langword="null"/> where no client calls.</summary>
    public QualysClientKind? ClientKind { get; private init; }

    /// <summary>What it is made of.</summary>
    internal QualysAccountKind Kind =>
        AccessToken is not null ? QualysAccountKind.Token
        : ClientId is not null ? QualysAccountKind.Client
        : QualysAccountKind.User;

    /// <summary>User and password as each call carries them; <see langword="null"/> where there are none.</summary>
    internal AuthenticationHeaderValue? Basic { get; }

    /// <summary>How a token is asked for; <see langword="null"/> where it is at hand already.</summary>
    internal GatewaySignInForm? SignInForm { get; private init; }

    /// <summary>The token that was made elsewhere, or <see langword="null"/>.</summary>
    internal string? AccessToken { get; private init; }

    /// <summary>Creates the credential of a client. White space around id and secret is no part of them.</summary>
    /// <param name="clientId">The client's id.</param>
    /// <param name="clientSecret">The client's secret.</param>
    /// <param name="kind">Whose client it is.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="QualysConfigurationException">One of them is empty, or holds what no header can carry.</exception>
    public static QualysCredential OfClient(string clientId, string clientSecret, QualysClientKind kind = QualysClientKind.User)
    {
        ArgumentNullException.ThrowIfNull(clientId);
        ArgumentNullException.ThrowIfNull(clientSecret);
        string id = HeaderText.Of(clientId, "client's id");
        string secret = HeaderText.Of(clientSecret, "client's secret");
        return id.Length == 0 || secret.Length == 0
            ? throw QualysConfigurationException.CredentialEmpty(id.Length == 0 ? "client's id" : "client's secret")
            : new QualysCredential(SecretText.OfAccount(id, secret))
            {
                ClientId = id,
                ClientKind = kind,
                SignInForm = GatewaySignInForm.OfClient(id, secret, kind),
            };
    }

    /// <summary>
    /// Creates the credential of a token that was made elsewhere. It is used as long as Qualys takes it, and no other is asked for.
    /// </summary>
    /// <param name="accessToken">The token; white space around it is no part of it.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="QualysConfigurationException">It is empty, or no token.</exception>
    public static QualysCredential OfToken(string accessToken)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        string token = HeaderText.OfToken(accessToken);
        return token.Length == 0
            ? throw QualysConfigurationException.CredentialEmpty("access token")
            : new QualysCredential(SecretText.Of(token)) { AccessToken = token };
    }

    /// <summary>
    /// Reads the credential from the environment: user and password from <c>q_username</c> and <c>q_password</c>, as the reference
    /// connector does, a client from <c>q_client_id</c> and <c>q_client_secret</c>, or a token from <c>q_access_token</c>.
    /// </summary>
    /// <param name="clientKind">Whose client it is; a user's where it is not said.</param>
    /// <returns>The credential.</returns>
    /// <exception cref="QualysConfigurationException">
    /// None is wholly there, more than one are, or the kind of a client is said and there is none.
    /// </exception>
    public static QualysCredential FromEnvironment(QualysClientKind? clientKind = null) =>
        EnvironmentCredential.Find(clientKind) ?? throw EnvironmentCredential.Missing();

    /// <summary>
    /// Takes the account out of a text that came from outside, however it is written there, and user and password out of
    /// every address in it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without them.</returns>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SecretText.WithoutUserInfo(_secrets.RemoveFrom(text));
    }

    /// <summary>Says nothing of the account.</summary>
    /// <returns>A fixed text.</returns>
    public override string ToString() => "Qualys credential";

    /// <summary>Makes sure that a token that says itself when it expires has not, as far as this machine's clock goes.</summary>
    /// <exception cref="QualysConfigurationException">It has.</exception>
    internal void RequireUnexpired(TimeProvider time)
    {
        if (AccessToken is not null && TokenExpiry.Of(AccessToken) is { } expiry && expiry <= time.GetUtcNow())
        {
            throw QualysConfigurationException.TokenExpired(expiry);
        }
    }
}
