using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Records one after the other that follow a broken one are given up as one, with what is kept of their text.</summary>
public sealed class Records_given_up_together
{
    private readonly List<(long Line, RejectionReason Reason, string What, string Raw, long Records)> _given = [];
    private readonly FollowingRecords _following;

    public Records_given_up_together() =>
        _following = new FollowingRecords((line, reason, what, raw, records) => _given.Add((line, reason, what, raw, records)));

    [Fact]
    public void None_is_nothing()
    {
        _following.End();

        Assert.Empty(_given);
    }

    [Fact]
    public void One_is_itself_and_once()
    {
        Add(7, "a text");
        _following.End();
        _following.End();

        Assert.Equal([(7, RejectionReason.Malformed, "alone 7", "a text", 1)], _given);
    }

    [Fact]
    public void Several_are_the_first_of_them_with_their_number_and_their_texts()
    {
        Add(7, "a");
        Add(8, "b");
        Add(12, "");
        _following.End();
        Add(20, "c");
        _following.End();

        Assert.Equal(
            [
                (7, RejectionReason.Malformed, "3 records from here on, to line 12, follow the broken record of line 5 and are no rows; first 7", "a\nb\n", 3),
                (20, RejectionReason.Malformed, "alone 20", "c", 1),
            ],
            _given);
    }

    [Fact]
    public void What_is_wrong_is_worded_for_the_first_alone()
    {
        int worded = 0;
        for (int line = 7; line < 1_500; line++)
        {
            _following.Add(line, 5, () => $"alone {++worded}", () => "first", "x"u8);
        }

        _following.End();
        Assert.Equal(1, worded);
        Assert.StartsWith("1,493 records from here on, to line 1499, ", Assert.Single(_given).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(16_384)]
    [InlineData(20_000)]
    public void Of_their_texts_no_more_is_kept_than_is_shown(int length)
    {
        // Four bytes each: as many as the bound of bytes has characters.
        string text = string.Concat(Enumerable.Repeat("🏦", length / 4));
        Add(7, text);
        Add(8, text);
        Add(9, text);
        _following.End();

        Assert.Equal(string.Concat(Enumerable.Repeat("🏦", 2048)) + "…", _given[0].Raw);
    }

    [Theory]
    [InlineData(4095, 1, "\n…")]
    [InlineData(4094, 1, "\nb")]
    [InlineData(4093, 2, "\nbb")]
    [InlineData(4093, 3, "\nbb…")]
    public void They_are_parted_by_line_breaks_up_to_there(int first, int second, string end)
    {
        Add(7, new string('a', first));
        Add(8, new string('b', second));
        _following.End();

        Assert.Equal(new string('a', first) + end, _given[0].Raw);
    }

    private void Add(long line, string raw) => _following.Add(line, 5, () => $"alone {line}", () => $"first {line}", Encoding.UTF8.GetBytes(raw));
}
