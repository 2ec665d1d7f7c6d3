using System.CommandLine;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Publishing.Csv;
using QualysCustomAttributes.Publishing.PostgreSql;
using QualysCustomAttributes.Publishing.Snapshot;

namespace QualysCustomAttributes.Cli.Commands.Publish;

/// <summary>What a publication does.</summary>
internal sealed record PublishSettings
{
    /// <summary>What is distributed, and where to.</summary>
    public required PublicationOptions Publication { get; init; }

    /// <summary>The inventory database.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The log, which is kept only where it is named, and its signs of life.</summary>
    public required LogSettings Log { get; init; }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="SettingsException">A setting cannot be used.</exception>
    /// <exception cref="ConnectorException">A setting cannot be used.</exception>
    public static PublishSettings Of(PublishCommand command, ParseResult given)
    {
        var publication = new PublicationOptions
        {
            DatabasePath = command.Database.Of(given),
            Targets = [.. Targets(command, given).OfType<PublicationTarget>()],
        };
        if (publication.Targets.Count == 0)
        {
            throw new SettingsException(
                "Nothing says where the inventory is to be published: "
                + $"give {command.Csv.Name}, {command.Snapshot.Name} or {command.PostgreSql.Name}, or several of them.");
        }

        var settings = new PublishSettings
        {
            Publication = publication,
            DatabasePath = new InventoryPublication(publication).DatabasePath,
            Log = command.Log.Of(given),
        };
        Paths.RefuseOneFileTwice(("inventory database", settings.DatabasePath), ("log", settings.Log.Path));
        return settings;
    }

    private static IEnumerable<PublicationTarget?> Targets(PublishCommand command, ParseResult given)
    {
        bool sharedRead = given.GetValue(command.Log.SharedRead);
        yield return command.Csv.Find(given) is { } csv ? new CsvTarget(csv, sharedRead) : null;
        yield return command.Snapshot.Find(given) is { } snapshots ? new SnapshotTarget(snapshots, sharedRead) : null;
        yield return PostgreSql(command, given);
    }

    private static PostgreSqlTarget? PostgreSql(PublishCommand command, ParseResult given)
    {
        string? schema = command.PostgreSqlSchema.Find(given);
        if (command.PostgreSql.Written(given) is var (connection, source))
        {
            return SettingsException.Naming(source, () => new PostgreSqlTarget(connection, schema: schema));
        }

        return schema is null ? null : throw new SettingsException(
            $"{command.PostgreSqlSchema.Name} names a schema, but nothing names the database that it is in: "
            + $"give {command.PostgreSql.Name}, or set {command.PostgreSql.Variable}.");
    }
}
