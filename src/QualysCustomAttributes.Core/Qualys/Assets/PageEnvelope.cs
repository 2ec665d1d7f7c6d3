using System.Buffers.Text;
using System.Text.Json;
using QualysCustomAttributes.Qualys.Answers;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>What stands around the assets of a page.</summary>
internal sealed class PageEnvelope
{
    // Three hundred are asked for.
    private const int MostAssets = 100_000;

    private readonly List<Range> _objects = [];
    private readonly CancellationToken _stop;

    private PageEnvelope(CancellationToken stop) => _stop = stop;

    /// <summary>Where each asset of the page lies, where they are not taken apart.</summary>
    public IReadOnlyList<Range> Objects => _objects;

    /// <summary>How many assets the page holds; null where their list is missing.</summary>
    public int? Assets { get; private set; }

    /// <summary>Whether more assets follow; null where the page does not say.</summary>
    public bool? HasMore { get; private set; }

    /// <summary>The id after which the next page starts.</summary>
    public ulong? LastSeenAssetId { get; private set; }

    /// <summary>SUCCESS, or what went wrong.</summary>
    public string? ResponseCode { get; private set; }

    /// <summary>What Qualys says beside it.</summary>
    public string? ResponseMessage { get; private set; }

    /// <summary>Reads a page to its last byte.</summary>
    /// <param name="json">The page.</param>
    /// <param name="assets">Takes the assets apart; nothing where they are not loaded.</param>
    /// <param name="cells">Takes what they are taken apart into.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="JsonException">It is no JSON, or only a part of it.</exception>
    public static PageEnvelope Read(ReadOnlySpan<byte> json, AssetReader? assets, PageAssets? cells, CancellationToken stop)
    {
        var envelope = new PageEnvelope(stop);
        envelope.ReadMembers(json, assets, cells);
        return envelope;
    }

    private void ReadMembers(ReadOnlySpan<byte> json, AssetReader? assets, PageAssets? cells)
    {
        var reader = new Utf8JsonReader(json, InventoryPage.Reading);
        if (Next(ref reader) != JsonTokenType.StartObject)
        {
            throw new JsonException("The page is no JSON object.");
        }

        (int Start, int End) lastAsset = default;
        while (NextMember(ref reader))
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
                ReadAssetList(ref reader, assets, cells, ref lastAsset);
            }
            else
            {
                reader.Read();
                reader.SkipHeeding(_stop);
            }
        }

        // Whatever stands behind the object is read too: a page that was cut off does not get this far.
        while (reader.Read())
        {
        }

        LastSeenAssetId ??= lastAsset.End > 0 ? AssetIdOf(json[lastAsset.Start..lastAsset.End]) : null;
    }

    private bool NextMember(ref Utf8JsonReader reader) => Next(ref reader) == JsonTokenType.PropertyName;

    private JsonTokenType Next(ref Utf8JsonReader reader)
    {
        _stop.ThrowIfCancellationRequested();
        reader.Read();
        return reader.TokenType;
    }

    // A page may have its list in several parts.
    private void ReadAssetList(ref Utf8JsonReader reader, AssetReader? assets, PageAssets? cells, ref (int Start, int End) last)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.SkipHeeding(_stop);
            return;
        }

        while (NextMember(ref reader))
        {
            bool isList = reader.IsNamed("asset"u8);
            reader.Read();
            if (!isList || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.SkipHeeding(_stop);
                continue;
            }

            Assets ??= 0;
            while (Next(ref reader) != JsonTokenType.EndArray)
            {
                if (++Assets > MostAssets)
                {
                    throw new JsonException("The page has more assets than any that is asked for.");
                }

                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    reader.SkipHeeding(_stop);
                    continue;
                }

                int start = (int)reader.TokenStartIndex;
                if (assets is not null)
                {
                    assets.Read(ref reader, cells!, _stop);
                }
                else
                {
                    reader.SkipHeeding(_stop);
                }

                last = (start, (int)reader.BytesConsumed);
                if (assets is null)
                {
                    _objects.Add(last.Start..last.End);
                }
            }
        }
    }

    private ulong? AssetIdOf(ReadOnlySpan<byte> asset)
    {
        var reader = new Utf8JsonReader(asset, InventoryPage.Reading);
        ulong? id = null;
        reader.Read();
        while (NextMember(ref reader))
        {
            if (reader.IsNamed("assetId"u8))
            {
                id = NextInteger(ref reader);
                continue;
            }

            reader.Read();
            reader.SkipHeeding(_stop);
        }

        return id;
    }

    private bool? NextTruth(ref Utf8JsonReader reader)
    {
        Utf8JsonReader ahead = reader;
        ahead.Read();
        bool? truth = ahead.TokenType is JsonTokenType.True or JsonTokenType.False ? ahead.TokenType == JsonTokenType.True : null;
        return NextInteger(ref reader) is { } number ? number != 0 : truth;
    }

    private ulong? NextInteger(ref Utf8JsonReader reader)
    {
        reader.Read();
        ulong? number = reader.TokenType is JsonTokenType.Number or JsonTokenType.String
            && Utf8Parser.TryParse(reader.ValueSpan, out ulong value, out int used) && used == reader.ValueSpan.Length ? value : null;
        reader.SkipHeeding(_stop);
        return number;
    }

    private string? NextText(ref Utf8JsonReader reader)
    {
        reader.Read();
        string? text = reader.TokenType == JsonTokenType.String ? MemberName.ReadText(reader, QualysAnswerReader.LongestText) : null;
        reader.SkipHeeding(_stop);
        return text;
    }
}
