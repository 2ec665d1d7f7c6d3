using System.Globalization;
using System.Text.Json;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>The custom attributes that an inventory has of its assets, read at one moment.</summary>
internal sealed class InventoryAttributes : IDisposable
{
    private readonly InventoryReading _reading;

    private InventoryAttributes(InventoryReading reading) => _reading = reading;

    /// <summary>The database's full path.</summary>
    public string Path => _reading.File.Path;

    /// <summary>The gateway that the latest run asked, with its scheme.</summary>
    public required string Gateway { get; init; }

    /// <summary>Until when complete runs have brought every change of every asset; <see langword="null"/> where the inventory is not whole.</summary>
    public required DateTimeOffset? WholeUntil { get; init; }

    /// <summary>Whether a run is under way, or was cut short and not taken up again.</summary>
    public required bool IsUnderWay { get; init; }

    /// <summary>What tells the inventory from itself after another run: its latest run and how many pages that has.</summary>
    public required string State { get; init; }

    /// <summary>Opens an inventory.</summary>
    /// <param name="path">The database, or the folder that an inventory was exported into.</param>
    /// <exception cref="InventoryDatabaseException">It is missing, holds no run, is of an earlier release, or cannot be read.</exception>
    public static InventoryAttributes Open(string path)
    {
        InventoryReading reading = InventoryReading.OpenAtOneMoment(InventoryReading.Locate(path));
        try
        {
            SqliteFile file = reading.File;
            if (file.Scalar("PRAGMA user_version") < InventorySchema.Version)
            {
                throw InventoryDatabaseException.Older(file.Path);
            }

            var runs = new InventoryRunTable(file);
            InventoryRunRow latest = runs.FindLatest() ?? throw InventoryDatabaseException.WithoutRun(file.Path);
            return new InventoryAttributes(reading)
            {
                Gateway = latest.Gateway,
                WholeUntil = FindWhole(runs, latest),
                IsUnderWay = latest.Outcome is not (InventoryOutcome.Complete or InventoryOutcome.Short),
                State = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{latest.Id} {latest.Outcome} {InventoryTime.Format(latest.StartedAt)} {runs.FindLoaded(latest.Id).Pages}"),
            };
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    /// <summary>Reads every asset, in the order of their ids.</summary>
    public IEnumerable<InventoryAsset> ReadAssets()
    {
        // Attributes are only kept of assets that are there: where there are as many, no asset is without, and none is to be looked up.
        bool isOfAll = _reading.File.Scalar("SELECT (SELECT COUNT(*) FROM asset_version) = (SELECT COUNT(*) FROM custom_attribute_asset)") == 1;
        using Statement select = _reading.File.Prepare(isOfAll
            ? "SELECT asset_id, set_id, seen_at FROM custom_attribute_asset ORDER BY asset_id"
            : """
              SELECT v.asset_id, a.set_id, COALESCE(a.seen_at, 0)
              FROM asset_version v LEFT JOIN custom_attribute_asset a ON a.asset_id = v.asset_id ORDER BY v.asset_id
              """);
        while (select.Step())
        {
            yield return new InventoryAsset(select.AssetId(0), select.IsNull(1) ? 0 : select.Int64(1), select.Int64(2) * 1000);
        }
    }

    /// <summary>Finds an asset, or <see langword="null"/> where the inventory does not have it.</summary>
    public InventoryAsset? Find(ulong assetId)
    {
        using Statement select = _reading.File.Prepare(
            """
            SELECT COALESCE(a.set_id, 0), COALESCE(a.seen_at, 0)
            FROM asset_version v LEFT JOIN custom_attribute_asset a ON a.asset_id = v.asset_id WHERE v.asset_id = ?1
            """);
        return select.BindAssetId(1, assetId).Step() ? new InventoryAsset(assetId, select.Int64(0), select.Int64(1) * 1000) : null;
    }

    /// <summary>Reads the attributes of a set, in their order; those without a key or a value are none.</summary>
    /// <param name="set">The set's number; 0 for the empty one.</param>
    public IReadOnlyList<InventoryAttribute> ReadSet(long set)
    {
        using Statement select = _reading.File.Prepare(
            "SELECT key, value, connectorName FROM custom_attribute_entry WHERE set_id = ?1 ORDER BY place");
        select.Bind(1, set);
        List<InventoryAttribute> attributes = [];
        while (select.Step())
        {
            if (!select.IsNull(0) && !select.IsNull(1))
            {
                attributes.Add(new InventoryAttribute(select.Text(0), select.Text(1), select.TextOrNull(2)));
            }
        }

        return attributes;
    }

    /// <summary>Counts the assets whose host id is among some ids.</summary>
    public long CountHostIds(HashSet<ulong> ids)
    {
        using Statement select = _reading.File.Prepare("SELECT hostId FROM Q_Asset_Inventory WHERE typeof(hostId) = 'integer' AND hostId > 0");
        long found = 0;
        while (select.Step())
        {
            found += ids.Contains(select.AssetId(0)) ? 1 : 0;
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    // Fields and filters of a run that brought every asset with its attributes.
    private static DateTimeOffset? FindWhole(InventoryRunTable runs, InventoryRunRow latest)
    {
        IEnumerable<(DateTimeOffset Since, DateTimeOffset StartedAt)> complete = runs.FindComplete(
            latest.Gateway, DateTimeOffset.UtcNow + InventoryCoverage.MostAhead).Where(run => BringsAttributesOfAll(run.Selection))
            .Select(run => (run.Since, run.StartedAt));
        (DateTimeOffset Since, DateTimeOffset StartedAt)[] each = [.. complete];
        return each.Any(run => run.Since <= DateTimeOffset.UnixEpoch) ? InventoryCoverage.Until(each) : null;
    }

    private static bool BringsAttributesOfAll(string selection)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(selection);
            string[] included = Names("includeFields");
            return Names("filters").Length == 0 && (included.Length == 0 || included.Contains("customAttributes"))
                && !Names("excludeFields").Contains("customAttributes");

            string[] Names(string name) => [.. document.RootElement.GetProperty(name).EnumerateArray().Select(each => each.GetString() ?? "")];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }
}

/// <summary>An asset as an inventory has it.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Set">Its set of custom attributes, by its number; 0 for none.</param>
/// <param name="SeenAt">As of when they are known, in milliseconds since 1970; 0 where they were never asked for.</param>
internal readonly record struct InventoryAsset(ulong AssetId, long Set, long SeenAt);

/// <summary>A custom attribute as an inventory has it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
/// <param name="ConnectorName">Whose it is, as Qualys names it; <see langword="null"/> where that is not said.</param>
internal readonly record struct InventoryAttribute(string Key, string Value, string? ConnectorName);
