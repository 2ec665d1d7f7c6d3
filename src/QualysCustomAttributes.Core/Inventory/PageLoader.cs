using System.Text.Json;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>Where a page comes from, as its rows say it.</summary>
/// <param name="BatchDate">When the run began; <see langword="null"/> for none.</param>
/// <param name="BatchNumber">The page's number; <see langword="null"/> for none.</param>
/// <param name="LoadedAt">When it is loaded.</param>
/// <param name="AskedAfter">The id after which it starts; assets up to it were on earlier pages.</param>
/// <param name="IsPartial">Whether only some fields were asked for; those that are missing then keep their value.</param>
internal readonly record struct PageOrigin(string? BatchDate, int? BatchNumber, ulong AskedAfter, string LoadedAt, bool IsPartial)
{
    /// <summary>As of when its assets are known, in seconds since 1970: since its run began, and since ever where that is not known.</summary>
    public long SeenAt { get; init; } = string.IsNullOrEmpty(BatchDate) ? 0 : InventoryTime.Parse(BatchDate).ToUnixTimeSeconds();

    /// <summary>Where assets come from that were looked at outside of a run: their rows go on naming the page that brought them.</summary>
    public static PageOrigin OfLook(DateTimeOffset seenAt) =>
        new(null, null, 0, InventoryTime.Format(seenAt), IsPartial: true) { SeenAt = seenAt.ToUnixTimeSeconds() };
}

/// <summary>What came of a page.</summary>
/// <param name="Loaded">How many assets the database now has as new as the page has them.</param>
/// <param name="WithoutId">How many entries are no asset with an id that the database can hold.</param>
/// <param name="Repeated">How many assets the run had brought before.</param>
/// <param name="Never">How many dates stand for never.</param>
internal readonly record struct PageOutcome(int Loaded, int WithoutId, int Repeated, NeverCount Never);

/// <summary>
/// Merges the assets of a page: a changed one replaces its row, its software and its attributes; an older one never does.
/// </summary>
/// <remarks>It remembers what stands in the tables: once a transaction was taken back, a new one is needed.</remarks>
internal sealed class PageLoader
{
    private readonly SqliteFile _file;
    private readonly AssetColumns _columns;
    private readonly SoftwareTables _software;
    private readonly CustomAttributeTable _attributes;
    private readonly Statement _version;
    private readonly Statement _setVersion;
    private readonly Statement _brought;
    private readonly AssetIdTables _ids;
    private readonly HashSet<ulong> _onPage = [];
    private readonly int _assetId;
    private readonly int _batchDate;
    private readonly int _batchNumber;
    private readonly int _rowLastUpdated;
    private NeverCount _never;
    private Statement? _upsert;
    private int _upsertColumns;
    private bool _isUpsertPartial;

    public PageLoader(SqliteFile file, AssetFields fields)
    {
        _file = file;
        _columns = new AssetColumns(file, fields);
        _ids = new AssetIdTables(file);
        _software = new SoftwareTables(file);
        _attributes = new CustomAttributeTable(file);
        _version = file.Prepare("SELECT modified_milliseconds FROM asset_version WHERE asset_id = ?1");
        _setVersion = file.Prepare("INSERT OR REPLACE INTO asset_version (asset_id, modified_milliseconds) VALUES (?1, ?2)");
        _brought = file.Prepare($"SELECT 1 FROM Q_Asset_Inventory WHERE assetId = ?1 AND {InventorySchema.BatchDate} = ?2");
        _assetId = _columns.PlaceOf(InventorySchema.AssetId) + 1;
        _batchDate = _columns.PlaceOf(InventorySchema.BatchDate) + 1;
        _batchNumber = _columns.PlaceOf(InventorySchema.BatchNumber) + 1;
        _rowLastUpdated = _columns.PlaceOf(InventorySchema.RowLastUpdated) + 1;
    }

    /// <summary>Loads a page within the transaction at hand.</summary>
    /// <returns>What came of it.</returns>
    public PageOutcome Load(InventoryPage page, PageOrigin origin, CancellationToken cancellationToken)
    {
        (int loaded, int repeated) = (0, 0);
        _never = _software.Never = default;
        _onPage.Clear();
        for (int number = 0; number < page.AssetCells.Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AssetCells asset = page.AssetCells[number];
            if (ReadId(asset, page.Json) is not { } assetId)
            {
                continue;
            }

            _ids.MakeRoomFor(assetId, _columns.Names, cancellationToken);

            // An asset that came twice stands for another that did not come.
            bool isRepeated = !_onPage.Add(assetId) || (assetId <= origin.AskedAfter && IsBrought(assetId, origin));
            Merge(assetId, asset, page.Json, origin, cancellationToken);
            (loaded, repeated) = isRepeated ? (loaded, repeated + 1) : (loaded + 1, repeated);
        }

        return new PageOutcome(loaded, (page.Assets ?? 0) - loaded - repeated, repeated, _never + _software.Never);
    }

    private static ulong? ReadId(AssetCells asset, ReadOnlySpan<byte> page)
    {
        JsonCell id = asset.Find(AssetFields.AssetId);
        return id.Kind is JsonTokenType.Number or JsonTokenType.String
            && AssetNumber.TryParse(id.In(page), out ulong assetId) ? assetId : null;
    }

    private bool IsBrought(ulong assetId, PageOrigin origin)
    {
        bool isBrought = _brought.BindAssetId(1, assetId).Bind(2, origin.BatchDate).Step();
        _brought.Reset();
        return isBrought;
    }

    private void Merge(
        ulong assetId, AssetCells asset, ReadOnlySpan<byte> page, PageOrigin origin, CancellationToken cancellationToken)
    {
        long? modified = asset.Find(AssetFields.LastModifiedDate).Milliseconds(page);
        bool isKnown = _version.BindAssetId(1, assetId).Step();
        long known = isKnown ? _version.Int64(0) : 0;
        _version.Reset();
        if (isKnown && modified < known)
        {
            return;
        }

        _setVersion.BindAssetId(1, assetId).Bind(2, modified ?? known).Execute();
        WriteRow(assetId, asset, page, origin, cancellationToken);
        if (!origin.IsPartial || asset.Find(AssetFields.SoftwareList).Kind != JsonTokenType.None)
        {
            _software.Replace(assetId, isKnown, asset, page, cancellationToken);
        }

        JsonCell attributes = asset.Find(AssetFields.CustomAttributes);
        if (!origin.IsPartial || attributes.Kind != JsonTokenType.None)
        {
            _attributes.Replace(assetId, attributes, page, origin.SeenAt, cancellationToken);
        }
    }

    private void WriteRow(
        ulong assetId, AssetCells asset, ReadOnlySpan<byte> page, PageOrigin origin, CancellationToken cancellationToken)
    {
        // A new field gets its column before the statement is made.
        foreach (ref readonly FieldCell field in asset.Fields)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _columns.PlaceOf(field.Field);
        }

        Statement upsert = Upsert(origin.IsPartial).Clear();
        foreach (ref readonly FieldCell field in asset.Fields)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int place = _columns.PlaceOf(field.Field);
            // NULL is what the statement starts with: of a name that came twice, the value counts.
            if (place < 0 || !field.Cell.HasValue)
            {
                continue;
            }

            switch (_columns.FormOf(place))
            {
                case ColumnForm.Moment:
                    _never += upsert.BindMoment(place + 1, field.Cell, page);
                    break;
                case ColumnForm.Json:
                    upsert.BindJson(place + 1, field.Cell, page);
                    break;
                default:
                    upsert.BindValue(place + 1, field.Cell, page);
                    break;
            }
        }

        upsert.BindAssetId(_assetId, assetId).Bind(_batchDate, origin.BatchDate).Bind(_batchNumber, origin.BatchNumber)
            .Bind(_rowLastUpdated, origin.LoadedAt).Execute();
    }

    private Statement Upsert(bool isPartial)
    {
        if (_upsert is not null && _upsertColumns == _columns.Names.Count && _isUpsertPartial == isPartial)
        {
            return _upsert;
        }

        _upsert?.Dispose();
        string[] names = [.. _columns.Names.Select(SqlName.Quote)];
        string columns = string.Join(", ", names);
        string values = string.Join(", ", names.Select((_, place) => $"?{place + 1}"));
        string changes = string.Join(", ", names.Skip(1).Select(name => $"{name} = coalesce(excluded.{name}, {name})"));
        _upsert = _file.Prepare(isPartial
            ? $"INSERT INTO Q_Asset_Inventory ({columns}) VALUES ({values}) ON CONFLICT (assetId) DO UPDATE SET {changes}"
            : $"INSERT OR REPLACE INTO Q_Asset_Inventory ({columns}) VALUES ({values})");
        _upsertColumns = names.Length;
        _isUpsertPartial = isPartial;
        return _upsert;
    }
}
