namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>The errors of a publication into PostgreSQL, with their ids and words.</summary>
internal static class PostgreSqlErrors
{
    // The text of the cause is left out on purpose: it may quote a part of the string, and so of a password.
    public static PublicationException ConnectionStringInvalid(string what) => new(
        "ConnectionStringInvalid", ConnectorErrorKind.InvalidArgument,
        $"The PostgreSQL connection string cannot be used: {what}. It is a list of settings such as "
        + "Host=db.example.com;Database=inventory;Username=publisher, and a value that holds a semicolon stands in quotation marks.", null);

    public static PublicationException NotReached(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlNotReached", ConnectorErrorKind.Connection,
        $"The PostgreSQL server {target.Server} cannot be reached: {Plain(why)}. Check its name and port, that it runs, "
        + "and that it takes connections from here.", inner);

    public static PublicationException NotTrusted(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlNotTrusted", ConnectorErrorKind.Connection,
        $"No trusted connection to the PostgreSQL server {target.Server} could be made: {Plain(why)}. "
        + "Check its certificate and the settings SSL Mode, which is VerifyFull where nothing else is said, and Root Certificate.", inner);

    public static PublicationException ConnectionLost(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlConnectionLost", ConnectorErrorKind.Connection,
        $"The connection to the PostgreSQL server {target.Server} was lost: {Plain(why)}. "
        + "Publish again: a publication counts whole or not at all.", inner);

    public static PublicationException LoginRefused(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlLoginRefused", ConnectorErrorKind.Authentication,
        $"The PostgreSQL server {target.Server} refused the login: {Plain(why)}. "
        + "Check user name and password, and the server's pg_hba.conf.", inner);

    public static PublicationException DatabaseUnknown(PostgreSqlTarget target, Exception inner) => Of(
        target, "PostgreSqlDatabaseNotFound", ConnectorErrorKind.NotFound,
        $"The PostgreSQL server {target.Server} has no database '{target.Database}'. Create it, or name another one.", inner);

    public static PublicationException NotPermitted(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlPermissionDenied", ConnectorErrorKind.Permission,
        $"PostgreSQL does not let this user publish into {target}: {Plain(why)}. Nothing was changed there. "
        + "The user needs TEMPORARY on the database, CREATE on it where the schema is missing, and is to own the schema and its tables; "
        + "in the schema public it needs CREATE.", inner);

    public static PublicationException EncodingUnfit(PostgreSqlTarget target, string encoding) => Of(
        target, "PostgreSqlEncodingUnfit", ConnectorErrorKind.InvalidData,
        $"The PostgreSQL database of {target} has the encoding {encoding}, which cannot hold every character of an inventory. "
        + "Name a database with the encoding UTF8.");

    public static PublicationException NoSchema(PostgreSqlTarget target) => Of(
        target, "PostgreSqlSchemaNotFound", ConnectorErrorKind.NotFound,
        $"No schema of the user's search path exists in {target}. Name the schema to publish into.");

    public static PublicationException TableUnfit(PostgreSqlTarget target, string table, string what) => Of(
        target, "PostgreSqlTableUnfit", ConnectorErrorKind.InvalidData,
        $"The table {table} in {target} is not one that an inventory can be merged into: {what}. Nothing was changed there. "
        + "Rename it, or publish into another schema.");

    public static PublicationException NotOwned(PostgreSqlTarget target, string what, string owner) => Of(
        target, "PostgreSqlNotOwned", ConnectorErrorKind.Permission,
        $"{what} in {target} belongs to the role {ShownText.Name(owner)}, who could have anything run there with the rights of the "
        + "role that publishes. Nothing was changed there. Publish as that role, have its owner changed to the publishing role, "
        + "or publish into a schema of that role's own.");

    public static PublicationException Locked(PostgreSqlTarget target, string holder, Exception inner) => Of(
        target, "PostgreSqlLocked", ConnectorErrorKind.Resource,
        $"The advisory lock by which publications into {target} take turns was not to be had in the time allowed. It is held by {holder}: "
        + "another publication that is under way, or somebody who holds that lock. "
        + "Nothing was changed there; publish again when it is free.",
        inner);

    public static PublicationException NoRoom(PostgreSqlTarget target, string why, Exception inner) => Of(
        target, "PostgreSqlOutOfResources", ConnectorErrorKind.Resource,
        $"The PostgreSQL server {target.Server} lacks what the publication needs: {Plain(why)}. "
        + "Nothing was changed there; publish again when there is room.", inner);

    public static PublicationException Refused(PostgreSqlTarget target, Npgsql.PostgresException answer) => Of(
        target, "PostgreSqlFailed", ConnectorErrorKind.InvalidData,
        $"PostgreSQL refused to publish into {target}{(answer.TableName is { } table ? $", table {table}" : "")}: "
        + $"{Plain(answer.MessageText)} (SQLSTATE {answer.SqlState}). Nothing was changed there.", answer);

    private static PublicationException Of(
        PostgreSqlTarget target, string errorId, ConnectorErrorKind kind, string message, Exception? inner = null) =>
        new(errorId, kind, target.Redact(message), target.Location, inner is null || ShowsSecret(target, inner) ? null : inner);

    // The cause goes into logs and $Error: one that quotes a password is not handed on.
    private static bool ShowsSecret(PostgreSqlTarget target, Exception cause)
    {
        IEnumerable<string> texts = PostgreSqlFailure.Causes(cause).SelectMany(each => each.Data.Values.Cast<object?>())
            .Select(value => value?.ToString()).OfType<string>().Append(cause.ToString());
        return texts.Any(text => target.Redact(text) != text);
    }

    // The sentence around it has a full stop of its own.
    private static string Plain(string why) => why.TrimEnd('.');
}
