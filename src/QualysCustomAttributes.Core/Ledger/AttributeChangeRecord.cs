using System.Globalization;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Ledger;

/// <summary>One change of one key of an asset, as the ledger has it: who set what, from what, when, and by which run, export and call.</summary>
public sealed class AttributeChangeRecord
{
    private const string Columns =
        "asset_id, key, before, after, function, outcome, is_confirmed, sent_at, database_path, export_path, account, group_number, batch_number, change_id, run_id";

    private const string Readings = "read_back, found";

    private AttributeChangeRecord(Statement row)
    {
        AssetId = ulong.Parse(row.Text(0), NumberStyles.None, CultureInfo.InvariantCulture);
        Key = row.Text(1);
        Before = row.TextOrNull(2);
        After = row.TextOrNull(3);
        Function = row.Text(4);
        string? readBack = row.TextOrNull(15);
        Outcome = readBack ?? row.Text(5);
        IsConfirmed = row.Int64(6) != 0 && readBack is null;
        Found = row.TextOrNull(16);
        SentAt = DateTimeOffset.ParseExact(row.Text(7), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        DatabasePath = row.Text(8);
        ExportPath = row.TextOrNull(9);
        Account = row.Text(10);
        GroupNumber = row.Int32(11);
        BatchNumber = row.Int32(12);
        ChangeId = row.Int64(13);
        RunId = row.Int64(14);
    }

    /// <summary>The Qualys asset id.</summary>
    public ulong AssetId { get; }

    /// <summary>The key of the custom attribute.</summary>
    public string Key { get; }

    /// <summary>The value that was known before; <see langword="null"/> where none was.</summary>
    public string? Before { get; }

    /// <summary>The value that was set; <see langword="null"/> where the key was removed.</summary>
    public string? After { get; }

    /// <summary>The function, as Qualys names it: add, update or remove.</summary>
    public string Function { get; }

    /// <summary>
    /// What came of it: Confirmed, the outcome of its batch, or InDoubt where nobody knows. Where the asset was read back and does not have
    /// it: Different, Missing, or NotFound where there was no such asset.
    /// </summary>
    public string Outcome { get; }

    /// <summary>Whether Qualys confirmed it for this asset, and reading back does not say otherwise.</summary>
    public bool IsConfirmed { get; }

    /// <summary>What reading back found where the outcome is Different; else <see langword="null"/>.</summary>
    public string? Found { get; }

    /// <summary>When the first call of its batch left, in UTC.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>The run database, as it was called then.</summary>
    public string DatabasePath { get; }

    /// <summary>The export, or <see langword="null"/> where that is not known.</summary>
    public string? ExportPath { get; }

    /// <summary>The account's name.</summary>
    public string Account { get; }

    /// <summary>The number of its batch's group in that run.</summary>
    public int GroupNumber { get; }

    /// <summary>The number of its batch in that group.</summary>
    public int BatchNumber { get; }

    /// <summary>The change in words.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SentAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} {AssetId} {Key}: {Before} -> {After} ({Outcome})");

    /// <summary>The run, as the ledger numbers it.</summary>
    internal long RunId { get; }

    private long ChangeId { get; }

    /// <summary>Reads changes, newest last, whatever asset they are of.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="assetIds">Of these assets alone; of all where it is <see langword="null"/>.</param>
    /// <param name="since">Not those before, in UTC; all where it is <see langword="null"/>.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    internal static IEnumerable<AttributeChangeRecord> Read(AttributeLedger ledger, IReadOnlyCollection<ulong>? assetIds, DateTime? since)
    {
        // A change is numbered when its first call leaves; those of an asset come in that order, and so they do for all together.
        return assetIds is null
            ? ReadOf(ledger, null, since)
            : assetIds.SelectMany(id => ReadOf(ledger, id, since))
                .OrderBy(each => each.ChangeId).ThenBy(each => each.AssetId).ThenBy(each => each.Key, StringComparer.Ordinal);
    }

    private static IEnumerable<AttributeChangeRecord> ReadOf(AttributeLedger ledger, ulong? assetId, DateTime? since)
    {
        // Of one asset the table's key has them; its view has the id as text.
        string of = assetId is null ? "" : " AND change_id IN (SELECT a.change_id FROM change_asset a WHERE a.asset_id = ?2) AND asset_id = ?3";
        using Statement select = ledger.Prepare(
            $"SELECT {Columns}, {(ledger.Version >= 3 ? Readings : "NULL, NULL")} FROM attribute_change WHERE sent_at >= ?1{of} ORDER BY change_id, asset_id, key");
        select.Bind(1, (since ?? DateTime.UnixEpoch).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        if (assetId is { } id)
        {
            select.BindAssetId(2, id).Bind(3, id.ToString(CultureInfo.InvariantCulture));
        }

        while (select.Step())
        {
            yield return new AttributeChangeRecord(select);
        }
    }
}
