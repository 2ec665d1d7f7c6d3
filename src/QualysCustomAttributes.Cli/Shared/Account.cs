using System.CommandLine;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>The Qualys account. It comes from the environment or from files: the list of processes shows options to everybody.</summary>
internal static class Account
{
    /// <summary>Its lines in the help.</summary>
    /// <param name="note">What else is to be said of it.</param>
    public static (string, string)[] Explain(string note = "") =>
    [
        (EnvironmentNames.UserName, $"the Qualys account{note}"),
        (EnvironmentNames.Password, "its password; never an option, never shown"),
        (EnvironmentNames.ClientId, "a client in the place of an account; see --client-kind"),
        (EnvironmentNames.ClientSecret, "its secret; never an option, never shown"),
        (EnvironmentNames.AccessToken, "a token that was made elsewhere, in the place of both; it is not renewed"),
        (CredentialFile.FolderVariable, "a folder, as systemd gives it to a service: a file of each of these names stands for its variable"),
    ];

    /// <summary>The account; <see langword="null"/> where it is not wholly there.</summary>
    /// <param name="call">The options that say how Qualys is called.</param>
    /// <param name="given">What was given of them.</param>
    /// <exception cref="SettingsException">What is written cannot be used.</exception>
    /// <exception cref="ConnectorException">More than one account is there, or one that cannot be used.</exception>
    public static QualysCredential? Find(CallOptions call, ParseResult given) =>
        EnvironmentCredential.Find(call.ClientKind.Find(given), call.PasswordFile.Find(given));

    /// <summary>The account, for those who can do nothing without it.</summary>
    /// <param name="call">The options that say how Qualys is called.</param>
    /// <param name="given">What was given of them.</param>
    /// <param name="otherwise">What else can be done than to set it.</param>
    /// <exception cref="SettingsException">It is not wholly there.</exception>
    /// <exception cref="ConnectorException">More than one account is there, or one that cannot be used.</exception>
    public static QualysCredential Require(CallOptions call, ParseResult given, string otherwise = "") =>
        Find(call, given) ?? throw new SettingsException(
            $"There are no credentials for Qualys: set {string.Join(" and ", Missing(given.Has(call.PasswordFile)))} in the environment{otherwise}."
            + (EnvironmentCredential.MissingNames.Count > 1
                ? $" A client ({EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}) or a token ({EnvironmentNames.AccessToken}) does, too."
                : ""));

    // A secret in a file is none that is missing.
    private static IEnumerable<string> Missing(bool isSecretInFile) => EnvironmentCredential.MissingNames
        .Where(name => !isSecretInFile || name is not (EnvironmentNames.Password or EnvironmentNames.ClientSecret));
}
