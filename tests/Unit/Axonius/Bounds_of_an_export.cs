using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What has no end costs no more than its line: a clear end within bounded memory, and no rejected row for each line of it.</summary>
public sealed class Bounds_of_an_export
{
    private const string Rest = ",,,,,,,,,";
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-8", true)]
    public void A_closed_cell_beyond_the_longest_record_costs_its_row_alone(string encodingName, bool isCompressed)
    {
        var text = new StringBuilder(45 * Megabyte);
        text.Append(Header()).Append("1,a").Append(Rest).Append('\n').Append("2,\"");
        int lines = 0;
        while (text.Length < 40 * Megabyte)
        {
            text.Append("7,a line of many in a quoted \"\"cell\"\",,,,,,,,,,\r\n");
            lines++;
        }

        text.Append("end\"").Append(Rest).Append("\r\n").Append("3,c").Append(Rest).Append("\nx,d").Append(Rest).Append('\n');
        Encoding encoding = Encoding.GetEncoding(encodingName);
        byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())];
        using var run = new TestRun(isCompressed ? Encodings_of_an_export.Gzip(content) : content);
        run.Options = run.Options with { AllowRejected = true };
        run.Import();

        Assert.Equal(["3 TooLong", FormattableString.Invariant($"{lines + 5} InvalidAssetId x")], run.Rejections());
        Assert.Equal(["1 2", FormattableString.Invariant($"3 {lines + 4}")], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
    }

    [Fact]
    public void A_cell_beyond_the_longest_record_that_is_never_closed_is_named_and_nothing_inside_it_is_taken_for_a_row()
    {
        var text = new StringBuilder(80 * Megabyte);
        text.Append(Header()).Append("1,a").Append(Rest).Append("\n2,\"");
        int lines = 0;
        while (text.Length < 75 * Megabyte)
        {
            text.Append("1500000001,").Append('y', 100_000).Append('\n');
            lines++;
        }

        using var run = new TestRun(Encoding.UTF8.GetBytes(text.ToString()));
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Contains("have broken quoting, the first at line 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains(run.Warnings, warning => warning.Contains("quotes that were opened at line 3", StringComparison.Ordinal));
        Assert.Equal(["3 Malformed", "4 Malformed"], run.Rejections());
        Assert.StartsWith(
            FormattableString.Invariant($"{lines - 1:N0} records from here on, to line {lines + 2}, follow the broken record of line 3"),
            run.Cell("SELECT detail FROM rejected_rows WHERE line = 4"),
            StringComparison.Ordinal);
        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void A_line_without_end_at_the_end_of_the_export_was_cut()
    {
        using var run = new TestRun(Encoding.UTF8.GetBytes(Header() + "1,a" + Rest + "\n2," + new string('x', 40 * Megabyte)));
        run.Import();

        Assert.Equal(["3 CutShort"], run.Rejections());
        Assert.Contains(run.Warnings, warning => warning.Contains("at line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_line_without_end_costs_itself()
    {
        string path = "";
        using var run = new TestRun([]);
        path = run.ExportPath;
        using (FileStream file = File.Create(path))
        {
            file.Write(Encoding.UTF8.GetBytes(Header() + "1,a" + Rest + "\n2,"));
            byte[] chunk = new byte[Megabyte];
            Array.Fill(chunk, (byte)'x');
            for (int i = 0; i < 80; i++)
            {
                file.Write(chunk);
            }

            file.Write(Encoding.UTF8.GetBytes("\n3,c" + Rest + "\n"));
        }

        run.Import();

        Assert.Equal(["3 TooLong"], run.Rejections());
        Assert.Equal(["1 2", "3 4"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
    }

    [Fact]
    public void A_gzip_file_that_inflates_without_end_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header() + "1,a" + Rest + "\n2,\""));
            byte[] chunk = new byte[Megabyte];
            for (int i = 0; i < 1100; i++)
            {
                gzip.Write(chunk);
            }
        }

        using var run = new TestRun(packed.ToArray());
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportTooLarge", exception.ErrorId);
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run"));
    }

    [Fact]
    public void Rows_of_separators_alone_are_no_rows()
    {
        ExportBuilder export = new ExportBuilder().Row("1", "a");
        for (int i = 0; i < 500; i++)
        {
            export = export.Line(i % 3 == 0 ? ",,,,,,,,,," : i % 3 == 1 ? "\"\",\" \",,,,\u00A0,,,,," : "   ");
        }

        using TestRun run = TestRun.Imported(export.Row("x", "b").Row("2", "c"));

        Assert.Equal(["503 InvalidAssetId x"], run.Rejections());
        Assert.Equal("3", run.Cell("SELECT rows_in FROM run"));
    }

    [Fact]
    public void A_blank_row_behind_a_broken_record_is_no_row()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Line("2,\"never closed" + Rest).Line("  ").Line(",,").Row("3", "c").Row("4", "d"));

        Assert.Equal(["3 Malformed"], run.Rejections());
    }

    [Fact]
    public void A_row_of_empty_cells_that_has_a_value_elsewhere_has_no_id()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns(["Host"], []).Line("host1,,,,,,,,,,,").Line("host2,1,a,,,,,,,,,"));

        Assert.Equal(["2 NoAssetId"], run.Rejections());
    }

    [Fact]
    public void Very_many_columns_are_read()
    {
        const int Columns = 300_000;
        var text = new StringBuilder();
        text.Append(Header().TrimEnd('\n'));
        for (int i = 0; i < Columns; i++)
        {
            text.Append(",c").Append(i.ToString(CultureInfo.InvariantCulture));
        }

        text.Append("\n1,a").Append(',', Columns).Append("\n2").Append(',', Columns).Append('\n');
        using var run = new TestRun(Encoding.UTF8.GetBytes(text.ToString()));

        Assert.Equal(2, run.Import().Count);
    }

    [Fact]
    public void More_different_sets_than_a_run_takes_are_refused()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a").Row("2", "b").Row("3", "a").Row("4", "c").Row("5", "d"));
        run.Options = run.Options with { MostSets = 3 };

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportTooVaried", exception.ErrorId);
        Assert.Equal("4", run.Cell("SELECT count(*) FROM axonious_data"));
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run"));
    }

    private static string Header() => Encoding.UTF8.GetString(new ExportBuilder().NoByteOrderMark().ToBytes());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stop_is_heeded_in_the_middle_of_a_record_that_does_not_end(bool isCompressed)
    {
        using var folder = new TemporaryFolder();
        byte[] text = [.. new ExportBuilder().Row("1500000001", "a").ToBytes(), (byte)'"', .. Enumerable.Repeat("1500000002\n"u8.ToArray(), 2_000_000).SelectMany(line => line)];
        string path = folder.Write("export.csv", isCompressed ? Encodings_of_an_export.Gzip(text) : text);
        using var stop = new CancellationTokenSource();
        using var reader = new AxoniusCsvReader(new AxoniusCsvOptions { Path = path, Contract = AxoniusContract.Default }, stop.Token);
        reader.Read();

        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => reader.Read());
        Assert.InRange(reader.Position, 0, text.Length / 2);
    }
}
