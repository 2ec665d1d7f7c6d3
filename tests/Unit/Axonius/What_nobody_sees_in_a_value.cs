using System.Text;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Characters that have no place in a value are taken out and told with counts; texts that stand for no value are told, too.</summary>
public sealed class What_nobody_sees_in_a_value
{
    public static TheoryData<string, string, string> Taken => new()
    {
        { "a\u0001b\u0008\u001Fc", "abc", "3 that XML forbids" },
        { "a\0b", "ab", "1 that XML forbids" },
        { "a\uFFFEb\uFFFF", "ab", "2 that XML forbids" },
        { "a\u007Fb\u0080\u009Fc", "abc", "3 of control" },
        { "a\u202Eb\u202Dc\u2066d\u2069e\u200Ff\u061C", "abcdef", "6 that turn the direction" },
        { "a\u200Bb\u2060c\u00ADd\u180Ee", "abcde", "4 of no width" },
        { "\u200B a\u200B\n\u200Bb \u200B", "a,b", "4 of no width" },
        { "\u200B\n\u200B", "", "2 of no width" },
        { "a\U000E0061\U000E0001b", "ab", "2 of Unicode's tags" },
        { "a\uFEFFb", "ab", "1 U+FEFF" },
        { "a\u200D", "a", "1 of no width" },
        { "\u200Ca1\u200D2", "a12", "2 of no width" },
        { "a\u200D\u200Db", "a\u200Db", "1 of no width" },
        { "😀\uFE0F\uFE01\uFE02", "😀\uFE0F", "2 of no width" },
        { "a\n\u0001\nb", "a,b", "1 that XML forbids" },
        { "a\uFDD0b\uFDEFc\U0001FFFEd\U0010FFFFe\U0006FFFEf", "abcdef", "5 of no width" },
        { "a\uFFFCb", "ab", "1 of no width" },
        { "\uFE0Fa \uFE0Fb", "a b", "2 of no width" },
        { "\u3164\u115F\u1160\uFFA0", "", "4 of no width" },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public void It_is_taken_out_and_told(string written, string expected, string told)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "first", written, "third"));

        Assert.Equal(Convert.ToHexString(Encoding.UTF8.GetBytes(expected)), run.Cell("SELECT hex(Division) FROM axonious_data WHERE Product_Group = 'third'"));
        Assert.Contains(told, Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("👩\u200D💻 and 🏳\uFE0F\u200D🌈")]
    [InlineData("می\u200Cخواهم")]
    [InlineData("क्\u200Dष")]
    [InlineData("tab\tinside")]
    [InlineData("保険 – „Süd“ Łódź ©")]
    [InlineData("葛\U000E0100城")]
    [InlineData("1\uFE0F\u20E3")]
    public void What_belongs_to_words_and_emoji_stays(string value)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", value));

        Assert.Equal(value, run.Cell("SELECT Business FROM axonious_data"));
        Assert.Empty(run.Warnings);
    }

    [Theory]
    [InlineData("a\u0085b", "a,b")]
    [InlineData("a\u2028b\u2029c", "a,b,c")]
    [InlineData("a\u2028\r\n\u0085\uFEFF\u2029b", "a,b")]
    [InlineData("\u2028a\u0085", "a")]
    [InlineData("caf\u00E9 \u2027\u20AC", "caf\u00E9 \u2027\u20AC")]
    public void Every_line_break_of_Unicode_is_one(string written, string expected)
    {
        foreach (bool keepInvisible in (bool[])[false, true])
        {
            using var run = new TestRun(new ExportBuilder().Row("1", written));
            run.Options = run.Options with { KeepInvisible = keepInvisible };
            run.Import();

            Assert.Equal(expected, run.Cell("SELECT Business FROM axonious_data"));
        }
    }

    [Theory]
    [InlineData("\u2800", "")]
    [InlineData(" \u2800\u2800 \u3164", "")]
    [InlineData("a\u2800b", "a\u2800b")]
    public void Blanks_of_other_scripts_alone_in_a_cell_are_white_space(string written, string expected)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", written, "x").Row("2", "b"));

        Assert.Equal(expected, run.Cell("SELECT Business FROM axonious_data WHERE qualys_id = '1'"));
    }

    [Fact]
    public void A_row_of_them_is_blank_and_an_id_of_them_is_none()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder()
            .Row("1", "a").Row("\u3164", "\u2800").Row("\u2800 \uFFA0", "b").Row("2", "c"));

        Assert.Equal(["4 NoAssetId"], run.Rejections());
    }

    [Theory]
    [InlineData("1500000001\u00851500000002")]
    [InlineData("1500000001\u20281500000002")]
    [InlineData("\u20291500000001\u2029\u20281500000002\u0085")]
    public void Ids_are_parted_by_every_line_break(string cell)
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row(cell, "a"));

        Assert.Equal(["1500000001", "1500000002"], run.Column("SELECT qualys_id FROM axonious_data"));
        Assert.Empty(run.Rejections());
    }

    [Fact]
    public void Who_asks_for_it_keeps_what_is_not_seen_and_never_what_XML_forbids()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "a\u200Bb\u0001c\u202Ed\uFEFF\U000E0061"));
        run.Options = run.Options with { KeepInvisible = true };
        run.Import();

        Assert.Equal("a\u200Bbc\u202Ed\U000E0061", run.Cell("SELECT Business FROM axonious_data"));
        Assert.Contains("1 that XML forbids, 1 U+FEFF", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_differ_in_what_is_not_seen_make_one_group()
    {
        using TestRun run = TestRun.Whole(new ExportBuilder().Row("1", "Cards").Row("2", "Ca\u200Brds").Row("3", "\u202ECards"));

        Assert.Equal("1,2,3", run.Cell("SELECT asset_ids FROM qualys_attribute_payloads_grouped"));
    }

    [Fact]
    public void Counts_are_of_all_values_together()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "a\u0001", "b\u200B").Row("2", "c\u0002\u200B"));

        Assert.Contains("2 that XML forbids, 2 of no width", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_that_was_lost_before_is_told()
    {
        using TestRun run = TestRun.Imported(new ExportBuilder().Row("1", "S\uFFFDd \uFFFD"));

        Assert.Contains("2 characters U+FFFD", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("#DIV/0!")]
    [InlineData("########")]
    [InlineData("#####")]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData("<NA>")]
    [InlineData(" N/A \n")]
    [InlineData("n/a")]
    [InlineData("unknown")]
    [InlineData("UNKNOWN")]
    [InlineData("-")]
    [InlineData("--")]
    public void A_text_that_stands_for_no_value_is_warned_of_and_treated_as_empty_where_it_is_named(string text)
    {
        ExportBuilder export = new ExportBuilder().Row("1", "a", text).Row("2", text).Row("3", "Nonesuch", "#1");
        using TestRun run = TestRun.Imported(export);
        Assert.Equal(text.Trim(), run.Cell("SELECT Division FROM axonious_data WHERE qualys_id = '1'"));
        Assert.Contains("2 cells hold texts that stand for no value", Assert.Single(run.Warnings), StringComparison.Ordinal);

        using var treated = new TestRun(export);
        treated.Options = treated.Options with { TreatAsEmpty = [text.Trim().ToUpperInvariant(), "other"] };
        treated.Import();
        Assert.Equal("a|Nonesuch|#1", treated.Cell("SELECT group_concat(CASE WHEN Business = '' THEN '' ELSE Business || '|' || Division END, '') FROM axonious_data"));
        Assert.Empty(treated.Warnings);
    }

    [Fact]
    public void Any_text_may_be_named()
    {
        using var run = new TestRun(new ExportBuilder().Row("1", "tbd").Row("2", "Keine Angabe – ü").Row("3", "keine angabe").Row("4", "tbd too"));
        run.Options = run.Options with { TreatAsEmpty = ["TBD", "Keine Angabe – ü", "", "  "] };
        run.Import();

        Assert.Equal(["", "", "keine angabe", "tbd too"], run.Column("SELECT Business FROM axonious_data"));
        Assert.Contains("TBD", run.Cell("SELECT options FROM run"), StringComparison.Ordinal);
    }
}
