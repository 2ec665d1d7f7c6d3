using System.Buffers;

namespace QualysCustomAttributes.Inventory;

/// <summary>Bytes that grow in arrays of the pool, so that page after page uses the same memory.</summary>
internal sealed class PooledBytes : IDisposable
{
    private const int SmallestArray = 64 * 1024;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(SmallestArray);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Gives a stream that reads the bytes.</summary>
    public Stream OpenRead() => new MemoryStream(_array, 0, Length, writable: false);

    public async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            Reserve();
            int read = await source.ReadAsync(_array.AsMemory(Length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    public void Fill(Stream source)
    {
        while (true)
        {
            Reserve();
            int read = source.Read(_array.AsSpan(Length));
            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = [];
            Length = 0;
        }
    }

    private void Reserve()
    {
        if (Length < _array.Length)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(_array.Length * 2));
        Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
