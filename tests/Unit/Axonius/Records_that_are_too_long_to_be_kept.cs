using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>
/// Of a record that is too long to be kept it is known where it ends: behind the line break that its quotes let count, and where they
/// are broken behind its first line.
/// </summary>
public sealed class Records_that_are_too_long_to_be_kept
{
    private int _opened;

    [Theory]
    [InlineData("a,b\nc\n", 4, 1, "a,b")]
    [InlineData("a,b\rc\n", 4, 1, "a,b")]
    [InlineData("a,b\r\nc\n", 5, 1, "a,b")]
    [InlineData("a,b\r\rc\n", 4, 1, "a,b")]
    [InlineData("a,b\r", 4, 1, "a,b")]
    [InlineData("a,b\n", 4, 1, "a,b")]
    [InlineData("\na\n", 1, 1, "")]
    [InlineData(",,\n,", 3, 1, ",,")]
    [InlineData("\"a\",b\nc", 6, 1, "\"a\",b")]
    [InlineData("b,\"a\"\nc", 6, 1, "b,\"a\"")]
    [InlineData("\"a\"\"b\"\nc", 7, 1, "\"a\"\"b\"")]
    [InlineData("\"\",\"\"\nc", 6, 1, "\"\",\"\"")]
    [InlineData("\"a\nb\"\nc", 6, 2, "\"a")]
    [InlineData("\"a\r\nb\"\nc", 7, 2, "\"a")]
    [InlineData("\"a\rb\"\nc", 6, 2, "\"a")]
    [InlineData("\"a\r\rb\n\n,\"\rc", 10, 5, "\"a")]
    public void A_sound_one_ends_behind_the_line_break_that_is_in_no_quotes(string text, int length, int lines, string raw)
    {
        LongRecord record = Read(text);

        Assert.Equal((true, true, false), (record.IsSound, record.IsEnded, record.IsOpen));
        Assert.Equal((length, lines, length, raw), (record.Length, record.Lines, record.ReadLength, Encoding.UTF8.GetString(record.Raw)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a,b")]
    [InlineData("a,")]
    [InlineData("\"a\"")]
    [InlineData("\"a\nb\",c")]
    public void One_that_the_text_ends_is_not_ended(string text)
    {
        LongRecord record = Read(text);

        Assert.Equal((true, false, false), (record.IsSound, record.IsEnded, record.IsOpen));
        Assert.Equal((text.Length, text.Length), (record.Length, record.ReadLength));
    }

    [Theory]
    [InlineData("a\"b\nc\n", 4, 4, "a\"b")]
    [InlineData("\"a\"b\nc\n", 5, 5, "\"a\"b")]
    [InlineData("\"a\";b\nc\n", 6, 6, "\"a\";b")]
    [InlineData("\"a\"b,c\r\nd\n", 8, 8, "\"a\"b,c")]
    [InlineData("\"a\"b,\"c\nd\"\n", 8, 8, "\"a\"b,\"c")]
    [InlineData("\"a\"b\"\nd\n", 6, 6, "\"a\"b\"")]
    [InlineData("a\"b\r", 4, 4, "a\"b")]
    [InlineData("a\"b", 3, 3, "a\"b")]
    [InlineData("\"a\nb\"c\nd\n", 3, 7, "\"a")]
    [InlineData("\"a\r\nb\"c\rd\n", 4, 8, "\"a")]
    public void A_broken_one_ends_with_its_first_line(string text, int length, int read, string raw)
    {
        LongRecord record = Read(text);

        Assert.Equal((false, false, false), (record.IsSound, record.IsEnded, record.IsOpen));
        Assert.Equal((length, 1, read, raw), (record.Length, record.Lines, record.ReadLength, Encoding.UTF8.GetString(record.Raw)));
    }

    [Theory]
    [InlineData("\"a", 2)]
    [InlineData("\"a\"\"", 4)]
    [InlineData("\"", 1)]
    [InlineData("\"a\r", 3)]
    [InlineData("\"a\nb,c\nd", 3)]
    [InlineData("\"a\r\nb,c\nd\n", 4)]
    public void So_does_one_with_a_quote_that_is_never_closed(string text, int length)
    {
        LongRecord record = Read(text);

        Assert.Equal((false, false, true), (record.IsSound, record.IsEnded, record.IsOpen));
        Assert.Equal((length, 1, text.Length), (record.Length, record.Lines, record.ReadLength));
    }

    [Fact]
    public void Another_character_between_cells_is_heeded()
    {
        LongRecord record = new((byte)';');
        record.Read(Open("\"a\";\"b\"\nc"));

        Assert.True(record.IsEnded);
        Assert.Equal(8, record.Length);
    }

    [Theory]
    [InlineData(16_383, 16_383)]
    [InlineData(16_384, 16_384)]
    [InlineData(16_385, 16_384)]
    public void Of_its_first_line_as_much_is_kept_as_is_shown(int length, int kept)
    {
        Assert.Equal(kept, Read(new string('x', length) + "\ny").Raw.Length);
        Assert.Equal(kept, Read(new string('x', length)).Raw.Length);
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void Where_the_text_is_parted_while_it_is_read_makes_no_difference(int length)
    {
        LongRecord record = Read(new string('x', length) + "\r\ny\n");

        Assert.True(record.IsEnded);
        Assert.Equal((length + 2, 1), (record.Length, record.Lines));

        record = Read("\"" + new string('x', length) + "\r\n\"y\n" + new string('z', length));
        Assert.False(record.IsSound);
        Assert.Equal(length + 3, record.Length);
    }

    [Fact]
    public void No_more_is_read_than_it_takes_and_none_of_it_is_kept()
    {
        using RewindableStream text = Open(new string('x', 100_000) + "\n" + new string('y', 500_000));
        new LongRecord((byte)',').Read(text);

        Assert.InRange(text.Position, 100_001, 200_000);
        text.Position = 0;
        Assert.Equal(2, _opened);
    }

    private LongRecord Read(string text)
    {
        var record = new LongRecord((byte)',');
        record.Read(Open(text));
        return record;
    }

    private RewindableStream Open(string text) => new(() =>
    {
        _opened++;
        return new MemoryStream(Encoding.UTF8.GetBytes(text));
    });
}
