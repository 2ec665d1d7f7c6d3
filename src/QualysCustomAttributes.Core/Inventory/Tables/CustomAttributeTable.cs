using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>The custom attributes of assets: which set each of them has.</summary>
internal sealed class CustomAttributeTable
{
    private readonly CustomAttributeSets _sets;
    private readonly Statement _replace;
    private readonly CustomAttributeFound _add;
    private CancellationToken _stop;

    public CustomAttributeTable(SqliteFile file)
    {
        _sets = new CustomAttributeSets(file);
        _replace = file.Prepare("INSERT OR REPLACE INTO custom_attribute_asset (asset_id, set_id, seen_at) VALUES (?1, ?2, ?3)");
        _add = Add;

        // What no asset has any more is of nobody's use.
        file.Execute("""
            DELETE FROM custom_attribute_entry WHERE set_id NOT IN (
                SELECT set_id FROM custom_attribute_asset WHERE set_id IS NOT NULL);
            DELETE FROM custom_attribute_set WHERE set_id NOT IN (
                SELECT set_id FROM custom_attribute_asset WHERE set_id IS NOT NULL)
            """);
    }

    /// <summary>Replaces the attributes of an asset.</summary>
    /// <param name="assetId">The asset.</param>
    /// <param name="attributes">The cell of its attributes.</param>
    /// <param name="page">The page that the cell lies in.</param>
    /// <param name="seenAt">As of when they are known, in seconds since 1970.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Replace(
        ulong assetId, JsonCell attributes, ReadOnlySpan<byte> page, long seenAt, CancellationToken cancellationToken)
    {
        _stop = cancellationToken;
        _sets.Begin();
        CustomAttributeReader.Read(attributes, page, _add);
        _replace.BindAssetId(1, assetId).Bind(2, _sets.End()).Bind(3, seenAt).Execute();
    }

    private void Add(ReadOnlySpan<byte> source, JsonCell key, JsonCell value, JsonCell connectorName)
    {
        _stop.ThrowIfCancellationRequested();
        Add(source, key);
        Add(source, value);
        Add(source, connectorName);
    }

    private void Add(ReadOnlySpan<byte> source, JsonCell cell)
    {
        switch (cell.Kind)
        {
            case JsonTokenType.None or JsonTokenType.Null:
                _sets.AddNull();
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _sets.Add(cell.Kind == JsonTokenType.True ? "1"u8 : "0"u8);
                break;
            case JsonTokenType.String when cell.IsEscaped:
                _sets.Add(cell.Unescape(source, new byte[cell.Length]));
                break;
            default:
                _sets.Add(cell.In(source));
                break;
        }
    }
}
