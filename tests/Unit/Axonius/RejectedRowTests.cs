using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Rows that are not used: each is on record with its line and reason, and costs itself alone.</summary>
public sealed class RejectedRowTests
{
    private const string Mark = "...TRIMMED - 4242 characters over 32000";

    [Fact]
    public void The_two_schema_rows_under_the_header_are_rejected()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("qualys_id", FieldNames()).Row("integer", Types()).Row("1", "Cards"));

        Assert.Equal(["2 SchemaRow", "3 SchemaRow"], run.Rejections());
        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void A_schema_row_is_recognised_under_the_header_alone()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "Cards").Row("2", "Cards").Row("qualys_id", FieldNames()));

        Assert.Equal(["4 InvalidAssetId qualys_id"], run.Rejections());
    }

    [Theory]
    [InlineData("unknown", "")]
    [InlineData("unknown", "Cards")]
    [InlineData("N/A", "Cards")]
    [InlineData("n.a.", "Cards & Payments")]
    public void A_first_row_with_a_bad_id_is_no_schema_row(string id, string business)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(id, business).Row("1", "Cards"));

        Assert.Equal([$"2 InvalidAssetId {id}"], run.Rejections());
        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void A_first_row_whose_id_is_not_an_identifier_is_no_schema_row_whatever_its_values_are()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("N/A", FieldNames()).Row("none at all", Types()).Row("1").Row("2"));

        Assert.Equal(["2 InvalidAssetId N/A", "3 InvalidAssetId none at all"], run.Rejections());
    }

    [Fact]
    public void A_genuine_first_row_of_plain_words_is_used()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", FieldNames()).Row("a_host\n2", FieldNames()));

        Assert.Equal(["1", "2"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(["3 InvalidAssetId a_host"], run.Rejections());
    }

    [Fact]
    public void A_value_that_Axonius_cut_costs_its_row()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "Cards").Row("2\n3", new string('x', 32000) + Mark).Row("4", "Cards"));

        Assert.Equal(["3 TrimmedValue 2,3"], run.Rejections());
        Assert.Contains("Mssql: MSSQL_ Business_Name", run.Cell("SELECT detail FROM rejected_rows"), StringComparison.Ordinal);
        Assert.Equal(["1", "4"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void An_id_cell_that_Axonius_cut_costs_its_row()
    {
        string ids = string.Join('\n', Enumerable.Range(1000000, 4000));
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "Cards").Row(ids + Mark, "Cards"));

        Assert.Equal(["3 TrimmedValue"], run.Rejections());
        Assert.Contains(AxoniusContract.DefaultAssetIdHeader, run.Cell("SELECT detail FROM rejected_rows"), StringComparison.Ordinal);
        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Theory]
    [InlineData("...TRIMMED - 1 characters over 32000")]
    [InlineData("x...TRIMMED - 99999 characters over 32000 \n")]
    [InlineData("é...TRIMMED - 12 characters over 500")]
    public void A_cut_value_is_known_by_its_end(string value) => AssertTrimmed(value, isTrimmed: true);

    [Theory]
    [InlineData("...TRIMMED - 1 characters over 32000 and more")]
    [InlineData("TRIMMED - 1 characters over 32000 of 3")]
    [InlineData("...TRIMMED - many characters over 32000")]
    [InlineData("a long value that ends with the number 32000")]
    public void A_value_that_only_looks_like_it_is_used(string value) => AssertTrimmed(value, isTrimmed: false);

    [Fact]
    public void A_cut_cell_of_a_column_that_is_not_used_costs_nothing()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().ExtraColumns(["Aggregated: Software"], []).Line($"\"x{Mark}\",1,Cards,,,,,,,,,"));

        Assert.Equal(["1"], run.Column("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void Cells_beyond_the_header_are_ignored()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("1,a,b,c,d,e,f,g,h,i,j,beyond,\"and, more\"").Row("2", "a"));

        Assert.Equal("a b c d e f g h i j", string.Join(' ', run.Query("SELECT * FROM axonious_data")[0][1..11]));
        Assert.Empty(run.Rejections());
    }

    [Fact]
    public void Cells_missing_at_the_end_of_a_row_are_empty()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("1,a").Line("2").Line("3,a,b,c,d,e,f,g,h,i,j"));

        Assert.Equal("a,,,,,,,,,", string.Join(',', run.Query("SELECT * FROM axonious_data")[0][1..11]));
        Assert.Equal(",,,,,,,,,", string.Join(',', run.Query("SELECT * FROM axonious_data")[1][1..11]));
        Assert.Equal("a,b,c,d,e,f,g,h,i,j", string.Join(',', run.Query("SELECT * FROM axonious_data")[2][1..11]));
        Assert.Empty(run.Rejections());
    }

    [Fact]
    public void A_row_too_short_to_hold_an_id_has_none()
    {
        AxoniusContract contract = new("Id", [new("A", "A"), new("B", "B")]);
        using var run = new TestRun(new ExportBuilder().Header("A,B,Id").Line("x,y").Line("x,y,1"));
        run.Options = run.Options with { Contract = contract };

        run.Import();

        Assert.Equal(["2 NoAssetId"], run.Rejections());
    }

    [Fact]
    public void Empty_lines_are_no_rows_but_count_as_lines()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("").Row("1", "Cards").Line("").Line("").Row("x", "Cards").Line(""));

        Assert.Equal(["6 InvalidAssetId x"], run.Rejections());
        Assert.Equal("3", run.Cell("SELECT line FROM axonious_data"));
        Assert.Equal("2", run.Cell("SELECT rows_in FROM run"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_are_exact_behind_quoted_line_breaks_whatever_ends_a_line(string newLine)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .ExtraColumns(["Host\nName"], []).NewLine(newLine)
            .Row("1", "Cards")
            .Row("bad", $"two{newLine}lines")
            .Row("1\n2\n3", $"four{newLine}{newLine}lines")
            .Row("", "Cards")
            .Row("0", "Cards")
            .NoNewLineAtTheEnd());

        Assert.Equal(["4 InvalidAssetId bad", "11 NoAssetId", "12 InvalidAssetId 0"], run.Rejections());
        Assert.Equal(["1 3", "1 6", "2 6", "3 6"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void The_last_row_is_read_without_a_line_break_after_it(string newLine)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().NewLine(newLine).Row("1", "Cards").Row("2", "Ops", "", "", "", "", "", "", "", "", "Gold").NoNewLineAtTheEnd());

        Assert.Equal(["1 ", "2 Gold"], run.Column("SELECT qualys_id || ' ' || SLA FROM axonious_data"));
    }

    [Fact]
    public void A_value_that_is_not_UTF8_costs_its_row_alone()
    {
        using TestRun run = RunOf("1,Cards,,,,,,,,,", "2,S\u00FCd,,,,,,,,,", "3,Cards,,,,,,,,,");

        Assert.Equal(["3 InvalidText"], run.Rejections());
        Assert.Contains("Business_Name", run.Cell("SELECT detail FROM rejected_rows"), StringComparison.Ordinal);
        Assert.Equal("1,3", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void A_column_that_is_not_used_may_hold_anything()
    {
        using TestRun run = RunOf("1,Cards,,,,,,,,,,S\u00FCd");

        Assert.Empty(run.Rejections());
        Assert.Equal("1", run.Cell("SELECT qualys_id FROM axonious_data"));
    }

    [Fact]
    public void An_id_that_is_not_UTF8_costs_that_id_alone()
    {
        using TestRun run = RunOf("\"1\n\u00FC2\n3\",Cards,,,,,,,,,");

        Assert.Equal(["2 InvalidAssetId \uFFFD2"], run.Rejections());
        Assert.Equal("1,3", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_transformed"));
    }

    [Fact]
    public void A_rejected_row_is_kept_as_it_stands_in_the_export_cut_when_it_is_long()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("bad", "a \"b\"\nc").Row("bad", new string('x', 20_000)).Row("1").Row("2"));

        Assert.Equal("bad,\"a \"\"b\"\"\nc\",,,,,,,,,", run.Cell("SELECT raw FROM rejected_rows WHERE line = 2"));
        Assert.Equal("4097", run.Cell("SELECT length(raw) FROM rejected_rows WHERE line = 4"));
    }

    [Fact]
    public void A_raw_row_that_is_cut_within_an_emoji_stays_valid_text()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("bad", string.Concat(Enumerable.Repeat("🏦", 5_000))).Row("badd", string.Concat(Enumerable.Repeat("🏦", 5_000))).Row("1").Row("2"));

        Assert.DoesNotContain("\uFFFD", string.Concat(run.Column("SELECT raw FROM rejected_rows")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_that_is_not_used_is_counted()
    {
        using var run = new TestRun(new ExportBuilder().Row("", "a").Row("1\nx\ny", "a").Row("2", "a" + Mark).Line("3,a\"b").Row("4", "a"));

        using AxoniusImport import = run.StartImport();
        while (import.Read())
        {
        }

        Assert.Equal((5, 2, 5), (import.RowsRead, import.Records, import.Rejected));
    }

    private static void AssertTrimmed(string value, bool isTrimmed)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().RowWith("1", "SLA", value).Row("2", "a"));
        Assert.Equal(isTrimmed ? ["2 TrimmedValue 1"] : [], run.Rejections());
    }

    private static TestRun RunOf(params string[] lines)
    {
        var export = new ExportBuilder().NoByteOrderMark().Encoding(Encoding.Latin1);
        var run = new TestRun(lines.Aggregate(export, (builder, line) => builder.Line(line)));
        run.Import();
        run.MakePayloads();
        run.Group();
        run.Split();
        run.DryRun();
        return run;
    }

    private static string[] FieldNames() => Enumerable.Range(0, 10).Select(i => $"adapters_data.mssql_adapter.MSSQL_field{i}").ToArray();

    private static string[] Types() => Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? "string" : "array").ToArray();
}
