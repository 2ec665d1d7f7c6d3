using System.Text.Json;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>The custom attributes of assets, a row each, whichever of their forms Qualys chose.</summary>
internal sealed class CustomAttributeTable(SqliteFile file)
{
    private readonly Statement _delete = file.Prepare("DELETE FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = ?1");
    private readonly Statement _insert = file.Prepare("INSERT INTO Q_Asset_Inventory_Custom_Attribute (assetId, key, value, connectorName) VALUES (?1, ?2, ?3, ?4)");

    /// <summary>Replaces the attributes of an asset.</summary>
    public void Replace(long assetId, bool isKnown, JsonCell attributes, ReadOnlySpan<byte> page)
    {
        if (isKnown)
        {
            _delete.Bind(1, assetId).Execute();
        }

        if (attributes.Kind is JsonTokenType.StartArray or JsonTokenType.StartObject)
        {
            WriteJson(assetId, attributes.In(page));
        }
        else if (attributes.Kind == JsonTokenType.String)
        {
            WriteText(assetId, attributes.Unescape(page, new byte[attributes.Length]));
        }
    }

    // The text is the list written as JSON, or "key: value", or anything else, which is a value without a key.
    private void WriteText(long assetId, ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return;
        }

        if (text[0] is (byte)'[' or (byte)'{' && IsJson(text))
        {
            WriteJson(assetId, text);
            return;
        }

        int colon = text.IndexOf((byte)':');
        _insert.Clear().Bind(1, assetId);
        if (colon > 0)
        {
            _insert.Bind(2, text[..colon].Trim((byte)' '));
        }

        _insert.Bind(3, text[(colon > 0 ? colon + 1 : 0)..].Trim((byte)' ')).Execute();
    }

    private void WriteJson(long assetId, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, InventoryPage.Reading);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            WriteList(assetId, json, ref reader);
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                WriteList(assetId, json, ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void WriteList(long assetId, ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            _insert.Clear().Bind(1, assetId);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                int column = reader.IsNamed("key"u8) ? 2 : reader.IsNamed("value"u8) ? 3 : reader.IsNamed("connectorName"u8) ? 4 : 0;
                reader.Read();
                JsonCell cell = JsonCell.Take(ref reader);
                if (column > 0)
                {
                    cell.Bind(_insert, column, json);
                }
            }

            _insert.Execute();
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
