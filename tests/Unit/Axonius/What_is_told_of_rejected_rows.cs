using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>An import that rejects rows says so once: how many, why, and where they are.</summary>
public sealed class What_is_told_of_rejected_rows
{
    private const string Rest = ",,,,,,,,,";

    [Fact]
    public void Rejected_rows_are_one_warning_by_count_and_cause_that_names_where_to_look()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Row("2", "b").Row("3", "c").Row("x\ny\n4", "d").Row("", "e").Row("5", "f").Row("6", "g").Line("7,a\"b" + Rest));

        Assert.Equal(
            "4 rows, or ids of rows, were rejected: 2 are no asset ids (the first at line 5); "
                + "1 has no asset id (at line 8); "
                + "1 has broken quoting (at line 11).",
            Assert.Single(run.Warnings));
        Assert.Equal(new RunListing(RunList.Rejected, run.DatabasePath), Assert.Single(run.Events.OfType<ConnectorWarning>()).Listing);
    }

    [Theory]
    [InlineData("", "1 row, or id of a row, was rejected: 1 has no asset id (at line 4).")]
    [InlineData("x", "1 row, or id of a row, was rejected: 1 is no asset id (at line 4).")]
    [InlineData("\"1,500,000,009\"", "1 row, or id of a row, was rejected: 1 has an id with thousands separators or a decimal comma (at line 4).")]
    [InlineData("7...TRIMMED - 1 characters over 32000", "1 row, or id of a row, was rejected: 1 has a cell that Axonius cut (at line 4).")]
    public void Each_cause_has_its_words(string id, string told)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Row("2", "b").Line(id + ",Bank" + Rest));

        Assert.StartsWith(told, Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_that_are_no_UTF_8_are_told_as_such()
    {
        byte[] export = [.. new ExportBuilder().Row("1", "a").Row("2", "b").ToBytes(), .. Encoding.Latin1.GetBytes("3,Bänk" + Rest + "\n")];
        using var run = new TestRun(export);
        run.Import();

        ConnectorWarning warning = Assert.Single(run.Events.OfType<ConnectorWarning>());
        Assert.StartsWith("1 row, or id of a row, was rejected: 1 holds text that is not UTF-8 (at line 4).", warning.Message, StringComparison.Ordinal);
        Assert.Equal(WarningSubject.TextInAnotherEncoding, warning.Subject);
    }

    [Fact]
    public void Rows_of_names_and_types_are_as_usual_and_no_warning()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("qualys_id", [.. Enumerable.Repeat("name", 10)]).Row("1", "a"));

        Assert.Equal(["2 SchemaRow"], run.Rejections());
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void An_export_that_is_refused_says_it_in_its_error_alone()
    {
        using var run = new TestRun(new ExportBuilder().Row("x", "a").Row("y", "b"));

        Assert.Throws<AxoniusExportException>(run.Import);
        Assert.Empty(run.Warnings);
    }
}
