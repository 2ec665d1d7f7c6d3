using System.CommandLine;
using QualysCustomAttributes.Cli.Options;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;
using static QualysCustomAttributes.Cli.Settings.SettingSources;

namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Makes the settings of a publication: an option counts before the environment, the environment before the default.</summary>
internal static class PublishResolution
{
    /// <summary>Makes the settings.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static PublishSettings Resolve(PublishOptionSet options, ParseResult parsed)
    {
        var publication = new PublicationOptions
        {
            DatabasePath = InventoryResolution.Folder(options.Database, parsed),
            Targets = [.. Targets(options, parsed).OfType<PublicationTarget>()],
        };
        if (publication.Targets.Count == 0)
        {
            throw new SettingsException(
                $"Nothing says where the inventory is to be published: give {options.Csv.Name}, {options.Snapshot.Name} or {options.PostgreSql.Name}, or several of them.");
        }

        LogSettings log = LogSettings.Of(options.Log, parsed);
        RefuseOneFileTwice(("inventory database", new InventoryPublication(publication).DatabasePath), ("log", log.Path));
        return new PublishSettings { Publication = publication, Log = log };
    }

    private static IEnumerable<PublicationTarget?> Targets(PublishOptionSet options, ParseResult parsed)
    {
        yield return Folder(options.Csv, parsed) is { } csv ? new CsvTarget(csv) : null;
        yield return Folder(options.Snapshot, parsed) is { } snapshots ? new SnapshotTarget(snapshots) : null;
        yield return PostgreSql(options, parsed);
    }

    private static string? Folder(Option<string> option, ParseResult parsed) =>
        parsed.GetValue(option) is { } path ? FullPath(option.Name, path) : null;

    private static PostgreSqlTarget? PostgreSql(PublishOptionSet options, ParseResult parsed)
    {
        string? schema = parsed.GetValue(options.PostgreSqlSchema);
        if (parsed.GetValue(options.PostgreSql) is { } option)
        {
            return Of(options.PostgreSql.Name, () => new PostgreSqlTarget(option, schema: schema));
        }

        if (FromEnvironment(EnvironmentNames.PostgreSql) is { } connection)
        {
            return OfEnvironment(EnvironmentNames.PostgreSql, () => new PostgreSqlTarget(connection, schema: schema));
        }

        return schema is null ? null : throw new SettingsException(
            $"{options.PostgreSqlSchema.Name} names a schema, but nothing names the database that it is in: give {options.PostgreSql.Name}, or set {EnvironmentNames.PostgreSql}.");
    }
}
