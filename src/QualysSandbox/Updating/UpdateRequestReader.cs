using System.Globalization;
using System.Text.Json;
using QualysSandbox.Assets;

namespace QualysSandbox.Updating;

/// <summary>
/// Reads the body of an update. It is stricter than Qualys need be: a mistake of the product should show here, not in
/// somebody's subscription.
/// </summary>
internal static class UpdateRequestReader
{
    private static readonly JsonDocumentOptions StrictJson = new() { AllowDuplicateProperties = false };

    /// <exception cref="InvalidUpdateRequestException">The body is not a valid update.</exception>
    public static UpdateRequest Read(string body)
    {
        using JsonDocument document = Parse(body);
        JsonElement root = TheOnly(document.RootElement, "the body", "ServiceRequest");
        Dictionary<string, JsonElement> parts = Properties(root, "ServiceRequest", "filters", "data");

        IReadOnlyList<ulong> ids = ReadIds(Required(parts, "ServiceRequest", "filters"));
        JsonElement asset = TheOnly(Required(parts, "ServiceRequest", "data"), "data", "Asset");
        return new UpdateRequest(ids, ReadChange(TheOnly(asset, "Asset", "customAttributes")));
    }

    private static JsonDocument Parse(string body)
    {
        try
        {
            return JsonDocument.Parse(body, StrictJson);
        }
        catch (JsonException exception)
        {
            throw Invalid($"The body is not valid JSON: {exception.Message}", "Send a JSON object with one ServiceRequest.");
        }
    }

    private static List<ulong> ReadIds(JsonElement filters)
    {
        JsonElement criteria = TheOnly(filters, "filters", "Criteria");
        if (criteria.ValueKind != JsonValueKind.Array || criteria.GetArrayLength() != 1)
        {
            throw Invalid("Criteria must be a list of exactly one criterion.", "Filter by the id of the assets.");
        }

        Dictionary<string, JsonElement> criterion = Properties(criteria[0], "Criteria", "field", "operator", "value");
        if (Text(criterion, "Criteria", "field") != "id" || Text(criterion, "Criteria", "operator") != "IN")
        {
            throw Invalid("The criterion must have the field 'id' and the operator 'IN'.", "Filter by the id of the assets.");
        }

        string[] texts = Text(criterion, "Criteria", "value").Split(',');
        return [.. texts.Select(ReadId).Distinct()];
    }

    private static ulong ReadId(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id) && id > 0
            ? id
            : throw Invalid($"'{text}' is not an asset id.", "Send the ids as digits, separated by commas.");

    private static AttributeChange ReadChange(JsonElement customAttributes)
    {
        Dictionary<string, JsonElement> operations = Properties(customAttributes, "customAttributes", "add", "update", "remove");
        if (operations.Count != 1)
        {
            throw Invalid($"customAttributes holds {operations.Count} operations.", "Send exactly one of add, update and remove.");
        }

        (string name, JsonElement value) = operations.Single();
        AttributeOperation operation = Enum.Parse<AttributeOperation>(name, ignoreCase: true);
        JsonElement list = TheOnly(value, name, "CustomAttribute");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw Invalid("CustomAttribute must be a list of at least one attribute.", "Send the attributes to change.");
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement entry in list.EnumerateArray())
        {
            Dictionary<string, JsonElement> attribute = Properties(entry, "CustomAttribute", "key", "value");
            string key = Text(attribute, "CustomAttribute", "key");
            bool valueIsNeeded = operation != AttributeOperation.Remove || attribute.ContainsKey("value");
            if (key.Length == 0 || !attributes.TryAdd(key, valueIsNeeded ? Text(attribute, "CustomAttribute", "value") : ""))
            {
                throw Invalid($"The key '{key}' is empty or occurs twice.", "Send each key once.");
            }
        }

        return new AttributeChange(operation, attributes);
    }

    private static JsonElement TheOnly(JsonElement owner, string ownerName, string name) =>
        Required(Properties(owner, ownerName, name), ownerName, name);

    private static Dictionary<string, JsonElement> Properties(JsonElement owner, string ownerName, params string[] allowed)
    {
        if (owner.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"{ownerName} must be an object.", $"Allowed in it: {string.Join(", ", allowed)}.");
        }

        var properties = owner.EnumerateObject().ToDictionary(property => property.Name, property => property.Value);
        return properties.Keys.FirstOrDefault(name => !allowed.Contains(name)) is { } unknown
            ? throw Invalid($"{ownerName} does not know '{unknown}'.", $"Allowed in it: {string.Join(", ", allowed)}.")
            : properties;
    }

    private static JsonElement Required(Dictionary<string, JsonElement> properties, string ownerName, string name) =>
        properties.TryGetValue(name, out JsonElement value) ? value : throw Invalid($"{ownerName} has no {name}.", $"Send {name}.");

    private static string Text(Dictionary<string, JsonElement> properties, string ownerName, string name) =>
        Required(properties, ownerName, name) is { ValueKind: JsonValueKind.String } value
            ? value.GetString()!
            : throw Invalid($"{name} must be a text.", $"Send {name} in quotes.");

    private static InvalidUpdateRequestException Invalid(string message, string resolution) => new(message, resolution);
}
