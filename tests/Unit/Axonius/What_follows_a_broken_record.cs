using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Lines one after the other that follow a broken record and are no rows are one reject, which names where the quote stands.</summary>
public sealed class What_follows_a_broken_record
{
    private const string Rest = ",,,,,,,,,";

    [Fact]
    public void Lines_that_are_no_rows_are_one_reject_with_their_number_and_the_line_of_the_quote()
    {
        using TestRun run = TestRun.Imported(
            new ExportBuilder().Row("1", "a").Line("2,\"never closed").Line("one").Line("").Line("two,2").Line("three \"\"3\"\"").Row("3", "c").Line("four").Row("4", "d"),
            allowRejected: true);

        Assert.Equal(["3 Malformed", "4 Malformed", "9 Malformed"], run.Rejections());
        string[] details = run.Column("SELECT detail FROM rejected_rows ORDER BY rejected_row_id");
        Assert.Equal("a quote is opened and never closed", details[0]);
        Assert.Equal(
            "3 records from here on, to line 7, follow the broken record of line 3 and are no rows; the first has 1 cell where the header has 11",
            details[1]);
        Assert.Equal("it follows the broken record of line 3 and has 1 cell where the header has 11", details[2]);
        Assert.Equal("one\ntwo,2\nthree \"\"3\"\"", run.Cell("SELECT raw FROM rejected_rows WHERE line = 4"));
        Assert.Equal("8", run.Cell("SELECT rows_in FROM run"));
        Assert.Contains("5 have broken quoting", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_record_that_stands_for_itself_is_its_own_reject()
    {
        using TestRun run = TestRun.Imported(
            new ExportBuilder().Row("1", "a").Line("2,a\"b" + Rest).Line("3,a\"b" + Rest).Row("4", "d").Row("5", "d"), allowRejected: true);

        Assert.Equal(["3 Malformed", "4 Malformed"], run.Rejections());
    }

    [Fact]
    public void The_broken_record_that_is_named_is_the_last_one()
    {
        using TestRun inside = TestRun.Imported(
            new ExportBuilder().Row("1", "a").Line("2,\"never closed").Row("3", "c").Line("4,\"never closed").Line("no row").Row("5", "e").Row("6", "f"),
            allowRejected: true);
        using TestRun behind = TestRun.Imported(
            new ExportBuilder().Row("1", "a").Line("2,a\"b" + Rest).Line("3,\"never closed").Line("no row").Row("5", "e").Row("6", "f"), allowRejected: true);

        Assert.Equal("it follows the broken record of line 5 and has 1 cell where the header has 11", inside.Cell("SELECT detail FROM rejected_rows WHERE line = 6"));
        Assert.Equal("it follows the broken record of line 4 and has 1 cell where the header has 11", behind.Cell("SELECT detail FROM rejected_rows WHERE line = 5"));
    }

    [Fact]
    public void An_export_most_of_which_follows_one_says_where_it_stands()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a").Line("2,\"never closed").Line("one").Line("two").Line("three"));
        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Contains("4 of 5 rows have broken quoting, the first at line 3", exception.Message, StringComparison.Ordinal);
        Assert.Equal("2", run.Cell("SELECT count(*) FROM rejected_rows"));
    }

    [Fact]
    public void What_is_kept_of_many_lines_has_a_bound()
    {
        ExportBuilder export = new ExportBuilder().Row("1", "a").Line("2,\"never closed");
        for (int i = 0; i < 10_000; i++)
        {
            export = export.Line("no row");
        }

        using var run = new TestRun(export);
        Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("4097", run.Cell("SELECT length(raw) FROM rejected_rows WHERE line = 4"));
    }
}
