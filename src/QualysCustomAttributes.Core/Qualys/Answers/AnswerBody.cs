using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>The body of an answer, read whole and inflated, up to a bound; its memory is given back.</summary>
internal sealed class AnswerBody : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private const int MostCodings = 3;
    private const int ZlibMethod = 8;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    private AnswerBody()
    {
    }

    /// <summary>The codings that are understood, as a request names them.</summary>
    public static IReadOnlyList<string> Codings { get; } = ["gzip", "deflate", "br"];

    /// <summary>The bytes: UTF-8, or XML that says its own encoding.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Reads a body.</summary>
    /// <param name="content">What was received.</param>
    /// <param name="most">How large it may be when it is inflated, in bytes.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="InvalidDataException">It is larger, damaged, or in a coding or a character set that nobody knows.</exception>
    /// <exception cref="IOException">It breaks off.</exception>
    public static async Task<AnswerBody> ReadAsync(HttpContent content, int most, CancellationToken stop)
    {
        Encoding? encoding = FindEncoding(content.Headers);
        var body = new AnswerBody();
        try
        {
            Stream received = await content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            await using Stream inflated = await InflateAsync(received, content.Headers, stop).ConfigureAwait(false);
            await body.FillAsync(inflated, content.Headers, most, stop).ConfigureAwait(false);
            if (encoding is not null)
            {
                body.Transcode(encoding);
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>What the body is said to be: "application/json".</summary>
    public static string? MediaType(HttpContent content) => content.Headers.ContentType?.MediaType?.ToLowerInvariant();

    /// <summary>The body as it was before it was compressed for the way.</summary>
    /// <param name="received">What was received.</param>
    /// <param name="headers">What is said of it.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="InvalidDataException">It is in a coding that nobody knows.</exception>
    public static async Task<Stream> InflateAsync(Stream received, HttpContentHeaders headers, CancellationToken stop)
    {
        string[] codings =
        [
            .. headers.ContentEncoding.Select(coding => coding.Trim().ToLowerInvariant()).Where(coding => coding != "identity"),
        ];
        if (codings.Length > MostCodings)
        {
            throw new InvalidDataException($"it is compressed {codings.Length} times");
        }

        Stream inflated = received;
        foreach (string coding in Enumerable.Reverse(codings))
        {
            inflated = coding switch
            {
                "gzip" or "x-gzip" => new GZipStream(inflated, CompressionMode.Decompress),
                "br" => new BrotliStream(inflated, CompressionMode.Decompress),
                "deflate" => await InflateAsync(inflated, stop).ConfigureAwait(false),
                _ => throw new InvalidDataException($"its coding '{ShownText.Of(coding)}' is not known"),
            };
        }

        return inflated;
    }

    /// <summary>The character set that a body is said to be in, <see langword="null"/> for UTF-8 and where none is said.</summary>
    /// <exception cref="InvalidDataException">Nobody knows it.</exception>
    public static Encoding? FindEncoding(HttpContentHeaders headers)
    {
        string? name = headers.ContentType?.CharSet?.Trim().Trim('"', '\'');
        if (string.IsNullOrEmpty(name) || name.ToUpperInvariant() is "UTF-8" or "UTF8" or "US-ASCII")
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"its character set '{ShownText.Of(name)}' is not known", exception);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
    }

    // What HTTP calls deflate has the head of zlib, as it should, or has none.
    private static async Task<Stream> InflateAsync(Stream deflated, CancellationToken stop)
    {
        (int first, Stream whole) = await StreamWithHead.PeekAsync(deflated, stop).ConfigureAwait(false);
        return (first & 0xF) == ZlibMethod
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }

    private async Task FillAsync(Stream source, HttpContentHeaders headers, int most, CancellationToken stop)
    {
        while (true)
        {
            if (_length == _bytes.Length)
            {
                Grow(most);
            }

            int read = await ReadAsync(source, headers, stop).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            _length += read;
            if (_length > most)
            {
                throw TooLarge(most);
            }
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, HttpContentHeaders headers, CancellationToken stop)
    {
        try
        {
            return await source.ReadAsync(_bytes.AsMemory(_length), stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            // The latter is what Brotli throws; what they say speaks of archives and streams.
            throw Damaged(headers, exception);
        }
    }

    private void Grow(int most)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_bytes.Length * 2L, most + 1L));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    // XML is read by its own declaration, which may be another one than the header's; the header counts.
    private void Transcode(Encoding encoding)
    {
        byte[] plain = Encoding.Convert(encoding, Encoding.UTF8, _bytes, 0, _length);
        byte[] larger = ArrayPool<byte>.Shared.Rent(plain.Length);
        plain.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = (larger, plain.Length);
    }

    /// <summary>Words what is wrong with bytes that do not inflate.</summary>
    public static InvalidDataException Damaged(HttpContentHeaders headers, Exception inner) =>
        new($"its {ShownText.Of(string.Join(", ", headers.ContentEncoding))} compression is damaged", inner);

    private static InvalidDataException TooLarge(int most) =>
        new(FormattableString.Invariant($"it is larger than {most / (1024 * 1024)} MB"));
}
