using System.CommandLine;
using System.Globalization;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Proxies;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>The options of every command that talks to Qualys: where it is, how often and how long it is asked.</summary>
internal sealed class CallOptions
{
    public const string DefaultApiFqdn = "qualysapi.qg3.apps.qualys.com";

    private static readonly QualysClientOptions Defaults = new();

    public Setting<QualysAddress> ApiFqdn { get; } = new("--api-fqdn", "-a")
    {
        HelpName = "HOST",
        Meaning = "The API host of your Qualys platform, with a port if it has one; for loopback alone also http://127.0.0.1:PORT.",
        Variable = EnvironmentNames.ApiFqdn,
        Default = DefaultApiFqdn,
        Read = (text, _) => QualysAddress.Parse(text),
    };

    /// <summary>The API host of a command that goes by a run's record.</summary>
    public Setting<QualysAddress> RecordedApiFqdn { get; } = new("--api-fqdn", "-a")
    {
        HelpName = "HOST",
        Meaning = "The API host of your Qualys platform, which must be the one that the run was sent to.",
        Variable = EnvironmentNames.ApiFqdn,
        Otherwise = "the host that the run database has on record",
        Read = (text, _) => QualysAddress.Parse(text),
    };

    public Setting<QualysAddress> GatewayFqdn { get; } = new("--gateway-fqdn")
    {
        HelpName = "HOST",
        Meaning = "The gateway of your Qualys platform, with a port if it has one; for loopback alone also http://127.0.0.1:PORT.",
        Variable = EnvironmentNames.GatewayFqdn,
        Otherwise = "the gateway that belongs to --api-fqdn",
        Read = (text, source) => SettingsException.Naming(source, () => QualysAddress.Parse(text)),
    };

    public Setting<QualysClientKind?> ClientKind { get; } = new("--client-kind")
    {
        HelpName = "user|subscription",
        Meaning = $"Whose client signs in, where the account is a client ({EnvironmentNames.ClientId} and {EnvironmentNames.ClientSecret}).",
        Otherwise = "user",
        Read = (text, source) => text.Trim().ToLowerInvariant() switch
        {
            "user" => QualysClientKind.User,
            "subscription" => QualysClientKind.Subscription,
            _ => throw new FormatException($"{source} must be user or subscription, not '{text}'."),
        },
    };

    public Setting<string> PasswordFile { get; } = new("--password-file")
    {
        HelpName = "FILE",
        Meaning = $"A file that holds the password, or the client's secret, and nothing else; {EnvironmentNames.UserName} or {EnvironmentNames.ClientId} "
            + "says whose it is.",
        Read = Paths.Full,
    };

    /// <summary>Who calls, in the order of the help.</summary>
    public IEnumerable<Option> OfAccount => [ClientKind, PasswordFile];

    public Setting<int> ThrottleLimit { get; } = new("--throttle-limit")
    {
        HelpName = "N",
        Meaning = $"How many requests are made at a time at most, 1 to {QualysClientOptions.LargestThrottleLimit}; "
            + "fewer where the platform says so.",
        Default = Numbers.Write(Defaults.ThrottleLimit),
        Read = Numbers.Whole(1, QualysClientOptions.LargestThrottleLimit),
    };

    public Setting<int> MaxAttempts { get; } = new("--max-attempts")
    {
        HelpName = "N",
        Meaning = $"How often a request is tried at most, the first time included, 1 to {QualysClientOptions.LargestMaxAttempts}.",
        Default = Numbers.Write(Defaults.MaxAttempts),
        Read = Numbers.Whole(1, QualysClientOptions.LargestMaxAttempts),
    };

    public Setting<TimeSpan> RetryMinimum { get; } = new("--retry-min-seconds")
    {
        HelpName = "S",
        Meaning = "The wait before the second attempt where the platform names none; it grows evenly.",
        Default = Numbers.Write(Defaults.RetryMinimum.TotalSeconds),
        Read = Numbers.Seconds(0),
    };

    public Setting<TimeSpan> RetryMaximum { get; } = new("--retry-max-seconds")
    {
        HelpName = "S",
        Meaning = "The longest wait between two attempts where the platform names none.",
        Default = Numbers.Write(Defaults.RetryMaximum.TotalSeconds),
        Read = Numbers.Seconds(0),
    };

    public Setting<TimeSpan> MaximumWait { get; } = new("--maximum-wait")
    {
        HelpName = "TIME",
        Meaning = "The longest wait that Qualys may ask for, as 01:30:00 or in seconds, up to seven days. Where it asks for a longer one, "
            + "the run ends in order, with exit code 5, and can be resumed.",
        Default = Defaults.MaximumWait.ToString("c", CultureInfo.InvariantCulture),
        Read = Numbers.Wait,
    };

    public Setting<TimeSpan> Timeout { get; } = new("--timeout-seconds")
    {
        HelpName = "S",
        Meaning = "How long one attempt may take.",
        Default = Numbers.Write(Defaults.Timeout.TotalSeconds),
        Read = Numbers.Seconds(0.001),
    };

    /// <summary>How often and how long Qualys is asked, in the order of the help.</summary>
    public IEnumerable<Option> Pace => [ThrottleLimit, MaxAttempts, RetryMinimum, RetryMaximum, MaximumWait, Timeout];

    /// <summary>Writes how calls are made, for the log.</summary>
    public static string Write(QualysClientOptions client) => string.Create(
        CultureInfo.InvariantCulture,
        $"throttle-limit={client.ThrottleLimit} max-attempts={client.MaxAttempts} retry-min-seconds={client.RetryMinimum.TotalSeconds} "
        + $"retry-max-seconds={client.RetryMaximum.TotalSeconds} maximum-wait={client.MaximumWait:c} "
        + $"timeout-seconds={client.Timeout.TotalSeconds}");

    /// <summary>Writes where updates go and how they say who sends them, as options of a command that goes on; the default host is left out.</summary>
    public static string Write(UpdateTarget target)
    {
        bool isDefault = target.Api.ToString() == QualysAddress.Parse(DefaultApiFqdn).ToString();
        return (isDefault ? "" : $" --api-fqdn {target.Api}")
            + (target.Authentication == QualysUpdateAuthentication.Basic ? "" : $" --update-authentication {Lower(target.Authentication)}")
            + (target.Gateway is null ? "" : $" --gateway-fqdn {target.Gateway}")
            + (target.ClientKind is { } kind ? $" --client-kind {Lower(kind)}" : "");

        static string Lower(Enum value) => value.ToString().ToLowerInvariant();
    }

    /// <summary>How calls are made.</summary>
    /// <exception cref="ConnectorException">The waits contradict each other, or a variable names a proxy that cannot be used.</exception>
    public QualysClientOptions Client(ParseResult given)
    {
        QualysProxy.Check();
        QualysClientOptions options = Defaults with
        {
            MaxAttempts = MaxAttempts.Of(given),
            MaximumWait = MaximumWait.Of(given),
            ThrottleLimit = ThrottleLimit.Of(given),
            Timeout = Timeout.Of(given),
        };
        return options.WithWaits(WhereWritten(RetryMinimum), WhereWritten(RetryMaximum));

        TimeSpan? WhereWritten(Setting<TimeSpan> wait) => wait.Written(given) is null ? null : wait.Of(given);
    }
}
