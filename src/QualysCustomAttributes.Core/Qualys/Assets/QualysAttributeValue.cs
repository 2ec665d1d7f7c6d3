using System.Text;
using System.Text.Json;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>A custom attribute as the inventory shows it.</summary>
public sealed class QualysAttributeValue
{
    internal QualysAttributeValue(string? key, string? value, string? connectorName)
    {
        Key = key;
        Value = value;
        ConnectorName = connectorName;
    }

    /// <summary>The key, or <see langword="null"/> where Qualys gave a text without one.</summary>
    public string? Key { get; }

    /// <summary>The value.</summary>
    public string? Value { get; }

    /// <summary>Who set it, or <see langword="null"/> where that is not said.</summary>
    public string? ConnectorName { get; }

    /// <summary>The attribute as <c>key=value</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => ShownText.Line(Key is null ? Value ?? "" : $"{Key}={Value}");

    /// <summary>Reads the attributes of an asset, as <see cref="CustomAttributeReader"/> finds them.</summary>
    internal static QualysAttributeValue[] Read(JsonElement? attributes)
    {
        if (attributes is not { } field)
        {
            return [];
        }

        byte[] json = Encoding.UTF8.GetBytes(field.GetRawText());
        var found = new List<QualysAttributeValue>();
        CustomAttributeReader.Read(JsonCell.Of(json), json, (source, key, value, connectorName) =>
            found.Add(new QualysAttributeValue(key.Text(source), value.Text(source), connectorName.Text(source))));
        return [.. found];
    }
}
