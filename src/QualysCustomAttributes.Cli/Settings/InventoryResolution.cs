using System.CommandLine;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;
using static QualysCustomAttributes.Cli.Settings.SettingSources;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Makes the settings of a run of the inventory: an option counts before the environment, the environment before the default.</summary>
internal static class InventoryResolution
{
    public const string DefaultOutput = "./inventory";

    /// <summary>Makes the settings.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static InventorySettings Resolve(InventoryOptionSet options, ParseResult parsed)
    {
        bool isCountOnly = parsed.GetValue(options.CountOnly);
        if (isCountOnly && options.NotForCounting.FirstOrDefault(option => IsGiven(parsed, option)) is { } useless)
        {
            throw new SettingsException($"{options.CountOnly.Name} counts and writes no file, so {useless.Name} cannot be given beside it.");
        }

        string folder = Folder(options.Output, parsed);
        QualysAddress gateway = CallSettings.Gateway(options.GatewayFqdn, options.Call, parsed);
        QualysClientOptions client = CallSettings.Client(options.Call, parsed);
        var settings = new InventorySettings
        {
            IsCountOnly = isCountOnly,
            Since = parsed.GetValue(options.Since),
            Export = new InventoryOptions
            {
                Folder = folder,
                Incremental = parsed.GetValue(options.Incremental),
                PageSize = parsed.GetValue(options.PageSize) ?? QualysInventoryQuery.LargestPageSize,
                Filters = [.. (parsed.GetValue(options.Filter) ?? []).Select(QualysInventoryFilter.Parse)],
                IncludeFields = parsed.GetValue(options.IncludeField) ?? [],
                ExcludeFields = parsed.GetValue(options.ExcludeField) ?? [],
                StartOver = parsed.GetValue(options.StartOver),
            },
            Log = LogSettings.Of(options.Log, parsed),
            Connection = QualysConnection.To(null, gateway.ToString(), CallSettings.RequireCredential(), client),
        };
        string database = new InventoryExport(settings.Connection, settings.Export).DatabasePath;
        RefuseOneFileTwice(("inventory database", database), ("log", settings.Log.Path));
        return settings;
    }

    /// <summary>Gives the inventory's folder: the one that is named, else that of the environment, else the default.</summary>
    /// <exception cref="SettingsException">It is no path.</exception>
    public static string Folder(Option<string> option, ParseResult parsed) =>
        FullPath(option.Name, parsed.GetValue(option) ?? FromEnvironment(EnvironmentNames.InventoryOutput) ?? DefaultOutput);
}
