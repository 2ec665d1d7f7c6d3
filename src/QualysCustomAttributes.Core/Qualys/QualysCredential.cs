using System.Net.Http.Headers;
using System.Text;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// The account that calls Qualys. Its name and password go nowhere but into the <c>Authorization</c> header and the gateway's
/// sign-in, and are taken out of whatever text an answer brings back.
/// </summary>
public sealed class QualysCredential
{
    private readonly SecretText _secrets;
    private readonly string _password;

    /// <summary>Creates the credential.</summary>
    /// <param name="userName">The account's name.</param>
    /// <param name="password">The account's password.</param>
    /// <exception cref="QualysConfigurationException">One of them is empty.</exception>
    public QualysCredential(string userName, string password)
    {
        if (string.IsNullOrEmpty(userName) || string.IsNullOrEmpty(password))
        {
            throw QualysConfigurationException.CredentialMissing();
        }

        UserName = userName;
        _password = password;
        string token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{password}"));
        Authorization = new AuthenticationHeaderValue("Basic", token);
        _secrets = SecretText.OfAccount(userName, password);
    }

    /// <summary>The account's name.</summary>
    public string UserName { get; }

    internal AuthenticationHeaderValue Authorization { get; }

    /// <summary>The form with which the gateway's token is asked for.</summary>
    internal HttpContent ToForm() => new FormUrlEncodedContent(
    [
        new("username", UserName),
        new("password", _password),
        new("token", "true"),
        new("permissions", "true"),
    ]);

    /// <summary>
    /// Reads the credential from the environment variables <c>q_username</c> and <c>q_password</c>, as the reference
    /// connector does.
    /// </summary>
    /// <returns>The credential.</returns>
    /// <exception cref="QualysConfigurationException">One of them is not set.</exception>
    public static QualysCredential FromEnvironment() => new(
        Environment.GetEnvironmentVariable(EnvironmentNames.UserName) ?? "",
        Environment.GetEnvironmentVariable(EnvironmentNames.Password) ?? "");

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
}
