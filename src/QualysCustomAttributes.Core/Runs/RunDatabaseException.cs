using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Runs;

/// <summary>The run database cannot be used: it exists already, is missing, locked, full, of another kind, or lacks a stage.</summary>
public sealed class RunDatabaseException : ConnectorException
{
    private RunDatabaseException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    /// <summary>How many assets the canary was to have that is waited for.</summary>
    internal int CanaryAssets { get; private init; }

    /// <summary>What the plan was made of that is stale; <see langword="null"/> for other errors.</summary>
    internal PlanOrigin? Origin { get; private init; }

    internal static RunDatabaseException Exists(string path) => new(
        "DatabaseExists", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' exists already.", path);

    internal static RunDatabaseException InUse(string path) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' is in use by this session, so it cannot be replaced. "
        + "End the pipeline that uses it, or name another one.", path);

    internal static RunDatabaseException UsedElsewhere(string path) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' is in use by another pipeline, runspace or job of this session. "
        + "Wait until that has ended.", path);

    internal static RunDatabaseException StageAtWork(string path, ConnectorStage stage, string command) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The stage {stage} of the run database '{path}' is still at work ({command}). Wait until that has ended.", path);

    internal static RunDatabaseException Leased(string path, string holder) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' is in use by {holder}. Wait until that has ended; when it is dead, the database is taken over.", path);

    internal static RunDatabaseException SeveralNames(string path, long names) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The file of the run database '{path}' has {Counted.Of(names, "name")} (hard links). Under each of them another process could work on it "
        + "without knowing of this one. Remove the other names, or copy the file to a name of its own.", path);

    internal static RunDatabaseException KeptInLog(string path, TimeSpan waited) => new(
        "DatabaseLocked", ConnectorErrorKind.Resource,
        $"Another program has been reading the run database '{path}' for {waited.TotalSeconds:0} s, which keeps the record of calls in "
        + $"the log '{path}-wal' beside it. Nothing more is sent until the record is in the file itself. Close that program and go on.", path);

    internal static RunDatabaseException LeaseLost(string path, string? holder) => new(
        "DatabaseInUse", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' was taken over{(holder is null ? "" : $" by {holder}")}. Nothing more is sent from here.", path);

    internal static RunDatabaseException Gone(string path, string what) => new(
        "DatabaseGone", ConnectorErrorKind.NotFound,
        $"The run database '{path}' is not there any more: {what}. Nothing more is sent, for nobody would find a record of it. "
        + "Put the file back that had this name, for it has the record, and go on. Where it is lost, import the export again into a new one: "
        + "what was sent before is then sent once more, which changes nothing.",
        path);

    internal static RunDatabaseException NotTrusted(string path, string what) => new(
        "DatabaseNotTrusted", ConnectorErrorKind.InvalidData,
        $"The run database '{path}' is not as this product writes it: {what}. From here on nothing of it is used or sent. "
        + "Import the export into a new one.", path);

    internal static RunDatabaseException RecordNotTrusted(string path, string what, long calls) => new(
        "DatabaseNotTrusted", ConnectorErrorKind.InvalidData,
        $"The record in the run database '{path}' cannot be trusted: {what}. {Counted.Of(calls, "call is", "calls are")} on record in it; "
        + "whether there were more, and what came of them, is not known. From here on nothing of it is sent. "
        + "Import the export into a new one: what was sent before is then sent once more, which changes nothing.", path);

    internal static RunDatabaseException LogDamaged(string path, long frame, long calls) => new(
        "DatabaseDamaged", ConnectorErrorKind.InvalidData,
        $"The log '{path}-wal' of the run database is damaged at {(frame == 0 ? "its head" : $"frame {frame}")}, and what was written "
        + "behind that is lost. From here on nothing of it is sent. "
        + "Import the export into a new one: what was sent before is then sent once more, which changes nothing.",
        path)
    {
        Details = $"{Counted.Of(calls, "call is", "calls are")} on record without the log; what came of later ones is not known.",
    };

    internal static RunDatabaseException Older(string path, long found, long known) => new(
        "DatabaseOlder", ConnectorErrorKind.InvalidData,
        $"The run database '{path}' has version {found}, written by an earlier release; this one works with version {known}. "
        + "Import the export into a new one.", path);

    internal static RunDatabaseException HasCalls(string path, long calls, string freeName) => new(
        "DatabaseHasCalls", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' has {Counted.Of(calls, "call")} to Qualys on record: it is the proof of them and is never replaced. "
        + $"Name another one, such as '{freeName}'.", path);

    internal static RunDatabaseException MayHaveCalls(string path, string why, string freeName) => new(
        "DatabaseHasCalls", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' may have calls to Qualys on record ({why}), and is not replaced. "
        + $"Name another one, such as '{freeName}'.", path);

    internal static RunDatabaseException LogLeftBehind(string path, string left, string freeName) => new(
        "DatabaseHasCalls", ConnectorErrorKind.AlreadyExists,
        $"Beside '{path}' lies '{left}', which belongs to a run database that had this name and may hold what it recorded. "
        + $"Put that database back, or name another one, such as '{freeName}'.", path);

    internal static RunDatabaseException PlanIncomplete(string path, string what, PlanOrigin origin) => new(
        "PlanIncomplete", ConnectorErrorKind.InvalidData,
        $"The plan in '{path}' was not made to its end ({what}), and nothing of it was sent. Make it again.", path)
    {
        Listing = new RunListing(RunList.Run, path),
        Origin = origin,
    };

    internal static RunDatabaseException PlanChanged(string path, string what) => new(
        "PlanChanged", ConnectorErrorKind.InvalidData,
        $"The plan in '{path}' is not the one that was made: {what}. From here on nothing of it is sent. Import the export "
        + "into a new database: what was sent before is then sent once more, which changes nothing.", path);

    internal static RunDatabaseException OtherPlan(string path, string asked, string found) => new(
        "PlanChanged", ConnectorErrorKind.InvalidData,
        $"The plan in '{path}' has the digest {found}, and {asked} was asked for. Nothing of it is sent. "
        + "Review this plan, or name the database that was reviewed.", path);

    internal static RunDatabaseException NothingSent(string path) => new(
        "NothingSent", ConnectorErrorKind.NotFound,
        $"Nothing of the plan in '{path}' has come to Qualys by its record, so there is nothing to read back. Send it first.", path);

    internal static RunDatabaseException OfAnotherHost(string path, string found, string asked) => new(
        "DatabaseOfAnotherHost", ConnectorErrorKind.InvalidArgument,
        $"The run database '{path}' was sent to {ShownText.Name(found)}, and {ShownText.Name(asked)} was named. Nothing was asked or sent. "
        + "Name the host that the record has.", path);

    internal static RunDatabaseException NeverSent(string path) => new(
        "NeverSent", ConnectorErrorKind.InvalidArgument,
        $"Nobody has begun to send the plan in '{path}' yet, so there is nothing to go on with.", path);

    internal static RunDatabaseException CanaryOpen(string path, int assets, bool hasFailed) => new(
        "CanaryOpen", ConnectorErrorKind.InvalidArgument,
        $"The run in '{path}' was to send a canary of {Counted.Of(assets, "asset")} first, and it {(hasFailed ? "is not as wanted" : "was not read back yet")}: "
        + "the rest is not sent without another decision. Nothing was sent.", path) { CanaryAssets = assets };

    internal static RunDatabaseException HostNotNamed(string path, string host) => new(
        "HostNotNamed", ConnectorErrorKind.InvalidArgument,
        $"The run database '{path}' says that it goes to {ShownText.Name(host)}, which is no public platform of Qualys: an account is sent there "
        + "only where somebody names it.", path);

    internal static RunDatabaseException NotChosen(string path, string what) => new(
        "NothingChosen", ConnectorErrorKind.NotFound,
        $"The plan in '{path}' has {what}. Nothing was sent.", path);

    internal static RunDatabaseException NotCompared(string path) => new(
        "NotReconciled", ConnectorErrorKind.InvalidData,
        $"The plan in '{path}' was not made by comparison with what Qualys holds: it sends every value of the export. "
        + "Look at its groups and batches.", path);

    internal static RunDatabaseException NotInPlan(string path, string what) => new(
        "NotInPlan", ConnectorErrorKind.NotFound,
        $"The plan in '{path}' has {what}.", path);

    internal static RunDatabaseException NoBaseline(string path, string why) => new(
        "NoBaseline", ConnectorErrorKind.InvalidArgument,
        $"The run database '{path}' has no export to compare with: {why}. Name one of a run that read its export to the end.", path);

    /// <summary>What must be there of a baseline was named, and no baseline.</summary>
    /// <returns>The error.</returns>
    internal static RunDatabaseException BaselineMissing() => new(
        "BaselineMissing", ConnectorErrorKind.InvalidArgument,
        "It was said how much of a former run must be there, and no run was named.", "");

    internal static RunDatabaseException NotFound(string path) => new(
        "DatabaseNotFound", ConnectorErrorKind.NotFound,
        $"The run database '{path}' does not exist. Name the file of a run database.", path);

    internal static RunDatabaseException IsFolder(string path) => new(
        "DatabaseNotFound", ConnectorErrorKind.NotFound,
        $"'{path}' is a folder, no run database. Name a file in it.", path);

    internal static RunDatabaseException FolderNotReadable(string path, Exception inner) => new(
        "DatabaseNotReadable", ConnectorErrorKind.Permission,
        $"The folder '{path}' cannot be looked into for run databases: "
        + $"{FileWords.OfFolder(inner)}. Name one that you may read, or the file itself.", path, inner);

    internal static RunDatabaseException NotWritable(string path, Exception inner) => new(
        "DatabaseNotWritable", ConnectorErrorKind.Permission,
        $"The run database '{path}' cannot be created or written: {FileWords.Of(path, inner)}. "
        + FileWords.Advice(path, inner, "Name a folder you may write to."), path, inner);

    internal static RunDatabaseException OfAnotherKind(string path, Exception? inner = null) => new(
        "DatabaseOfAnotherKind", ConnectorErrorKind.InvalidData,
        $"'{path}' is not a run database of this product. Name the file of one.", path, inner);

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

    internal static RunDatabaseException StageFailed(string path, ConnectorStage stage) => new(
        "StageFailed", ConnectorErrorKind.InvalidData,
        $"The stage before this one ({stage}) failed in the run database '{path}', and what it left is not whole. "
        + "Mend what it failed for, and run the stage again.", path)
    {
        Listing = new RunListing(RunList.Run, path),
    };

    internal static RunDatabaseException AlreadySent(string path, long calls) => new(
        "AlreadySent", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' records {Counted.Of(calls, "call")} to Qualys; "
        + "running an earlier stage again would part them from their batches. Import into a new database.", path);

    /// <summary>A stage that is run again would throw later ones away, and nobody can be asked.</summary>
    /// <param name="path">The run database.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="lost">What would be thrown away.</param>
    /// <returns>The error.</returns>
    internal static RunDatabaseException WouldReplace(string path, ConnectorStage stage, string lost) => new(
        "StageReplaces", ConnectorErrorKind.AlreadyExists,
        $"Running the stage {stage} again throws away what '{path}' holds of later stages ({lost}), and nobody can be asked here.", path);

    internal static RunDatabaseException OtherFunction(string path, string recorded, string asked) => new(
        "AlreadySent", ConnectorErrorKind.AlreadyExists,
        $"The run database '{path}' records calls with the function '{recorded}'; "
        + $"calls with '{asked}' belong in a database of their own. "
        + $"Import into a new database, or go on with '{recorded}'.", path);

    internal static RunDatabaseException PlanStale(string path, string what, PlanOrigin origin) => new(
        "PlanStale", ConnectorErrorKind.InvalidData,
        $"The plan in '{path}' is stale: {what}. Nothing more of it is sent. Make the plan again.", path) { Origin = origin };

    internal static RunDatabaseException Compared(string path) => new(
        "PlanIsOfComparison", ConnectorErrorKind.InvalidArgument,
        $"The run database '{path}' has a plan that was made by comparison: its payloads come of the changes of that, and not of records. "
        + "Pass the changes on, or name the database.", path);

    internal static RunDatabaseException FunctionOfComparison(string path, string asked) => new(
        "AlreadySent", ConnectorErrorKind.InvalidArgument,
        $"The plan in '{path}' was made by comparison and says for each group what is done; the function '{asked}' cannot be asked for beside it.",
        path);

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
