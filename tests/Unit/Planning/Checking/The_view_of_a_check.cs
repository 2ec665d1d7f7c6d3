using System.Globalization;
using QualysCustomAttributes.Planning;

namespace QualysCustomAttributes.Unit.Planning;

/// <summary>The lines of a check fit a terminal of 80 columns, whatever stands in the export.</summary>
public sealed class The_view_of_a_check
{
    [Theory]
    [InlineData("東京のチームと大阪のチームと名古屋のチームと福岡のチーム")]
    [InlineData("🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦🏦")]
    [InlineData("a word and another and another and another and another and another and another")]
    [InlineData("one_word_without_any_blank_in_it_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on")]
    public void No_line_is_wider_and_no_value_is_left_out(string value)
    {
        var export = new ExportBuilder();
        for (int i = 0; i < 12; i++)
        {
            export = export.Row((1_500_000_000 + i).ToString(CultureInfo.InvariantCulture), $"{i} {value}");
        }

        using var run = new TestRun(export.Row(value, "x").Row($"12, {value}", "x"));
        AxoniusCsvCheck check = ExportCheck.Run(new ExportCheckOptions { Import = run.Options }, null, TestContext.Current.CancellationToken);

        string[] lines = [.. AxoniusCsvCheckText.Lines(check)];

        Assert.DoesNotContain(lines, line => TerminalColumns.Of(line) > 79 && !line.Contains(run.ExportPath, StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("    0 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("3 more", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("東京都", 6, "東京都")]
    [InlineData("東京都", 5, "東京…")]
    [InlineData("東京都", 4, "東…")]
    [InlineData("a🏦b", 4, "a🏦b")]
    [InlineData("a🏦b", 3, "a…")]
    public void A_text_is_cut_by_the_columns_that_it_takes(string text, int columns, string cut) => Assert.Equal(cut, TerminalColumns.Cut(text, columns));

    [Fact]
    public void A_part_is_cut_to_a_tenth_of_a_percent()
    {
        using var run = new TestRun(new ExportBuilder().Row("1500000001", "x").Row("1500000002", "x").Row("1500000003", "", "y"));

        Assert.Contains("'Business': 2 ids, 66.6 %; 1 value", AxoniusCsvCheckText.Lines(Check(run)).Select(line => line.Trim()));
    }

    [Fact]
    public void The_sentence_of_a_check_says_what_comes_of_it()
    {
        using var good = new TestRun(new ExportBuilder().Row("1500000001", "x"));
        using var bad = new TestRun(new ExportBuilder());

        Assert.Equal($"{good.ExportPath}: passed; 1 asset would be sent in 1 group and 1 batch.", Check(good).ToString());
        Assert.Equal(
            $"{bad.ExportPath}: cannot be used; nothing would be sent. The Axonius export '{bad.ExportPath}' has a header and no rows. Export it again from Axonius.",
            Check(bad).ToString());
    }

    private static AxoniusCsvCheck Check(TestRun run) =>
        ExportCheck.Run(new ExportCheckOptions { Import = run.Options }, null, TestContext.Current.CancellationToken);
}
