using System.Buffers.Binary;
using System.IO.Compression;

namespace QualysCustomAttributes.Axonius;

/// <summary>What a gzip file inflates to: damage is named, a bomb is ended, and an end before its end is noticed.</summary>
/// <param name="path">The file's name, for errors.</param>
/// <param name="file">The file, at its beginning; it stays its owner's.</param>
/// <param name="alwaysAllowed">So much may come out of any file, in bytes.</param>
internal sealed class InflatedExport(string path, FileStream file, long alwaysAllowed = InflatedExport.AlwaysAllowed) : Stream
{
    /// <summary>So much may come out of any file, in bytes, unless somebody says something else.</summary>
    public const long AlwaysAllowed = 1L << 30;

    /// <summary>So many times its size may come out of a larger one: CSV of the most uniform kind stays below.</summary>
    public const int MostTimes = 200;

    private const int TrailerLength = 4;
    private const int ChunkSize = 1 << 20;
    private const int MostBehind = 1 << 20;

    private readonly GZipStream _inflating = new(file, CompressionMode.Decompress, leaveOpen: true);
    private readonly long _most = Math.Max(alwaysAllowed, MostTimes * file.Length);
    private long _length;
    private bool _isCut;

    private static ReadOnlySpan<byte> Member => [0x1F, 0x8B, 0x08];

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
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the file ends before what it holds does; to be asked when all was read.</summary>
    public bool IsCut()
    {
        if (_isCut || file.Length < TrailerLength)
        {
            return true;
        }

        // What came out, modulo four gigabytes, stands at the end; of several members put together, that of the last one.
        byte[] trailer = new byte[TrailerLength];
        RandomAccess.Read(file.SafeFileHandle, trailer, file.Length - TrailerLength);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) != (uint)_length && !HasFurtherMember() && BytesBehind() == 0;
    }

    /// <summary>How many bytes stand behind the end of what the file holds; to be asked when all was read.</summary>
    public long BytesBehind()
    {
        if (_isCut || file.Length < TrailerLength)
        {
            return 0;
        }

        // The length of what came out is looked for where the end may be: the nearer to the end of the file, the likelier.
        byte[] end = new byte[Math.Min(file.Length, MostBehind)];
        RandomAccess.Read(file.SafeFileHandle, end, file.Length - end.Length);
        byte[] length = new byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)_length);
        int at = end.AsSpan().LastIndexOf(length);
        return at < 0 || HasFurtherMember() ? 0 : end.Length - at - TrailerLength;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = _inflating.Read(buffer);
            _length += read;
            return _length <= _most ? read : throw AxoniusExportException.Bomb(path, MostTimes);
        }
        catch (InvalidDataException exception) when (exception.Message.Contains("truncated", StringComparison.OrdinalIgnoreCase))
        {
            // Newer runtimes say so, older ones just end.
            _isCut = true;
            return 0;
        }
        catch (InvalidDataException exception)
        {
            throw AxoniusExportException.DamagedGzip(path, exception);
        }
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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflating.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool HasFurtherMember()
    {
        byte[] chunk = new byte[ChunkSize + 3];
        for (long at = 1; at < file.Length; at += ChunkSize)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, chunk, at);
            ReadOnlySpan<byte> rest = chunk.AsSpan(0, read);
            while (rest.IndexOf(Member) is >= 0 and var found)
            {
                if (found + 3 < rest.Length && (rest[found + 3] & 0xE0) == 0)
                {
                    return true;
                }

                rest = rest[(found + 1)..];
            }
        }

        return false;
    }
}
