namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A row with fewer cells than the header has no last values, and that is told once.</summary>
public sealed class Rows_with_fewer_cells
{
    [Fact]
    public void Are_told_once_with_count_and_first_line()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1500000001", "a").Line("1500000002,b").Row("1500000003", "c").Line("1500000004,d,,,,,,,,").Row("1500000005", "e"));

        Assert.Equal(
            "2 rows have fewer cells than the header, the first at line 3. The values that are missing at their end are taken for empty; "
                + "look whether a line break stands in a value without quotes around it, or whether the rows were cut.",
            Assert.Single(run.Warnings));
        Assert.Equal("5", run.Cell("SELECT count(*) FROM axonious_data"));
    }

    [Fact]
    public void One_is_told_as_one()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("1500000002,b").Row("1500000003", "c"));

        Assert.StartsWith("1 row has fewer cells than the header, at line 2. ", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_not_told_where_no_column_that_is_used_is_missing()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns([], ["Note", "Other"])
            .Line("1500000001,b,,,,,,,,,").Line("1500000002,b,,,,,,,,,,note").Row("1500000003", "c"));

        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Are_not_told_of_blank_rows()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "a").Line(",,").Line("").Line(" ").Row("1500000003", "c"));

        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void That_end_before_their_id_are_rejected_and_told()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns(["Name", "Other"], [])
            .Row("1500000001", "a").Line("host").Row("1500000003", "c"));

        Assert.Equal(["3 NoAssetId"], run.Rejections());
        Assert.Contains(run.Warnings, warning => warning.StartsWith("1 row has fewer cells than the header, at line 3.", StringComparison.Ordinal));
    }
}
