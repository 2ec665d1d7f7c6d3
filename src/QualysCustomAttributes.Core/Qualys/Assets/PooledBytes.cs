using System.Buffers;
using System.Text;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Bytes that grow in arrays of a pool, so that page after page uses the same memory.</summary>
/// <param name="largest">How many they may be.</param>
internal sealed class PooledBytes(int largest = PooledBytes.LargestFile) : IDisposable
{
    /// <summary>The largest page that is read from a file: 1 GB.</summary>
    public const int LargestFile = 1024 * 1024 * 1024;

    private const int SmallestArray = 64 * 1024;
    private const int LargestKept = 64 * 1024 * 1024;
    private const int LargestStep = 16 * 1024 * 1024;
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
            int read;
            try
            {
                read = await source.ReadAsync(_array.AsMemory(Length), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (IsOfInflating(exception))
            {
                throw Damaged(exception);
            }

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
            int read;
            try
            {
                read = source.Read(_array.AsSpan(Length));
            }
            catch (Exception exception) when (IsOfInflating(exception))
            {
                throw Damaged(exception);
            }

            if (read == 0)
            {
                return;
            }

            Length += read;
        }
    }

    /// <summary>Has U+FFFD where there are bytes that are no UTF-8.</summary>
    public void ReplaceInvalidText(CancellationToken cancellationToken)
    {
        using var replaced = new PooledBytes(largest);
        using Stream text = Encoding.CreateTranscodingStream(OpenRead(), Encoding.UTF8, Encoding.UTF8);
        replaced.Fill(text, cancellationToken);
        (_array, Length, replaced._array, replaced.Length) = (replaced._array, replaced.Length, _array, Length);
    }

    public void Dispose()
    {
        Pool.Return(_array);
        (_array, Length) = ([], 0);
    }

    // What .NET says of bytes that do not inflate speaks of archives and streams; the latter kind is Brotli's.
    private static bool IsOfInflating(Exception exception) => exception is InvalidDataException or InvalidOperationException;

    private static InvalidDataException Damaged(Exception inner) => new("its compression is damaged", inner);

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

        // The old array and the new one are there together: of what a server sends, the last step is one to the bound.
        int length = _array.Length >= LargestStep && largest < LargestFile ? largest : _array.Length * 2;
        byte[] larger = length > LargestKept ? GC.AllocateUninitializedArray<byte>(length) : Pool.Rent(length);
        Span.CopyTo(larger);
        Pool.Return(_array);
        _array = larger;
    }
}
