using System.CommandLine;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Synchronizing;
using static QualysCustomAttributes.Cli.Settings.SettingSources;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>
/// Makes the settings of a synchronization: an option counts before the environment, the environment before the default.
/// Everything that can be checked without touching export or network is checked here.
/// </summary>
internal static class SynchronizeResolution
{
    public const string DefaultCsvFile = "./data/input.csv";

    /// <summary>Makes the settings.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static SynchronizeSettings Resolve(SynchronizeOptions options, ParseResult parsed)
    {
        string? resumePath = parsed.GetValue(options.Resume);
        if (resumePath is not null)
        {
            RefuseBesideResume(options, parsed);
            resumePath = FullPath("--resume", resumePath);
        }

        bool isDryRun = parsed.GetValue(options.DryRun);
        QualysFunction function = Function(options, parsed);
        QualysAddress address = CallSettings.Address(options.Call, parsed);
        QualysClientOptions client = CallSettings.Client(options.Call, parsed);
        var settings = new SynchronizeSettings
        {
            IsDryRun = isDryRun,
            Address = address,
            Client = client,
            Credential = isDryRun ? CallSettings.FindCredential() : CallSettings.RequireCredential(", or use --dry-run, which needs none"),
            ResumePath = resumePath,
            IsFunctionExplicit = IsGiven(parsed, options.ApiFunction),
            Log = LogSettings.Of(options.Log, parsed),
            Synchronization = new SynchronizationOptions
            {
                Function = function,
                BatchSize = parsed.GetValue(options.BatchSize) ?? SplitStage.DefaultBatchSize,
                DuplicateAction = parsed.GetValue(options.Duplicates) is { } rule ? DuplicateRules.Parse(rule) : DuplicateAction.ExcludeConflicting,
                Import = Import(options, parsed, resumePath),
            },
        };

        // Replacing the export or mixing the log into the database would destroy what the run is about.
        RefuseOneFileTwice(
            ("export", settings.ResumePath is null ? settings.Synchronization.Import.Path : null),
            ("run database", settings.ResumePath ?? settings.Synchronization.Import.DatabasePath),
            ("log", settings.Log.Path));
        return settings;
    }

    private static AxoniusImportOptions Import(SynchronizeOptions options, ParseResult parsed, string? resumePath)
    {
        bool isForced = parsed.GetValue(options.Force);
        string? database = parsed.GetValue(options.Database);
        if (isForced && database is null)
        {
            throw new SettingsException("--force replaces the file named with --database; name it, or leave --force out.");
        }

        return new AxoniusImportOptions
        {
            Path = resumePath ?? FullPath("--csv-file", parsed.GetValue(options.CsvFile) ?? FromEnvironment(EnvironmentNames.CsvFile) ?? DefaultCsvFile),
            Contract = Contract(options, parsed),
            Delimiter = parsed.GetValue(options.Delimiter) is { } delimiter ? Delimiters.Parse(delimiter) : ',',
            DatabasePath = database is null ? null : FullPath("--database", database),
            Replace = isForced,
            Command = $"{Product.Name} {Product.Version}",
        };
    }

    private static AxoniusContract Contract(SynchronizeOptions options, ParseResult parsed)
    {
        string? assetIdColumn = parsed.GetValue(options.AssetIdColumn);
        return parsed.GetValue(options.Mapping) is { } mapping ? AxoniusContract.FromJsonFile(FullPath("--mapping", mapping), assetIdColumn)
            : assetIdColumn is not null ? new AxoniusContract(assetIdColumn, AxoniusContract.Default.Columns)
            : AxoniusContract.Default;
    }

    private static QualysFunction Function(SynchronizeOptions options, ParseResult parsed) =>
        parsed.GetValue(options.ApiFunction) is { } option ? QualysFunctions.Parse(option)
            : FromEnvironment(EnvironmentNames.ApiFunction) is { } name ? OfEnvironment(EnvironmentNames.ApiFunction, () => QualysFunctions.Parse(name))
            : QualysFunction.Add;

    private static void RefuseBesideResume(SynchronizeOptions options, ParseResult parsed)
    {
        if (options.ThatShapeThePlan.FirstOrDefault(option => IsGiven(parsed, option)) is { } option)
        {
            throw new SettingsException($"--resume goes on with the plan in its database, so {option.Name} cannot be given beside it.");
        }
    }
}
