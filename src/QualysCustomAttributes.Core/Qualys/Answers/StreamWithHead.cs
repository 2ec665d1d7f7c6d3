namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>A stream of which the first bytes were read already, to see what it is, and are read again.</summary>
internal sealed class StreamWithHead : Stream
{
    private readonly Stream _rest;
    private ReadOnlyMemory<byte> _head;

    private StreamWithHead(Stream rest, ReadOnlyMemory<byte> head) => (_rest, _head) = (rest, head);

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first byte, or -1 where there is none, and the whole stream.</summary>
    /// <exception cref="InvalidDataException">It is damaged at its first byte.</exception>
    public static async Task<(int First, Stream Whole)> PeekAsync(Stream stream, CancellationToken stop)
    {
        byte[] head = new byte[1];
        try
        {
            int read = await stream.ReadAsync(head, stop).ConfigureAwait(false);
            return (read == 0 ? -1 : head[0], new StreamWithHead(stream, head.AsMemory(0, read)));
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException)
        {
            // Of what deflate is laid over: the former is Brotli's, and what they say speaks of archives and streams.
            throw new InvalidDataException("its compression is damaged", exception);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _head.IsEmpty ? _rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(TakeHead(buffer.Span));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _head.IsEmpty ? _rest.Read(buffer) : TakeHead(buffer);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int TakeHead(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _head.Length);
        _head.Span[..taken].CopyTo(buffer);
        _head = _head[taken..];
        return taken;
    }
}
