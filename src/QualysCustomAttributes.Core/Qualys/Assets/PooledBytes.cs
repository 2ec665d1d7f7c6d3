using System.Buffers;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Bytes that grow in arrays of a pool, so that page after page uses the same memory.</summary>
/// <param name="largest">How many they may be.</param>
internal sealed class PooledBytes(int largest = PooledBytes.LargestFile) : IDisposable
{
    /// <summary>The largest page that is read from a file: 1 GB.</summary>
    public const int LargestFile = 1024 * 1024 * 1024;

    private const int SmallestArray = 64 * 1024;
    private const int LargestKept = 64 * 1024 * 1024;
    private const int MostKept = 6;

    // The shared pool keeps arrays for every thread that ever gave one back; of these there are never more than pages at work.
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestKept, MostKept);

    private byte[] _array = Pool.Rent(SmallestArray);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Length);

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

    public void Fill(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Reserve();
            int read = source.Read(_array.AsSpan(Length));
            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    /// <summary>Holds other bytes from now on.</summary>
    public void Refill(ReadOnlySpan<byte> bytes)
    {
        Length = 0;
        while (_array.Length < bytes.Length)
        {
            Length = _array.Length;
            Reserve();
        }

        bytes.CopyTo(_array);
        Length = bytes.Length;
    }

    public void Dispose()
    {
        if (_array.Length > 0)
        {
            Pool.Return(_array);
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

        if (_array.Length >= largest)
        {
            throw new InvalidDataException(FormattableString.Invariant($"the page is larger than {largest / (1024 * 1024)} MB"));
        }

        byte[] larger = Pool.Rent(_array.Length * 2);
        Span.CopyTo(larger);
        Pool.Return(_array);
        _array = larger;
    }
}
