using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>The ledger cannot be used: it is another subscription's, of another kind, damaged, locked, or cannot be written.</summary>
public sealed class LedgerException : ConnectorException
{
    private LedgerException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    /// <summary>Whether a living run holds the lease of the ledger, and it is to be waited for.</summary>
    internal bool IsLeased { get; private init; }

    internal static LedgerException NotFound(string path) => new(
        "LedgerNotFound", ConnectorErrorKind.NotFound,
        $"The ledger '{path}' does not exist. It is made by the first reconciled run; where it was moved, name it where it is now.", path);

    internal static LedgerException Gone(string path, string plan) => new(
        "LedgerNotFound", ConnectorErrorKind.NotFound,
        $"The ledger '{path}', which the plan in '{plan}' was made with, is not there any more. Nothing was sent, and no other is made in its "
        + "place. Put it back where it was, or make the plan again with the ledger where it is now.", path);

    internal static LedgerException IsFolder(string path) => new(
        "LedgerOfAnotherKind", ConnectorErrorKind.InvalidData, $"The ledger '{path}' is a folder. Name a file.", path);

    internal static LedgerException OfAnotherKind(string path, Exception? inner = null) => new(
        "LedgerOfAnotherKind", ConnectorErrorKind.InvalidData,
        $"'{path}' is not a ledger of this product. Nothing was sent, and the file is as it was. Name another one.", path, inner);

    internal static LedgerException OtherHost(string path, string found, string asked) => new(
        "LedgerOfAnotherHost", ConnectorErrorKind.InvalidData,
        $"The ledger '{path}' is that of {ShownText.Name(found)}, and the run is for {ShownText.Name(asked)}. Nothing was sent. "
        + "Name the ledger of that subscription.", path);

    internal static LedgerException Newer(string path, long found, long known) => new(
        "LedgerNewer", ConnectorErrorKind.InvalidData,
        $"The ledger '{path}' has version {found}, written by a newer release; this one knows version {known}. Update this product.", path);

    internal static LedgerException NotTrusted(string path, string what) => new(
        "LedgerNotTrusted", ConnectorErrorKind.InvalidData,
        $"The ledger '{path}' is not as this product writes it: {what}. Nothing more is sent. Take a copy of it that is sound, or move "
        + "it away: the next run then knows what the inventory says.", path);

    internal static LedgerException GoneWhileSending(string path) => new(
        "LedgerNotFound", ConnectorErrorKind.NotFound,
        $"The ledger '{path}' is not there any more: somebody has moved or deleted it. Nothing more is sent, for what Qualys confirms would not be "
        + "known to the next run. Put it back, and resume the run.", path);

    internal static LedgerException Behind(string path, string runPath, long batches) => new(
        "LedgerBehind", ConnectorErrorKind.InvalidData,
        $"The ledger '{path}' does not know of {Counted.Of(batches, "batch", "batches")} that '{runPath}' has sent: it is a copy from before that. Nothing "
        + "was sent. Put the later ledger back; where there is none, plan anew, with an inventory that was exported since.", path);

    internal static LedgerException NotMade(string path, Exception inner) => new(
        "LedgerNotWritable", ConnectorErrorKind.Permission,
        $"The ledger '{path}' cannot be made: {FileWords.Of(path, inner)}. Nothing was sent. Name a file in a folder you may write to.",
        path, inner);

    internal static LedgerException Leased(string path, string holder, TimeSpan waited) => new(
        "LedgerInUse", ConnectorErrorKind.AlreadyExists,
        $"The ledger '{path}' is in use by {holder}"
        + (waited > TimeSpan.Zero ? $", also after {WaitText.Of(waited)}" : "")
        + ". One run at a time sends for a subscription. Nothing was sent, nothing changed. Wait until that run has ended; when it is dead, "
        + "the ledger is taken over.", path) { IsLeased = true };

    internal static LedgerException LeaseLost(string path, string? holder) => new(
        "LedgerInUse", ConnectorErrorKind.AlreadyExists,
        $"The ledger '{path}' was taken over{(holder is null ? "" : $" by {holder}")}. Nothing more is sent from here.", path);

    internal static LedgerException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) => failure switch
    {
        SqliteFailure.Full => new(
            "LedgerFull", ConnectorErrorKind.Resource,
            $"The disk of the ledger '{path}' is full. Make room and resume the run.", path, inner),
        SqliteFailure.Locked => new(
            "LedgerLocked", ConnectorErrorKind.Resource,
            $"The ledger '{path}' is locked by another program. Close that program and resume the run.", path, inner),
        SqliteFailure.NotADatabase => OfAnotherKind(path, inner),
        SqliteFailure.Damaged => new(
            "LedgerDamaged", ConnectorErrorKind.InvalidData,
            $"The ledger '{path}' is damaged ({text}). Put back a copy that is sound, or move it away: the next run then knows what the "
            + "inventory says.", path, inner),
        SqliteFailure.NotWritable => new(
            "LedgerNotWritable", ConnectorErrorKind.Permission,
            $"The ledger '{path}' cannot be written ({text}). Check the folder, its permissions and its disk.", path, inner),
        _ => new(
            "LedgerFailed", ConnectorErrorKind.Resource, $"The ledger '{path}' failed: {text} (SQLite error {code}).", path, inner),
    };
}

/// <summary>Words the errors of a ledger.</summary>
internal sealed class LedgerErrors : SqliteErrors
{
    public static LedgerErrors Instance { get; } = new();

    public override ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) =>
        LedgerException.Of(path, failure, code, text, inner);

    public override ConnectorException OfAnotherKind(string path) => LedgerException.OfAnotherKind(path);

    public override ConnectorException Newer(string path, long found, long known) => LedgerException.Newer(path, found, known);
}
