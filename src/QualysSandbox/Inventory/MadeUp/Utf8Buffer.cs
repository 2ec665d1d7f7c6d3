using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QualysSandbox.Inventory.MadeUp;

/// <summary>Bytes that grow at their end and are used again.</summary>
internal sealed class Utf8Buffer : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(128 * 1024);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void CutTo(int length) => Length = Math.Min(length, Length);

    public Utf8Buffer Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public Utf8Buffer Add<T>(T number)
        where T : struct, IUtf8SpanFormattable
    {
        number.TryFormat(Room(64), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>A number with leading zeros, or in hexadecimal.</summary>
    public Utf8Buffer Add<T>(T number, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        number.TryFormat(Room(64), out int written, format, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>A date as Qualys writes those at the top of an asset, with its quotation marks.</summary>
    public Utf8Buffer AddDate(DateTimeOffset date)
    {
        Add("\""u8);
        date.UtcDateTime.TryFormat(Room(64), out int written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        Length += written;
        return Add("\""u8);
    }

    /// <summary>Any text as a JSON string, with its quotation marks.</summary>
    public Utf8Buffer AddText(string text) =>
        Add("\""u8).Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes).Add("\""u8);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + bytes));
            Written.Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }
}
