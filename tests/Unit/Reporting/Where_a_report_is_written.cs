using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Reporting;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Shared;
using Xunit;

namespace QualysCustomAttributes.Unit.Reporting;

/// <summary>A report is written whole or not at all, over no file that nobody gave up, and never into a run.</summary>
public sealed class Where_a_report_is_written : IDisposable
{
    private static readonly AxoniusContract Owners = new("Id", [new("O", "Owner")]);

    private readonly TestRun _run = TestRun.Whole(new ExportBuilder(Owners).Row("1\n2", "Ann"), Owners);

    [Theory]
    [InlineData(RunReportFormat.Html, "run.html", "<!DOCTYPE html>")]
    [InlineData(RunReportFormat.Markdown, "run.md", "# Dry run: run.db")]
    [InlineData(RunReportFormat.Json, "run.json", "{")]
    public void It_lies_beside_the_run_and_is_called_as_it_is(RunReportFormat format, string name, string beginning)
    {
        byte[] before = File.ReadAllBytes(_run.DatabasePath);

        string path = Write(null, format);

        Assert.Equal(_run.Folder.File(name), path);
        Assert.StartsWith(beginning, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_run.DatabasePath));
        Assert.Equal(["export.csv", "run.db", name], Names());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_run_that_is_called_as_a_page_keeps_its_name()
    {
        File.Copy(_run.DatabasePath, _run.Folder.File("odd.html"));

        Assert.Equal(_run.Folder.File("odd.html.html"), Write(null, database: _run.Folder.File("odd.html")));
    }

    [Fact]
    public void A_folder_takes_it_under_its_own_name() =>
        Assert.Equal(Path.Combine(Directory.CreateDirectory(_run.Folder.File("reports")).FullName, "run.html"), Write(_run.Folder.File("reports")));

    [Fact]
    public void A_file_that_is_there_stays_until_somebody_says_otherwise()
    {
        string path = _run.Folder.Write("mine.html", "mine"u8.ToArray());

        Assert.Equal("ReportExists", Assert.Throws<RunReportException>(() => Write(path)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(path));

        Write(path, replace: true);
        Assert.StartsWith("<!DOCTYPE", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_comes_in_between_stays_too()
    {
        var export = new RunReportExport(RunReportFormat.Html, replace: false, sharedRead: false, _ => null);
        string path = export.FindPath(_run.DatabasePath, null);
        File.WriteAllText(path, "mine");

        Assert.Equal("ReportExists", Assert.Throws<RunReportException>(() => export.Write(_run.DatabasePath, path, CancellationToken.None)).ErrorId);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Equal(["export.csv", "run.db", "run.html"], Names());
    }

    [Theory]
    [InlineData("run.db")]
    [InlineData("run.db-wal")]
    [InlineData("run.db-journal")]
    [InlineData("other.html")]
    public void No_run_database_gives_way_to_it_whatever_it_is_called(string name)
    {
        File.Copy(_run.DatabasePath, _run.Folder.File("other.html"));

        Assert.Equal("ReportIsDatabase", Assert.Throws<RunReportException>(() => Write(_run.Folder.File(name), replace: true)).ErrorId);
        Assert.Equal(["export.csv", "other.html", "run.db"], Names());
    }

    [Fact]
    public void Two_runs_do_not_share_a_file()
    {
        string other = _run.Folder.File("other.db");
        File.Copy(_run.DatabasePath, other);
        var export = new RunReportExport(RunReportFormat.Html, replace: true, sharedRead: false, _ => null);
        string path = export.FindPath(_run.DatabasePath, _run.Folder.File("one.html"));
        export.Write(_run.DatabasePath, path, CancellationToken.None);

        Assert.Equal("ReportWrittenBefore", Assert.Throws<RunReportException>(() => export.FindPath(other, path)).ErrorId);
    }

    [Fact]
    public void A_folder_that_is_missing_is_named()
    {
        RunReportException error = Assert.Throws<RunReportException>(() => Write(_run.Folder.File("none/run.html")));

        Assert.Equal("ReportFolderMissing", error.ErrorId);
        Assert.Contains($"there is no folder '{_run.Folder.File("none")}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_missing_or_none_leaves_nothing()
    {
        string text = _run.Folder.Write("text.db", "text"u8.ToArray());

        Assert.Equal("DatabaseNotFound", Assert.Throws<RunDatabaseException>(() => Write(null, database: _run.Folder.File("no.db"))).ErrorId);
        Assert.Equal("DatabaseOfAnotherKind", Assert.Throws<RunDatabaseException>(() => Write(null, database: text)).ErrorId);
        Assert.Equal(["export.csv", "run.db", "text.db"], Names());
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right of their own there");
        File.CreateSymbolicLink(_run.Folder.File("run.html"), _run.Folder.File("target.html"));

        Assert.Throws<LinkRefusedException>(() => Write(null, replace: true));
        Assert.False(File.Exists(_run.Folder.File("target.html")));
    }

    [Fact]
    public void One_that_is_stopped_leaves_nothing()
    {
        var export = new RunReportExport(RunReportFormat.Html, replace: false, sharedRead: false, _ => null);

        Assert.ThrowsAny<OperationCanceledException>(() => export.Write(_run.DatabasePath, _run.Folder.File("run.html"), new CancellationToken(canceled: true)));
        Assert.Equal(["export.csv", "run.db"], Names());
    }

    public void Dispose() => _run.Dispose();

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(_run.Folder.Path).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    private string Write(string? outputPath, RunReportFormat format = RunReportFormat.Html, bool replace = false, string? database = null)
    {
        var export = new RunReportExport(format, replace, sharedRead: false, _ => null);
        string path = export.FindPath(database ?? _run.DatabasePath, outputPath);
        export.Write(database ?? _run.DatabasePath, path, TestContext.Current.CancellationToken);
        return path;
    }
}
