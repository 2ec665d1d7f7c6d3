using QualysCustomAttributes.Publishing.PostgreSql;

namespace QualysCustomAttributes.Publishing;

/// <summary>An inventory database cannot be distributed to a target: a folder or a PostgreSQL database cannot be used.</summary>
public sealed class PublicationException : ConnectorException
{
    private PublicationException(string errorId, ConnectorErrorKind kind, string message, object? target, Exception? inner = null)
        : base(errorId, kind, message, target, inner)
    {
    }

    internal static PublicationException NoTarget() => new(
        "NoPublicationTarget", ConnectorErrorKind.InvalidArgument,
        "Nothing says where the inventory is to be published. Name a folder for CSV files, a folder for snapshots, or a PostgreSQL database.", null);

    internal static PublicationException FolderNotWritable(string path, Exception inner) => new(
        "FolderNotWritable", ConnectorErrorKind.Permission,
        $"The folder '{path}' cannot be written: {inner.Message.TrimEnd('.')}. Name a folder you may write to.", path, inner);

    internal static PublicationException DiskFull(string path, Exception? inner) => new(
        "DiskFull", ConnectorErrorKind.Resource,
        $"The disk of the folder '{path}' is full. Files that were there are as before; make room and publish again.", path, inner);

    // The text of the cause is left out on purpose: it may quote a part of the string, and so of a password.
    internal static PublicationException ConnectionStringInvalid(string what) => new(
        "ConnectionStringInvalid", ConnectorErrorKind.InvalidArgument,
        $"The PostgreSQL connection string cannot be used: {what}. It is a list of settings such as Host=db.example.com;Database=inventory;Username=publisher, and a value that holds a semicolon stands in quotation marks.", null);

    internal static PublicationException ServerNotReached(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlNotReached", ConnectorErrorKind.Connection,
        $"The PostgreSQL server {target.Server} cannot be reached: {why.TrimEnd('.')}. Check its name and port, that it runs, and that it takes connections from here.", target.ToString(), inner);

    internal static PublicationException ServerNotTrusted(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlNotTrusted", ConnectorErrorKind.Connection,
        $"No trusted connection to the PostgreSQL server {target.Server} could be made: {why.TrimEnd('.')}. Check its certificate and the settings SSL Mode and Root Certificate.", target.ToString(), inner);

    internal static PublicationException ConnectionLost(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlConnectionLost", ConnectorErrorKind.Connection,
        $"The connection to the PostgreSQL server {target.Server} was lost: {why.TrimEnd('.')}. Publish again: a publication counts whole or not at all.", target.ToString(), inner);

    internal static PublicationException LoginRefused(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlLoginRefused", ConnectorErrorKind.Authentication,
        $"The PostgreSQL server {target.Server} refused the login: {why.TrimEnd('.')}. Check user name and password, and the server's pg_hba.conf.", target.ToString(), inner);

    internal static PublicationException DatabaseUnknown(PostgreSqlTarget target, Exception inner) => new(
        "PostgreSqlDatabaseNotFound", ConnectorErrorKind.NotFound,
        $"The PostgreSQL server {target.Server} has no database '{target.Database}'. Create it, or name another one.", target.ToString(), inner);

    internal static PublicationException NotPermitted(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlPermissionDenied", ConnectorErrorKind.Permission,
        $"PostgreSQL does not let this user publish into {target}: {why.TrimEnd('.')}. Nothing was changed there. To make tables the user needs CREATE on the schema; to merge, SELECT, INSERT, UPDATE and DELETE on them and TEMPORARY on the database; to add columns it must own them.", target.ToString(), inner);

    internal static PublicationException EncodingUnfit(PostgreSqlTarget target, string encoding) => new(
        "PostgreSqlEncodingUnfit", ConnectorErrorKind.InvalidData,
        $"The PostgreSQL database of {target} has the encoding {encoding}, which cannot hold every character of an inventory. Name a database with the encoding UTF8.", target.ToString());

    internal static PublicationException NoSchema(PostgreSqlTarget target) => new(
        "PostgreSqlSchemaNotFound", ConnectorErrorKind.NotFound,
        $"No schema of the user's search path exists in {target}. Name the schema to publish into.", target.ToString());

    internal static PublicationException TableUnfit(PostgreSqlTarget target, string table, string what) => new(
        "PostgreSqlTableUnfit", ConnectorErrorKind.InvalidData,
        $"The table {table} in {target} is not one that an inventory can be merged into: {what}. Nothing was changed there. Rename it, or publish into another schema.", target.ToString());

    internal static PublicationException NoRoom(PostgreSqlTarget target, string why, Exception inner) => new(
        "PostgreSqlOutOfResources", ConnectorErrorKind.Resource,
        $"The PostgreSQL server {target.Server} lacks what the publication needs: {why.TrimEnd('.')}. Nothing was changed there; publish again when there is room.", target.ToString(), inner);

    internal static PublicationException Refused(PostgreSqlTarget target, string? table, string why, string state, Exception inner) => new(
        "PostgreSqlFailed", ConnectorErrorKind.InvalidData,
        $"PostgreSQL refused to publish into {target}{(table is null ? "" : $", table {table}")}: {why.TrimEnd('.')} (SQLSTATE {state}). Nothing was changed there.", target.ToString(), inner);
}
