using System.Text;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>The cleaning of a cell: U+FEFF, white space, line breaks.</summary>
public sealed class CleaningTests
{
    [Theory]
    [InlineData("Cards & Payments", "Cards & Payments")]
    [InlineData("a\uFEFFb", "ab")]
    [InlineData("\uFEFFa\uFEFF", "a")]
    [InlineData("\uFEFF\uFEFF", "")]
    [InlineData("\uFEFF a \uFEFF ", "a")]
    public void FEFF_is_removed_wherever_it_stands(string written, string expected) => AssertCleaned(written, expected);

    [Theory]
    [InlineData(" a ", "a")]
    [InlineData("\ta\t", "a")]
    [InlineData("\v\fa\f\v", "a")]
    [InlineData("\u00A0a\u00A0", "a")]
    [InlineData("\u3000\u2003a\u2028\u2029\u0085", "a")]
    [InlineData(" \u00A0 \t", "")]
    [InlineData("a  b", "a  b")]
    [InlineData("a\u00A0b", "a\u00A0b")]
    [InlineData("\u200Ba", "a")]
    public void Surrounding_white_space_is_trimmed_Unicode_included(string written, string expected) => AssertCleaned(written, expected);

    [Theory]
    [InlineData("a\nb", "a,b")]
    [InlineData("a\r\nb", "a,b")]
    [InlineData("a\rb", "a,b")]
    [InlineData("a\n\n\nb", "a,b")]
    [InlineData("a\r\n\r\nb", "a,b")]
    [InlineData("a\r\rb\n\rc", "a,b,c")]
    [InlineData("a\nb\nc", "a,b,c")]
    [InlineData("a\n\uFEFF\nb", "a,b")]
    [InlineData("a\n\uFEFFb", "a,b")]
    [InlineData("a\uFEFF\nb", "a,b")]
    [InlineData("a\n \nb", "a, ,b")]
    public void Each_run_of_line_breaks_becomes_one_comma(string written, string expected) => AssertCleaned(written, expected);

    [Theory]
    [InlineData("\na\n", "a")]
    [InlineData("\r\n a \r\n", "a")]
    [InlineData("\n\n", "")]
    public void Line_breaks_at_the_ends_of_a_value_are_white_space(string written, string expected) => AssertCleaned(written, expected);

    [Theory]
    [InlineData("say \"x\"")]
    [InlineData("\"")]
    [InlineData("a,b")]
    [InlineData("a\\b/c")]
    [InlineData("保険 Süd 🏦 \uD83D\uDC69\u200D\uD83D\uDCBB")]
    [InlineData("ï\u00BF\u00BDﻈ\uFEFE")]
    [InlineData("=1+1")]
    [InlineData("'; DROP TABLE run; --")]
    public void Everything_else_stays_as_it_is(string value) => AssertCleaned(value, value);

    [Fact]
    public void A_quoted_and_an_unquoted_cell_of_the_same_text_have_the_same_value()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("1,\"Cards\",,,,,,,,,").Line("2,Cards,,,,,,,,,").Line("3, Cards ,\"\",,,,,,,,"));

        Assert.Equal("1", run.Cell("SELECT COUNT(DISTINCT Business || Division) FROM axonious_data"));
    }

    [Fact]
    public void Cells_that_are_alike_once_cleaned_make_one_group()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "a\nb").Row("2", " a\r\n\r\nb ").Row("3", "\uFEFFa\rb").Row("4", "a,b"));

        Assert.Equal("1,2,3,4", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_grouped"));
    }

    [Fact]
    public void A_value_does_not_run_over_into_its_neighbour()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "ab", "c").Row("2", "a", "bc").Row("3", "abc").Row("4", "", "abc"));

        Assert.Equal("4", run.Cell("SELECT COUNT(*) FROM qualys_attribute_payloads_grouped"));
    }

    [Fact]
    public void Each_contract_column_is_cleaned()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", Enumerable.Range(0, 10).Select(i => $" v{i}\r\nw\uFEFF ").ToArray()));

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"v{i},w"), run.Query("SELECT * FROM axonious_data").Single()[1..11]);
    }

    [Fact]
    public void A_value_of_megabytes_is_kept_whole()
    {
        string value = string.Concat(Enumerable.Repeat("0123456789abcdé", 200_000));
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", value).Row("2", "short").Row("3", value));

        Assert.Equal([value, "short", value], run.Column("SELECT Business FROM axonious_data"));
        Assert.Equal(["1,3", "2"], run.Column("SELECT asset_ids FROM qualys_attribute_payloads_grouped ORDER BY asset_ids"));
    }

    private static void AssertCleaned(string written, string expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "first", written, "third"));
        Assert.Equal(
            Convert.ToHexString(Encoding.UTF8.GetBytes(expected)),
            run.Cell("SELECT hex(Division) FROM axonious_data WHERE Business = 'first' AND Product_Group = 'third'"));
    }
}
