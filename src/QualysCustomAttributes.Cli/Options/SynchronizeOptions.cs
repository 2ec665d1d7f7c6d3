using System.CommandLine;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Settings;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Cli.Options;

/// <summary>The options of a synchronization: the reference connector's, and those beside them.</summary>
internal sealed class SynchronizeOptions
{
    public CallOptions Call { get; } = new();

    public LogOptions Log { get; } = new("custom_attributes_connector_log_{timestamp}.log in the current folder");

    public Option<string> CsvFile { get; } = new("--csv-file", "-c")
    {
        HelpName = "FILE",
        Description = $"The Axonius export to read. [environment: {EnvironmentNames.CsvFile}; default: {SynchronizeResolution.DefaultCsvFile}]",
    };

    public Option<bool> DryRun { get; } = new("--dry-run", "-d")
    {
        Description = "Read, group and split, write everything into the run database, show what would be sent, and send nothing. Needs no credentials.",
    };

    public Option<bool> DatabaseHelp { get; } = new("--db-help")
    {
        Description = "Show the tables of the run database with their columns and three useful queries, and end.",
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

    /// <summary>The options that shape a plan, which a run database prepared earlier already holds.</summary>
    public IEnumerable<Option> ThatShapeThePlan =>
        [CsvFile, Database, Force, BatchSize, Duplicates, Mapping, AssetIdColumn, Delimiter];

    public void AddTo(Command command)
    {
        Option[] all =
        [
            CsvFile, DryRun, DatabaseHelp, Call.ApiFqdn, ApiFunction, Database, Force, Log.LogFile, Resume, BatchSize, Call.ThrottleLimit, Call.MaxAttempts,
            Call.RetryMinimum, Call.RetryMaximum, Call.Timeout, Duplicates, Mapping, AssetIdColumn, Delimiter, Log.Heartbeat,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }
}
