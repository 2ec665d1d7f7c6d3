using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>
/// Where the columns are not found, that is said beside it which may be the reason: a delimiter and an encoding that were asked for, a
/// first line that would name a delimiter.
/// </summary>
public sealed class What_is_said_beside_a_broken_header : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a,b\n", null, "")]
    [InlineData("a,b\n", ';', "")]
    [InlineData("sep=;\na,b\n", null, "")]
    [InlineData("sep=;\na,b\n", ';', "")]
    [InlineData("sep=;\na,b\n", ',', " Its first line names ';' as the delimiter, but ',' was asked for, and that counts.")]
    [InlineData("sep=\t\na,b\n", ',', " Its first line names tab as the delimiter, but ',' was asked for, and that counts.")]
    [InlineData("sep=;\na,b\n", '\t', " Its first line names ';' as the delimiter, but tab was asked for, and that counts.")]
    public void A_delimiter_that_was_asked_for_against_the_first_line(string text, char? asked, string said) => Assert.Equal(said, Of(text, asked));

    [Theory]
    [InlineData("sep=;;\na,b\n", "sep=;;")]
    [InlineData("sep=;;\ra,b\r", "sep=;;")]
    [InlineData("SEP=tab", "SEP=tab")]
    [InlineData(" \" sep=tab \" \n", "sep=tab")]
    [InlineData("\uFEFFsep=tab\n", "sep=tab")]
    [InlineData("#TYPE a\nsep=tab\n", "sep=tab")]
    [InlineData("sep=56789012345678901234567890123456789012345678901234567890\n", "sep=56789012345678901234567890123456789012345678901234567890")]
    [InlineData("sep=567890123456789012345678901234567890123456789012345678901\n", null)]
    [InlineData("sep\na,b\n", null)]
    [InlineData("a\nsep=tab\n", null)]
    public void A_first_line_that_names_no_single_character(string text, string? shown) => Assert.Equal(
        shown is null ? "" : $" Its first line '{shown}' was taken for the header: it begins as the line that names the delimiter, and names no "
            + "single character. Take it out, or let it name one.",
        Of(text));

    [Theory]
    [InlineData("iso-8859-15", "", " It was read in iso-8859-15, as was asked for: look whether it is in that encoding.")]
    [InlineData("utf-16", "", " It was read in utf-16, as was asked for: look whether it is in that encoding.")]
    [InlineData("utf-8", "", "")]
    [InlineData("iso-8859-15", "\uFEFF", "")]
    public void An_encoding_that_was_asked_for_and_is_not_marked(string name, string mark, string said)
    {
        Encoding encoding = ExportEncoding.Parse(name);
        byte[] content = mark.Length == 0 ? encoding.GetBytes("a,b\n") : Encoding.UTF8.GetBytes(mark + "a,b\n");

        Assert.Equal(said, Of(content, null, encoding));
    }

    [Fact]
    public void All_of_it()
    {
        Encoding encoding = ExportEncoding.Parse("iso-8859-15");

        Assert.Matches(
            @"^ Its first line names .*, and that counts\. Its first line 'sep=tab' .* let it name one\. It was read in .* in that encoding\.$",
            Of("sep=;\nsep=tab\n"u8.ToArray(), ',', encoding));
    }

    private string Of(string text, char? asked = null) => Of(Encoding.UTF8.GetBytes(text), asked, null);

    private string Of(byte[] content, char? asked, Encoding? encoding)
    {
        using var text = new ExportText(_folder.Write("export.csv", content), encoding);
        return HeaderAside.Of(asked, ExportPreamble.Read(text.Head), text);
    }
}
