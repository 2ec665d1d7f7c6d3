using System.CommandLine;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Qualys;
using static QualysCustomAttributes.Cli.Settings.SettingSources;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Where Qualys is, who calls, and how calls are made, for every command that talks to it.</summary>
internal static class CallSettings
{
    public const string DefaultApiFqdn = "qualysapi.qg3.apps.qualys.com";

    /// <summary>Gives the API host.</summary>
    public static QualysAddress Address(CallOptions options, ParseResult parsed) =>
        parsed.GetValue(options.ApiFqdn) is { } option ? QualysAddress.Parse(option)
            : FromEnvironment(EnvironmentNames.ApiFqdn) is { } host ? OfEnvironment(EnvironmentNames.ApiFqdn, () => QualysAddress.Parse(host))
            : QualysAddress.Parse(DefaultApiFqdn);

    /// <summary>Gives the gateway: the one that is named, else the one that belongs to the API host.</summary>
    public static QualysAddress Gateway(Option<string> gateway, CallOptions options, ParseResult parsed) =>
        parsed.GetValue(gateway) is { } option ? Of(gateway.Name, () => QualysAddress.Parse(option))
            : FromEnvironment(EnvironmentNames.GatewayFqdn) is { } host ? OfEnvironment(EnvironmentNames.GatewayFqdn, () => QualysAddress.Parse(host))
            : QualysPlatform.GatewayOf(Address(options, parsed));

    /// <summary>Gives how calls are made.</summary>
    public static QualysClientOptions Client(CallOptions options, ParseResult parsed)
    {
        var defaults = new QualysClientOptions();
        TimeSpan? minimum = parsed.GetValue(options.RetryMinimum);
        TimeSpan? maximum = parsed.GetValue(options.RetryMaximum);
        if (minimum > maximum)
        {
            throw new SettingsException("--retry-max-seconds must not be less than --retry-min-seconds.");
        }

        // Where only one is given, a default on its wrong side gives way.
        return defaults with
        {
            MaxAttempts = parsed.GetValue(options.MaxAttempts) ?? defaults.MaxAttempts,
            ThrottleLimit = parsed.GetValue(options.ThrottleLimit) ?? defaults.ThrottleLimit,
            Timeout = parsed.GetValue(options.Timeout) ?? defaults.Timeout,
            RetryMinimum = minimum ?? (maximum < defaults.RetryMinimum ? maximum.Value : defaults.RetryMinimum),
            RetryMaximum = maximum ?? (minimum > defaults.RetryMaximum ? minimum.Value : defaults.RetryMaximum),
        };
    }

    /// <summary>Gives the account, or <see langword="null"/> where it is not wholly there.</summary>
    public static QualysCredential? FindCredential() =>
        FromEnvironment(EnvironmentNames.UserName) is { } userName && FromEnvironment(EnvironmentNames.Password) is { } password
            ? new QualysCredential(userName, password)
            : null;

    /// <summary>Gives the account.</summary>
    /// <param name="otherwise">What else can be done than to set it.</param>
    /// <exception cref="SettingsException">It is not wholly there.</exception>
    public static QualysCredential RequireCredential(string otherwise = "")
    {
        string[] missing = [.. new[] { EnvironmentNames.UserName, EnvironmentNames.Password }.Where(name => FromEnvironment(name) is null)];
        return FindCredential() ?? throw new SettingsException(
            $"There are no credentials for Qualys: set {string.Join(" and ", missing)} in the environment{otherwise}.");
    }
}
