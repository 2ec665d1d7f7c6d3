using System.Globalization;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>A record beyond the longest costs itself where its quotes are sound, else its first line; what is behind it is read, with its lines.</summary>
public sealed class Records_beyond_the_longest
{
    private const int Longest = 1 << 20;
    private const string TooLong = "the record is longer than 32 MiB";
    private const string Open = "a quote is opened and never closed";

    private static readonly string Much = new('x', 3 * Longest);

    private readonly List<string> _given = [];
    private readonly List<string> _read = [];
    private long _openQuoteLine;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_sound_one_costs_itself(string newLine)
    {
        Read($"Id,A\n1,a\n2,\"{Much}\n\"\"\n\"\n3,c\n4,{Much}\n5,\"e\ne\"\n6,f\n".ReplaceLineEndings(newLine));

        Assert.Equal([$"3 TooLong: {TooLong}", $"7 TooLong: {TooLong}"], _given);
        Assert.Equal(["1: Id", "2: 1", "6: 3", "8: 5", "10: 6"], _read);
    }

    [Theory]
    [InlineData(Longest - 3, true)]
    [InlineData(Longest - 2, true)]
    [InlineData(Longest - 1, false)]
    [InlineData(Longest + 500_000, false)]
    public void The_longest_is_no_longer_than_that(int length, bool isRead)
    {
        Read($"Id,A\n1,a\n2,{Much[..length]}\n3,c\n");

        Assert.Equal(isRead ? [] : [$"3 TooLong: {TooLong}"], _given);
        Assert.Equal(isRead ? ["1: Id", "2: 1", "3: 2", "4: 3"] : ["1: Id", "2: 1", "4: 3"], _read);
    }

    [Theory]
    [InlineData("2,")]
    [InlineData("2,\"a\",")]
    public void One_that_the_text_ends_was_cut(string beginning)
    {
        Read($"Id,A\n1,a\n{beginning}{Much}");

        Assert.Equal([$"3 CutShort: {TooLong}, and the export ends in its middle"], _given);
        Assert.Equal(["1: Id", "2: 1"], _read);
        Assert.Equal(0, _openQuoteLine);
    }

    [Fact]
    public void One_that_a_line_break_ends_at_the_end_of_the_text_was_not()
    {
        Read($"Id,A\r1,a\r2,{Much}\r");

        Assert.Equal([$"3 TooLong: {TooLong}"], _given);
    }

    [Fact]
    public void An_open_quote_costs_its_line_and_what_looks_like_a_row_behind_it_is_one()
    {
        Read($"Id,A\n1,a\n2,\"b\nno row\n3,c\n4,{Much[..(Longest / 2)]}\n5,{Much[..(Longest - 100)]}\n\n6,f\n7,g,h\n");

        Assert.Equal(
            [
                $"3 Malformed: {Open}",
                "4 Malformed: it follows the broken record of line 3 and has 1 cell where the header has 2",
                "10 Malformed: it follows the broken record of line 3 and has 3 cells where the header has 2",
            ],
            _given);
        Assert.Equal(["1: Id", "2: 1", "5: 3", "6: 4", "7: 5", "9: 6"], _read);
        Assert.Equal(0, _openQuoteLine);
    }

    [Fact]
    public void Where_no_row_is_behind_it_it_is_open_at_the_end()
    {
        Read($"Id,A\n1,a\n2,\"b\nno row\n{Much[..(Longest / 2)]}\n{Much[..(Longest - 100)]}\n");

        Assert.Equal(
            [$"3 Malformed: {Open}", "4 Malformed: 3 records from here on, to line 6, follow the broken record of line 3 and are no rows; the first has 1 cell where the header has 2"],
            _given);
        Assert.Equal(3, _openQuoteLine);
    }

    [Fact]
    public void A_broken_one_costs_its_line_and_what_is_behind_it_is_read_strictly_for_a_while()
    {
        Read($"Id,A\n1,a\n2,\"b\"b{Much}\n3,c\n4,d,d\n5,{Much[..(Longest - 1000)]}\n6,f,f\n7,{new string('y', 1000)}\n8,h,h\n9,i\n");

        Assert.Equal(
            [
                $"3 Malformed: {Open}",
                "5 Malformed: it follows the broken record of line 3 and has 3 cells where the header has 2",
                "7 Malformed: it follows the broken record of line 3 and has 3 cells where the header has 2",
            ],
            _given);
        Assert.Equal(["1: Id", "2: 1", "4: 3", "6: 5", "8: 7", "9: 8", "10: 9"], _read);
        Assert.Equal(0, _openQuoteLine);
    }

    [Fact]
    public void One_inside_what_is_read_strictly_takes_its_own_length_of_that()
    {
        Read($"Id,A\n1,a\n2,\"b\"b{Much}\n3,c\n4,\"{Much}\"\n5,e,e\n6,f\n");
        Assert.Equal([$"3 Malformed: {Open}", $"5 TooLong: {TooLong}"], _given);
        Assert.Equal(["1: Id", "2: 1", "4: 3", "6: 5", "7: 6"], _read);
    }

    [Fact]
    public void One_behind_an_open_quote_leaves_what_follows_it_under_that()
    {
        Read($"Id,A\n1,a\n2,\"b\n3,c\n4,{Much}\n5,e,e\n6,f\n");
        Assert.Equal(
            [
                $"3 Malformed: {Open}", $"5 TooLong: {TooLong}",
                "6 Malformed: it follows the broken record of line 3 and has 3 cells where the header has 2",
            ],
            _given);
        Assert.Equal(["1: Id", "2: 1", "4: 3", "7: 6"], _read);
    }

    [Fact]
    public void Two_one_after_the_other_are_each_its_own_and_one_inside_another_belongs_to_it()
    {
        Read($"Id,A\n1,a\n2,\"b\"b{Much}\n3,\"c\"c{Much}\nno row\n4,d\n");

        Assert.Equal(
            [
                $"3 Malformed: {Open}",
                $"4 Malformed: 2 records from here on, to line 5, follow the broken record of line 3 and are no rows; in the first {Open}",
            ],
            _given);
        Assert.Equal(["1: Id", "2: 1", "6: 4"], _read);
    }

    private void Read(string text)
    {
        using var stream = new RewindableStream(() => new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var source = new CsvRecordSource(
            stream, 0, 0, ',', (line, reason, what, raw, records) => _given.Add(string.Create(CultureInfo.InvariantCulture, $"{line} {reason}: {what}")), Longest);
        while (source.Read())
        {
            source.StrictFieldCount = 2;
            _read.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Line}: {source.Current.GetString(0)}"));
        }

        _openQuoteLine = source.OpenQuoteLine;
    }
}
