using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>A PostgreSQL database, and the schema in it, that an inventory is merged into. Its texts never show the password.</summary>
internal sealed class PostgreSqlTarget : PublicationTarget
{
    private const string ApplicationName = "QualysCustomAttributes";

    private readonly string? _password;

    /// <summary>Reads where the database is and who connects. Nothing is connected yet.</summary>
    /// <param name="connectionString">The settings as Npgsql has them: <c>Host=…;Database=…;Username=…</c>.</param>
    /// <param name="userName">The user, instead of the one in the connection string.</param>
    /// <param name="password">
    /// The password, instead of the one in the connection string. Without any, the environment variable <c>PGPASSWORD</c> and
    /// the password file count.
    /// </param>
    /// <param name="schema">The schema, which is made where there is none; the user's own where <see langword="null"/>.</param>
    /// <exception cref="PublicationException">The string is no connection string.</exception>
    public PostgreSqlTarget(string connectionString, string? userName = null, string? password = null, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        NpgsqlConnectionStringBuilder settings = Parse(connectionString);
        settings.Username = userName ?? settings.Username;
        settings.Password = password ?? settings.Password;
        settings.ApplicationName ??= ApplicationName;

        // A merge takes as long as it takes, and one connection is all there is.
        bool isTimed = Names(connectionString, "Command Timeout") || Names(connectionString, "CommandTimeout");
        settings.CommandTimeout = isTimed ? settings.CommandTimeout : 0;
        settings.Pooling = false;
        settings.Multiplexing = false;
        settings.IncludeErrorDetail = false;
        settings.PersistSecurityInfo = false;
        settings.Enlist = false;
        ConnectionString = settings.ConnectionString;
        _password = settings.Password;
        // A host may bring a port of its own, and there may be several.
        Server = settings.Host?.AsSpan().IndexOfAny(':', ',') >= 0 ? settings.Host : $"{settings.Host}:{settings.Port}";
        Database = settings.Database ?? settings.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
        Schema = string.IsNullOrWhiteSpace(schema) ? null : schema.Trim();
    }

    /// <inheritdoc/>
    public override string Kind => "PostgreSql";

    /// <summary>Server, database and schema.</summary>
    public override string Location => $"PostgreSQL {Server}, database {Database}" + (Schema is null ? "" : $", schema {Schema}");

    /// <inheritdoc/>
    public override string Manner => "by merging";

    /// <inheritdoc/>
    public override string Label => "merged into";

    /// <summary>The server: host and port.</summary>
    public string Server { get; }

    /// <summary>The database.</summary>
    public string Database { get; }

    /// <summary>The schema, or <see langword="null"/> for the first one of the user's search path.</summary>
    public string? Schema { get; }

    /// <summary>The whole settings, password included.</summary>
    internal string ConnectionString { get; }

    /// <inheritdoc/>
    public override string CountAssets(PublishedTarget published) =>
        $"{base.CountAssets(published)} new or changed{CountOthers(published)}";

    /// <summary>Takes the password that was given out of a text that came from outside.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without it.</returns>
    public override string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.IsNullOrEmpty(_password) ? text : text.Replace(_password, "[redacted]", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Location;

    internal override async Task<PublishedTarget> PublishAsync(
        string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        var publication = new PostgreSqlPublication(this, events);
        PublishedTarget published = await publication.RunAsync(databasePath, cancellationToken).ConfigureAwait(false);
        return published with { Line = $"{base.CountAssets(published)} merged into {Location}{CountOthers(published)}" };
    }

    private static string CountOthers(PublishedTarget published) =>
        string.Create(CultureInfo.InvariantCulture, $", {published.AssetsUnchanged:N0} unchanged")
        + (published.AssetsNewer > 0 ? string.Create(CultureInfo.InvariantCulture, $", {published.AssetsNewer:N0} newer there") : "");

    private static bool Names(string connectionString, string setting) =>
        new DbConnectionStringBuilder { ConnectionString = connectionString }.ContainsKey(setting);

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        if (connectionString.TrimStart().StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
            && connectionString.Contains("://", StringComparison.Ordinal))
        {
            throw PostgreSqlErrors.ConnectionStringInvalid("an address of the form postgresql:// is not read");
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException
            or OverflowException or KeyNotFoundException)
        {
            throw PostgreSqlErrors.ConnectionStringInvalid(
                "it has a setting that PostgreSQL's driver does not know, or a value that it does not take");
        }

        return string.IsNullOrWhiteSpace(settings.Host) ? throw PostgreSqlErrors.ConnectionStringInvalid("it names no Host") : settings;
    }
}
