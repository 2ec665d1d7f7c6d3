namespace QualysCustomAttributes.Planning;

/// <summary>A run cannot be undone.</summary>
public sealed class UndoException : ConnectorException
{
    private UndoException(string errorId, string message, string path)
        : base(errorId, ConnectorErrorKind.InvalidData, message, path, null)
    {
    }

    internal static UndoException NotReconciled(string path) => new(
        "NotReconciled",
        $"The run of '{path}' sent everything, and nobody noted what Qualys held before: it cannot be undone. Runs that only send what "
        + "differs can. Nothing was sent.", path);

    internal static UndoException NothingConfirmed(string path, string ledger) => new(
        "NothingToUndo",
        $"By the ledger '{ledger}' the run of '{path}' has changed nothing, so there is nothing to undo. If another ledger was used for it, "
        + "name that. Nothing was sent.", path);

    internal static UndoException OneAtATime(string path, string other) => new(
        "UndoOneAtATime",
        $"Runs are undone one at a time, the latest first: '{path}' is undone, and '{other}' is not. Undo it by a command of its own.", other);

    internal static UndoException Undone(string path, long assets, string? since) => new(
        "NothingToUndo",
        $"What the run of '{path}' changed is as it was before it, for all of its {Counted.Of(assets, "asset")}: it was undone already"
        + $"{(since is null ? "" : $", the last run since is that of '{since}'")}. Nothing was sent.", path);
}
