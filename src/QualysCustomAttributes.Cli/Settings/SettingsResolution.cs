using System.CommandLine;
using System.CommandLine.Parsing;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Payloads;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Updating;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>
/// Makes the settings of a run: an option counts before the environment, the environment before the default. Everything
/// that can be checked without touching export or network is checked here.
/// </summary>
internal static class SettingsResolution
{
    public const string DefaultCsvFile = "./data/input.csv";
    public const string DefaultApiFqdn = "qualysapi.qg3.apps.qualys.com";

    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(15);

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
        QualysAddress address = Address(options, parsed);
        QualysClientOptions client = Client(options, parsed);
        var settings = new SynchronizeSettings
        {
            IsDryRun = isDryRun,
            Address = address,
            Client = client,
            Credential = Credential(isDryRun),
            ResumePath = resumePath,
            IsFunctionExplicit = IsGiven(parsed, options.ApiFunction),
            LogPath = parsed.GetValue(options.LogFile) is { } logFile ? FullPath("--log-file", logFile) : null,
            Heartbeat = parsed.GetValue(options.Heartbeat) ?? DefaultHeartbeat,
            Synchronization = new SynchronizationOptions
            {
                Function = function,
                BatchSize = parsed.GetValue(options.BatchSize) ?? SplitStage.DefaultBatchSize,
                DuplicateAction = parsed.GetValue(options.Duplicates) is { } rule ? DuplicateRules.Parse(rule) : DuplicateAction.ExcludeConflicting,
                ThrottleLimit = client.ThrottleLimit,
                Import = Import(options, parsed, resumePath),
            },
        };
        RefuseOneFileTwice(settings);
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

    private static QualysAddress Address(SynchronizeOptions options, ParseResult parsed) =>
        parsed.GetValue(options.ApiFqdn) is { } option ? QualysAddress.Parse(option)
            : FromEnvironment(EnvironmentNames.ApiFqdn) is { } host ? OfEnvironment(EnvironmentNames.ApiFqdn, () => QualysAddress.Parse(host))
            : QualysAddress.Parse(DefaultApiFqdn);

    private static QualysClientOptions Client(SynchronizeOptions options, ParseResult parsed)
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

    private static QualysCredential? Credential(bool isDryRun)
    {
        string? userName = FromEnvironment(EnvironmentNames.UserName);
        string? password = FromEnvironment(EnvironmentNames.Password);
        if (userName is not null && password is not null)
        {
            return new QualysCredential(userName, password);
        }

        string missing = userName is not null ? EnvironmentNames.Password
            : password is not null ? EnvironmentNames.UserName
            : $"{EnvironmentNames.UserName} and {EnvironmentNames.Password}";
        return isDryRun ? null : throw new SettingsException(
            $"There are no credentials for Qualys: set {missing} in the environment, or use --dry-run, which needs none.");
    }

    private static void RefuseBesideResume(SynchronizeOptions options, ParseResult parsed)
    {
        if (options.ThatShapeThePlan.FirstOrDefault(option => IsGiven(parsed, option)) is { } option)
        {
            throw new SettingsException($"--resume goes on with the plan in its database, so {option.Name} cannot be given beside it.");
        }
    }

    // Replacing the export or mixing the log into the database would destroy what the run is about.
    private static void RefuseOneFileTwice(SynchronizeSettings settings)
    {
        (string Name, string? Path)[] files =
        [
            ("export", settings.ResumePath is null ? settings.Synchronization.Import.Path : null),
            ("run database", settings.ResumePath ?? settings.Synchronization.Import.DatabasePath),
            ("log", settings.LogPath),
        ];
        StringComparison comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (int i = 0; i < files.Length; i++)
        {
            for (int j = i + 1; j < files.Length; j++)
            {
                if (files[i].Path is { } path && string.Equals(path, files[j].Path, comparison))
                {
                    throw new SettingsException($"'{path}' is named as the {files[i].Name} and as the {files[j].Name}. Give each a file of its own.");
                }
            }
        }
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static T OfEnvironment<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (QualysConfigurationException exception)
        {
            throw new SettingsException($"In the environment variable {name}: {exception.Message}", exception);
        }
    }

    private static string FullPath(string option, string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or NotSupportedException)
        {
            throw new SettingsException($"'{path}' cannot be used for {option}: it is not a path.", exception);
        }
    }
}
