using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>The id cell.</summary>
public sealed class AssetIdTests
{
    [Theory]
    [InlineData("1\n2\n3")]
    [InlineData("1\r\n2\r\n3")]
    [InlineData("1\r2\r3")]
    [InlineData("1,2,3")]
    [InlineData("1, 2 ,\n3")]
    [InlineData("\n,1,,2\n\n3,\n")]
    [InlineData("\uFEFF1\u00A0\n\t2,\u30003\uFEFF")]
    public void A_cell_may_hold_several_ids_separated_by_line_break_or_comma(string cell)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "Cards"));

        Assert.Equal(["1", "2", "3"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(["Cards", "Cards", "Cards"], run.Column("SELECT Business FROM axonious_data"));
        Assert.Empty(run.Rejections());
    }

    [Theory]
    [InlineData("1\uFEFF23")]
    [InlineData("\uFEFF123")]
    [InlineData("12\uFEFF3\uFEFF")]
    public void FEFF_inside_an_id_is_removed(string cell) => AssertIds(cell, "123");

    [Theory]
    [InlineData("5\n5", "5")]
    [InlineData("5,6,5,6,5", "5,6")]
    [InlineData("5,05", "5")]
    public void An_id_that_stands_twice_in_a_cell_counts_once(string cell, string expected)
    {
        AssertIds(cell, expected);
        using TestRun run = TestRun.Whole(new ExportBuilder().Row(cell, "Cards"));
        Assert.Empty(run.Column("SELECT * FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal(expected, run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void An_id_that_stands_twice_among_very_many_counts_once_and_keeps_its_place()
    {
        string[] ids = Enumerable.Range(1, 100).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToArray();

        AssertIds(string.Join('\n', ids.Concat(ids)) + "\n101\n101\n17", string.Join(',', ids) + ",101");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("N/A")]
    [InlineData("0")]
    [InlineData("000")]
    [InlineData("12345678901234567890")]
    [InlineData("00000000000000000001")]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("5.0")]
    [InlineData("1e5")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("１２３")]
    [InlineData("1;2")]
    public void What_is_not_1_to_19_digits_above_zero_is_rejected_with_line_and_reason(string bad)
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "Cards").Row(bad, "Cards").Row("3", "Cards"));

        Assert.Equal([$"3 InvalidAssetId {bad}"], run.Rejections());
        Assert.Equal("1,3", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void A_bad_id_costs_itself_alone()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("10\nabc\n11,0,12\n-5\n12345678901234567890", "Cards").Row("13", "Cards"));

        Assert.Equal(["10", "11", "12", "13"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(
            ["2 InvalidAssetId abc", "2 InvalidAssetId 0", "2 InvalidAssetId -5", "2 InvalidAssetId 12345678901234567890"],
            run.Rejections());
    }

    [Theory]
    [InlineData("007", "7")]
    [InlineData("0000000000000000001", "1")]
    public void Leading_zeros_are_no_part_of_an_id(string cell, string expected) => AssertIds(cell, expected);

    [Theory]
    [InlineData("1000000000000000000")]
    [InlineData("9223372036854775806")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036854775809")]
    [InlineData("9999999999999999998")]
    [InlineData("9999999999999999999")]
    public void An_id_of_19_digits_is_exact_in_every_stage_and_table(string id)
    {
        using var run = new TestRun(new ExportBuilder().Row($"{id}\n1", "Cards").Row("2", "Ops").Row(id, "Cards"));
        ulong number = ulong.Parse(id, CultureInfo.InvariantCulture);

        Assert.Equal([number, 1UL, 2UL, number], run.Import().Select(record => record.AssetId));
        Assert.Equal([number, 1UL, 2UL, number], run.MakePayloads().Select(payload => payload.AssetId));
        Assert.Equal([number, 1UL], run.Group()[0].AssetIds);
        Assert.Equal([number, 1UL], run.Split()[0].AssetIds);
        Assert.Equal([number, 1UL], run.DryRun()[0].Batch.AssetIds);

        Assert.Equal([id, "1", "2", id], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal([id, "1", "2", id], run.Column("SELECT asset_id FROM qualys_attribute_payloads"));
        Assert.Equal([id, id], run.Column("SELECT asset_id FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal([id, "1", "2"], run.Column("SELECT asset_id FROM qualys_attribute_payloads_clean"));
        foreach (string table in (string[])["grouped", "split", "transformed", "transformed_execution_log"])
        {
            Assert.Equal($"{id},1", run.Cell($"SELECT asset_ids FROM qualys_attribute_payloads_{table} WHERE group_number = 1"));
        }

        Assert.Equal($"{id},1", run.Cell(
            "SELECT json_extract(payload, '$.ServiceRequest.filters.Criteria[0].value') FROM qualys_attribute_payloads_transformed WHERE group_number = 1"));
        Assert.Equal([id, "1", "2", id], run.Column(
            "SELECT json_extract(payload, '$.ServiceRequest.filters.Criteria[0].value') FROM qualys_attribute_payloads"));
    }

    [Fact]
    public void Large_ids_that_differ_in_the_last_digit_are_different_assets()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("9999999999999999990", "a").Row("9999999999999999991", "b").Row("9999999999999999999", "c"));

        Assert.Empty(run.Column("SELECT asset_id FROM qualys_attribute_payloads_duplicates"));
        Assert.Equal(
            ["9999999999999999990", "9999999999999999991", "9999999999999999999"],
            run.Column("SELECT asset_ids FROM qualys_attribute_payloads_transformed ORDER BY group_number"));
    }

    [Fact]
    public void A_row_without_id_is_rejected_with_its_line()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "Cards").Row("", "Cards").Row(" \u00A0\uFEFF", "Cards").Row("\n\n", "Cards").Row(" , ,\n", "Cards").Row("2").Row("3").Row("4"));

        Assert.Equal(["3 NoAssetId", "4 NoAssetId", "5 NoAssetId", "8 NoAssetId"], run.Rejections());
        Assert.Equal(["1", "2", "3", "4"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void Records_come_in_the_order_of_the_export_with_the_line_of_their_row()
    {
        using var run = new TestRun(new ExportBuilder().Row("30\n10", "two\nlines").Row("20", "Cards"));

        Assert.Equal(["30 2", "10 2", "20 5"], run.Import().Select(record => $"{record.AssetId} {record.Line}"));
        Assert.Equal(["30 2", "10 2", "20 5"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
    }

    [Fact]
    public void A_record_gives_every_key_of_the_contract_empty_ones_included()
    {
        using var run = new TestRun(new ExportBuilder().RowWith("1", "SLA", "Gold"));

        AxoniusRecord record = Assert.Single(run.Import());

        Assert.Equal(AxoniusContract.Default.Keys.Order(), record.Attributes.Keys.Order());
        Assert.Equal("Gold", record.Attributes["SLA"]);
        Each.Holds(record.Attributes.Where(attribute => attribute.Key != "SLA"), attribute => Assert.Equal("", attribute.Value));
    }

    private static void AssertIds(string cell, string expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "Cards"));
        Assert.Equal(expected.Split(','), run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Empty(run.Rejections());
    }
}
