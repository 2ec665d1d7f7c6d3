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
    ];

    /// <summary>The account; <see langword="null"/> where it is not wholly there.</summary>
    public static QualysCredential? Find() =>
        Value(EnvironmentNames.UserName) is { } userName && Value(EnvironmentNames.Password) is { } password
            ? new QualysCredential(userName, password)
            : null;

    /// <summary>The account, for those who can do nothing without it.</summary>
    /// <param name="otherwise">What else can be done than to set it.</param>
    /// <exception cref="SettingsException">It is not wholly there.</exception>
    public static QualysCredential Require(string otherwise = "") => Find() ?? throw new SettingsException(
        $"There are no credentials for Qualys: set {string.Join(" and ", Missing())} in the environment{otherwise}.");

    private static IEnumerable<string> Missing() =>
        new[] { EnvironmentNames.UserName, EnvironmentNames.Password }.Where(name => Value(name) is null);

    private static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
