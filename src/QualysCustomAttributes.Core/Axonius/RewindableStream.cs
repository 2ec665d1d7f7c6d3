namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Text that comes out of a decompression or a conversion, in which one can go back: to the record at hand it costs nothing, for that
/// is kept; to what lies before, the text is made anew from its beginning.
/// </summary>
/// <param name="open">Makes the text, from its beginning; what it gave before is of no use any more.</param>
internal sealed class RewindableStream(Func<Stream> open) : Stream
{
    private byte[] _kept = new byte[64 * 1024];
    private int _keptLength;
    private Stream _source = open();
    private long _keptStart;
    private long _position;

    /// <summary>Where the text ends, once that was reached; -1 before.</summary>
    public long End { get; private set; } = -1;

    /// <summary>Stops it: a record may be as long as the text, and nobody else is asked while it is read.</summary>
    public CancellationToken Stop { private get; set; }

    /// <summary>From where on the text is still asked for.</summary>
    public long KeptFrom { private get; set; }

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
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value < _keptStart)
            {
                _source = open();
                (_keptStart, _keptLength, KeptFrom) = (0, 0, 0);
            }

            SkipTo(value);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        Stop.ThrowIfCancellationRequested();
        int at = (int)(_position - _keptStart);
        int there = Math.Min(buffer.Length, _keptLength - at);
        if (there > 0)
        {
            _kept.AsSpan(at, there).CopyTo(buffer);
            _position += there;
            return there;
        }

        int read = _source.Read(buffer);
        if (read == 0 && buffer.Length > 0)
        {
            End = _position;
        }

        Keep(buffer[..read]);
        _position += read;
        return read;
    }

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

    private void SkipTo(long position)
    {
        if (position <= _keptStart + _keptLength)
        {
            _position = position;
            return;
        }

        _position = KeptFrom = _keptStart + _keptLength;
        byte[] passed = new byte[64 * 1024];
        while (Read(passed.AsSpan(0, (int)Math.Min(passed.Length, position - _position))) > 0)
        {
            KeptFrom = _position;
        }
    }

    private void Keep(ReadOnlySpan<byte> read)
    {
        if (_keptLength + read.Length > _kept.Length)
        {
            int gone = (int)Math.Clamp(KeptFrom - _keptStart, 0, _keptLength);
            _kept.AsSpan(gone, _keptLength - gone).CopyTo(_kept);
            _keptStart += gone;
            _keptLength -= gone;
        }

        if (_keptLength + read.Length > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Max(_kept.Length * 2, _keptLength + read.Length));
        }

        read.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += read.Length;
    }
}
