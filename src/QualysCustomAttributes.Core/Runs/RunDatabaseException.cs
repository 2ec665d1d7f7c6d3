using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The run database cannot be used: it exists already, is missing, locked, full, of another kind, or lacks a stage.</summary>
public sealed class RunDatabaseException : ConnectorException
{
    private RunDatabaseException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    internal static RunDatabaseException Exists(string path) => new(
        "DatabaseExists", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' exists already.", path);

    internal static RunDatabaseException InUse(string path) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' is in use by this session, so it cannot be replaced. "
        + "End the pipeline that uses it, or name another one.", path);

    internal static RunDatabaseException NotFound(string path) => new(
        "DatabaseNotFound", ConnectorErrorKind.NotFound,
        $"The run database '{path}' does not exist. Name the database of an earlier stage.", path);

    internal static RunDatabaseException NotWritable(string path, Exception inner) => new(
        "DatabaseNotWritable", ConnectorErrorKind.Permission,
        $"The run database '{path}' cannot be created or written: {inner.Message.TrimEnd('.')}. "
        + "Name a folder you may write to.", path, inner);

    internal static RunDatabaseException OfAnotherKind(string path, Exception? inner = null) => new(
        "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData,
        $"'{path}' is not a run database of this product. Name the database that an earlier stage wrote.", path, inner);

    internal static RunDatabaseException Newer(string path, long found, long known) => new(
        "DatabaseNewer", ConnectorErrorKind.InvalidData,
        $"The run database '{path}' has version {found}, written by a newer release; this one knows version {known}. "
        + "Update this product.", path);

    /// <summary>Two run databases met in one pipeline.</summary>
    /// <param name="path">The database that came first.</param>
    /// <param name="other">The other one.</param>
    /// <returns>The error.</returns>
    public static RunDatabaseException Mixed(string path, string other) => new(
        "DatabaseMixed", ConnectorErrorKind.InvalidArgument,
        $"Objects of two run databases came down one pipeline: '{path}' and '{other}'. "
        + "Send each database through a pipeline of its own.", path);

    internal static RunDatabaseException Outdated(string path) => new(
        "ObjectOutdated", ConnectorErrorKind.InvalidData,
        "Objects of an earlier run came down the pipeline: "
        + $"the run database '{path}' was replaced since, or their stage was run again. "
        + "Run that stage again and pipe what it gives.", path);

    internal static RunDatabaseException StageMissing(string path, ConnectorStage stage) => new(
        "StageMissing", ConnectorErrorKind.NotFound,
        $"The run database '{path}' holds nothing of the stage before this one ({stage}). Run that stage first.", path);

    internal static RunDatabaseException AlreadySent(string path, long calls) => new(
        "AlreadySent", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' records {calls} calls to Qualys; "
        + "running an earlier stage again would part them from their batches. Import into a new database.", path);

    internal static RunDatabaseException OtherFunction(string path, string recorded, string asked) => new(
        "AlreadySent", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' records calls with the function '{recorded}'; "
        + $"calls with '{asked}' belong in a database of their own. "
        + $"Import into a new database, or go on with '{recorded}'.", path);

    /// <summary>Words an error of SQLite for the person who runs the command.</summary>
    internal static RunDatabaseException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) => failure switch
    {
        SqliteFailure.Full => new(
            "DatabaseFull", ConnectorErrorKind.Resource,
            $"The disk of the run database '{path}' is full. "
            + "What was committed is on record; make room and go on from the last stage.", path, inner),
        SqliteFailure.Locked => new(
            "DatabaseLocked", ConnectorErrorKind.Resource,
            $"The run database '{path}' is locked by another program. "
            + "What was committed is on record; close that program and go on from the last stage.", path, inner),
        SqliteFailure.NotADatabase => OfAnotherKind(path, inner),
        SqliteFailure.Damaged => new(
            "DatabaseDamaged", ConnectorErrorKind.InvalidData,
            $"The run database '{path}' is damaged ({text}). Import the export again into a new one.", path, inner),
        SqliteFailure.NotWritable => new(
            "DatabaseNotWritable", ConnectorErrorKind.Permission,
            $"The run database '{path}' cannot be written ({text}). "
            + "What was committed is on record; check the folder, its permissions and its disk.", path, inner),
        _ => new(
            "DatabaseFailed", ConnectorErrorKind.Resource,
            $"The run database '{path}' failed: {text} (SQLite error {code}).", path, inner),
    };
}

/// <summary>Words the errors of a run database.</summary>
internal sealed class RunDatabaseErrors : SqliteErrors
{
    public static RunDatabaseErrors Instance { get; } = new();

    public override ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) =>
        RunDatabaseException.Of(path, failure, code, text, inner);

    public override ConnectorException OfAnotherKind(string path) => RunDatabaseException.OfAnotherKind(path);

    public override ConnectorException Newer(string path, long found, long known) => RunDatabaseException.Newer(path, found, known);
}
