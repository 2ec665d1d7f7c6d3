using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A page of assets: its JSON, as received, and what stands around the assets.</summary>
internal sealed class InventoryPage : IDisposable
{
    /// <summary>How JSON of a page is read: nested as deep as SQLite's functions take it.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };

    /// <summary>How large a page may be that a server sends, in bytes, compressed and inflated.</summary>
    public const int LargestReceived = 256 * 1024 * 1024;

    private const int BytesBetweenLooks = 1 << 20;
    private const int LongestBeginning = 1024 * 1024;

    private readonly PooledBytes _json;
    private readonly PooledBytes? _compressed;
    private readonly PageAssets? _assets;
    private readonly PageEnvelope _envelope;

    private InventoryPage(PooledBytes json, PooledBytes? compressed, PageAssets? assets, PageEnvelope envelope)
    {
        _json = json;
        _compressed = compressed;
        _assets = assets;
        _envelope = envelope;
    }

    /// <summary>The answer's body; bytes that are no UTF-8 are replaced in it, so that no query stumbles over them.</summary>
    public ReadOnlySpan<byte> Json => _json.Span;

    /// <summary>The beginning of the body, where it may be an answer without assets.</summary>
    public byte[] Beginning => BeginningOf(_json);

    /// <summary>The body's size in bytes.</summary>
    public int Bytes => _json.Length;

    /// <summary>The assets in cells.</summary>
    /// <exception cref="InvalidOperationException">The page was read without a reader for them.</exception>
    public PageAssets AssetCells => _assets ?? throw new InvalidOperationException("The page was read without its assets.");

    /// <summary>Where each asset lies in the JSON, where the page was read without a reader for them.</summary>
    public IReadOnlyList<Range> Objects => _envelope.Objects;

    /// <summary>How many assets it holds; null where their list is missing.</summary>
    public int? Assets => _envelope.Assets;

    /// <summary>Whether more assets follow; null where the page does not say.</summary>
    public bool? HasMore => _envelope.HasMore;

    /// <summary>The id after which the next page starts.</summary>
    public ulong? LastSeenAssetId => _envelope.LastSeenAssetId;

    /// <summary>SUCCESS, or what went wrong.</summary>
    public string? ResponseCode => _envelope.ResponseCode;

    /// <summary>What Qualys says beside it.</summary>
    public string? ResponseMessage => _envelope.ResponseMessage;

    /// <summary>Reads a page from an answer.</summary>
    /// <param name="content">What was received.</param>
    /// <param name="assets">Takes the assets apart; nothing where they are not loaded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PageUnreadableException">It is no JSON, or only a part of it.</exception>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged, or it is too large.</exception>
    public static async Task<InventoryPage> ReadAsync(HttpContent content, AssetReader? assets, CancellationToken cancellationToken)
    {
        // As it was received where that is how a page is kept.
        bool isKept = content.Headers.ContentEncoding is { Count: 1 } codings
            && codings.First().Equals("gzip", StringComparison.OrdinalIgnoreCase);
        var received = new PooledBytes(LargestReceived);
        try
        {
            Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using Stream source = isKept
                ? body
                : await AnswerBody.InflateAsync(body, content.Headers, cancellationToken).ConfigureAwait(false);
            await received.FillAsync(source, cancellationToken).ConfigureAwait(false);
            return isKept ? Inflate(received, LargestReceived, assets, cancellationToken) : Of(received, null, assets, cancellationToken);
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    /// <summary>Reads a page from its file.</summary>
    /// <exception cref="PageUnreadableException">It holds no whole JSON.</exception>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static InventoryPage ReadFile(string path, AssetReader? assets, CancellationToken cancellationToken)
    {
        var compressed = new PooledBytes();
        try
        {
            using FileStream file = ReadableFile.Open(path);
            compressed.Fill(file, cancellationToken);
            return Inflate(compressed, PooledBytes.LargestFile, assets, cancellationToken);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
    }

    /// <summary>Reads a page that was put together of assets.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static InventoryPage Of(Stream json, AssetReader assets, CancellationToken cancellationToken)
    {
        var bytes = new PooledBytes();
        try
        {
            bytes.Fill(json, cancellationToken);
            return Of(bytes, null, assets, cancellationToken);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Writes the page compressed, in the bytes that were received where they were.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void CopyTo(Stream target, CancellationToken cancellationToken)
    {
        if (_compressed is not null)
        {
            target.Write(_compressed.Span);
            return;
        }

        Deflate(Json, target, cancellationToken);
    }

    public void Dispose()
    {
        _json.Dispose();
        _compressed?.Dispose();
        _assets?.Dispose();
    }

    private static InventoryPage Inflate(
        PooledBytes compressed, int largest, AssetReader? assets, CancellationToken cancellationToken)
    {
        var json = new PooledBytes(largest);
        try
        {
            using Stream source = compressed.OpenRead();
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            json.Fill(gzip, cancellationToken);
            return Of(json, compressed, assets, cancellationToken);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    // Before anything is made of bytes that are no text and no page either.
    private static void RequireJson(PooledBytes json, CancellationToken cancellationToken)
    {
        try
        {
            PageEnvelope.Read(json.Span, null, null, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new PageUnreadableException(BeginningOf(json), exception);
        }
    }

    private static InventoryPage Of(
        PooledBytes json, PooledBytes? compressed, AssetReader? assets, CancellationToken cancellationToken)
    {
        if (!Utf8.IsValid(json.Span))
        {
            RequireJson(json, cancellationToken);
            compressed ??= Compress(json, cancellationToken);
            json.ReplaceInvalidText(cancellationToken);
        }

        PageAssets? cells = assets is null ? null : new PageAssets();
        try
        {
            return new InventoryPage(json, compressed, cells, PageEnvelope.Read(json.Span, assets, cells, cancellationToken));
        }
        catch (JsonException exception)
        {
            cells?.Dispose();
            throw new PageUnreadableException(BeginningOf(json), exception);
        }
        catch
        {
            cells?.Dispose();
            throw;
        }
    }

    private static byte[] BeginningOf(PooledBytes json) => json.Span[..Math.Min(json.Length, LongestBeginning)].ToArray();

    // The file is to hold what was received.
    private static PooledBytes Compress(PooledBytes json, CancellationToken cancellationToken)
    {
        using var compressed = new MemoryStream();
        Deflate(json.Span, compressed, cancellationToken);
        var bytes = new PooledBytes();
        compressed.Position = 0;
        bytes.Fill(compressed, cancellationToken);
        return bytes;
    }

    private static void Deflate(ReadOnlySpan<byte> bytes, Stream target, CancellationToken cancellationToken)
    {
        using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(bytes.Length, BytesBetweenLooks)..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            gzip.Write(bytes[..Math.Min(bytes.Length, BytesBetweenLooks)]);
        }
    }
}
