using System.Text.Json;
using QualysSandbox.Inventory.MadeUp;

namespace QualysSandbox.Inventory;

/// <summary>What a filter looks at.</summary>
internal sealed record FilteredAsset(string? Name, string? OperatingSystem, IEnumerable<string> Tags)
{
    public static FilteredAsset Of(in MadeUpAsset asset) =>
        new(asset.Name, asset.HasSystem ? asset.System.Name : null, AssetTags.Of(asset));

    /// <summary>Reads an asset that may hold anything.</summary>
    public static FilteredAsset Of(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement asset = document.RootElement;
        IEnumerable<JsonElement> tags =
            Member(Member(asset, AssetFields.Tags), "tag") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray()
                : [];
        return new FilteredAsset(
            Text(Member(asset, AssetFields.Name)),
            Text(Member(Member(asset, AssetFields.OperatingSystem), "osName")),
            [.. tags.Select(tag => Text(Member(tag, "tagName"))).OfType<string>()]);
    }

    private static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out JsonElement member) ? member : null;

    private static string? Text(JsonElement? json) => json is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
