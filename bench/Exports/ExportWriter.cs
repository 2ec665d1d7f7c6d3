using System.Buffers.Text;

namespace Bench.Exports;

/// <summary>Writes CSV bytes through one buffer.</summary>
internal sealed class ExportWriter(Stream output) : IDisposable
{
    private const int LongestNumber = 20;

    private readonly byte[] _buffer = new byte[1 << 18];
    private int _length;

    /// <summary>How many bytes were written.</summary>
    public long Bytes { get; private set; }

    public ExportWriter Text(ReadOnlySpan<byte> text)
    {
        MakeRoom(text.Length);
        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public ExportWriter Number(long number)
    {
        MakeRoom(LongestNumber);
        Utf8Formatter.TryFormat(number, _buffer.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    public void Dispose()
    {
        Flush();
        output.Flush();
    }

    private void MakeRoom(int length)
    {
        if (_buffer.Length - _length < length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        output.Write(_buffer, 0, _length);
        Bytes += _length;
        _length = 0;
    }
}
