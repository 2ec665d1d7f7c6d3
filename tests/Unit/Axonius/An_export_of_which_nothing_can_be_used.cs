using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>An export of which nothing, or less than half, can be used is an error that names what is wrong with it.</summary>
public sealed class An_export_of_which_nothing_can_be_used
{
    [Theory]
    [InlineData("150000000{0}.0", "all 5 ids end in .0: a spreadsheet or a script made numbers of them")]
    [InlineData("150000000{0}.00", "all 5 ids end in .0")]
    [InlineData("1.5{0}E+09", "all 5 ids are written with an exponent")]
    [InlineData("1,5{0}E+09", "all 5 ids have thousands separators or a decimal comma")]
    [InlineData("1,500,000,00{0}", "all 5 ids have thousands separators or a decimal comma")]
    [InlineData("1.500.000.00{0}", "all 5 ids have separators between their digits")]
    [InlineData("########", "all 5 ids are rows of #")]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c330{0}", "all 5 ids are UUIDs")]
    [InlineData("'150000000{0}", "all 5 ids stand in quotes or behind an apostrophe")]
    [InlineData("=\"150000000{0}\"", "all 5 ids stand in quotes or behind an apostrophe")]
    [InlineData("１５００００００{0}", "all 5 ids have digits of another script, or characters that nobody sees")]
    [InlineData("\u200B１５００００００{0}", "all 5 ids have digits of another script, or characters that nobody sees")]
    [InlineData("host{0}.example", "all 5 rows have ids that are none")]
    [InlineData("", "all 5 rows have no asset id")]
    public void The_error_names_the_pattern_and_where_the_rows_are(string id, string pattern)
    {
        using var run = new TestRun(Rows(5, id));

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportUnusable", exception.ErrorId);
        Assert.Contains(pattern, exception.Message, StringComparison.Ordinal);
        Assert.Equal(new RunListing(RunList.Rejected, run.DatabasePath), exception.Listing);
        Assert.Equal("5", run.Cell("SELECT count(DISTINCT line) FROM rejected_rows"));
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run"));
    }

    [Fact]
    public void Not_even_an_allowance_makes_something_of_nothing()
    {
        using var run = new TestRun(Rows(5, "150000000{0}.0"));
        run.Options = run.Options with { AllowRejected = true };

        Assert.Equal("ExportUnusable", Assert.Throws<AxoniusExportException>(run.Import).ErrorId);
    }

    [Fact]
    public void An_export_whose_assets_all_have_no_value_or_are_left_out_is_one_too()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1").Row("2", " ").Row("3", "a").Row("3", "b").Row("x", "c"));
        run.MakePayloads();

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(() => run.Group());

        Assert.Equal("ExportUnusable", exception.ErrorId);
        Assert.Contains("2 assets have no value for any attribute", exception.Message, StringComparison.Ordinal);
        Assert.Contains("1 asset id is left out", exception.Message, StringComparison.Ordinal);
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run WHERE stage = 'Group'"));
        Assert.Equal(["2 NoValues 1", "3 NoValues 2"], run.Rejections().Where(row => row.Contains("NoValues", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_a_failed_import_left_is_not_gone_on_with()
    {
        using var run = new TestRun(Rows(5, "150000000{0}.0"));
        Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("StageFailed", Assert.Throws<RunDatabaseException>(run.MakePayloads).ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n,,,,,,,,,,\n \n,,,,,,,,,,\n")]
    public void A_header_alone_is_no_export(string end)
    {
        string header = Encoding.UTF8.GetString(new ExportBuilder().NoByteOrderMark().NoNewLineAtTheEnd().ToBytes());
        using var run = new TestRun(Encoding.UTF8.GetBytes(header + end));

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportUnusable", exception.ErrorId);
        Assert.Contains("has a header and no rows", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rows_of_names_and_types_under_a_header_are_no_rows()
    {
        string[] names = Enumerable.Range(0, 10).Select(i => $"field{i}").ToArray();
        using var run = new TestRun(new ExportBuilder().Row("qualys_id", names).Row("integer", names));

        Assert.Contains("has a header and no rows", Assert.Throws<AxoniusExportException>(run.Import).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 10, false)]
    [InlineData(9, 10, true)]
    [InlineData(0, 1, true)]
    public void More_than_half_of_the_rows_rejected_for_one_cause_is_an_error_unless_it_is_allowed(int good, int bad, bool isError)
    {
        using TestRun run = Mixed(good + 1, bad + 1);
        if (isError)
        {
            AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);
            Assert.Equal("ExportMostlyRejected", exception.ErrorId);
            Assert.Contains(FormattableString.Invariant($"{bad + 1} of {good + bad + 2} ids end in .0"), exception.Message, StringComparison.Ordinal);
            Assert.Equal((bad + 1).ToString(CultureInfo.InvariantCulture), run.Cell("SELECT count(*) FROM rejected_rows"));
        }

        using TestRun allowed = Mixed(good + 1, bad + 1);
        allowed.Options = allowed.Options with { AllowRejected = true };
        Assert.Equal(good + 1, allowed.Import().Count);
        Assert.Equal("complete", allowed.Cell("SELECT outcome FROM run"));
    }

    [Fact]
    public void Half_for_one_cause_and_half_for_another_is_none_of_the_two()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("", "b").Row("", "b").Row("1.0", "c").Row("2.0", "c"));

        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void A_row_of_which_one_id_is_used_is_not_rejected()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1\nx\ny\nz", "a").Row("2\nx", "b"));

        Assert.Equal(["1", "2"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Theory]
    [InlineData(4, 4, "all 4 rows hold text that is not UTF-8")]
    [InlineData(4, 3, "3 of 4 rows hold text that is not UTF-8")]
    public void Text_that_is_not_UTF8_is_an_error_of_its_own_that_tells_what_it_may_be(int rows, int umlauts, string pattern)
    {
        ExportBuilder export = new ExportBuilder().Encoding(Encoding.Latin1);
        for (int i = 0; i < rows; i++)
        {
            export = export.Row($"{1_500_000_000 + i}", i < umlauts ? "Süd" : "North");
        }

        using var run = new TestRun(export);
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportNotUtf8", exception.ErrorId);
        Assert.Contains(pattern, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Windows-1252", exception.Message, StringComparison.Ordinal);
    }

    private static TestRun Mixed(int good, int bad)
    {
        ExportBuilder export = new();
        for (int i = 0; i < good; i++)
        {
            export = export.Row($"{1_500_000_000 + i}", "a");
        }

        for (int i = 0; i < bad; i++)
        {
            export = export.Row($"{1_500_000_000 + i}.0", "a");
        }

        return new TestRun(export);
    }

    private static ExportBuilder Rows(int count, string id) => Enumerable.Range(0, count).Aggregate(
        new ExportBuilder(), (export, i) => export.Row(string.Format(CultureInfo.InvariantCulture, id, i), "Cards"));
}
