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

    [Fact]
    public void Costs_nothing_as_long_as_there_is_room_for_what_was_read()
    {
        using RewindableStream text = Open();
        AssertReads(text, 0, 30_000);
        text.KeptFrom = 30_000;
        AssertReads(text, 30_000, 35_536);
        text.Position = 65_536;
        text.Position = 0;
        Assert.Equal(1, _opened);
        AssertReads(text, 0, 65_536);
    }

    [Fact]
    public void Is_made_anew_for_what_was_given_up_to_make_room_and_for_nothing_else()
    {
        using RewindableStream text = Open();
        AssertReads(text, 0, 65_536);
        text.KeptFrom = 65_500;
        AssertReads(text, 65_536, 1000);
        text.KeptFrom = 66_000;
        text.Position = 65_500;
        Assert.Equal(1, _opened);
        AssertReads(text, 65_500, 100_000);
        text.Position = 66_000;
        Assert.Equal(1, _opened);
        AssertReads(text, 66_000, 10);
        text.Position = 65_999;
        Assert.Equal(2, _opened);
        AssertReads(text, 65_999, 10);
    }

    [Fact]
    public void What_was_skipped_is_not_kept_and_what_is_read_from_the_beginning_is()
    {
        using RewindableStream text = Open();
        text.Position = 400_000;
        text.Position = 0;
        Assert.Equal(2, _opened);

        AssertReads(text, 0, 100);
        text.Position = 100;
        AssertReads(text, 100, 300_000);
        text.Position = 0;
        Assert.Equal(2, _opened);
        AssertReads(text, 0, 100_000);
    }

    [Fact]
    public void Is_given_up_step_by_step_where_it_is_not_asked_for_any_more()
    {
        using RewindableStream text = Open();
        for (int place = 0; place < 500_000; place += 1000)
        {
            text.KeptFrom = place;
            AssertReads(text, place, 1000);
        }

        text.Position = 400_000;
        Assert.Equal(2, _opened);
    }

    [Fact]
    public void Room_for_much_of_it_is_made_in_few_steps()
    {
        byte[] piece = new byte[1024];
        using var text = new RewindableStream(() => new MemoryStream(new byte[2 * 1024 * 1024]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (text.Read(piece) > 0)
        {
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 2 * 1024 * 1024, 16 * 1024 * 1024);
    }

    [Fact]
    public void Can_be_stopped_and_gone_back_in_and_nothing_else()
    {
        using RewindableStream text = Open();
        Assert.Equal((true, false, false), (text.CanRead, text.CanSeek, text.CanWrite));
        Assert.Throws<NotSupportedException>(() => text.Length);
        Assert.Throws<NotSupportedException>(() => text.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => text.SetLength(1));
        Assert.Throws<NotSupportedException>(() => text.Write([1], 0, 1));
        byte[] buffer = new byte[10];
        Assert.Equal(5, text.Read(buffer, 2, 5));
        Assert.Equal([0, 0, .. Whole[..5], 0, 0, 0], buffer);

        using var stop = new CancellationTokenSource();
        text.Stop = stop.Token;
        Assert.Equal(5, text.Read(buffer, 0, 5));
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => text.Read(buffer, 0, 5));
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
