namespace QualysCustomAttributes.Qualys;

/// <summary>
/// The account that the environment names: user and password, a client, or a token, and one of them alone. A variable that is not set gives
/// way to a file of its name in the folder of credentials that systemd gives a service.
/// </summary>
internal static class EnvironmentCredential
{
    private static readonly string[] OfUser = [EnvironmentNames.UserName, EnvironmentNames.Password];
    private static readonly string[] OfClient = [EnvironmentNames.ClientId, EnvironmentNames.ClientSecret];
    private static readonly string[] OfToken = [EnvironmentNames.AccessToken];

    /// <summary>The variables that are not set of the account that others begin; else those of user and password.</summary>
    public static IReadOnlyList<string> MissingNames => [.. FindKind().Where(name => !IsSet(name))];

    /// <summary>Whether any variable of an account is set, be the account whole or not.</summary>
    public static bool IsBegun => FindKind().Any(IsSet);

    /// <summary>Finds the account.</summary>
    /// <param name="clientKind">Whose client it is, where that was said.</param>
    /// <param name="secretFile">The file that holds the password, or the client's secret, where one is named.</param>
    /// <returns>The account, or <see langword="null"/> where none is wholly there.</returns>
    /// <exception cref="QualysConfigurationException">
    /// The variables of more than one account are set, one of them holds what cannot be used, or the kind of a client is said and
    /// there is another account; or a file cannot be read.
    /// </exception>
    public static QualysCredential? Find(QualysClientKind? clientKind, string? secretFile = null)
    {
        string[] kind = FindKind();
        if (clientKind is not null && kind != OfClient && kind.Any(IsSet))
        {
            throw QualysConfigurationException.ClientMissing();
        }

        if (secretFile is not null && kind == OfToken)
        {
            throw QualysConfigurationException.CredentialAmbiguous([secretFile, EnvironmentNames.AccessToken], "Give one of them.");
        }

        string Secret() => secretFile is null ? Value(kind[1]) : CredentialFile.Read(secretFile);
        return !(secretFile is null ? kind : kind[..1]).All(IsSet) ? null
            : kind == OfClient ? QualysCredential.OfClient(Value(kind[0]), Secret(), clientKind ?? QualysClientKind.User)
            : kind == OfToken ? QualysCredential.OfToken(Value(kind[0]))
            : new QualysCredential(Value(kind[0]), Secret());
    }

    /// <summary>Words that no account is wholly there.</summary>
    public static QualysConfigurationException Missing()
    {
        string[] kind = FindKind();
        return kind.Any(IsSet)
            ? QualysConfigurationException.CredentialIncomplete(kind.First(IsSet), kind.First(name => !IsSet(name)))
            : QualysConfigurationException.CredentialMissing();
    }

    private static string[] FindKind()
    {
        string[][] begun = [.. new[] { OfUser, OfClient, OfToken }.Where(kind => kind.Any(IsSet))];
        return begun.Length > 1
            ? throw QualysConfigurationException.CredentialAmbiguous(
                begun.SelectMany(kind => kind).Where(IsSet), "Clear those of the environment variables that are not meant.")
            : begun.FirstOrDefault() ?? OfUser;
    }

    private static bool IsSet(string name) => Value(name).Length > 0;

    private static string Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : CredentialFile.Find(name) ?? "";
}
