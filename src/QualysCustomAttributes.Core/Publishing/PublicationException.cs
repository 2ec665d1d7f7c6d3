using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Publishing;

/// <summary>An inventory database cannot be published to a target: a folder or a server cannot be used.</summary>
public sealed class PublicationException : ConnectorException
{
    /// <summary>Creates the error; each format words its own.</summary>
    internal PublicationException(string errorId, ConnectorErrorKind kind, string message, object? target, Exception? inner = null)
        : base(errorId, kind, message, target, inner)
    {
    }

    internal static PublicationException NoTarget() => new(
        "NoPublicationTarget", ConnectorErrorKind.InvalidArgument,
        "Nothing says where the inventory is to be published. "
        + "Name a folder for CSV files, a folder for snapshots, or a PostgreSQL database.", null);

    internal static PublicationException FolderNotWritable(string path, Exception inner) => new(
        "FolderNotWritable", ConnectorErrorKind.Permission,
        $"The folder '{path}' cannot be written: {FileWords.OfFolder(inner)}. Name a folder you may write to.", path, inner);

    internal static PublicationException DiskFull(string path, Exception? inner) => new(
        "DiskFull", ConnectorErrorKind.Resource,
        $"The disk of the folder '{path}' is full. Files that were there are as before; make room and publish again.", path, inner);
}
