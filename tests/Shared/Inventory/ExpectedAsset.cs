using System.Globalization;
using System.Text.Json;
using Xunit;

namespace QualysCustomAttributes.Shared.Inventory;

/// <summary>What the database must hold of an asset of the sandbox, told with other means than the loader's.</summary>
internal static class ExpectedAsset
{
    private static readonly string[] AttributeColumns = ["key", "value", "connectorName"];

    public static void AssertIn(SqliteFile database, ulong id, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement asset = document.RootElement;
        Each.Holds(asset.EnumerateObject(), field =>
            Assert.Equal([Cell(field.Name, field.Value)], database.Read($"SELECT \"{field.Name}\" FROM Q_Asset_Inventory WHERE assetId = {id}")));

        AssertFlattened(database, id, asset, "agent", "lastCheckedIn", "agent_lastCheckedInDate");
        AssertFlattened(database, id, asset, "sensor", "lastVMScan", "sensor_lastVMScanDate");
        AssertFlattened(database, id, asset, "inventory", "created", "inventory_createdDate");
        Assert.Equal(
            Software(asset).Distinct().Order(StringComparer.Ordinal),
            database.Read($"SELECT fullName FROM Q_Asset_Inventory_Software_AssetId WHERE assetId = {id}").Order(StringComparer.Ordinal));
        Assert.Equal(
            Attributes(asset).Order(StringComparer.Ordinal),
            database.Read($"SELECT key, value, connectorName FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = {id}").Order(StringComparer.Ordinal));
    }

    private static void AssertFlattened(SqliteFile database, ulong id, JsonElement asset, string field, string member, string column)
    {
        bool has = asset.TryGetProperty(field, out JsonElement whole) & whole.ValueKind == JsonValueKind.Object;
        string expected = has && whole.TryGetProperty(member, out JsonElement value) ? Date(value) : "";
        Assert.Equal([expected], database.Read($"SELECT {column} FROM Q_Asset_Inventory WHERE assetId = {id}"));
    }

    private static string Cell(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        _ when name.Contains("Date", StringComparison.Ordinal) || name == "lastBoot" => Date(value),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string Date(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        JsonValueKind.Number when value.GetInt64() != 0 => DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64()).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        _ => "",
    };

    private static IEnumerable<string> Software(JsonElement asset) =>
        asset.TryGetProperty("softwareListData", out JsonElement list) && list.ValueKind == JsonValueKind.Object
        && list.TryGetProperty("software", out JsonElement software) && software.ValueKind == JsonValueKind.Array
            ? software.EnumerateArray().Select(entry => entry.GetProperty("fullName").GetString()!)
            : [];

    private static IEnumerable<string> Attributes(JsonElement asset)
    {
        if (!asset.TryGetProperty("customAttributes", out JsonElement attributes))
        {
            return [];
        }

        return attributes.ValueKind switch
        {
            JsonValueKind.Array => Rows(attributes),
            JsonValueKind.Object => Rows(attributes.EnumerateObject().First().Value),
            JsonValueKind.String when attributes.GetString()!.StartsWith('[') => Rows(JsonDocument.Parse(attributes.GetString()!).RootElement),
            JsonValueKind.String => [attributes.GetString()!.Replace(": ", "|", StringComparison.Ordinal) + "|"],
            _ => [],
        };
    }

    private static IEnumerable<string> Rows(JsonElement list) => list.EnumerateArray().Select(
        entry => string.Join('|', AttributeColumns.Select(name => entry.GetProperty(name).GetString() ?? "")));
}
