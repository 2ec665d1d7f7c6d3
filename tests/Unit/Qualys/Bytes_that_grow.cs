using System.IO.Compression;
using System.Text;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>What is received is kept whole, however it comes in, in no more memory than it needs, and up to its bound.</summary>
public sealed class Bytes_that_grow
{
    private const int Mega = 1 << 20;

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 10)]
    [InlineData(64 * 1024, 64 * 1024)]
    [InlineData((64 * 1024) + 1, 1 << 30)]
    [InlineData(Mega - 1, 7_777)]
    [InlineData((3 * Mega) + 5, 1 << 30)]
    public async Task Are_whole_in_whatever_pieces_they_come(int length, int piece)
    {
        byte[] bytes = RandomBytes(length);
        using var filled = new PooledBytes(8 * Mega);
        using var filledLater = new PooledBytes(8 * Mega);

        filled.Fill(new Pieces(bytes, piece), CancellationToken.None);
        await filledLater.FillAsync(new Pieces(bytes, piece), TestContext.Current.CancellationToken);

        Assert.Equal((length, length), (filled.Length, filledLater.Length));
        Assert.True(filled.Span.SequenceEqual(bytes));
        Assert.True(filledLater.Span.SequenceEqual(bytes));
        using var read = new MemoryStream();
        using Stream stream = filled.OpenRead();
        Assert.False(stream.CanWrite);
        await stream.CopyToAsync(read, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public void Are_added_to_those_that_are_there()
    {
        using var bytes = new PooledBytes();

        bytes.Fill(new MemoryStream("ab"u8.ToArray()), CancellationToken.None);
        bytes.Fill(new MemoryStream("c"u8.ToArray()), CancellationToken.None);

        Assert.Equal("abc"u8.ToArray(), bytes.Span.ToArray());
    }

    [Fact]
    public async Task Are_refused_beyond_their_bound()
    {
        using var bytes = new PooledBytes(2 * Mega);
        using var more = new PooledBytes(2 * Mega);
        using var within = new PooledBytes(2 * Mega);

        within.Fill(new MemoryStream(new byte[(2 * Mega) - 1]), CancellationToken.None);
        var refusal = Assert.Throws<InvalidDataException>(() => bytes.Fill(new MemoryStream(new byte[(2 * Mega) + 1]), CancellationToken.None));
        InvalidDataException later = await Assert.ThrowsAsync<InvalidDataException>(
            () => more.FillAsync(new MemoryStream(new byte[(2 * Mega) + 1]), TestContext.Current.CancellationToken));

        Assert.Equal((2 * Mega) - 1, within.Length);
        Assert.Equal("the page is larger than 2 MB", refusal.Message);
        Assert.Equal("the page is larger than 2 MB", later.Message);
    }

    [Fact]
    public void Take_little_memory_while_they_are_few_and_go_to_their_bound_in_one_step_when_they_are_many()
    {
        const int Bound = 160 * Mega;
        using var few = new PooledBytes(Bound);
        using var many = new PooledBytes(Bound);
        using var ofFile = new PooledBytes();
        var small = new MemoryStream(new byte[(8 * Mega) - 1]);
        var large = new MemoryStream(new byte[(16 * Mega) + 1]);
        var file = new MemoryStream(new byte[(16 * Mega) + 1]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        few.Fill(small, CancellationToken.None);
        long between = GC.GetAllocatedBytesForCurrentThread();
        many.Fill(large, CancellationToken.None);
        long after = GC.GetAllocatedBytesForCurrentThread();
        ofFile.Fill(file, CancellationToken.None);
        long atLast = GC.GetAllocatedBytesForCurrentThread();

        Assert.InRange(between - before, 0, 40 * Mega);
        Assert.InRange(after - between, Bound, Bound + (40 * Mega));
        Assert.InRange(atLast - after, 0, 80 * Mega);
        Assert.Equal(((8 * Mega) - 1, (16 * Mega) + 1), (few.Length, many.Length));
    }

    [Fact]
    public void That_are_no_text_are_replaced_and_the_rest_stays()
    {
        using var bytes = new PooledBytes(Mega);
        byte[] long1 = [.. Enumerable.Repeat((byte)'x', 70_000), 0xFF, (byte)'y', 0xC3, 0xA9, 0xE2, 0x82];
        bytes.Fill(new MemoryStream(long1), CancellationToken.None);

        bytes.ReplaceInvalidText(CancellationToken.None);

        Assert.Equal(new string('x', 70_000) + "\uFFFDyé\uFFFD", Encoding.UTF8.GetString(bytes.Span));
    }

    [Fact]
    public void Are_gone_when_they_were_given_back()
    {
        var bytes = new PooledBytes();
        bytes.Fill(new MemoryStream([1, 2]), CancellationToken.None);

        bytes.Dispose();
        bytes.Dispose();

        Assert.Equal(0, bytes.Length);
        Assert.True(bytes.Span.IsEmpty);
    }

    [Fact]
    public async Task Heed_a_stop()
    {
        using var bytes = new PooledBytes();
        var stopped = new CancellationToken(canceled: true);

        Assert.Throws<OperationCanceledException>(() => bytes.Fill(new MemoryStream([1]), stopped));
        Assert.Throws<OperationCanceledException>(() => bytes.ReplaceInvalidText(stopped));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bytes.FillAsync(new MemoryStream([1]), stopped));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whose_compression_is_damaged_are_said_to_be(bool isBrotli)
    {
        byte[] damaged = [.. Enumerable.Repeat((byte)0xA5, 64)];
        using var bytes = new PooledBytes();

        var refusal = Assert.Throws<InvalidDataException>(() => bytes.Fill(Inflated(), CancellationToken.None));
        InvalidDataException later = await Assert.ThrowsAsync<InvalidDataException>(
            () => bytes.FillAsync(Inflated(), TestContext.Current.CancellationToken));

        Assert.Equal(("its compression is damaged", "its compression is damaged"), (refusal.Message, later.Message));
        Assert.Equal(isBrotli, refusal.InnerException is InvalidOperationException);
        Assert.Equal(isBrotli, later.InnerException is InvalidOperationException);

        Stream Inflated() => isBrotli
            ? new BrotliStream(new MemoryStream(damaged), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(damaged), CompressionMode.Decompress);
    }

    [Fact]
    public async Task That_break_off_are_no_matter_of_their_compression()
    {
        using var bytes = new PooledBytes();

        Assert.Throws<IOException>(() => bytes.Fill(new Broken(), CancellationToken.None));
        await Assert.ThrowsAsync<IOException>(() => bytes.FillAsync(new Broken(), TestContext.Current.CancellationToken));
    }

    private static byte[] RandomBytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(base.Read(buffer.Span[..Math.Min(piece, buffer.Length)]));
    }

    private sealed class Broken : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("broken off");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken off");
    }
}
