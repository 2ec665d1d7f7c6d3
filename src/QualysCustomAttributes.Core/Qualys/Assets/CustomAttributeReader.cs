using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>Takes a custom attribute whose cells lie in some bytes.</summary>
internal delegate void CustomAttributeFound(ReadOnlySpan<byte> source, JsonCell key, JsonCell value, JsonCell connectorName);

/// <summary>
/// Reads the custom attributes of an asset, whichever of their forms Qualys chose: a list, a list in an object, either of them
/// written as text, or a text that is <c>key: value</c>, or a value without a key.
/// </summary>
internal static class CustomAttributeReader
{
    /// <summary>Reads every attribute, and hands each on as it comes.</summary>
    /// <param name="attributes">The cell of the asset's field.</param>
    /// <param name="page">The bytes that the cell lies in.</param>
    /// <param name="found">Takes them.</param>
    public static void Read(JsonCell attributes, ReadOnlySpan<byte> page, CustomAttributeFound found)
    {
        if (attributes.Kind is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            ReadJson(attributes.In(page), found);
        }
        else if (attributes.Kind == JsonTokenType.String)
        {
            ReadText(attributes.Unescape(page, new byte[attributes.Length]), found);
        }
    }

    private static void ReadText(ReadOnlySpan<byte> text, CustomAttributeFound found)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return;
        }

        if (text[0] is (byte)'[' or (byte)'{' && IsJson(text))
        {
            ReadJson(text, found);
            return;
        }

        int colon = text.IndexOf((byte)':');
        found(text, colon > 0 ? Part(text, 0, colon) : default, Part(text, colon > 0 ? colon + 1 : 0, text.Length), default);
    }

    private static JsonCell Part(ReadOnlySpan<byte> text, int start, int end)
    {
        ReadOnlySpan<byte> rest = text[start..end].TrimStart((byte)' ');
        return new JsonCell(JsonTokenType.String, end - rest.Length, rest.TrimEnd((byte)' ').Length, false);
    }

    private static void ReadJson(ReadOnlySpan<byte> json, CustomAttributeFound found)
    {
        var reader = new Utf8JsonReader(json, InventoryPage.Reading);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadList(json, ref reader, found);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                ReadList(json, ref reader, found);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadList(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, CustomAttributeFound found)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            (JsonCell key, JsonCell value, JsonCell connectorName) = (default, default, default);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int member = reader.IsNamed("key"u8) ? 1 : reader.IsNamed("value"u8) ? 2 : reader.IsNamed("connectorName"u8) ? 3 : 0;
                reader.Read();
                JsonCell cell = JsonCell.Take(ref reader, CancellationToken.None);
                (key, value, connectorName) = (member == 1 ? cell : key, member == 2 ? cell : value, member == 3 ? cell : connectorName);
            }

            found(json, key, value, connectorName);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, InventoryPage.Reading);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
