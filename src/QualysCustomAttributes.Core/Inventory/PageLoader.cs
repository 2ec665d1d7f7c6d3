using System.Globalization;
using System.Text.Json;
using QualysCustomAttributes.RunDatabases;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>Where a page comes from, as its rows say it.</summary>
/// <param name="BatchDate">When the run began.</param>
/// <param name="BatchNumber">The page's number.</param>
/// <param name="IsPartial">Whether only some fields were asked for; those that are missing then keep their value.</param>
internal readonly record struct PageOrigin(string BatchDate, int BatchNumber, bool IsPartial);

/// <summary>Merges the assets of a page: a changed one replaces its row, its software and its attributes; an older one never does.</summary>
/// <remarks>It remembers what stands in the tables: once a transaction was taken back, a new one is needed.</remarks>
internal sealed class PageLoader
{
    private readonly SqliteFile _file;
    private readonly AssetColumns _columns;
    private readonly AssetReader _asset;
    private readonly SoftwareTables _software;
    private readonly CustomAttributeTable _attributes;
    private readonly Statement _version;
    private readonly Statement _setVersion;
    private readonly int _id;
    private readonly int _modified;
    private readonly int _softwareList;
    private readonly int _customAttributes;
    private readonly HashSet<int> _json;
    private readonly int _firstOwn;
    private Statement? _upsert;
    private int _upsertColumns;
    private bool _isUpsertPartial;

    public PageLoader(SqliteFile file)
    {
        _file = file;
        _columns = new AssetColumns(file);
        _asset = new AssetReader(_columns);
        _software = new SoftwareTables(file);
        _attributes = new CustomAttributeTable(file);
        _version = file.Prepare("SELECT modified_milliseconds FROM asset_version WHERE asset_id = ?1");
        _setVersion = file.Prepare("INSERT OR REPLACE INTO asset_version (asset_id, modified_milliseconds) VALUES (?1, ?2)");
        _id = _columns.PlaceOf("assetId");
        _modified = _columns.PlaceOf("lastModifiedDate");
        _softwareList = _columns.PlaceOf("softwareListData");
        _customAttributes = _columns.PlaceOf("customAttributes");
        _json = [_columns.PlaceOf("agent"), _columns.PlaceOf("operatingSystem")];
        _firstOwn = _columns.PlaceOf(InventorySchema.BatchDate);
    }

    /// <summary>Loads a page within the transaction at hand.</summary>
    /// <returns>How many assets the database now has as new as the page has them.</returns>
    public int Load(ReadOnlySpan<byte> page, PageOrigin origin, CancellationToken cancellationToken)
    {
        int loaded = 0;
        var reader = new Utf8JsonReader(page);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            bool isAssets = reader.ValueTextEquals("assetListData"u8);
            reader.Read();
            if (!isAssets || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            loaded += LoadList(ref reader, page, origin, cancellationToken);
        }

        return loaded;
    }

    private int LoadList(ref Utf8JsonReader reader, ReadOnlySpan<byte> page, PageOrigin origin, CancellationToken cancellationToken)
    {
        int loaded = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isList = reader.ValueTextEquals("asset"u8);
            reader.Read();
            if (!isList || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.TokenType == JsonTokenType.StartObject)
                {
                    _asset.Read(ref reader);
                    loaded += Merge(page, origin) ? 1 : 0;
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return loaded;
    }

    private bool Merge(ReadOnlySpan<byte> page, PageOrigin origin)
    {
        ReadOnlySpan<byte> idText = _asset[_id].In(page);
        if (_asset[_id].Kind is not (JsonTokenType.Number or JsonTokenType.String)
            || !long.TryParse(idText, NumberStyles.None, CultureInfo.InvariantCulture, out long assetId))
        {
            return false;
        }

        long? modified = _asset[_modified].Milliseconds(page);
        bool isKnown = _version.Bind(1, assetId).Step();
        long known = isKnown ? _version.Int64(0) : 0;
        _version.Reset();
        if (isKnown && modified < known)
        {
            return true;
        }

        _setVersion.Bind(1, assetId).Bind(2, modified ?? known).Execute();
        WriteRow(assetId, page, origin);
        if (!origin.IsPartial || _asset[_softwareList].Kind != JsonTokenType.None)
        {
            _software.Replace(assetId, isKnown, _asset, page);
        }

        if (!origin.IsPartial || _asset[_customAttributes].Kind != JsonTokenType.None)
        {
            _attributes.Replace(assetId, isKnown, _asset[_customAttributes], page);
        }

        return true;
    }

    private void WriteRow(long assetId, ReadOnlySpan<byte> page, PageOrigin origin)
    {
        Statement upsert = Upsert(origin.IsPartial).Clear();
        for (int place = 0; place < _upsertColumns; place++)
        {
            JsonCell cell = _asset[place];
            if (!cell.HasValue)
            {
                continue;
            }

            if (_columns.IsDate(place))
            {
                cell.BindDate(upsert, place + 1, page);
            }
            else if (_json.Contains(place))
            {
                cell.BindJson(upsert, place + 1, page);
            }
            else
            {
                cell.Bind(upsert, place + 1, page);
            }
        }

        upsert.Bind(_id + 1, assetId).Bind(_firstOwn + 1, origin.BatchDate).Bind(_firstOwn + 2, origin.BatchNumber).Bind(_firstOwn + 3, InventoryTime.Format(DateTimeOffset.UtcNow)).Execute();
    }

    private Statement Upsert(bool isPartial)
    {
        if (_upsert is not null && _upsertColumns == _columns.Names.Count && _isUpsertPartial == isPartial)
        {
            return _upsert;
        }

        _upsert?.Dispose();
        string[] names = [.. _columns.Names.Select(RunDatabaseSchema.QuoteName)];
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
