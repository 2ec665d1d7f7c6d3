using System.Text.Json;

namespace QualysCustomAttributes.Qualys;

/// <summary>A custom attribute as the inventory shows it.</summary>
/// <param name="Key">The key, or <see langword="null"/> where Qualys gave a text without one.</param>
/// <param name="Value">The value.</param>
/// <param name="ConnectorName">Who set it, or <see langword="null"/> where that is not said.</param>
public sealed record QualysAttributeValue(string? Key, string? Value, string? ConnectorName)
{
    /// <summary>Gives the attribute as <c>key=value</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Key is null ? Value ?? "" : $"{Key}={Value}";

    /// <summary>Reads the attributes of an asset, whichever of their forms Qualys chose.</summary>
    internal static QualysAttributeValue[] Read(JsonElement? attributes) => attributes switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object).Select(Of)],
        { ValueKind: JsonValueKind.Object } wrapped => [.. wrapped.EnumerateObject().Where(inner => inner.Value.ValueKind == JsonValueKind.Array).SelectMany(inner => Read(inner.Value))],
        { ValueKind: JsonValueKind.String } text => ReadText((JsonValue.Text(text) ?? "").Trim()),
        _ => [],
    };

    private static QualysAttributeValue Of(JsonElement entry) =>
        new(JsonValue.Text(entry, "key"), JsonValue.Text(entry, "value"), JsonValue.Text(entry, "connectorName"));

    // The list written as text, or "key: value", or anything else, which is a value without a key.
    private static QualysAttributeValue[] ReadText(string text)
    {
        if (text.StartsWith('[') || text.StartsWith('{'))
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                return Read(document.RootElement);
            }
            catch (JsonException)
            {
                // It only looked like a list.
            }
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return text.Length == 0 ? [] : [new(colon > 0 ? text[..colon].Trim() : null, text[(colon > 0 ? colon + 1 : 0)..].Trim(), null)];
    }
}
