using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace QualysCustomAttributes.Qualys;

/// <summary>Takes the body of an answer apart, whichever of its two languages the platform chose.</summary>
internal static class QualysAnswerReader
{
    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>What it says, or <see langword="null"/> where it is not an answer of Qualys: truncated, empty, a proxy's page.</returns>
    public static QualysAnswer? Read(string body)
    {
        ReadOnlySpan<char> start = body.AsSpan().TrimStart().TrimStart('\uFEFF');
        try
        {
            return start.IsEmpty ? null : start[0] == '<' ? ReadXml(body) : ReadJson(body);
        }
        catch (Exception exception) when (exception
            is JsonException or XmlException or FormatException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    private static QualysAnswer? ReadJson(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body.TrimStart('\uFEFF'));
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // The wrapper is missing on the gateway host.
        JsonElement answer = Property(root, "ServiceResponse") ?? root;
        JsonElement? error = Property(answer, "responseErrorDetails");
        string? code = Text(answer, "responseCode");
        return code is null && error is null ? null : new QualysAnswer(
            code,
            Property(answer, "count") is { } count ? Number(count) : null,
            Property(answer, "data") is { ValueKind: JsonValueKind.Array } data ? ReadAssetIds(data) : null,
            error is { } details ? Text(details, "errorMessage") : Text(answer, "responseMessage"),
            error is { } more ? Text(more, "errorResolution") : null);
    }

    private static List<ulong> ReadAssetIds(JsonElement data)
    {
        var assetIds = new List<ulong>();
        foreach (JsonElement entry in data.EnumerateArray())
        {
            if (Property(entry, "Asset") is { } asset && Property(asset, "id") is { } id && Number(id) is { } number)
            {
                assetIds.Add((ulong)number);
            }
        }

        return assetIds;
    }

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string? Text(JsonElement element, string name) =>
        Property(element, name) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    private static long? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetInt64(),
        JsonValueKind.String
            when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
        _ => null,
    };

    private static QualysAnswer? ReadXml(string body)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(body.TrimStart().TrimStart('\uFEFF')), settings);
        XElement root = XDocument.Load(reader).Root!;
        return root.Name.LocalName switch
        {
            "ServiceResponse" => ReadServiceResponse(root),
            // The classic host's form, of limits above all: CODE 1960 is concurrency, 1965 rate.
            "SIMPLE_RETURN" => new QualysAnswer(
                Text(root.Descendants(), "CODE") ?? "SIMPLE_RETURN", null, null, Text(root.Descendants(), "TEXT"), null),
            _ => null,
        };
    }

    private static QualysAnswer ReadServiceResponse(XElement root) => new(
        Text(root.Elements(), "responseCode"),
        Text(root.Elements(), "count") is { } count ? long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture) : null,
        root.Elements().FirstOrDefault(element => element.Name.LocalName == "data")?.Elements()
            .Where(element => element.Name.LocalName == "Asset")
            .Select(asset => ulong.Parse(Text(asset.Elements(), "id") ?? "0", NumberStyles.None, CultureInfo.InvariantCulture))
            .ToArray(),
        Text(root.Descendants(), "errorMessage"),
        Text(root.Descendants(), "errorResolution"));

    private static string? Text(IEnumerable<XElement> elements, string name) =>
        elements.FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } text ? text : null;
}
