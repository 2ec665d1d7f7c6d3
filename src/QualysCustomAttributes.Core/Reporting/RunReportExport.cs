using System.Text;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Reporting.Rendering;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting;

/// <summary>Writes reports of runs: whole, or not at all, and never into a run database.</summary>
/// <param name="format">What they are written as.</param>
/// <param name="replace">Whether a file that is there is replaced.</param>
/// <param name="sharedRead">Whether others may read them, as far as the umask lets them.</param>
/// <param name="nextCommand">Words the command that goes on with a run.</param>
internal sealed class RunReportExport(RunReportFormat format, bool replace, bool sharedRead, Func<QualysRun, string?> nextCommand)
{
    // What SQLite lays beside a database belongs to it.
    private static readonly string[] EndingsOfDatabases = ["", "-wal", "-shm", "-journal"];

    private readonly HashSet<string> _written = [];

    /// <summary>Finds the file of a run's report: beside the run and called as it is, unless it is named.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="outputPath">The file, or a folder that is there; <see langword="null"/> where it is not named.</param>
    /// <returns>Its full path.</returns>
    /// <exception cref="RunReportException">It cannot be written there.</exception>
    /// <exception cref="LinkRefusedException">The name is a symbolic link.</exception>
    public string FindPath(string databasePath, string? outputPath)
    {
        string database = Path.GetFullPath(databasePath);
        string beside = Path.ChangeExtension(database, Extension);
        if (beside == database)
        {
            beside += Extension;
        }

        string path = outputPath is null ? beside
            : Directory.Exists(outputPath) ? Path.Combine(Path.GetFullPath(outputPath), Path.GetFileName(beside))
            : Path.GetFullPath(outputPath);
        NewFiles.RefuseLink(path);
        if (Array.Exists(EndingsOfDatabases, ending => path == database + ending) || RunDatabaseFiles.IsOne(path))
        {
            throw RunReportException.IsRunDatabase(path);
        }

        if (_written.Contains(path))
        {
            throw RunReportException.WrittenBefore(path);
        }

        if (outputPath is not null && Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
        {
            throw RunReportException.NoFolder(path, folder);
        }

        return !replace && Path.Exists(path) ? throw RunReportException.Exists(path) : path;
    }

    /// <summary>Writes the report of a run.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="path">The file, as <see cref="FindPath"/> gives it.</param>
    /// <param name="cancellationToken">Stops it; nothing is left then.</param>
    /// <exception cref="RunDatabaseException">The run cannot be read.</exception>
    /// <exception cref="RunReportException">The report cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Write(string databasePath, string path, CancellationToken cancellationToken)
    {
        string text = Render(QualysRunReport.Read(databasePath, nextCommand, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using WholeFile file = WholeFile.BeginAmongOthers(path, NewFiles.For(sharedRead));
            using (FileStream stream = file.Create())
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            file.Finish(replace);
            _written.Add(path);
        }
        catch (IOException) when (!replace && Path.Exists(path))
        {
            throw RunReportException.Exists(path);
        }
        catch (IOException exception) when (WholeFile.IsDiskFull(exception))
        {
            throw RunReportException.DiskFull(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw RunReportException.NotWritable(path, exception);
        }
    }

    /// <summary>The report as text.</summary>
    public string Render(QualysRunReport report) => format switch
    {
        RunReportFormat.Markdown => ReportTemplates.ToMarkdown(report),
        RunReportFormat.Json => ReportJson.Of(report),
        _ => ReportTemplates.ToHtml(report),
    };

    private string Extension => format switch
    {
        RunReportFormat.Markdown => ".md",
        RunReportFormat.Json => ".json",
        _ => ".html",
    };
}
