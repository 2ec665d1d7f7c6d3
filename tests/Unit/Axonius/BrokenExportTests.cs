using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Files that are no export: each ends with one clear error, and no database is left behind.</summary>
public sealed class BrokenExportTests
{
    public static TheoryData<string, byte[]> EmptyFiles => new()
    {
        { "nothing", [] },
        { "BOM", [0xEF, 0xBB, 0xBF] },
        { "line breaks", "\n\r\n\n"u8.ToArray() },
        { "BOM and line breaks", [0xEF, 0xBB, 0xBF, .. "\r\n\r\n"u8] },
        { "UTF-16 BOM", [0xFF, 0xFE] },
    };

    public static TheoryData<string, byte[]> FilesThatAreNotText => new()
    {
        { "zip", Zip() },
        { "zip's first bytes", [.. "PK\u0003\u0004"u8, 1, 2, 3, 10, 4, 5, 6] },
        { "NULs", new byte[5000] },
        { "NULs and line breaks", [0, 1, 2, 10, 0, 0, 10, 0] },
        { "UTF-16 LE without BOM", Encoding.Unicode.GetBytes(Header + "\n1,a") },
        { "UTF-16 BE without BOM", Encoding.BigEndianUnicode.GetBytes(Header + "\n1,a") },
    };

    private static string Header => string.Join(',', AxoniusContract.Default.Columns.Select(column => column.Header).Prepend(AxoniusContract.DefaultAssetIdHeader));

    [Theory]
    [MemberData(nameof(EmptyFiles))]
    public void An_empty_file_is_refused(string what, byte[] content)
    {
        AxoniusExportException exception = AssertRefused("ExportEmpty", content);
        Assert.True(exception.Kind == ConnectorErrorKind.InvalidData, what);
    }

    [Theory]
    [MemberData(nameof(FilesThatAreNotText))]
    public void A_file_that_is_no_text_is_refused(string what, byte[] content)
    {
        AxoniusExportException exception = AssertRefused("ExportNotCsv", content);
        Assert.True(exception.Message.Contains("not CSV text", StringComparison.Ordinal), what);
    }

    [Fact]
    public void A_file_of_random_bytes_is_refused()
    {
        byte[] content = new byte[100_000];
        for (int seed = 0; seed < 20; seed++)
        {
            new Random(seed).NextBytes(content);
            using var run = new TestRun(content);

            Assert.ThrowsAny<ConnectorException>(run.Import);
            Assert.False(File.Exists(run.DatabasePath));
        }
    }

    [Fact]
    public void Text_that_is_no_CSV_lacks_every_column()
    {
        using var run = new TestRun("Dear reader,\nthis is a letter.\n"u8.ToArray());
        Assert.Equal(11, Assert.Throws<AxoniusContractException>(run.Import).MissingHeaders.Count);
    }

    [Theory]
    [InlineData("Qualys Scans: Qualys ID,\"Mssql: MSSQL_ Business_Name,x\n1,2\n")]
    [InlineData("Qualys Scans: Qualys ID,Mssql \"MSSQL_ Business_Name\",x\n1,2\n")]
    [InlineData("\"Qualys Scans\": Qualys ID,x\n1,2\n")]
    [InlineData("\"")]
    public void A_header_with_broken_quoting_is_refused(string text) =>
        Assert.Contains("line 1", AssertRefused("ExportMalformed", Encoding.UTF8.GetBytes(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_with_text_in_another_encoding_names_what_is_missing()
    {
        using var run = new TestRun(new ExportBuilder().ExtraColumns(["Straße"], []).NoByteOrderMark().Encoding(Encoding.Latin1).Row("1", "a"));
        Assert.Single(run.Import());

        using var other = new TestRun(new ExportBuilder().Rename("Mssql: MSSQL_ Sla", "Größe").NoByteOrderMark().Encoding(Encoding.Latin1).Row("1", "a"));
        Assert.Equal(["Mssql: MSSQL_ Sla"], Assert.Throws<AxoniusContractException>(other.Import).MissingHeaders);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var run = new TestRun(new ExportBuilder());
        run.Options = run.Options with { Path = run.Folder.File("no.csv") };

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal(("ExportNotFound", ConnectorErrorKind.NotFound), (exception.ErrorId, exception.Kind));
        Assert.Contains(run.Folder.File("no.csv"), exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(run.DatabasePath));
    }

    [Fact]
    public void A_folder_is_no_export()
    {
        using var run = new TestRun(new ExportBuilder());
        run.Options = run.Options with { Path = run.Folder.Path };

        Assert.Equal("ExportNotFile", Assert.Throws<AxoniusExportException>(run.Import).ErrorId);
    }

    [Theory]
    [InlineData('é')]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('\r')]
    public void A_delimiter_that_cannot_part_cells_is_refused(char delimiter)
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        run.Options = run.Options with { Delimiter = delimiter };

        ConnectorException exception = Assert.ThrowsAny<ConnectorException>(run.Import);

        Assert.Equal(ConnectorErrorKind.InvalidArgument, exception.Kind);
        Assert.False(File.Exists(run.DatabasePath));
    }

    [Fact]
    public void An_export_that_another_program_holds_open_for_writing_is_read()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a"));
        using FileStream writer = new(run.ExportPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        Assert.Single(run.Import());
    }

    [Fact]
    public void Forty_megabytes_without_a_line_break_are_refused_at_once()
    {
        byte[] content = new byte[40 * 1024 * 1024];
        Array.Fill(content, (byte)'x');
        var watch = System.Diagnostics.Stopwatch.StartNew();

        AssertRefused("ExportMalformed", content);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
    }

    private static AxoniusExportException AssertRefused(string errorId, byte[] content)
    {
        using var run = new TestRun(content);
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);
        Assert.Equal(errorId, exception.ErrorId);
        Assert.Contains(run.ExportPath, exception.Message, StringComparison.Ordinal);
        Assert.Equal([run.ExportPath], Directory.GetFiles(run.Folder.Path));
        return exception;
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            // Of no present time: a test is known by what it is given.
            ZipArchiveEntry workbook = archive.CreateEntry("xl/workbook.xml");
            workbook.LastWriteTime = new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero);
            using Stream entry = workbook.Open();
            byte[] text = new byte[20_000];
            new Random(1).NextBytes(text);
            entry.Write(text);
        }

        return stream.ToArray();
    }
}
