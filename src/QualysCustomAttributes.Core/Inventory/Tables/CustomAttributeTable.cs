using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>The custom attributes of assets, a row each.</summary>
internal sealed class CustomAttributeTable
{
    private readonly Statement _delete;
    private readonly Statement _insert;
    private readonly CustomAttributeFound _write;
    private ulong _assetId;
    private CancellationToken _stop;

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
    public void Replace(
        ulong assetId, bool isKnown, JsonCell attributes, ReadOnlySpan<byte> page, CancellationToken cancellationToken)
    {
        if (isKnown)
        {
            _delete.BindAssetId(1, assetId).Execute();
        }

        (_assetId, _stop) = (assetId, cancellationToken);
        CustomAttributeReader.Read(attributes, page, _write);
    }

    private void Write(ReadOnlySpan<byte> source, JsonCell key, JsonCell value, JsonCell connectorName)
    {
        _stop.ThrowIfCancellationRequested();
        _insert.BindAssetId(1, _assetId);
        _insert.BindValue(2, key, source);
        _insert.BindValue(3, value, source);
        _insert.BindValue(4, connectorName, source);
        _insert.Execute();
    }
}
