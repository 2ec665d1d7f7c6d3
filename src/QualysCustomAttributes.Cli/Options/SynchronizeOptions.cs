using System.CommandLine;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Payloads;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of a synchronization: the reference connector's, and those beside them.</summary>
internal sealed class SynchronizeOptions
{
    private const int LargestThrottleLimit = 100;
    private const int MostAttempts = 1000;
    private const double Day = 86_400;

    private static readonly QualysClientOptions Defaults = new();

    public Option<string> CsvFile { get; } = new("--csv-file", "-c")
    {
        HelpName = "FILE",
        Description = $"The Axonius export to read. [environment: {EnvironmentNames.CsvFile}; default: {SettingsResolution.DefaultCsvFile}]",
    };

    public Option<bool> DryRun { get; } = new("--dry-run", "-d")
    {
        Description = "Read, group and split, write everything into the run database, show what would be sent, and send nothing. Needs no credentials.",
    };

    public Option<bool> DatabaseHelp { get; } = new("--db-help")
    {
        Description = "Show the tables of the run database with their columns and three useful queries, and end.",
    };

    public Option<string> ApiFqdn { get; } = new("--api-fqdn", "-a")
    {
        HelpName = "HOST",
        Description = $"The API host of your Qualys platform, with a port if it has one; for loopback alone also http://127.0.0.1:PORT. [environment: {EnvironmentNames.ApiFqdn}; default: {SettingsResolution.DefaultApiFqdn}]",
    };

    public Option<string> ApiFunction { get; } = new("--api-function", "-f")
    {
        HelpName = "add|update|remove",
        Description = $"What is done with the custom attributes. [environment: {EnvironmentNames.ApiFunction}; default: add]",
    };

    public Option<string> Database { get; } = new("--database")
    {
        HelpName = "FILE",
        Description = "The run database to create. [default: custom_attributes_connector_sqlite_{timestamp}.db in the current folder]",
    };

    public Option<bool> Force { get; } = new("--force")
    {
        Description = "Replace the file named with --database if it exists.",
    };

    public Option<string> LogFile { get; } = new("--log-file")
    {
        HelpName = "FILE",
        Description = "The log; lines are added to a file that exists. [default: custom_attributes_connector_log_{timestamp}.log in the current folder]",
    };

    public Option<string> Resume { get; } = new("--resume")
    {
        HelpName = "FILE",
        Description = "Go on with a run database that was prepared earlier, also by a dry run: what Qualys has not yet confirmed is sent. Takes the place of --csv-file; the function is the one on record unless --api-function is given.",
    };

    public Option<int?> BatchSize { get; } = new("--batch-size")
    {
        HelpName = "N",
        Description = $"How many assets a request has at most, 1 to {SplitStage.LargestBatchSize}. [default: {SplitStage.DefaultBatchSize}]",
        CustomParser = result => Numbers.Whole(result, 1, SplitStage.LargestBatchSize),
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
        CustomParser = result => Numbers.Seconds(result, 0, Day),
    };

    public Option<TimeSpan?> RetryMaximum { get; } = new("--retry-max-seconds")
    {
        HelpName = "S",
        Description = $"The longest wait between two attempts where the platform names none. [default: {Defaults.RetryMaximum.TotalSeconds}]",
        CustomParser = result => Numbers.Seconds(result, 0, Day),
    };

    public Option<TimeSpan?> Timeout { get; } = new("--timeout-seconds")
    {
        HelpName = "S",
        Description = $"How long one attempt may take. [default: {Defaults.Timeout.TotalSeconds}]",
        CustomParser = result => Numbers.Seconds(result, 0.001, Day),
    };

    public Option<string> Duplicates { get; } = new("--duplicates")
    {
        HelpName = "RULE",
        Description = $"What happens to an asset id in several rows: {DuplicateRules.ExcludeConflicting} counts rows that agree once and leaves out an id whose rows disagree; {DuplicateRules.Exclude} leaves out every repeated id, as the reference connector does. [default: {DuplicateRules.ExcludeConflicting}]",
    };

    public Option<string> Mapping { get; } = new("--mapping")
    {
        HelpName = "FILE",
        Description = "A JSON file { \"CSV header\": \"Key\" } that takes the place of the data contract below. [default: the data contract]",
    };

    public Option<string> AssetIdColumn { get; } = new("--asset-id-column")
    {
        HelpName = "NAME",
        Description = $"The header of the column with the Qualys asset ids. [default: {Axonius.AxoniusContract.DefaultAssetIdHeader}]",
    };

    public Option<string> Delimiter { get; } = new("--delimiter")
    {
        HelpName = "CHAR",
        Description = "The character between the cells of the export; \\t or tab for a tabulator. [default: ,]",
    };

    /// <summary>For tests, which cannot wait for a quarter of a minute.</summary>
    public Option<TimeSpan?> Heartbeat { get; } = new("--heartbeat-seconds")
    {
        Hidden = true,
        CustomParser = result => Numbers.Seconds(result, 0.01, Day),
    };

    /// <summary>The options that shape a plan, which a run database prepared earlier already holds.</summary>
    public IEnumerable<Option> ThatShapeThePlan =>
        [CsvFile, Database, Force, BatchSize, Duplicates, Mapping, AssetIdColumn, Delimiter];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            CsvFile, DryRun, DatabaseHelp, ApiFqdn, ApiFunction, Database, Force, LogFile, Resume, BatchSize, ThrottleLimit, MaxAttempts,
            RetryMinimum, RetryMaximum, Timeout, Duplicates, Mapping, AssetIdColumn, Delimiter, Heartbeat,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }
}
