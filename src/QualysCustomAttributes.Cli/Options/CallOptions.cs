using System.CommandLine;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of every command that talks to Qualys: where it is, how often and how long it is asked.</summary>
internal sealed class CallOptions
{
    private const int LargestThrottleLimit = 100;
    private const int MostAttempts = 1000;

    private static readonly QualysClientOptions Defaults = new();

    public Option<string> ApiFqdn { get; } = new("--api-fqdn", "-a")
    {
        HelpName = "HOST",
        Description = $"The API host of your Qualys platform, with a port if it has one; for loopback alone also http://127.0.0.1:PORT. [environment: {EnvironmentNames.ApiFqdn}; default: {CallSettings.DefaultApiFqdn}]",
    };

    public Option<int?> ThrottleLimit { get; } = new("--throttle-limit")
    {
        HelpName = "N",
        Description = $"How many requests are made at a time at most, 1 to {LargestThrottleLimit}; fewer where the platform says so. [default: {Defaults.ThrottleLimit}]",
        CustomParser = result => Numbers.Whole(result, 1, LargestThrottleLimit),
    };

    public Option<int?> MaxAttempts { get; } = new("--max-attempts")
    {
        HelpName = "N",
        Description = $"How often a request is tried at most, the first time included, 1 to {MostAttempts}. [default: {Defaults.MaxAttempts}]",
        CustomParser = result => Numbers.Whole(result, 1, MostAttempts),
    };

    public Option<TimeSpan?> RetryMinimum { get; } = new("--retry-min-seconds")
    {
        HelpName = "S",
        Description = $"The wait before the second attempt where the platform names none; it grows evenly. [default: {Defaults.RetryMinimum.TotalSeconds}]",
        CustomParser = result => Numbers.Seconds(result, 0, Numbers.Day),
    };

    public Option<TimeSpan?> RetryMaximum { get; } = new("--retry-max-seconds")
    {
        HelpName = "S",
        Description = $"The longest wait between two attempts where the platform names none. [default: {Defaults.RetryMaximum.TotalSeconds}]",
        CustomParser = result => Numbers.Seconds(result, 0, Numbers.Day),
    };

    public Option<TimeSpan?> Timeout { get; } = new("--timeout-seconds")
    {
        HelpName = "S",
        Description = $"How long one attempt may take. [default: {Defaults.Timeout.TotalSeconds}]",
        CustomParser = result => Numbers.Seconds(result, 0.001, Numbers.Day),
    };
}
