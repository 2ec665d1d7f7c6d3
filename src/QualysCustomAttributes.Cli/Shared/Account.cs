using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>The Qualys account. It comes from the environment alone: the list of processes shows options to everybody.</summary>
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
    ];

    /// <summary>The account; <see langword="null"/> where it is not wholly there.</summary>
    /// <param name="clientKind">Whose client it is, where that was said.</param>
    /// <exception cref="ConnectorException">More than one account is there, or one that cannot be used.</exception>
    public static QualysCredential? Find(QualysClientKind? clientKind) => EnvironmentCredential.Find(clientKind);

    /// <summary>The account, for those who can do nothing without it.</summary>
    /// <param name="clientKind">Whose client it is, where that was said.</param>
    /// <param name="otherwise">What else can be done than to set it.</param>
    /// <exception cref="SettingsException">It is not wholly there.</exception>
    /// <exception cref="ConnectorException">More than one account is there, or one that cannot be used.</exception>
    public static QualysCredential Require(QualysClientKind? clientKind, string otherwise = "") =>
        Find(clientKind) ?? throw new SettingsException(
            $"There are no credentials for Qualys: set {string.Join(" and ", EnvironmentCredential.MissingNames)} in the environment{otherwise}."
            + (EnvironmentCredential.MissingNames.Count > 1
                ? $" A client ({EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}) or a token ({EnvironmentNames.AccessToken}) does, too."
                : ""));
}
