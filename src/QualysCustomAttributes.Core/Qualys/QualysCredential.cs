using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys;

/// <summary>
/// The account that calls Qualys. Its password shows itself nowhere but in the <c>Authorization</c> header and the gateway's
/// sign-in, and is taken out of whatever text an answer brings back.
/// </summary>
public sealed class QualysCredential
{
    private const string Redacted = "[redacted]";

    private readonly string[] _secrets;
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
        _secrets = WaysToWrite(password).Append(token).Distinct().OrderByDescending(secret => secret.Length).ToArray();
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

    /// <summary>Takes the secret out of a text that came from outside.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without it.</returns>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string secret in _secrets)
        {
            text = text.Replace(secret, Redacted, StringComparison.Ordinal);
        }

        return text;
    }

    // An answer may bring the password back as it stands in a page, a form, or JSON of either taste.
    private static IEnumerable<string> WaysToWrite(string password) =>
    [
        password,
        Uri.EscapeDataString(password),
        WebUtility.HtmlEncode(password),
        SecurityElement.Escape(password),
        JsonEncodedText.Encode(password).Value,
        JsonEncodedText.Encode(password, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
    ];

    /// <summary>Says nothing of the account.</summary>
    /// <returns>A fixed text.</returns>
    public override string ToString() => "Qualys credential";
}
