using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>The fields of an asset, or of an object in it, by their names; their text is the JSON that they came as.</summary>
/// <param name="json">The object.</param>
/// <param name="names">How names are compared.</param>
internal sealed class AssetFieldValues(JsonElement json, StringComparer names) : Dictionary<string, object?>(names)
{
    /// <summary>The object as it was received.</summary>
    public override string ToString() => json.GetRawText();
}
