using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace QualysCustomAttributes.Sqlite;

/// <summary>What kept SQLite from its work, in the few kinds that a person treats differently.</summary>
internal enum SqliteFailure
{
    Full,
    Locked,
    NotADatabase,
    Damaged,
    NotWritable,
    Other,
}

/// <summary>Words the errors of one kind of database for the person who runs the command.</summary>
internal abstract class SqliteErrors
{
    /// <summary>Words a failure of SQLite.</summary>
    public abstract ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner);

    /// <summary>The file is something else.</summary>
    public abstract ConnectorException OfAnotherKind(string path);

    /// <summary>The file was written by a newer release.</summary>
    public abstract ConnectorException Newer(string path, long found, long known);

    // SQLite's own text stands in brackets within a sentence.
    public ConnectorException Of(string path, int code, string? text, Exception? inner = null) =>
        Of(path, KindOf(code), code, text?.TrimEnd('.'), inner);

    public ConnectorException Of(string path, SqliteException exception) =>
        Of(path, exception.SqliteExtendedErrorCode, exception.Message, exception);

    private static SqliteFailure KindOf(int code) => (code & 0xFF) switch
    {
        raw.SQLITE_FULL => SqliteFailure.Full,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => SqliteFailure.Locked,
        raw.SQLITE_NOTADB => SqliteFailure.NotADatabase,
        raw.SQLITE_CORRUPT => SqliteFailure.Damaged,
        raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_IOERR => SqliteFailure.NotWritable,
        _ => SqliteFailure.Other,
    };
}
