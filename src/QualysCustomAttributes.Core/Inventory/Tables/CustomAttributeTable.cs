using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>The custom attributes of assets, a row each.</summary>
internal sealed class CustomAttributeTable
{
    private readonly Statement _delete;
    private readonly Statement _insert;
    private readonly CustomAttributeFound _write;
    private long _assetId;

    public CustomAttributeTable(SqliteFile file)
    {
        _delete = file.Prepare("DELETE FROM Q_Asset_Inventory_Custom_Attribute WHERE assetId = ?1");
        _insert = file.Prepare("""
            INSERT INTO Q_Asset_Inventory_Custom_Attribute (assetId, key, value, connectorName)
            VALUES (?1, ?2, ?3, ?4)
            """);
        _write = Write;
    }

    /// <summary>Replaces the attributes of an asset.</summary>
    public void Replace(long assetId, bool isKnown, JsonCell attributes, ReadOnlySpan<byte> page)
    {
        if (isKnown)
        {
            _delete.Bind(1, assetId).Execute();
        }

        _assetId = assetId;
        CustomAttributeReader.Read(attributes, page, _write);
    }

    private void Write(ReadOnlySpan<byte> source, JsonCell key, JsonCell value, JsonCell connectorName)
    {
        _insert.Bind(1, _assetId);
        _insert.BindValue(2, key, source);
        _insert.BindValue(3, value, source);
        _insert.BindValue(4, connectorName, source);
        _insert.Execute();
    }
}
