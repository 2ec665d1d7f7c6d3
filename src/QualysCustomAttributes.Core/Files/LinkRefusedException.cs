namespace QualysCustomAttributes.Files;

/// <summary>A file or folder that is to be made or written has the name of a symbolic link.</summary>
public sealed class LinkRefusedException : ConnectorException
{
    /// <summary>Creates the error.</summary>
    internal LinkRefusedException(string path, string linkTarget)
        : base(
            "LinkRefused", ConnectorErrorKind.Permission,
            $"'{path}' is a symbolic link to '{linkTarget}', and nothing is made or written through a link. "
            + "Name the file itself, or take the link away.",
            path, null) => LinkTarget = linkTarget;

    /// <summary>What the link leads to, as it stands in the link.</summary>
    public string LinkTarget { get; }
}
