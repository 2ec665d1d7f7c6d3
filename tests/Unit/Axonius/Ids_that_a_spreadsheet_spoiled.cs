using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A number with thousands separators is no list of ids: its pieces are other people's assets.</summary>
public sealed class Ids_that_a_spreadsheet_spoiled
{
    [Theory]
    [InlineData("1,500,000,009")]
    [InlineData("15,000,009")]
    [InlineData("5,005")]
    [InlineData(" 1,500,000,009 ")]
    [InlineData("1, 500, 000, 009")]
    [InlineData("\uFEFF1,500,000,009")]
    [InlineData("1,5\uFEFF00,000,009")]
    [InlineData("+1,500,000,009")]
    [InlineData("-1,500,000,009")]
    [InlineData("$1,500,000,009")]
    [InlineData("1,500,000,009.00")]
    [InlineData("(1,500,000,009)")]
    [InlineData("1,50,00,00,009")]
    [InlineData("15,0000,0009")]
    [InlineData("1,5E+09")]
    [InlineData("1500000101,0")]
    [InlineData("1500000101,01")]
    [InlineData("1500000101,00")]
    [InlineData("1500000302,000")]
    [InlineData("-1500000101,05 ")]
    [InlineData("1,500000001e9")]
    [InlineData("1500000001\n1,500,000,009")]
    [InlineData("1,500,000,009\r\n1500000001")]
    [InlineData("1500000001,1,500,000,009")]
    [InlineData("1,500,000,009,1,500,000,010")]
    [InlineData("1,512,345,678,1,512,345,679")]
    [InlineData("15,00,00,0009")]
    [InlineData("150,000,0009")]
    [InlineData("150000,0009")]
    [InlineData("1500,000009")]
    [InlineData("1,,500,,000,,009")]
    [InlineData("1,500,,000,009")]
    [InlineData("1500000,304")]
    [InlineData("1500000101,5")]
    [InlineData("5,1500000101")]
    [InlineData("1500000001,500")]
    [InlineData("1500000001,1500000002,1234")]
    [InlineData("1500000001\n12,34")]
    [InlineData("1500000001,7\n1500000002")]
    public void A_cell_with_such_a_number_is_rejected_whole(string cell)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "Cards").Row(cell, "Cards").Row("1500000003", "Cards"));

        Assert.Equal(["1500000001", "1500000003"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(cell.Trim().Trim('\uFEFF'), Assert.Single(run.Column("SELECT asset_id FROM rejected_rows WHERE reason = 'ThousandsSeparators'")));
    }

    [Theory]
    [InlineData("1,2,3", 3)]
    [InlineData("1\n500\n000\n009", 3)]
    [InlineData("1500000001,1500000002", 2)]
    [InlineData("1500000001,15000", 2)]
    [InlineData("1500000001\n500", 2)]
    [InlineData("1500000001\n1500000002,1500000003\n5", 4)]
    [InlineData("123456,12", 2)]
    [InlineData("12,34", 2)]
    [InlineData("0000000012,0000000013", 2)]
    [InlineData("1,22,333,4444", 4)]
    [InlineData("11,0,12", 2)]
    [InlineData("1234,5678", 2)]
    public void A_list_of_ids_is_none(string cell, int expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "Cards"));

        Assert.Equal(expected, run.Column("SELECT DISTINCT qualys_id FROM axonious_data").Length);
        Assert.DoesNotContain("ThousandsSeparators", string.Concat(run.Rejections()), StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_of_one_to_four_digits_beside_ones_of_ten_are_warned_of_once()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1500000001", "a").Row("500\n9999", "b").Row("1", "c").Row("10000\n007\n3", "d").Row("1500000002", "e"));

        string warning = Assert.Single(run.Warnings);
        Assert.Contains("5 asset ids have one to four digits (500, 9999, 1, …)", warning, StringComparison.Ordinal);
        Assert.Contains("2 have ten or more", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("15,12,34,5678")]
    [InlineData("1,51,23,456")]
    [InlineData("12,34")]
    public void Groups_of_India_whose_pieces_may_be_ids_are_rejected_or_warned_of(string cell)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "a").Row("1500000002", "b").Row(cell, "c"));

        Assert.Contains(run.Warnings, warning => warning.Contains("one to four digits", StringComparison.Ordinal)
            || warning.Contains("thousands separators", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1\n2\n500", 0)]
    [InlineData("1500000001\n10000\n123456789", 0)]
    [InlineData("1500000001\n9", 1)]
    [InlineData("9\n999999999", 0)]
    public void Short_ids_alone_and_long_ids_alone_are_as_they_are(string cell, int warnings)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "a"));

        Assert.Equal(warnings, run.Warnings.Count());
    }

    [Fact]
    public void A_cell_of_very_many_bad_ids_costs_no_row_for_each()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "a").Row(string.Concat(Enumerable.Repeat("x,", 5_000)) + "7\n8", "b"));

        Assert.Equal(["1500000001", "7", "8"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal("101", run.Cell("SELECT count(*) FROM rejected_rows WHERE reason = 'InvalidAssetId'"));
        Assert.Equal("1", run.Cell("SELECT count(*) FROM rejected_rows WHERE detail LIKE '%4,900 more%'"));
    }

    [Fact]
    public void A_bad_id_of_megabytes_is_kept_cut()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "a").Row(new string('9', 3_000_000), "b"));

        Assert.Equal("201", run.Cell("SELECT length(asset_id) FROM rejected_rows"));
    }

    [Theory]
    [InlineData("1,500,000,009,Cards,,,,,,,,,Gold")]
    [InlineData("1,500,000,009,Cards,,,,,,,,,")]
    [InlineData("15,00,00,0009,Cards,,,,,,,,,Gold")]
    [InlineData(" 150 , 000009,Cards,,,,,,,,,Gold")]
    public void Without_quotes_it_became_cells_and_the_row_is_rejected(string row)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "Cards").Line(row).Row("1500000002", "Cards"));

        Assert.Equal(["1500000001", "1500000002"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.StartsWith("3 ThousandsSeparators ", Assert.Single(run.Rejections()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("150,Cards,,,,,,,,,Gold,more")]
    [InlineData("1500000009,500,,,,,,,,,Gold,more")]
    [InlineData("150,500,,,,,,,,,Gold")]
    public void A_row_that_is_too_long_for_another_reason_or_not_at_all_stays(string row)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1500000001", "Cards").Line(row));

        Assert.Equal(2, run.Column("SELECT qualys_id FROM axonious_data").Length);
        Assert.Empty(run.Rejections());
    }
}
