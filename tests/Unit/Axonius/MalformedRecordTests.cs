using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Records with broken quoting: each costs its own line, and the lines after it are read again.</summary>
public sealed class MalformedRecordTests
{
    private const string Rest = ",,,,,,,,,";

    [Theory]
    [InlineData("2,Screen 19\" wide" + Rest)]
    [InlineData("2,a\"b\"" + Rest)]
    [InlineData("2,\"a\"b" + Rest)]
    [InlineData("2,\"a\" " + Rest)]
    [InlineData("2,\"a\"\"" + Rest)]
    [InlineData("2,\"a" + Rest)]
    [InlineData("\"2,a" + Rest)]
    [InlineData("2,,,,,,,,,,\"a")]
    public void A_record_with_broken_quoting_costs_its_own_line_alone(string broken)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a").Line(broken).Row("3", "c").Row("4", "d").Row("x", "d"));

        Assert.Equal(["1 2", "3 4", "4 5"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed", "6 InvalidAssetId x"], run.Rejections());
        Assert.Equal(broken, run.Cell("SELECT raw FROM rejected_rows WHERE line = 3"));
        Assert.Equal("5", run.Cell("SELECT rows_in FROM run"));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_quote_that_is_never_closed_costs_its_own_line_wherever_it_stands(string newLine)
    {
        for (int broken = 0; broken < 6; broken++)
        {
            var export = new ExportBuilder().NewLine(newLine);
            for (int i = 0; i < 6; i++)
            {
                export = i == broken ? export.Line($"{i + 1},\"never closed{Rest}") : export.Row((i + 1).ToString(CultureInfo.InvariantCulture), "a");
            }

            using TestRun run = TestRun.Imported(export);

            Assert.Equal([$"{broken + 2} Malformed"], run.Rejections());
            Assert.Equal(
                Enumerable.Range(0, 6).Where(i => i != broken).Select(i => $"{i + 1} {i + 2}"),
                run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        }
    }

    [Fact]
    public void Broken_records_one_after_the_other_cost_their_lines_alone()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,a\"b" + Rest).Line("3,\"a\"b" + Rest).Row("4", "d").Line("5,a\"b" + Rest).Row("6", "f"));

        Assert.Equal(["1 2", "4 5", "6 7"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed", "4 Malformed", "6 Malformed"], run.Rejections());
    }

    [Fact]
    public void Broken_records_inside_what_a_broken_record_swallowed_cost_their_lines_alone()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,\"never closed" + Rest).Row("3", "c").Line("4,a\"b" + Rest).Row("5", "e").Line("6,\"never closed" + Rest).Row("7", "g").Row("8", "h"));

        Assert.Equal(["1 2", "3 4", "5 6", "7 8", "8 9"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed", "5 Malformed", "7 Malformed"], run.Rejections().Order());
    }

    [Fact]
    public void Two_quotes_that_are_never_closed_cost_two_lines()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,\"x" + Rest).Row("3", "c").Line("4,\"y" + Rest).Row("5", "e").Row("6", "f"));

        Assert.Equal(["1 2", "3 4", "5 6", "6 7"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed", "5 Malformed"], run.Rejections());
    }

    [Fact]
    public void Records_come_in_the_order_of_the_export_however_the_broken_ones_nest()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            ExportBuilder export = new ExportBuilder().Row("1000", "whole");
            string[] broken = ["{0},\"x" + Rest, "{0},a\"b" + Rest, "{0},\"a\"b" + Rest, "\"{0},x" + Rest];
            int rows = random.Next(3, 20);
            for (int i = 1; i <= rows; i++)
            {
                string id = i.ToString(CultureInfo.InvariantCulture);
                export = random.Next(4) == 0
                    ? export.Line(broken[random.Next(broken.Length)].Replace("{0}", id, StringComparison.Ordinal))
                    : export.Row(id, random.Next(3) == 0 ? "two\nlines" : "v" + id);
            }

            using TestRun run = TestRun.Imported(export, allowRejected: true);

            int[] lines = run.Column("SELECT line FROM axonious_data").Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToArray();
            Assert.True(lines.SequenceEqual(lines.Order()), $"seed {seed}: lines {string.Join(' ', lines)}");
        }
    }

    [Fact]
    public void What_is_read_again_keeps_its_quoted_line_breaks_and_its_lines()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,a\"b,\"x\ny\",,,,,,,,").Row("3\n4", "two\nlines").Row("bad", "z"), allowRejected: true);

        Assert.Equal("two,lines", run.Cell("SELECT Business FROM axonious_data WHERE qualys_id = '3'"));
        Assert.Contains("8 InvalidAssetId bad", run.Rejections());
        Assert.Equal("5", run.Cell("SELECT line FROM axonious_data WHERE qualys_id = '4'"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_with_quoted_line_breaks_after_a_quote_that_is_never_closed_are_all_read(bool isUtf16)
    {
        ExportBuilder export = new ExportBuilder().Row("1", "a").Line("2,\"never closed" + Rest);
        for (int i = 1; i <= 5; i++)
        {
            export = export.Row($"{i}0\n{i}1\n{i}2", "Süd 🏦\nlines").Row($"{i}3", "v");
        }

        using TestRun run = TestRun.Imported(isUtf16 ? export.Encoding(Encoding.Unicode) : export);

        Assert.Equal(["3 Malformed"], run.Rejections());
        Assert.Equal(
            ["1", .. Enumerable.Range(1, 5).SelectMany(i => (string[])[$"{i}0", $"{i}1", $"{i}2", $"{i}3"])],
            run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal("4 8 9 13", string.Join(' ', run.Column("SELECT DISTINCT line FROM axonious_data WHERE qualys_id IN ('10', '13', '20', '23')")));
    }

    [Fact]
    public void A_broken_record_of_several_lines_costs_its_own_lines_alone()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,\"a \"quoted\" word\nand a second line\",,,,,,,,,").Row("3", "two\nlines").Row("4", "d"));

        Assert.Equal(["1 2", "3 5", "4 7"], run.Column("SELECT qualys_id || ' ' || line FROM axonious_data"));
        Assert.Equal(["3 Malformed", "4 Malformed"], run.Rejections());
    }

    [Fact]
    public void A_line_that_is_read_again_and_has_not_the_headers_number_of_cells_is_given_up()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Line("2,\"a text that mentions asset").Line("77,by the way").Row("3", "c").Line("4,too,few").Row("5", "e"));

        Assert.Equal(["1", "3", "5"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Equal(["3 Malformed", "4 Malformed", "6 Malformed"], run.Rejections());
    }

    [Fact]
    public void A_closed_quote_with_the_separator_in_it_is_not_malformed()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Line("\"1\",\"a,\"\"b\"\",\nc\",\"\",,,,,,,,"));

        Assert.Equal("a,\"b\",,c", run.Cell("SELECT Business FROM axonious_data"));
    }

    [Theory]
    [InlineData("\n", "utf-8 with BOM")]
    [InlineData("\r\n", "utf-8")]
    [InlineData("\r", "utf-8")]
    [InlineData("\r\n", "utf-16")]
    public void A_quote_that_is_never_closed_in_a_file_beyond_the_longest_record_costs_its_own_line(string newLine, string encodingName)
    {
        const int Rows = 400_000;
        var text = new StringBuilder(48 * 1024 * 1024);
        string header = string.Join(',', AxoniusContract.Default.Columns.Select(column => column.Header).Prepend(AxoniusContract.DefaultAssetIdHeader));
        text.Append(header).Append(newLine).Append("1,Süd").Append(Rest).Append(newLine).Append("2,\"never closed").Append(Rest).Append(newLine);
        string filler = new('x', 80);
        for (int i = 3; i <= Rows; i++)
        {
            text.Append(i).Append(",Ops,").Append(filler).Append(",,,,,,,,").Append(newLine);
        }

        Encoding encoding = encodingName == "utf-16" ? Encoding.Unicode : new UTF8Encoding(encodingName != "utf-8");
        using var run = new TestRun([.. encoding.GetPreamble(), .. encoding.GetBytes(text.ToString())]);
        run.Import();

        Assert.Equal(["3 Malformed"], run.Rejections());
        Assert.Equal($"{Rows - 1} 1 {Rows}", run.Cell("SELECT COUNT(*) || ' ' || MIN(CAST(qualys_id AS INTEGER)) || ' ' || MAX(CAST(qualys_id AS INTEGER)) FROM axonious_data"));
        Assert.Equal("0", run.Cell("SELECT COUNT(*) FROM axonious_data WHERE line <> CAST(qualys_id AS INTEGER) + 1"));
        Assert.Equal("complete", run.Cell("SELECT outcome FROM run"));
    }
}
