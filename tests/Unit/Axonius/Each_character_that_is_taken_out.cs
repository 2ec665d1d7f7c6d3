using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Character by character: what is taken out, as what it is counted, and what stays beside it.</summary>
public sealed class Each_character_that_is_taken_out
{
    private const string Forbidden = "that XML forbids";
    private const string Control = "of control";
    private const string Direction = "that turns the direction of text";
    private const string Unseen = "of no width, or that is not seen";
    private const string Tag = "of Unicode's tags";

    private static readonly (string Kind, string Ranges)[] BetweenLetters =
    [
        (Forbidden, "0-8 B-C E-1F FFFE-FFFF"),
        (Control, "7F-84 86-9F"),
        (Direction, "61C 200E-200F 202A-202E 2066-2069"),
        (Unseen, "AD 34F 115F-1160 17B4-17B5 180E 200B 2060-2065 206A-206F 3164 FDD0-FDEF FFA0 FFF0-FFFC 1BCA0-1BCA3 1D173-1D17A "
            + "1FFFE-1FFFF 2FFFE-2FFFF 9FFFE-9FFFF DFFFE-DFFFF EFFFE-EFFFF 10FFFE-10FFFF"),
        (Tag, "E0000-E00FF E01F0-E0FFF"),
        ("U+FEFF", "FEFF"),
    ];

    // What belongs to the character before it, and stands behind none.
    private static readonly string[] BehindASpaceAlone = ["180B-180D 180F FE00-FE0F E0100-E01EF", "200C-200D"];

    [Fact]
    public void Between_letters()
    {
        (int First, int Last, string Kind)[] ranges = [.. BetweenLetters.SelectMany(each => Parse(each.Ranges).Select(range => (range.First, range.Last, each.Kind)))];
        foreach ((int first, int last, string kind) in ranges)
        {
            AssertTaken(first, kind);
            AssertTaken(last, kind);
            foreach (int beside in new[] { first - 1, last + 1 }.Where(Rune.IsValid))
            {
                if (!ranges.Any(range => range.First <= beside && beside <= range.Last))
                {
                    AssertStays(beside);
                }
            }
        }
    }

    [Fact]
    public void Of_those_that_belong_to_the_character_before_them_where_that_is_white_space()
    {
        foreach ((int first, int last) in BehindASpaceAlone.SelectMany(Parse))
        {
            Each.Holds([first, last], character =>
            {
                string text = char.ConvertFromUtf32(character);
                AssertStays(character);
                Assert.Equal(("a b", Unseen, true), Take($"a {text}b"));
                Assert.Equal(("", Unseen, true), Take(text));
            });
        }
    }

    [Fact]
    public void Of_selectors_all_but_the_first_behind_a_character()
    {
        foreach ((int first, int last) in Parse(BehindASpaceAlone[0]))
        {
            Each.Holds([first, last], character =>
            {
                string text = char.ConvertFromUtf32(character);
                Assert.Equal(("a\uFE0F", Unseen, true), Take($"a\uFE0F{text}"));
                Assert.Equal(($"a{text}", Unseen, true), Take($"a{text}\uFE0F"));
            });
        }
    }

    [Theory]
    [InlineData("क")]
    [InlineData("a\u0301")]
    [InlineData("a\u0903")]
    [InlineData("a\u20DD")]
    [InlineData("😀")]
    [InlineData("\U0001F3FB")]
    public void Of_joiners_none_between_what_they_can_join(string sign)
    {
        Assert.Equal(($"{sign}\u200D{sign}", null, false), Take($"{sign}\u200D{sign}"));
        Assert.Equal(($"{sign}1", Unseen, true), Take($"{sign}\u200D1"));
        Assert.Equal(($"1{sign}", Unseen, true), Take($"1\u200C{sign}"));
    }

    [Fact]
    public void What_is_kept_for_whoever_asks()
    {
        const string All = "a\u0001b\u007Fc\u202Ed\u200Be\U000E0061f\uFEFFg";
        byte[] bytes = Encoding.UTF8.GetBytes(All);

        Assert.Equal("abcdefg", Text(new RemovedCharacters(keepInvisible: false).From(bytes)));
        Assert.Equal("ab\u007Fc\u202Ed\u200Be\U000E0061fg", Text(new RemovedCharacters(keepInvisible: true).From(bytes)));
        Assert.Equal("a\u0001b\u007Fcdefg", Text(new RemovedCharacters(keepInvisible: false, keepControls: true).From(bytes)));
        Assert.Equal("a\u0001b\u007Fc\u202Ed\u200Be\U000E0061fg", Text(new RemovedCharacters(keepInvisible: true, keepControls: true).From(bytes)));
    }

    [Fact]
    public void They_are_told_by_kind_with_their_counts_of_values_and_of_ids()
    {
        var values = new RemovedCharacters(keepInvisible: false);
        var ids = new RemovedCharacters(keepInvisible: false);
        Assert.Null(values.Describe());
        Assert.Null(values.Describe(ids));

        values.From("\u0001\u0002\u007F"u8);
        Assert.Equal("Characters were taken out of the values: 2 that XML forbids, 1 of control.", values.Describe(ids));
        ids.From("1\uFEFF2\u200B"u8);
        Assert.Equal(
            "Characters were taken out of the values: 2 that XML forbids, 1 of control; of the ids: 1 of no width, or that is not seen, 1 U+FEFF.",
            values.Describe(ids));
        Assert.Equal(
            "Characters were taken out of the ids: 1 of no width, or that is not seen, 1 U+FEFF.",
            new RemovedCharacters(keepInvisible: false).Describe(ids));
    }

    [Fact]
    public void A_value_longer_than_any_before_it_and_one_that_is_no_text_are_gone_through_to_their_end()
    {
        var removed = new RemovedCharacters(keepInvisible: false);
        string value = string.Concat(Enumerable.Repeat("ab\u200B", 300));

        Assert.Equal(value.Replace("\u200B", "", StringComparison.Ordinal), Text(removed.From(Encoding.UTF8.GetBytes(value))));
        Assert.Equal([0x61, 0xC3, 0x62, 0xFF], removed.From([0x61, 0xC3, 0x01, 0x62, 0xFF]).ToArray());
        Assert.Equal(0, removed.Replaced);
        removed.From("a\uFFFD\uFFFDb"u8);
        Assert.Equal(2, removed.Replaced);
    }

    [Fact]
    public void Only_a_value_with_one_of_their_bytes_or_a_line_break_is_looked_into()
    {
        Assert.False(RemovedCharacters.MayHoldAny(Encoding.UTF8.GetBytes("tab\t ~A\u0250é漢")));
        Each.Holds(["\r", "\n", "\0", "\u001F", "\u007F"], text => Assert.True(RemovedCharacters.MayHoldAny(Encoding.UTF8.GetBytes(text))));
    }

    private static void AssertTaken(int character, string kind)
    {
        string text = char.ConvertFromUtf32(character);
        Assert.Equal((character, "ab", kind, true), (character, Take($"a{text}b").Text, Take($"a{text}b").Kind, RemovedCharacters.AreIn($"a{text}b")));
        Assert.True(RemovedCharacters.MayHoldAny(Encoding.UTF8.GetBytes($"a{text}b")), $"U+{character:X4}");
    }

    private static void AssertStays(int character)
    {
        string text = $"a{char.ConvertFromUtf32(character)}b";
        Assert.Equal((text, null, false), Take(text));
    }

    private static (string Text, string? Kind, bool AreIn) Take(string text)
    {
        var removed = new RemovedCharacters(keepInvisible: false);
        string left = Text(removed.From(Encoding.UTF8.GetBytes(text)));
        const string Before = "Characters were taken out of the values: 1 ";
        return (left, removed.Describe()?.Replace(Before, "", StringComparison.Ordinal).TrimEnd('.'), RemovedCharacters.AreIn(text));
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static IEnumerable<(int First, int Last)> Parse(string ranges) => ranges.Split(' ').Select(range => range.Split('-')).Select(
        range => (int.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), int.Parse(range[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
}
