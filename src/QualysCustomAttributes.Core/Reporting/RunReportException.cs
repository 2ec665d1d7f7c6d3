using QualysCustomAttributes.Files;

namespace QualysCustomAttributes.Reporting;

/// <summary>A report cannot be written where it is to be.</summary>
public sealed class RunReportException : ConnectorException
{
    private RunReportException(string errorId, ConnectorErrorKind kind, string message, string path, Exception? inner = null)
        : base(errorId, kind, message, path, inner)
    {
    }

    internal static RunReportException Exists(string path) => new(
        "ReportExists", ConnectorErrorKind.AlreadyExists, $"The file '{path}' exists already.", path);

    internal static RunReportException IsRunDatabase(string path) => new(
        "ReportIsDatabase", ConnectorErrorKind.InvalidArgument,
        $"'{path}' is a run database or belongs to one, and a report never takes its place. Name another file.", path);

    internal static RunReportException WrittenBefore(string path) => new(
        "ReportWrittenBefore", ConnectorErrorKind.InvalidArgument,
        $"The report of another run was written to '{path}' just now. Name a folder, so that each run has a file of its own.", path);

    internal static RunReportException NoFolder(string path, string folder) => new(
        "ReportFolderMissing", ConnectorErrorKind.NotFound,
        $"The report '{path}' cannot be written: there is no folder '{folder}'. Make it, or name another one.", path);

    internal static RunReportException DiskFull(string path, Exception inner) => new(
        "DiskFull", ConnectorErrorKind.Resource, $"The disk of the report '{path}' is full. Make room and write it again.", path, inner);

    internal static RunReportException NotWritable(string path, Exception inner) => new(
        "ReportNotWritable", ConnectorErrorKind.Permission,
        $"The report '{path}' cannot be written: {FileWords.Of(path, inner)}. Name a file in a folder that you may write to.",
        path, inner);
}
