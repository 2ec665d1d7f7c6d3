using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>Text of a decompression is the same wherever one goes back to, and is made anew only where it must be.</summary>
public sealed class Text_that_is_gone_back_to
{
    private static readonly byte[] Whole = [.. Enumerable.Range(0, 500_000).Select(each => (byte)(each * 7919 >> 5))];

    private int _opened;

    [Fact]
    public void Is_the_same_from_wherever_it_is_read()
    {
        using RewindableStream text = Open();
        foreach (int place in (int[])[0, 65_535, 65_536, 65_537, 400_000, 399_999, 10, 0, 131_072, 499_999, 250_000])
        {
            text.Position = place;
            Assert.Equal(place, text.Position);
            AssertReads(text, place, Math.Min(1000, Whole.Length - place));
        }
    }

    [Fact]
    public void Costs_nothing_back_to_where_it_is_still_asked_for()
    {
        using RewindableStream text = Open();
        AssertReads(text, 0, 300_000);
        Assert.Equal(1, _opened);
        text.Position = 0;
        AssertReads(text, 0, 400_000);
        Assert.Equal(1, _opened);

        text.KeptFrom = 300_000;
        AssertReads(text, 400_000, 99_000);
        text.Position = 300_000;
        AssertReads(text, 300_000, 1000);
        Assert.Equal(1, _opened);
        text.Position = 299_999;
        AssertReads(text, 299_999, 1000);
        Assert.InRange(_opened, 1, 2);
    }

    [Fact]
    public void Is_made_anew_where_it_lies_before()
    {
        using RewindableStream text = Open();
        AssertReads(text, 0, 100_000);
        text.KeptFrom = 100_000;
        AssertReads(text, 100_000, 300_000);

        text.Position = 5;
        AssertReads(text, 5, 200_000);

        Assert.Equal(2, _opened);
    }

    [Fact]
    public void Ends_where_it_ends()
    {
        using RewindableStream text = Open();
        Assert.Equal(-1, text.End);
        AssertReads(text, 0, Whole.Length);
        Assert.Equal(-1, text.End);
        Assert.Equal(0, text.Read([]));
        Assert.Equal(-1, text.End);
        Assert.Equal(0, text.Read(new byte[1]));
        Assert.Equal(Whole.Length, text.End);

        text.Position = Whole.Length + 5;
        Assert.Equal(Whole.Length, text.Position);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Position = -1);
    }

    private RewindableStream Open() => new(() =>
    {
        _opened++;
        return new MemoryStream(Whole);
    });

    private static void AssertReads(RewindableStream text, int from, int length)
    {
        byte[] read = new byte[length];
        text.ReadExactly(read);
        Assert.True(read.AsSpan().SequenceEqual(Whole.AsSpan(from, length)), $"another text from {from}");
    }
}
