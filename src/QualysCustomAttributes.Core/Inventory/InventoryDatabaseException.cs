using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>The inventory's folder or database cannot be used: it cannot be written, is locked, full, or of another kind.</summary>
public sealed class InventoryDatabaseException : ConnectorException
{
    private InventoryDatabaseException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    /// <summary>Whether the file's content is at fault.</summary>
    internal bool IsDamaged => ErrorId == "DatabaseDamaged";

    internal static InventoryDatabaseException FolderNotWritable(string path, Exception inner) => new(
        "FolderNotWritable", ConnectorErrorKind.Permission,
        $"The inventory's folder '{path}' cannot be written: {FileWords.OfFolder(inner)}. Name a folder you may write to. "
        + "What was loaded stays; run the same command again to go on.", path, inner);

    internal static InventoryDatabaseException DiskFull(string path, Exception inner) => new(
        "DiskFull", ConnectorErrorKind.Resource,
        $"The disk of the inventory's folder '{path}' is full. "
        + "What was loaded stays; make room and run the same command again to go on.", path, inner);

    internal static InventoryDatabaseException InUse(string path) => new(
        "InventoryInUse", ConnectorErrorKind.Resource,
        $"Another run is writing the inventory in '{path}'. Wait for it, or name another folder.", path);

    internal static InventoryDatabaseException NotFound(string path) => new(
        "DatabaseNotFound", ConnectorErrorKind.NotFound,
        $"The inventory database '{path}' does not exist. Export the inventory into that folder first.", path);

    internal static InventoryDatabaseException Exists(string path) => new(
        "DatabaseExists", ConnectorErrorKind.AlreadyExists,
        $"The inventory database '{path}' exists already.", path);

    internal static InventoryDatabaseException NotMade(string path, string? why, Exception? inner) => new(
        "DatabaseNotWritable", ConnectorErrorKind.Permission,
        $"The inventory database '{path}' cannot be made anew: {why?.TrimEnd('.')}. It is as it was. "
        + "Close the programs that have it open, check the folder and its permissions, and run the same command again.",
        path, inner);

    internal static InventoryDatabaseException NoRoom(string path, Exception? inner) => new(
        "DatabaseFull", ConnectorErrorKind.Resource,
        $"The disk is too full for the inventory database '{path}' to be made anew. It is as it was. "
        + "Make room for a second one and run the same command again.", path, inner);

    internal static InventoryDatabaseException PagesNotFound(string folder) => new(
        "PagesNotFound", ConnectorErrorKind.NotFound,
        $"There are no pages of an inventory ({PageFileName.Pattern}) in '{folder}'. "
        + "Name the folder that an inventory was exported into.", folder);

    internal static InventoryDatabaseException PagesNotReadable(string folder, Exception inner) => new(
        "PagesNotReadable", ConnectorErrorKind.Permission,
        $"The pages of the inventory in '{folder}' cannot be read: {FileWords.OfFolder(inner)}. "
        + "Check the permissions of the folder.", folder, inner);

    internal static InventoryDatabaseException PagesNotUsable(string folder) => new(
        "PagesNotUsable", ConnectorErrorKind.InvalidData,
        $"No page of the inventory in '{folder}' could be read: all are damaged, or you may not read them. "
        + "The database is as it was. Export the whole inventory again.", folder);

    internal static InventoryDatabaseException Removed(string path) => new(
        "DatabaseRemoved", ConnectorErrorKind.NotFound,
        $"The inventory database '{path}' was removed during the run. Put it back, or export the whole inventory again.", path);

    internal static InventoryDatabaseException NotReadable(string path, string? text, Exception? inner) => new(
        "DatabaseNotReadable", ConnectorErrorKind.Permission,
        $"The inventory database '{path}' cannot be read ({text?.TrimEnd('.')}). "
        + "Check its permissions; in a folder that you may not write to, read a snapshot of it.", path, inner);

    internal static InventoryDatabaseException OfAnotherKind(string path, Exception? inner = null) => new(
        "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData,
        $"'{path}' is not an inventory database of this product. Name another folder, or move that file away.", path, inner);

    internal static InventoryDatabaseException Newer(string path, long found, long known) => new(
        "DatabaseNewer", ConnectorErrorKind.InvalidData,
        $"The inventory database '{path}' has version {found}, written by a newer release; this one knows version {known}. "
        + "Update this product.", path);

    internal static InventoryDatabaseException Older(string path) => new(
        "InventoryOlder", ConnectorErrorKind.InvalidData,
        $"The inventory database '{path}' was loaded by an earlier release. Export the inventory into its folder once more, incrementally: "
        + "that brings it over.", path);

    internal static InventoryDatabaseException WithoutRun(string path) => new(
        "InventoryEmpty", ConnectorErrorKind.InvalidData,
        $"The inventory database '{path}' holds no run. Export the inventory into its folder first.", path);

    internal static InventoryDatabaseException NotTrusted(string path, string what) => new(
        "DatabaseNotTrusted", ConnectorErrorKind.InvalidData,
        $"The inventory database '{path}' is not as this product makes it: {what}. Nothing of it is written or published. "
        + "Take that out, or make the database anew from the pages of its folder.", path);

    internal static InventoryDatabaseException Of(
        string path, SqliteFailure failure, int code, string? text, Exception? inner) => failure switch
    {
        SqliteFailure.Full => new(
            "DatabaseFull", ConnectorErrorKind.Resource,
            $"The disk of the inventory database '{path}' is full. "
            + "What was loaded stays; make room and run the same command again to go on.", path, inner),
        SqliteFailure.Locked => new(
            "DatabaseLocked", ConnectorErrorKind.Resource,
            $"The inventory database '{path}' is locked by another program. "
            + "What was loaded stays; close that program and run the same command again to go on.", path, inner),
        SqliteFailure.NotADatabase => OfAnotherKind(path, inner),
        SqliteFailure.Damaged => new(
            "DatabaseDamaged", ConnectorErrorKind.InvalidData,
            $"The inventory database '{path}' is damaged ({text}). "
            + "Make it anew from the pages of its folder, or move it away and export the whole inventory again.", path, inner),
        SqliteFailure.NotWritable => new(
            "DatabaseNotWritable", ConnectorErrorKind.Permission,
            $"The inventory database '{path}' cannot be written ({text}). "
            + "What was loaded stays; check the folder, its permissions and its disk.", path, inner),
        _ => new(
            "DatabaseFailed", ConnectorErrorKind.Resource,
            $"The inventory database '{path}' failed: {text} (SQLite error {code}).", path, inner),
    };
}

/// <summary>Words the errors of a database that is made anew, beside the one whose place it will take.</summary>
internal sealed class UnfinishedDatabaseErrors(string finalPath) : SqliteErrors
{
    public override ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) =>
        failure == SqliteFailure.Full
            ? InventoryDatabaseException.NoRoom(finalPath, inner)
            : InventoryDatabaseException.NotMade(finalPath, text, inner);

    public override ConnectorException OfAnotherKind(string path) => InventoryDatabaseException.OfAnotherKind(path);

    public override ConnectorException Newer(string path, long found, long known) => InventoryDatabaseException.Newer(path, found, known);
}

/// <summary>Words the errors of an inventory database.</summary>
internal sealed class InventoryDatabaseErrors : SqliteErrors
{
    public static InventoryDatabaseErrors Instance { get; } = new();

    public override ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) =>
        InventoryDatabaseException.Of(path, failure, code, text, inner);

    public override ConnectorException OfAnotherKind(string path) => InventoryDatabaseException.OfAnotherKind(path);

    public override ConnectorException Newer(string path, long found, long known) => InventoryDatabaseException.Newer(path, found, known);
}
