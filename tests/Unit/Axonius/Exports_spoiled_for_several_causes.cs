using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>An export most of whose rows are spoiled is refused for whatever number of causes, and each cause and pattern is named.</summary>
public sealed class Exports_spoiled_for_several_causes
{
    private const string Again = "Export again from Axonius, and do not open and save the export in a spreadsheet, or have it keep the id column as text.";

    [Fact]
    public void More_than_half_of_the_rows_rejected_for_several_causes_together_is_an_error_that_names_each()
    {
        using TestRun run = new(Spoiled(pointZero: 9, separators: 5, empty: 5, good: 1));

        AxoniusExportException exception = Assert.Throws<AxoniusExportException>(run.Import);

        Assert.Equal("ExportMostlyRejected", exception.ErrorId);
        Assert.Contains(
            "was rejected: 9 of 20 ids end in .0: a spreadsheet or a script made numbers of them; "
                + "5 of 20 ids have thousands separators or a decimal comma: a spreadsheet made numbers of them; 5 of 20 rows have no asset id. ",
            exception.Message,
            StringComparison.Ordinal);
        Assert.Single(exception.Message.Split(Again)[1..]);
        Assert.Equal("failed", run.Cell("SELECT outcome FROM run"));
    }

    [Fact]
    public void It_is_gone_on_with_where_that_is_allowed()
    {
        using TestRun run = TestRun.Imported(Spoiled(pointZero: 9, separators: 5, empty: 5, good: 1), allowRejected: true);

        Assert.Equal("1", run.Cell("SELECT count(*) FROM axonious_data"));
    }

    [Theory]
    [InlineData(3, 2, 0, 5, false)]
    [InlineData(3, 3, 0, 5, true)]
    [InlineData(2, 3, 5, 1, false)]
    [InlineData(0, 0, 6, 5, true)]
    [InlineData(0, 0, 5, 5, false)]
    [InlineData(1, 0, 5, 4, false)]
    public void Rows_without_id_count_alone_and_all_other_causes_together(int pointZero, int separators, int empty, int good, bool isError)
    {
        var tally = new RejectionTally();
        tally.AddRejected(RejectionReason.SchemaRow, null, 2);
        for (int i = 0; i < good; i++)
        {
            tally.AddUsed();
        }

        Add(tally, RejectionReason.InvalidAssetId, pointZero);
        Add(tally, RejectionReason.ThousandsSeparators, separators);
        Add(tally, RejectionReason.NoAssetId, empty);

        Assert.Equal(isError ? "ExportMostlyRejected" : null, ExportVerdict.Of("export.csv", "run.db", tally, allowRejected: false)?.ErrorId);
        Assert.Null(ExportVerdict.Of("export.csv", "run.db", tally, allowRejected: true));
    }

    [Fact]
    public void Ids_spoiled_in_several_patterns_are_named_by_all_of_them_and_their_counts()
    {
        using var run = new TestRun(Rows(Spoiled(pointZero: 8, separators: 0, empty: 0, good: 6), 6, "1.5E+09"));

        Assert.Contains(
            "14 of 20 ids are none: 8 end in .0: a spreadsheet or a script made numbers of them, "
                + "6 are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost. ",
            Assert.Throws<AxoniusExportException>(run.Import).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Below_the_half_the_warning_names_the_pattern_and_the_first_line_of_each_cause()
    {
        using TestRun run = TestRun.Imported(Spoiled(pointZero: 3, separators: 1, empty: 2, good: 9));

        Assert.Equal(
            "6 rows, or ids of rows, were rejected: 3 have ids that are none: they end in .0: a spreadsheet or a script made numbers of them "
                + "(the first at line 11); 2 have no asset id (the first at line 15); "
                + $"1 has an id with thousands separators or a decimal comma (at line 14). {Again}",
            Assert.Single(run.Warnings));
    }

    [Fact]
    public void Several_patterns_are_counted_there_too()
    {
        ExportBuilder export = Rows(Spoiled(pointZero: 2, separators: 0, empty: 0, good: 9), 1, "words");
        using TestRun run = TestRun.Imported(Rows(export, 1, "########"));

        Assert.Contains(
            "4 have ids that are none: 2 end in .0: a spreadsheet or a script made numbers of them, "
                + "1 is a row of #: a spreadsheet's column was too narrow, 1 is something else (the first at line 11).",
            Assert.Single(run.Warnings),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("150000000{0}.0", true)]
    [InlineData("1.5E+09", true)]
    [InlineData("1,500,000,00{0}", true)]
    [InlineData("1,5E+09", true)]
    [InlineData("'150000000{0}", true)]
    [InlineData("=\"150000000{0}\"", true)]
    [InlineData("1.500.000.00{0}", true)]
    [InlineData("########", true)]
    [InlineData("3f2504e0-4f89-11d3-9a0c-0305e82c330{0}", false)]
    [InlineData("１５{0}", false)]
    [InlineData("host{0}", false)]
    [InlineData("", false)]
    public void What_a_spreadsheet_spoiled_is_told_once_with_what_to_do(string id, bool isTold)
    {
        using var refused = new TestRun(Rows(new ExportBuilder(), 5, id));
        using TestRun warned = TestRun.Imported(Rows(Spoiled(0, 0, 0, good: 9), 5, id));

        Assert.Equal(isTold ? 2 : 1, Assert.Throws<AxoniusExportException>(refused.Import).Message.Split(Again).Length);
        Assert.Equal(isTold ? 2 : 1, Assert.Single(warned.Warnings).Split(Again).Length);
    }

    private static void Add(RejectionTally tally, RejectionReason reason, int rows)
    {
        for (int i = 0; i < rows; i++)
        {
            tally.AddRejected(reason, "1.0");
        }
    }

    private static ExportBuilder Spoiled(int pointZero, int separators, int empty, int good)
    {
        ExportBuilder export = Rows(new ExportBuilder(), good, "150000000{0}");
        return Rows(Rows(Rows(export, pointZero, "160000000{0}.0"), separators, "1,500,000,00{0}"), empty, "");
    }

    private static ExportBuilder Rows(ExportBuilder export, int count, string id) => Enumerable.Range(0, count).Aggregate(
        export, (rows, i) => rows.Row(string.Format(System.Globalization.CultureInfo.InvariantCulture, id, i), "Cards"));
}
