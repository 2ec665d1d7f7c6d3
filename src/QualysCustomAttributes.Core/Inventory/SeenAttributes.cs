using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;

namespace QualysCustomAttributes.Inventory;

/// <summary>
/// What a look at single assets says of their custom attributes, as a page that can be loaded. The rest of an asset stays out: an inventory
/// may have been asked for without some of its fields.
/// </summary>
internal static class SeenAttributes
{
    /// <summary>Puts a page together.</summary>
    /// <param name="assets">The assets, each with an id.</param>
    public static MemoryStream ToPage(IEnumerable<QualysAsset> assets)
    {
        var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("assetListData");
            writer.WriteStartArray("asset");
            foreach (QualysAsset asset in assets)
            {
                writer.WriteStartObject();
                writer.WriteNumber("assetId", asset.AssetId!.Value);
                if (asset.Find("lastModifiedDate") is { } modified)
                {
                    writer.WritePropertyName("lastModifiedDate");
                    modified.WriteTo(writer);
                }

                // An asset that lost its last attribute comes without the field, or with null.
                writer.WritePropertyName("customAttributes");
                if (asset.Find("customAttributes") is { ValueKind: not JsonValueKind.Null } attributes)
                {
                    // As Qualys wrote it, as a page has it: another writer escapes other letters.
                    writer.WriteRawValue(attributes.GetRawText(), skipInputValidation: true);
                }
                else
                {
                    writer.WriteStartArray();
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        json.Position = 0;
        return json;
    }
}
