using System.Globalization;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>A PostgreSQL database, and the schema in it, that an inventory is merged into. Its texts never show the password.</summary>
internal sealed class PostgreSqlTarget : PublicationTarget
{
    private readonly SecretText _secrets;

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
        NpgsqlConnectionStringBuilder settings = PostgreSqlSettings.Read(connectionString, userName, password);
        ConnectionString = settings.ConnectionString;
        _secrets = PostgreSqlPasswords.Of(settings, PasswordIn(connectionString));
        // A host may bring a port of its own, and there may be several.
        Server = settings.Host?.AsSpan().IndexOfAny(':', ',') >= 0 ? settings.Host : $"{settings.Host}:{settings.Port}";
        Database = settings.Database ?? settings.Username ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName;
        Schema = string.IsNullOrWhiteSpace(schema) ? null : schema.Trim();
        Patience = PostgreSqlSettings.PatienceOf(settings);
        Warning = PostgreSqlSettings.WarningOf(settings, Server);
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

    /// <summary>How long connecting may take.</summary>
    internal TimeSpan Patience { get; }

    /// <summary>What the settings leave unguarded on the way to the server, or <see langword="null"/>.</summary>
    internal string? Warning { get; }

    /// <inheritdoc/>
    public override string CountAssets(PublishedTarget published) =>
        $"{base.CountAssets(published)} new or changed{CountOthers(published)}";

    /// <summary>
    /// Takes every password that the connection may use out of a text, whoever wrote it there: that of the settings and those of
    /// <c>PGPASSWORD</c> and the password file.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without them.</returns>
    public override string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SecretText.WithoutUserInfo(_secrets.RemoveFrom(text));
    }

    /// <inheritdoc/>
    public override string ToString() => Location;

    internal override async Task<PublishedTarget> PublishAsync(
        string databasePath, IProgress<ConnectorEvent>? events, CancellationToken cancellationToken)
    {
        var publication = new PostgreSqlPublication(this, events);
        PublishedTarget published = await publication.RunAsync(databasePath, cancellationToken).ConfigureAwait(false);
        published.Line = $"{base.CountAssets(published)} merged into {Location}{CountOthers(published)}";
        return published;
    }

    private static string CountOthers(PublishedTarget published) =>
        string.Create(CultureInfo.InvariantCulture, $", {published.AssetsUnchanged:N0} unchanged")
        + (published.AssetsNewer > 0 ? string.Create(CultureInfo.InvariantCulture, $", {published.AssetsNewer:N0} newer there") : "")
        + (published.AssetsLeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {published.AssetsLeftOut:N0} left out") : "");

    // It is not used where another one was given, and is secret all the same.
    private static string? PasswordIn(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Password;
}
