using System.Text.Json;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>What an asset runs, and the catalogue of all software by operating system.</summary>
internal sealed class SoftwareTables(SqliteFile file)
{
    // Far more than a company has; a tenant beyond it costs look-ups in the tables, not memory.
    private const int MostRemembered = 300_000;

    private readonly Statement _delete = file.Prepare("DELETE FROM software_asset WHERE asset_id = ?1");
    private readonly Statement _insert = file.Prepare("INSERT OR IGNORE INTO software_asset (asset_id, software_id) VALUES (?1, ?2)");
    private readonly Statement _name = file.Prepare("""
        INSERT INTO software_name (fullName) VALUES (?1)
        ON CONFLICT (fullName) DO UPDATE SET fullName = excluded.fullName RETURNING software_id
        """);

    private readonly Statement _catalogue = file.Prepare($"""
        INSERT OR REPLACE INTO Q_Asset_Inventory_Software_OS_Unique ({string.Join(", ", SoftwareCell.Names)}, osName)
        VALUES ({Parameters(SoftwareCell.Count + 1)})
        """);

    private readonly Dictionary<(int Name, int System), int> _known = [];
    private readonly List<long> _idOf = [];
    private Utf8KeyIndex _names = new();
    private Utf8KeyIndex _systems = new();
    private byte[] _nameText = new byte[1024];
    private byte[] _systemText = new byte[1024];

    /// <summary>How many dates of the catalogue stand for never.</summary>
    public NeverCount Never { get; set; }

    /// <summary>Replaces the software of an asset.</summary>
    public void Replace(
        ulong assetId, bool isKnown, AssetCells asset, ReadOnlySpan<byte> page, CancellationToken cancellationToken)
    {
        if (isKnown)
        {
            _delete.BindAssetId(1, assetId).Execute();
        }

        ReadOnlySpan<byte> system = TextOf(asset.SystemName, page, ref _systemText);
        int systemNumber = _systems.FindOrAdd(system, out _);
        for (ReadOnlySpan<JsonCell> rest = asset.Software; !rest.IsEmpty; rest = rest[SoftwareCell.Count..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<JsonCell> cells = rest[..SoftwareCell.Count];
            ReadOnlySpan<byte> name = TextOf(cells[SoftwareCell.FullName], page, ref _nameText);
            int nameNumber = _names.FindOrAdd(name, out bool isNew);
            if (isNew)
            {
                _name.Bind(1, name).Step();
                _idOf.Add(_name.Int64(0));
                _name.Reset();
            }

            _insert.BindAssetId(1, assetId).Bind(2, _idOf[nameNumber - 1]).Execute();
            int content = HashOf(cells, page);
            if (!_known.TryGetValue((nameNumber, systemNumber), out int known) || known != content)
            {
                _known[(nameNumber, systemNumber)] = content;
                WriteCatalogue(name, system, cells, page);
            }
        }

        if (_names.Count + _known.Count > MostRemembered)
        {
            Forget();
        }
    }

    private void Forget()
    {
        _names = new Utf8KeyIndex();
        _systems = new Utf8KeyIndex();
        _known.Clear();
        _idOf.Clear();
    }

    private void WriteCatalogue(ReadOnlySpan<byte> name, ReadOnlySpan<byte> system, ReadOnlySpan<JsonCell> cells, ReadOnlySpan<byte> page)
    {
        _catalogue.Bind(SoftwareCell.FullName + 1, name);
        for (int cell = SoftwareCell.FullName + 1; cell < cells.Length; cell++)
        {
            if (cell is SoftwareCell.GaDate or SoftwareCell.EolDate or SoftwareCell.EosDate)
            {
                Never += _catalogue.BindMoment(cell + 1, cells[cell], page);
            }
            else
            {
                _catalogue.BindValue(cell + 1, cells[cell], page);
            }
        }

        _catalogue.Bind(SoftwareCell.Count + 1, system).Execute();
    }

    private static string Parameters(int count) => string.Join(", ", Enumerable.Range(1, count).Select(number => $"?{number}"));

    private static int HashOf(ReadOnlySpan<JsonCell> cells, ReadOnlySpan<byte> page)
    {
        var hash = new HashCode();
        for (int cell = SoftwareCell.FullName + 1; cell < cells.Length; cell++)
        {
            hash.Add((int)cells[cell].Kind);
            hash.AddBytes(cells[cell].In(page));
        }

        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> TextOf(JsonCell cell, ReadOnlySpan<byte> page, ref byte[] buffer)
    {
        if (cell.Kind != JsonTokenType.String)
        {
            return [];
        }

        if (cell.IsEscaped && cell.Length > buffer.Length)
        {
            buffer = new byte[cell.Length];
        }

        return cell.Unescape(page, buffer);
    }
}
