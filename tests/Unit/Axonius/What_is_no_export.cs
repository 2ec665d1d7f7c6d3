using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Files of other kinds are named for what they are, and lines above a header are passed over and told.</summary>
public sealed class What_is_no_export
{
    [Theory]
    [InlineData("<!DOCTYPE html>\n<html><head><title>Sign in to Axonius</title></head></html>\n", "a page of HTML with the title 'Sign in to Axonius'")]
    [InlineData("\n  <html>\n<body>504</body></html>", "a page of HTML")]
    [InlineData("<?xml version=\"1.0\"?><assets/>\n", "it is XML")]
    [InlineData("{ \"assets\": [] }\n", "it is JSON")]
    [InlineData("[{\"id\": 1}]\n", "it is JSON")]
    [InlineData("{\n  \"error\": \"Unauthorized\"\n}\n", "it is JSON")]
    [InlineData("%PDF-1.7\n%\u00E2\u00E3\n1 0 obj\n", "a PDF document")]
    [InlineData("PK\u0005\u0006 and more\n", "an empty ZIP archive")]
    [InlineData("{\\rtf1\\ansi", "an RTF document")]
    [InlineData("SQLite format 3\0", "a SQLite database")]
    public void A_file_of_another_kind_is_named(string content, string kind)
    {
        using var run = new TestRun(Encoding.UTF8.GetBytes(content));

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportNotCsv", exception.ErrorId);
        Assert.Contains(kind, exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(run.DatabasePath));
    }

    [Fact]
    public void A_gzip_file_in_a_gzip_file_is_named()
    {
        using var run = new TestRun(Encodings_of_an_export.Gzip(Encodings_of_an_export.Gzip(new ExportBuilder().Row("1", "a").ToBytes())));

        Assert.Contains("gzip file inside a gzip file", Assert.Throws<AxoniusExportException>(run.Import).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sep=,", ',')]
    [InlineData("sep=;", ';')]
    [InlineData("SEP=\t", '\t')]
    [InlineData("\"sep=;\"", ';')]
    [InlineData("#TYPE System.Management.Automation.PSCustomObject", ',')]
    [InlineData("#TYPE Selected.System.Object\nsep=;", ';')]
    public void Lines_above_the_header_are_passed_over_and_told(string above, char delimiter)
    {
        byte[] export = new ExportBuilder().NoByteOrderMark().Delimiter(delimiter).Row("1", "a").Row("x", "b").Row("2", "c").ToBytes();
        foreach (byte[] content in (byte[][])[[.. Encoding.UTF8.GetBytes(above + "\r\n"), .. export], [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(above + "\n"), .. export]])
        {
            using var run = new TestRun(content);
            run.Import();

            int lines = above.Count(sign => sign == '\n') + 1;
            Assert.Equal([$"1 {lines + 2}", $"2 {lines + 4}"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
            Assert.Equal([$"{lines + 3} InvalidAssetId x"], run.Rejections());
            Assert.Single(run.Warnings, warning => warning.Contains("above its header", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_delimiter_that_is_asked_for_counts_before_the_one_above_the_header()
    {
        using var run = new TestRun([.. "sep=;\n"u8, .. new ExportBuilder().NoByteOrderMark().Row("1", "a;b").ToBytes()]);
        run.Options = run.Options with { Delimiter = ',' };
        run.Import();

        Assert.Equal("a;b", run.Cell("SELECT Business FROM axonious_data"));
        Assert.Contains("as was asked for", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sep=é")]
    public void A_delimiter_above_the_header_that_cannot_be_one_is_refused(string above)
    {
        using var run = new TestRun([.. Encoding.UTF8.GetBytes(above + "\n"), .. new ExportBuilder().NoByteOrderMark().Row("1", "a").ToBytes()]);

        Assert.ThrowsAny<ConnectorException>(run.Import);
        Assert.False(File.Exists(run.DatabasePath));
    }

    public static TheoryData<string> DevicesAndPipes => OperatingSystem.IsWindows() ? ["NUL"] : ["/dev/null", "/dev/zero", "fifo"];

    [Theory]
    [MemberData(nameof(DevicesAndPipes))]
    public void A_device_or_a_pipe_is_refused_at_once(string name)
    {
        using var folder = new TemporaryFolder();
        string path = name == "fifo" ? folder.File("export.csv") : name;
        if (name == "fifo")
        {
            using var made = System.Diagnostics.Process.Start("mkfifo", path);
            made.WaitForExit();
        }

        using var run = new TestRun([]);
        run.Options = run.Options with { Path = path };

        Assert.Equal("ExportNotFile", Assert.Throws<AxoniusExportException>(run.Import).ErrorId);
    }
}
