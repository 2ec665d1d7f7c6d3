using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>The rule by which cells are cleaned, written once more as patterns, over cells made of what it speaks of.</summary>
public sealed partial class Cleaning_by_its_rule
{
    private static readonly string[] Parts =
    [
        "a", "é", "漢", "😀", " ", "\t", "\v", "\u001C", "\u001F", "\u00A0", "\u2003", "\u3000", "\r", "\n", "\r\n", "\u0085", "\u2028", "\u2029", "\uFEFF",
        "\u00C2", "\u20AC", "\uFEFE", "\u001B", "\u2027",
    ];

    [Fact]
    public void White_space_around_it_goes_and_line_breaks_in_a_row_become_a_comma()
    {
        var random = new Random(20260305);
        var output = new ArrayBufferWriter<byte>();
        byte[] buffer = [];
        for (int i = 0; i < 5_000; i++)
        {
            string cell = string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Parts[random.Next(Parts.Length)]));
            byte[] bytes = Encoding.UTF8.GetBytes(cell);
            output.Clear();
            int length = CellCleaner.AppendCleaned(bytes, output);

            Assert.Equal((cell, Clean(cell)), (cell, Encoding.UTF8.GetString(output.WrittenSpan)));
            Assert.Equal(output.WrittenCount, length);
            Assert.Equal((cell, Ends().Replace(cell, "")), (cell, Encoding.UTF8.GetString(CellCleaner.Trim(bytes))));
            Assert.Equal((cell, OtherBreaks().Replace(cell, "\n")), (cell, Encoding.UTF8.GetString(CellCleaner.WithPlainLineBreaks(bytes, ref buffer))));
        }
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(" \t\u00A0\uFEFF", true)]
    [InlineData("\u2800", true)]
    [InlineData("\u115F \u1160\n\u3164\uFFA0\u2800 ", true)]
    [InlineData(" \u2800a", false)]
    [InlineData("é", false)]
    [InlineData("\u2801", false)]
    public void What_looks_like_white_space_alone_is_blank(string cell, bool isBlank) =>
        Assert.Equal(isBlank, CellCleaner.IsBlank(Encoding.UTF8.GetBytes(cell)));

    [Fact]
    public void What_is_no_text_is_neither_trimmed_nor_blank()
    {
        Assert.Equal([0x85, 0x61, 0xC2], CellCleaner.Trim([0x20, 0x85, 0x61, 0xC2, 0x20]).ToArray());
        Assert.False(CellCleaner.IsBlank([0xE2, 0xA0]));
    }

    private static string Clean(string cell) =>
        Breaks().Replace(Ends().Replace(cell, ""), ",").Replace("\uFEFF", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^[\s\x1C-\x1F\uFEFF]+|[\s\x1C-\x1F\uFEFF]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();

    [GeneratedRegex(@"([\r\n\x85\u2028\u2029]\uFEFF*)+", RegexOptions.CultureInvariant)]
    private static partial Regex Breaks();

    [GeneratedRegex(@"[\x85\u2028\u2029]", RegexOptions.CultureInvariant)]
    private static partial Regex OtherBreaks();
}
