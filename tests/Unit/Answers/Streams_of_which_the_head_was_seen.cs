using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Unit.Answers;

/// <summary>A stream of which the first byte was looked at is read as if nobody had.</summary>
public sealed class Streams_of_which_the_head_was_seen
{
    [Theory]
    [InlineData("", -1)]
    [InlineData("a", 'a')]
    [InlineData("abc", 'a')]
    public async Task Are_read_from_the_start_in_every_way(string text, int first)
    {
        foreach (Func<Stream, byte[], int> read in Ways)
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
            (int seen, Stream whole) = await StreamWithHead.PeekAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken);
            var all = new List<byte>();
            byte[] buffer = new byte[4];
            for (int taken; (taken = read(whole, buffer)) > 0;)
            {
                all.AddRange(buffer[..taken]);
            }

            Assert.Equal(first, seen);
            Assert.Equal(bytes, all);
        }
    }

    [Fact]
    public async Task Give_nothing_into_no_room()
    {
        (_, Stream whole) = await StreamWithHead.PeekAsync(new MemoryStream([1, 2]), TestContext.Current.CancellationToken);

        Assert.Equal(0, whole.Read([]));
        Assert.Equal(1, whole.ReadByte());
        Assert.Equal(2, whole.ReadByte());
        Assert.Equal(-1, whole.ReadByte());
    }

    [Fact]
    public async Task Can_be_read_and_nothing_else_and_end_with_the_stream_beneath()
    {
        var beneath = new MemoryStream([1]);
        (_, Stream whole) = await StreamWithHead.PeekAsync(beneath, TestContext.Current.CancellationToken);

        Assert.Equal((true, false, false), (whole.CanRead, whole.CanSeek, whole.CanWrite));
        Assert.Throws<NotSupportedException>(() => whole.Length);
        Assert.Throws<NotSupportedException>(() => whole.Position);
        Assert.Throws<NotSupportedException>(() => whole.Position = 0);
        Assert.Throws<NotSupportedException>(() => whole.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => whole.SetLength(1));
        Assert.Throws<NotSupportedException>(() => whole.Write([1]));
        whole.Flush();
        await whole.DisposeAsync();
        Assert.False(beneath.CanRead);
    }

    [Theory]
    [InlineData(typeof(InvalidOperationException), true)]
    [InlineData(typeof(InvalidDataException), true)]
    [InlineData(typeof(IOException), false)]
    public async Task Are_damaged_at_their_first_byte_or_break_off(Type thrown, bool isDamaged)
    {
        var inner = (Exception)Activator.CreateInstance(thrown, "inner")!;

        Exception? told = await Record.ExceptionAsync(() => StreamWithHead.PeekAsync(new Broken(inner), TestContext.Current.CancellationToken));

        Assert.Equal(isDamaged ? "its compression is damaged" : "inner", told?.Message);
        Assert.Same(inner, isDamaged ? told?.InnerException : told);
    }

    private static Func<Stream, byte[], int>[] Ways { get; } =
    [
        (stream, buffer) => stream.Read(buffer.AsSpan(0, 2)),
        (stream, buffer) => Shifted(stream.Read(buffer, 1, 2), buffer),
        (stream, buffer) => stream.ReadAsync(buffer.AsMemory(0, 2)).AsTask().Result,
        (stream, buffer) => Shifted(stream.ReadAsync(buffer, 1, 2).Result, buffer),
    ];

    // What was read to the second place on, from the first place on.
    private static int Shifted(int read, byte[] buffer)
    {
        buffer.AsSpan(1, 2).CopyTo(buffer);
        return read;
    }

    private sealed class Broken(Exception thrown) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw thrown;
    }
}
