using System.Buffers.Binary;
using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Rows for <c>COPY … FROM STDIN (FORMAT BINARY)</c>, from spans and without an object a value.</summary>
internal sealed class BinaryCopy : IAsyncDisposable
{
    private const int FullEnough = 1 << 17;

    private static readonly byte[] Head = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlRawCopyStream _stream;
    private readonly TextRepairs _repairs;
    private byte[] _buffer = new byte[FullEnough * 2];
    private int _used;
    private bool _isComplete;

    private BinaryCopy(NpgsqlRawCopyStream stream, TextRepairs repairs)
    {
        _stream = stream;
        _repairs = repairs;
        Head.CopyTo(_buffer, 0);
        _used = Head.Length;
    }

    /// <summary>How many rows were begun.</summary>
    public long Rows { get; private set; }

    /// <summary>Begins the copying into a table.</summary>
    public static async Task<BinaryCopy> BeginAsync(
        NpgsqlConnection connection, string table, TextRepairs repairs, CancellationToken cancellationToken)
    {
        string sql = $"COPY {table} FROM STDIN (FORMAT BINARY)";
        return new BinaryCopy(await connection.BeginRawBinaryCopyAsync(sql, cancellationToken).ConfigureAwait(false), repairs);
    }

    /// <summary>Begins a row; what is written so far is sent where it is enough.</summary>
    public async ValueTask BeginRowAsync(int columns, CancellationToken cancellationToken)
    {
        if (_used >= FullEnough)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }

        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), (short)columns);
        Rows++;
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), -1);

    public void Write(long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Take(sizeof(long)), value);
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        text = _repairs.Repair(text);
        BinaryPrimitives.WriteInt32BigEndian(Take(sizeof(int)), text.Length);
        text.CopyTo(Take(text.Length));
    }

    /// <summary>Sends what is left. Without this, nothing of it counts.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(sizeof(short)), -1);
        await SendAsync(cancellationToken).ConfigureAwait(false);
        _isComplete = true;
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isComplete)
        {
            return;
        }

        try
        {
            await _stream.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // The error that led here is the news.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _used), cancellationToken).ConfigureAwait(false);
        _used = 0;
    }

    private Span<byte> Take(int bytes)
    {
        if (_used + bytes > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _used + bytes));
        }

        _used += bytes;
        return _buffer.AsSpan(_used - bytes, bytes);
    }
}
