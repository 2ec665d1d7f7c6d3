using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using QualysSandbox.Hosting;

namespace QualysSandbox.Inventory;

/// <summary>What a count or a search asks for.</summary>
internal sealed record InventoryQuery
{
    private const int DefaultPageSize = 100;
    private const int LargestPageSize = 300;

    private static readonly string[] DateFormats = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    public DateTimeOffset? UpdatedSince { get; init; }

    public ulong LastSeenAssetId { get; init; }

    /// <summary>The one asset that is asked for.</summary>
    public ulong? AssetId { get; init; }

    public int PageSize { get; init; } = DefaultPageSize;

    public FieldSelection Fields { get; init; } = FieldSelection.All;

    public AssetFilter? Filter { get; init; }

    /// <summary>Whether every asset matches.</summary>
    public bool IsForAll => UpdatedSince is null && Filter is null;

    /// <exception cref="FormatException">A parameter or the body cannot be understood.</exception>
    public static InventoryQuery Read(ReceivedRequest request)
    {
        Dictionary<string, StringValues> query = QueryHelpers.ParseQuery(request.QueryString);
        return new InventoryQuery
        {
            UpdatedSince = Text("assetLastUpdated") is { Length: > 0 } since ? Date(since) : null,
            LastSeenAssetId = Text("lastSeenAssetId") is { Length: > 0 } last ? Id(last, "lastSeenAssetId") : 0,
            AssetId = Text("assetId") is { Length: > 0 } asset ? Id(asset, "assetId") : null,
            PageSize = Text("pageSize") is { Length: > 0 } size ? Size(size) : DefaultPageSize,
            Fields = FieldSelection.Parse(Text("includeFields"), Text("excludeFields")),
            Filter = AssetFilter.Parse(request.Body),
        };

        string Text(string name) => query.GetValueOrDefault(name).ToString();
    }

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.TryParseExact(
            text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? date
            : throw new FormatException($"assetLastUpdated must be written YYYY-MM-DDTHH:MM:SSZ, not '{text}'.");

    private static ulong Id(string text, string name) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id)
            ? id
            : throw new FormatException($"{name} must be an asset id, not '{text}'.");

    private static int Size(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size is >= 1 and <= LargestPageSize
            ? size
            : throw new FormatException($"pageSize must be from 1 to {LargestPageSize}, not '{text}'.");
}
