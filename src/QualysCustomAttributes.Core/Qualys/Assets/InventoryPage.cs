using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A page of assets: its JSON, as received, and what stands around the assets.</summary>
internal sealed class InventoryPage : IDisposable
{
    /// <summary>How JSON of a page is read: nested as deep as SQLite's functions take it.</summary>
    public static readonly JsonReaderOptions Reading = new() { MaxDepth = 1000 };

    private readonly PooledBytes _json;
    private readonly PooledBytes? _compressed;
    private PageAssets? _assets;

    private InventoryPage(PooledBytes json, PooledBytes? compressed)
    {
        _json = json;
        _compressed = compressed;
    }

    /// <summary>The answer's body; bytes that are no UTF-8 are replaced in it, so that no query stumbles over them.</summary>
    public ReadOnlySpan<byte> Json => _json.Span;

    /// <summary>The body's size in bytes.</summary>
    public int Bytes => _json.Length;

    /// <summary>The assets in cells.</summary>
    /// <exception cref="InvalidOperationException">The page was read without a reader for them.</exception>
    public PageAssets AssetCells => _assets ?? throw new InvalidOperationException("The page was read without its assets.");

    /// <summary>How many assets it holds; null where their list is missing.</summary>
    public int? Assets { get; private set; }

    /// <summary>Whether more assets follow; null where the page does not say.</summary>
    public bool? HasMore { get; private set; }

    /// <summary>The id after which the next page starts.</summary>
    public ulong? LastSeenAssetId { get; private set; }

    /// <summary>SUCCESS, or what went wrong.</summary>
    public string? ResponseCode { get; private set; }

    /// <summary>What Qualys says beside it.</summary>
    public string? ResponseMessage { get; private set; }

    /// <summary>Reads a page from an answer.</summary>
    /// <param name="source">The body.</param>
    /// <param name="isCompressed">Whether the body is compressed.</param>
    /// <param name="assets">Takes the assets apart; nothing where they are not loaded.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JsonException">It is no JSON, or only a part of it.</exception>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged.</exception>
    public static async Task<InventoryPage> ReadAsync(Stream source, bool isCompressed, AssetReader? assets, CancellationToken cancellationToken)
    {
        var received = new PooledBytes();
        try
        {
            await received.FillAsync(source, cancellationToken).ConfigureAwait(false);
            return isCompressed ? Inflate(received, assets) : Of(received, null, assets);
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    /// <summary>Reads a page from its file.</summary>
    /// <exception cref="JsonException">It holds no whole JSON.</exception>
    /// <exception cref="InvalidDataException">The compressed bytes are damaged.</exception>
    public static InventoryPage ReadFile(string path, AssetReader? assets)
    {
        var compressed = new PooledBytes();
        try
        {
            using FileStream file = File.OpenRead(path);
            compressed.Fill(file);
            return Inflate(compressed, assets);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
    }

    /// <summary>Writes the page compressed, in the bytes that were received where they were.</summary>
    public void CopyTo(Stream target)
    {
        if (_compressed is not null)
        {
            target.Write(_compressed.Span);
            return;
        }

        using var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(Json);
    }

    public void Dispose()
    {
        _json.Dispose();
        _compressed?.Dispose();
        _assets?.Dispose();
    }

    private static InventoryPage Inflate(PooledBytes compressed, AssetReader? assets)
    {
        var json = new PooledBytes();
        try
        {
            using Stream source = compressed.OpenRead();
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            json.Fill(gzip);
            return Of(json, compressed, assets);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    private static InventoryPage Of(PooledBytes json, PooledBytes? compressed, AssetReader? assets)
    {
        if (!Utf8.IsValid(json.Span))
        {
            compressed ??= Compress(json);
            json.Refill(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span)));
        }

        var page = new InventoryPage(json, compressed) { _assets = assets is null ? null : new PageAssets() };
        try
        {
            page.ReadEnvelope(assets);
            return page;
        }
        catch
        {
            page._assets?.Dispose();
            throw;
        }
    }

    // The file is to hold what was received.
    private static PooledBytes Compress(PooledBytes json)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(json.Span);
        }

        var bytes = new PooledBytes();
        bytes.Refill(compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        return bytes;
    }

    private void ReadEnvelope(AssetReader? assets)
    {
        var reader = new Utf8JsonReader(Json, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The page is no JSON object.");
        }

        (int Start, int End) lastAsset = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.IsNamed("hasMore"u8))
            {
                HasMore = NextTruth(ref reader);
            }
            else if (reader.IsNamed("lastSeenAssetId"u8))
            {
                LastSeenAssetId = NextInteger(ref reader);
            }
            else if (reader.IsNamed("responseCode"u8))
            {
                ResponseCode = NextText(ref reader);
            }
            else if (reader.IsNamed("responseMessage"u8))
            {
                ResponseMessage = NextText(ref reader);
            }
            else if (reader.IsNamed("assetListData"u8))
            {
                lastAsset = ReadAssetList(ref reader, assets);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Whatever stands behind the object is read too: a page that was cut off does not get this far.
        while (reader.Read())
        {
        }

        LastSeenAssetId ??= lastAsset.End > 0 ? AssetIdOf(Json[lastAsset.Start..lastAsset.End]) : null;
    }

    private (int Start, int End) ReadAssetList(ref Utf8JsonReader reader, AssetReader? assets)
    {
        (int Start, int End) last = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return last;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isList = reader.IsNamed("asset"u8);
            reader.Read();
            if (!isList || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            Assets = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Assets++;
                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                int start = (int)reader.TokenStartIndex;
                if (assets is not null)
                {
                    assets.Read(ref reader, _assets!);
                }
                else
                {
                    reader.Skip();
                }

                last = (start, (int)reader.BytesConsumed);
            }
        }

        return last;
    }

    private static ulong? AssetIdOf(ReadOnlySpan<byte> asset)
    {
        var reader = new Utf8JsonReader(asset, Reading);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.IsNamed("assetId"u8))
            {
                return NextInteger(ref reader);
            }

            reader.Read();
            reader.Skip();
        }

        return null;
    }

    private static bool? NextTruth(ref Utf8JsonReader reader)
    {
        Utf8JsonReader ahead = reader;
        ahead.Read();
        bool? truth = ahead.TokenType is JsonTokenType.True or JsonTokenType.False ? ahead.TokenType == JsonTokenType.True : null;
        return NextInteger(ref reader) is { } number ? number != 0 : truth;
    }

    private static ulong? NextInteger(ref Utf8JsonReader reader)
    {
        reader.Read();
        ulong? number = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out ulong value, out int used) && used == reader.ValueSpan.Length ? value : null;
        reader.Skip();
        return number;
    }

    private static string? NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        string? text = reader.TokenType == JsonTokenType.String ? MemberName.ReadText(reader) : null;
        reader.Skip();
        return text;
    }
}
