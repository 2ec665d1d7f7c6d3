using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Whatever a file is in, it is one text in UTF-8 without its mark, with what is known of the file beside it.</summary>
public sealed class An_export_as_text : IDisposable
{
    private static readonly string Long = string.Concat(Enumerable.Range(0, 60_000).Select(each => $"{each},ä\n"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string?, string, bool, bool, bool> Encodings => new()
    {
        // What it is in, its mark, what was asked for; its name, whether it is converted, in a code page, in what was asked for.
        { "utf-8", "", null, "UTF-8", false, false, false },
        { "utf-8", "\uFEFF", null, "UTF-8", false, false, false },
        { "utf-8", "", "utf-8", "UTF-8", false, false, false },
        { "utf-8", "\uFEFF", "windows-1252", "UTF-8", false, false, false },
        { "utf-16", "\uFEFF", null, "utf-16", true, false, false },
        { "utf-16BE", "\uFEFF", null, "utf-16BE", true, false, false },
        { "utf-32", "\uFEFF", null, "utf-32", true, false, false },
        { "utf-32BE", "\uFEFF", null, "utf-32BE", true, false, false },
        { "utf-16", "\uFEFF", "utf-8", "utf-16", true, false, false },
        { "utf-16", "", "utf-16", "utf-16", true, false, true },
        { "utf-16BE", "", "utf-16BE", "utf-16BE", true, false, true },
        { "utf-32", "", "utf-32", "utf-32", true, false, true },
        { "utf-32BE", "", "utf-32BE", "utf-32BE", true, false, true },
        { "windows-1252", "", "windows-1252", "windows-1252", true, true, true },
        { "iso-8859-1", "", "iso-8859-1", "iso-8859-1", true, true, true },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void In_each_encoding(string actual, string mark, string? asked, string name, bool isConverted, bool isInCodePage, bool isInEncodingAskedFor)
    {
        byte[] content = ExportEncoding.Parse(actual).GetBytes(mark + Long);
        using ExportText text = Open(content, asked);

        Assert.Equal((name, isConverted, isInCodePage), (text.EncodingName, text.IsConverted, text.IsInCodePage));
        Assert.Equal((isInEncodingAskedFor, content.Length), (text.IsInEncodingAskedFor, text.Length));
        Assert.Equal(content[..4096], text.RawHead);
        Assert.Equal(Encoding.UTF8.GetBytes(Long)[..4096], text.Head);
        Assert.Equal(Long, Read(text));
        Assert.Equal(content.Length, text.Position);
        Assert.Equal((false, 0L), (text.IsCompressionCut, text.BytesBehindCompression));

        text.Stream.Position = 5;
        Assert.Equal(Long[4..], Read(text));
    }

    [Theory]
    [InlineData("utf-8", "\uFEFF", null, null)]
    [InlineData("utf-8", "\uFEFF", "utf-8", null)]
    [InlineData("utf-16", "\uFEFF", "utf-16", null)]
    [InlineData("utf-8", "", "windows-1252", null)]
    [InlineData("utf-8", "\uFEFF", "windows-1252", "says that it is in utf-8, and it is read so, not in windows-1252.")]
    [InlineData("utf-16BE", "\uFEFF", "utf-16", "says that it is in utf-16BE, and it is read so, not in utf-16.")]
    public void A_mark_that_says_something_else_than_was_asked_for_is_told(string actual, string mark, string? asked, string? told)
    {
        using ExportText text = Open(ExportEncoding.Parse(actual).GetBytes(mark + "a,b\n"), asked);

        string[] expected = told is null ? [] : [$"The byte order mark of the Axonius export '{_folder.File("export.csv")}' {told}"];
        Assert.Equal(expected, text.Notes.Select(note => note.Message));
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 65 }, "A")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "")]
    [InlineData(new byte[] { 0xFF, 0xFE, 65, 0 }, "A")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 65 }, "A")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0, 65, 0, 0, 0 }, "A")]
    [InlineData(new byte[] { 0, 0, 0xFE, 0xFF, 0, 0, 0, 65 }, "A")]
    [InlineData(new byte[] { 0xEF, 0xBB, 65 }, "\uFFFDA")]
    [InlineData(new byte[] { 65, 0xFE, 0xFF }, "A\uFFFD\uFFFD")]
    [InlineData(new byte[] { }, "")]
    [InlineData(new byte[] { 65 }, "A")]
    public void By_the_mark_it_begins_with(byte[] content, string expected)
    {
        using ExportText text = Open(content);

        Assert.Equal(expected, Read(text));
    }

    [Theory]
    [InlineData("shift_jis", new byte[] { 65, 0x81 })]
    [InlineData("us-ascii", new byte[] { 65, 0xE4 })]
    public void What_is_none_of_its_code_page_becomes_the_sign_for_that(string name, byte[] content)
    {
        using ExportText text = Open(content, name);

        Assert.Equal("A\uFFFD", Read(text));
    }

    [Theory]
    [InlineData(0x8B, true)]
    [InlineData(0x8C, false)]
    public void Of_gzip_it_is_what_that_inflates_to_and_it_is_told(byte second, bool isGzip)
    {
        byte[] content = Encodings_of_an_export.Gzip(Encoding.UTF8.GetBytes("\uFEFF" + Long));
        content[1] = second;
        using ExportText text = Open([.. content, 1, 2, 3]);

        Assert.Equal(content.Length + 3, text.Length);
        Assert.Equal(isGzip, Read(text) == Long);
        Assert.Equal((false, isGzip ? 3L : 0), (text.IsCompressionCut, text.BytesBehindCompression));
        Assert.InRange(text.Position, 1, text.Length);
        string[] told = isGzip ? [$"The Axonius export '{_folder.File("export.csv")}' is compressed with gzip; what it inflates to is read."] : [];
        Assert.Equal(told, text.Notes.Select(note => note.Message));
    }

    [Fact]
    public void A_gzip_file_that_was_cut_is_known_as_such()
    {
        using ExportText text = Open(Encodings_of_an_export.Gzip(Encoding.UTF8.GetBytes(Long))[..^100]);
        Read(text);

        Assert.True(text.IsCompressionCut);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("windows-1252", false)]
    [InlineData(null, true)]
    [InlineData("windows-1252", true)]
    public void Once_it_is_closed_nothing_of_it_can_be_read(string? encoding, bool isCompressed)
    {
        byte[] content = Encoding.ASCII.GetBytes(new string('a', 20_000));
        ExportText text = Open(isCompressed ? Encodings_of_an_export.Gzip(content) : content, encoding);
        text.Dispose();

        Assert.Throws<ObjectDisposedException>(() => text.Stream.ReadExactly(new byte[20_000]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void That_another_file_took_its_name_is_told(bool isOther)
    {
        using ExportText text = Open("abc"u8.ToArray());
        string path = _folder.File("export.csv");
        File.Move(path, path + ".before");
        File.Move(isOther ? _folder.Write("other.csv", "abc"u8.ToArray()) : path + ".before", path);
        text.CheckUnchanged();

        string[] expected = isOther
            ? [$"Another file took the name '{path}' while it was read. What was imported is the file that had the name before."]
            : [];
        Assert.Equal(expected, text.Notes.Select(note => note.Message));
    }

    [Fact]
    public void It_ends_where_the_text_does_and_not_where_the_file_is_long()
    {
        using ExportText text = Open("abc"u8.ToArray());

        Assert.Equal("abc"u8.ToArray(), text.Head);
        Assert.Equal("abc"u8.ToArray(), text.RawHead);
        Assert.Equal(0, text.Stream.Position);
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", false)]
    [InlineData("utf-32BE", true)]
    [InlineData("windows-1252", true)]
    public void It_is_made_anew_where_one_goes_back_to_what_is_no_longer_kept(string name, bool isCompressed)
    {
        byte[] content = ExportEncoding.Parse(name).GetBytes(Long);
        using ExportText text = Open(isCompressed ? Encodings_of_an_export.Gzip(content) : content, name);
        for (int time = 0; time < 3; time++)
        {
            byte[] passed = new byte[50_000];
            while (text.Stream.Read(passed) > 0)
            {
                text.Stream.KeptFrom = text.Stream.Position;
            }

            text.Stream.Position = 5;
            Assert.Equal(Long[4..], Read(text));
        }
    }

    private ExportText Open(byte[] content, string? encoding = null) =>
        new(_folder.Write("export.csv", content), encoding is null ? null : ExportEncoding.Parse(encoding));

    private static string Read(ExportText text)
    {
        using var read = new MemoryStream();
        text.Stream.CopyTo(read);
        return Encoding.UTF8.GetString(read.ToArray());
    }
}
