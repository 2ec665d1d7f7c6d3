using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>When an odd id, text, character or file is told, at and beside each boundary, and in which words.</summary>
public sealed class What_is_told_of_odd_ids_and_texts
{
    [Theory]
    [InlineData("9999,1000000000", "1 asset id has one to four digits (9999), where 1 has ten or more.")]
    [InlineData("1,2,2,1000000000,9999999999999999999", "3 asset ids have one to four digits (1, 2, …), where 2 have ten or more.")]
    [InlineData("1,2,3,1000000000", "3 asset ids have one to four digits (1, 2, 3), where 1 has ten or more.")]
    [InlineData("1,2,3,4,1000000000", "4 asset ids have one to four digits (1, 2, 3, …), where 1 has ten or more.")]
    [InlineData("10000,1000000000", null)]
    [InlineData("9999,999999999", null)]
    [InlineData("9999", null)]
    [InlineData("1000000000", null)]
    public void Short_ids_are_told_beside_long_ones(string ids, string? told)
    {
        var shortIds = new ShortIds();
        foreach (string id in ids.Split(','))
        {
            shortIds.Add([ulong.Parse(id)]);
        }

        Assert.Equal(told is null ? null : told + (told.StartsWith("1 ", StringComparison.Ordinal)
            ? " It is used as it is; look whether it is an id of Qualys and not a part of a number."
            : " They are used as they are; look whether they are ids of Qualys and not parts of a number."), shortIds.Warning());
    }

    [Fact]
    public void Texts_that_stand_for_none_are_told_with_counts_the_most_frequent_first_and_ten_at_most()
    {
        var texts = new NoValueTexts([]);
        foreach (string text in (string[])["N/A", "n/a", "#REF!", "##", "###", "#####", "null", "NULLS", "NUL", "ordinary", "Nonesuch", "#¡REF!"])
        {
            Assert.False(texts.Take(Encoding.UTF8.GetBytes(text)));
        }

        Assert.False(texts.Take([]));
        Assert.Equal(
            "7 cells hold texts that stand for no value: 'N/A' 2, '########' 2, 'NULL' 1, '#REF!' 1, '#¡REF!' 1. "
                + "They are used as they are; texts that are named are treated as empty.",
            texts.Describe());
        Assert.Null(new NoValueTexts([]).Describe());

        var many = new NoValueTexts([]);
        foreach (string text in (string[])["#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "None", "nan", "nil", "NaT", "<NA>"])
        {
            many.Take(Encoding.UTF8.GetBytes(text));
        }

        Assert.DoesNotContain("…", Ten().Describe(), StringComparison.Ordinal);
        Assert.Equal(10, many.Describe()!.Split('\'').Length / 2);
        Assert.Contains(", …. They are used", many.Describe(), StringComparison.Ordinal);
    }

    private static NoValueTexts Ten()
    {
        var texts = new NoValueTexts([]);
        foreach (string text in (string[])["#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "None", "nan", "nil", "NaT"])
        {
            texts.Take(Encoding.UTF8.GetBytes(text));
        }

        return texts;
    }

    [Fact]
    public void Texts_that_are_named_are_taken_for_none_and_not_told()
    {
        var texts = new NoValueTexts([" tbd ", "####", "Ünbekannt", "none", " "]);

        Assert.Equal(
            [true, true, false, true, true, false, true, true, false],
            ((string[])["TBD", "tbd", "tbd.", "###", "##########", "##", "Ünbekannt", "NONE", "ünbekannt"]).Select(text => texts.Take(Encoding.UTF8.GetBytes(text))));
        Assert.Null(texts.Describe());
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "it is a ZIP archive or an Excel workbook")]
    [InlineData("PK\u0005\u0006", "it is an empty ZIP archive")]
    [InlineData("%PDF-1.7", "it is a PDF document")]
    [InlineData("Rar!\u001A\u0007", "it is a RAR archive")]
    [InlineData("SQLite format 3\0", "it is a SQLite database")]
    [InlineData("{\\rtf1", "it is an RTF document")]
    [InlineData("BZh91AY&SY", null)]
    [InlineData("BZh91AY&SYx", "it is a bzip2 file")]
    [InlineData("BZh91AY&S_x", null)]
    [InlineData("PK\u0003", null)]
    [InlineData("Qualys Scans: Qualys ID", null)]
    public void Files_of_another_kind_are_named_by_their_first_bytes(string head, string? kind) =>
        Assert.Equal(kind, FileKind.OfBytes(Encoding.Latin1.GetBytes(head)));

    [Fact]
    public void So_is_what_is_no_text_at_all()
    {
        byte[] tar = new byte[263];
        "ustar"u8.CopyTo(tar.AsSpan(257));

        Assert.Equal("it is a tar archive", FileKind.OfBytes(tar));
        Assert.Null(FileKind.OfBytes(tar.AsSpan(0, 262)));
        Each.Holds(
            [
                ("D0CF11E0A1B11AE1", "it is an Excel workbook or another document of the old Office format"), ("1F8B", "it is a gzip file inside a gzip file"),
                ("377ABCAF271C", "it is a 7-Zip archive"), ("FD377A585A00", "it is an xz file"), ("28B52FFD", "it is a Zstandard file"),
                ("04224D18", "it is an LZ4 file"), ("89504E470D0A", "it is a picture"), ("FFD8FF", "it is a picture"),
            ],
            each => Assert.Equal(each.Item2, FileKind.OfBytes(Convert.FromHexString(each.Item1))));
    }

    [Theory]
    [InlineData("\uFEFF <?xml version='1.0'?><x/>", "it is XML")]
    [InlineData("<?XML version='1.0'?><!DOCTYPE  html><title></title>", "it is a page of HTML, as a login or an error page is")]
    [InlineData("<p><TITLE a='b'> Sign in </TITLE>", "it is a page of HTML with the title 'Sign in', as a login or an error page is")]
    [InlineData("{\"a\":1}", "it is JSON")]
    [InlineData("{ }", "it is JSON")]
    [InlineData("{", "it is JSON")]
    [InlineData("[ {", "it is JSON")]
    [InlineData("[]", "it is JSON")]
    [InlineData("[1]", "it is JSON")]
    [InlineData("[a]", null)]
    [InlineData("{a", null)]
    [InlineData("a<html>", null)]
    public void So_is_text_of_another_kind(string text, string? kind) => Assert.Equal(kind, FileKind.OfText(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "…")]
    public void A_long_title_is_cut(int length, string end) => Assert.Equal(
        $"it is a page of HTML with the title '{new string('t', 100)}{end}', as a login or an error page is",
        FileKind.OfText(Encoding.UTF8.GetBytes($"<title>{new string('t', length)}</title>")));

    [Theory]
    [InlineData("sep=;\n", 6, ';', "sep=;")]
    [InlineData("SEP=|\r\nx", 7, '|', "SEP=|")]
    [InlineData("\"sep=,\"\r\n", 9, ',', "sep=,")]
    [InlineData("sep=\n", 5, null, "sep=")]
    [InlineData("sep=;;\n", 0, null, "")]
    [InlineData("sep=;", 0, null, "")]
    [InlineData("sep\n", 0, null, "")]
    [InlineData("#TYPE System.String\n#type x\rsep=;\nId\n", 34, ';', "#TYPE System.String #type x sep=;")]
    [InlineData("#TYPE\n", 0, null, "")]
    [InlineData("sep=;\nsep=\n", 11, ';', "sep=; sep=")]
    [InlineData("sep=1\nsep=2\nsep=3\nsep=4\nsep=5\n", 24, '4', "sep=1 sep=2 sep=3 sep=4")]
    public void Lines_above_the_header_are_passed_over(string head, int length, char? delimiter, string lines)
    {
        ExportPreamble preamble = ExportPreamble.Read(Encoding.UTF8.GetBytes(head));

        Assert.Equal((length, delimiter, lines), (preamble.Length, preamble.Delimiter, string.Join(' ', preamble.Lines)));
    }

    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "…")]
    public void A_long_line_above_the_header_is_shown_in_part(int length, string end)
    {
        string line = "#TYPE " + new string('x', length - 6);

        Assert.Equal([line[..100] + end], ExportPreamble.Read(Encoding.UTF8.GetBytes(line + "\n")).Lines);
    }

    [Theory]
    [InlineData(200, false)]
    [InlineData(201, true)]
    public void Of_what_stands_for_an_id_two_hundred_characters_are_kept(int length, bool isCut)
    {
        string text = new('x', length);

        Assert.Equal(isCut ? text[..200] + "…" : text, RejectedRowLimits.IdOf(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(4094, 4096, false)]
    [InlineData(4095, 4095, true)]
    [InlineData(4096, 4096, true)]
    public void Of_a_row_4096_are_and_never_half_a_character(int before, int kept, bool isCut)
    {
        string text = new string('x', before) + "🙂";

        Assert.Equal(isCut ? text[..kept] + "…" : text, RejectedRowLimits.TextOf(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(false, "a\u200Bb\u202Ec\u0001d\u007Fe\uFEFFf\uFFFDg", "abcdef\uFFFDg", "1 that XML forbids, 1 of control, 1 that turns the direction of text, 1 of no width, or that is not seen, 1 U+FEFF")]
    [InlineData(true, "a\u200Bb\u202Ec\u0001d\u007Fe\uFEFFf\uFFFDg", "a\u200Bb\u202Ecd\u007Fef\uFFFDg", "1 that XML forbids, 1 U+FEFF")]
    [InlineData(false, "\u00E9\u0301 ordinary\tä", "\u00E9\u0301 ordinary\tä", null)]
    public void Characters_that_are_taken_out_are_told_by_kind(bool keepInvisible, string value, string expected, string? told)
    {
        var removed = new RemovedCharacters(keepInvisible);

        Assert.Equal(expected, Encoding.UTF8.GetString(removed.From(Encoding.UTF8.GetBytes(value))));
        Assert.Equal(told is null ? null : $"Characters were taken out of the values: {told}.", removed.Describe());
        Assert.Equal(value.Count(each => each == '\uFFFD'), removed.Replaced);
    }

    public static TheoryData<int, bool> Characters => new()
    {
        { 0x08, true }, { 0x09, false }, { 0x0A, false }, { 0x0B, true }, { 0x0D, false }, { 0x1F, true }, { 0x20, false }, { 0x7E, false }, { 0x7F, true },
        { 0x80, true }, { 0x84, true }, { 0x85, false }, { 0x86, true }, { 0x9F, true }, { 0xA0, false }, { 0xAC, false }, { 0xAD, true }, { 0xAE, false },
        { 0x034E, false }, { 0x034F, true }, { 0x061B, false }, { 0x061C, true }, { 0x115E, false }, { 0x115F, true }, { 0x1160, true }, { 0x1161, false },
        { 0x17B3, false }, { 0x17B4, true }, { 0x17B5, true }, { 0x17B6, false }, { 0x180A, false }, { 0x180E, true }, { 0x200A, false }, { 0x200B, true },
        { 0x200E, true }, { 0x200F, true }, { 0x2010, false }, { 0x2029, false }, { 0x202A, true }, { 0x202E, true }, { 0x202F, false }, { 0x205F, false },
        { 0x2060, true }, { 0x2066, true }, { 0x2069, true }, { 0x206F, true }, { 0x2070, false }, { 0x3163, false }, { 0x3164, true }, { 0xFEFF, true },
        { 0xFF9F, false }, { 0xFFA0, true }, { 0xFFEF, false }, { 0xFFF0, true }, { 0xFFFB, true }, { 0xFFFC, true }, { 0xFFFE, true }, { 0xFFFF, true },
        { 0x1BC9F, false }, { 0x1BCA0, true }, { 0x1BCA3, true }, { 0x1D172, false }, { 0x1D173, true }, { 0x1D17A, true }, { 0x1D17B, false },
        { 0x1FFFD, false }, { 0x1FFFE, true }, { 0x1FFFF, true }, { 0x20000, false },
        { 0xFDCF, false }, { 0xFDD0, true }, { 0xFDEF, true }, { 0xFDF0, false }, { 0x5FFFE, true }, { 0xDFFFF, true }, { 0x10FFFD, false }, { 0x10FFFF, true },
        { 0xDFFFD, false }, { 0xE0000, true }, { 0xE0041, true }, { 0xE0FFF, true }, { 0xE1000, false }, { 0x1F642, false },
    };

    [Theory]
    [MemberData(nameof(Characters))]
    public void Each_of_them_is_one_and_its_neighbours_are_none(int character, bool isTaken)
    {
        string value = $"x{char.ConvertFromUtf32(character)}y";

        string kept = Encoding.UTF8.GetString(new RemovedCharacters(keepInvisible: false).From(Encoding.UTF8.GetBytes(value)));

        Assert.Equal(isTaken ? "xy" : value, kept);
        Assert.Equal(isTaken, RemovedCharacters.AreIn(value));
    }

    [Theory]
    [InlineData("a\u200Db", true)]
    [InlineData("a\u0301\u200Cb", true)]
    [InlineData("👩\u200D💻", true)]
    [InlineData("a\u200D", false)]
    [InlineData("\u200Db", false)]
    [InlineData("1\u200Db", false)]
    [InlineData("a\u200D1", false)]
    [InlineData("❤\uFE0F", true)]
    [InlineData("x\uFE00", true)]
    [InlineData("x\uFE0F", true)]
    [InlineData("x\U000E0100", true)]
    [InlineData("x\U000E01EF", true)]
    [InlineData("x\u180B", true)]
    [InlineData("x\u180F", true)]
    [InlineData("\uFE0Fx", false)]
    [InlineData(" \uFE0F", false)]
    [InlineData("x\uFE0F\uFE0F", false)]
    [InlineData("x\u180B\uFE00", false)]
    [InlineData("x\U000E0100\u180D", false)]
    public void Joiners_and_selectors_stay_where_they_do_something(string value, bool stays) =>
        Assert.Equal(stays, !RemovedCharacters.AreIn(value));
}
