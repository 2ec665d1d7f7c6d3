using System.CommandLine;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of the command that brings the asset inventory.</summary>
internal sealed class InventoryOptionSet
{
    public CallOptions Call { get; } = new();

    public LogOptions Log { get; } = new("inventory_log_{timestamp}.log in the output folder");

    public Option<Since?> Since { get; } = new("--since")
    {
        HelpName = "TIME",
        Description = $"Bring the assets that were updated since: a date (2026-11-01, midnight UTC), a moment (2026-11-01T00:00:00Z), a period back from now (7d, 12h) or {Settings.Since.All}. [default: the last day]",
        CustomParser = result => Moments.Since(result, DateTimeOffset.UtcNow),
    };

    public Option<bool> Incremental { get; } = new("--incremental")
    {
        Description = "Bring the assets that were updated since five minutes before the start of the last complete run with the same fields and filters; where there is none, since --since, or all where that is not given.",
    };

    public Option<string> Output { get; } = new("--output")
    {
        HelpName = "FOLDER",
        Description = $"The folder of the inventory: its database, which every run adds to, and the pages as they were received. It is made where it does not exist. [environment: {EnvironmentNames.InventoryOutput}; default: {InventoryResolution.DefaultOutput}]",
    };

    public Option<bool> CountOnly { get; } = new("--count-only")
    {
        Description = "Print the number of assets that --since and --filter choose, nothing else, and write no file.",
    };

    public Option<string> GatewayFqdn { get; } = new("--gateway-fqdn")
    {
        HelpName = "HOST",
        Description = $"The gateway of your Qualys platform, with a port if it has one; for loopback alone also http://127.0.0.1:PORT. [environment: {EnvironmentNames.GatewayFqdn}; default: the gateway that belongs to --api-fqdn]",
    };

    public Option<int?> PageSize { get; } = new("--page-size")
    {
        HelpName = "N",
        Description = $"How many assets a page has at most, 1 to {QualysInventoryQuery.LargestPageSize}. [default: {QualysInventoryQuery.LargestPageSize}]",
        CustomParser = result => Numbers.Whole(result, 1, QualysInventoryQuery.LargestPageSize),
    };

    public Option<string[]> Filter { get; } = new("--filter")
    {
        HelpName = "CONDITION",
        Description = "Bring the assets that meet a condition of field, operator and value: \"tags.name CONTAINS Production\". May be given several times; an asset then meets all of them.",
    };

    public Option<string[]> IncludeField { get; } = new("--include-field")
    {
        HelpName = "NAME",
        Description = "Bring only this field of the assets; what the database has in the others stays. May be given several times. [default: all fields]",
    };

    public Option<string[]> ExcludeField { get; } = new("--exclude-field")
    {
        HelpName = "NAME",
        Description = "Leave this field out; what the database has in it stays. May be given several times.",
    };

    public Option<bool> StartOver { get; } = new("--start-over")
    {
        Description = "Begin a new run where the same command would go on with one that ended early.",
    };

    /// <summary>The options that say nothing to somebody who only counts.</summary>
    public IEnumerable<Option> NotForCounting => [Incremental, StartOver, Log.LogFile];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            Since, Incremental, Output, CountOnly, Call.ApiFqdn, GatewayFqdn, PageSize, Filter, IncludeField, ExcludeField, StartOver, Log.LogFile,
            Call.ThrottleLimit, Call.MaxAttempts, Call.RetryMinimum, Call.RetryMaximum, Call.Timeout, Log.Heartbeat,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }
}
