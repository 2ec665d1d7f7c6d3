using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Cli.Commands.Inventory;

/// <summary>What a run of the inventory does.</summary>
internal sealed record InventorySettings
{
    /// <summary>Where Qualys is, who calls, and how calls are made.</summary>
    public required QualysConnection Connection { get; init; }

    /// <summary>What is brought, and where to, but for the moment since when.</summary>
    public required InventoryOptions Export { get; init; }

    /// <summary>The inventory database.</summary>
    public string DatabasePath => new InventoryExport(Connection, Export).DatabasePath;

    /// <summary>Since when, or <see langword="null"/> for the default.</summary>
    public Since? Since { get; init; }

    /// <summary>Whether assets are counted and nothing else.</summary>
    public bool IsCountOnly { get; init; }

    /// <summary>The log and its signs of life.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static InventorySettings Of(InventoryCommand command, ParseResult given)
    {
        bool isCountOnly = given.GetValue(command.CountOnly);
        if (isCountOnly && command.NotForCounting.FirstOrDefault(given.Has) is { } useless)
        {
            throw new SettingsException(
                $"{command.CountOnly.Name} counts and writes no file, so {useless.Name} cannot be given beside it.");
        }

        if (given.GetValue(command.Force))
        {
            throw new SettingsException($"{command.Force.Name} belongs to {command.FromPages.Name}; every other run adds to the database.");
        }

        string folder = command.Output.Of(given);
        QualysAddress gateway = command.Call.GatewayFqdn.Find(given) ?? QualysPlatform.GatewayOf(command.Call.ApiFqdn.Of(given));
        QualysClientOptions client = command.Call.Client(given);
        var settings = new InventorySettings
        {
            IsCountOnly = isCountOnly,
            Since = command.Since.Find(given),
            Export = new InventoryOptions
            {
                Folder = folder,
                SharedRead = given.GetValue(command.Log.SharedRead),
                Incremental = given.GetValue(command.Incremental),
                PageSize = command.PageSize.Of(given),
                Filters = [.. (given.GetValue(command.Filter) ?? []).Select(QualysInventoryFilter.Parse)],
                IncludeFields = given.GetValue(command.IncludeField) ?? [],
                ExcludeFields = given.GetValue(command.ExcludeField) ?? [],
                StartOver = given.GetValue(command.StartOver),
            },
            Log = command.Log.Of(given),
            Connection = QualysConnection.To(null, gateway.ToString(), Account.Require(command.Call, given), client),
        };
        Paths.RefuseOneFileTwice(("inventory database", settings.DatabasePath), ("log", settings.Log.Path));
        return settings;
    }
}
