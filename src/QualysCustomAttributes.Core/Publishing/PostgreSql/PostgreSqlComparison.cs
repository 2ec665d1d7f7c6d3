using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// Tells PostgreSQL which version of each asset the inventory has; it says which it wants: those that are new to it, and
/// those that are newer than its own.
/// </summary>
internal sealed class PostgreSqlComparison
{
    /// <summary>In SQL behind a moment: moments are compared by their bytes, whatever the database's collation.</summary>
    public const string ByBytes = "COLLATE \"C\"";

    private const string Keys = "publish_keys";
    private const string States = "publish_wanted";

    // Of a row: what the inventory's version of it is to PostgreSQL.
    private const string Wanted = "wanted";
    private const string Same = "same";
    private const string Newer = "newer";

    private static readonly PostgreSqlColumn[] KeyColumns =
    [
        new("asset_id", PostgreSqlTable.Integer), new("modified", PostgreSqlTable.Integer),
        new("batch_date", PostgreSqlTable.Text), new("batch_number", PostgreSqlTable.Text), new("loaded", PostgreSqlTable.Text),
    ];

    private readonly PostgreSqlSession _session;
    private readonly string _assets;
    private readonly string _versions;

    private PostgreSqlComparison(PostgreSqlSession session, string assets, string versions)
    {
        _session = session;
        _assets = assets;
        _versions = versions;
    }

    /// <summary>The ids of the assets that PostgreSQL wants, in order.</summary>
    public List<long> WantedIds { get; private set; } = [];

    /// <summary>How many assets PostgreSQL has just so.</summary>
    public long Unchanged { get; private set; }

    /// <summary>How many assets are newer in PostgreSQL.</summary>
    public long NewerThere { get; private set; }

    /// <summary>
    /// Whether the inventory as a whole is older than what PostgreSQL has. The catalogue's rows have no moment of their own:
    /// that of the newest asset counts.
    /// </summary>
    public bool IsOlder { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="staging">Sends the inventory's versions.</param>
    /// <param name="assets">The table of assets, with its schema.</param>
    /// <param name="versions">The table of their versions, with its schema.</param>
    public static async Task<PostgreSqlComparison> MakeAsync(
        PostgreSqlSession session, PostgreSqlStaging staging, string assets, string versions)
    {
        var comparison = new PostgreSqlComparison(session, assets, versions);
        await comparison.SendKeysAsync(staging).ConfigureAwait(false);
        await comparison.FindStatesAsync().ConfigureAwait(false);
        comparison.Unchanged = await comparison.CountAsync(Same).ConfigureAwait(false);
        comparison.NewerThere = await comparison.CountAsync(Newer).ConfigureAwait(false);
        comparison.WantedIds = await session.ReadAsync(
            $"SELECT asset_id FROM {States} WHERE state = '{Wanted}' ORDER BY asset_id",
            reader => reader.GetInt64(0)).ConfigureAwait(false);
        comparison.IsOlder = await session.ScalarAsync<bool>($"""
            SELECT coalesce((SELECT max(row_last_updated {ByBytes}) FROM {assets}) > (SELECT max(loaded {ByBytes}) FROM {Keys}), false)
            """).ConfigureAwait(false);
        return comparison;
    }

    /// <summary>Notes the versions of the assets that were sent, for the next comparison.</summary>
    public Task<long> NoteVersionsAsync() => _session.ExecuteAsync($"""
        INSERT INTO {_versions} (asset_id, modified_milliseconds) SELECT asset_id, modified FROM {States} WHERE state = '{Wanted}'
        ON CONFLICT (asset_id) DO UPDATE SET modified_milliseconds = excluded.modified_milliseconds
        """);

    /// <summary>Deletes the rows of the assets that are sent from a table.</summary>
    /// <param name="table">The table, with its schema.</param>
    /// <param name="assetId">Its column of the asset's id.</param>
    public Task<long> DeleteWantedAsync(string table, string assetId) => _session.ExecuteAsync(
        $"DELETE FROM {table} t USING {States} w WHERE w.asset_id = t.{assetId} AND w.state = '{Wanted}'");

    private async Task SendKeysAsync(PostgreSqlStaging staging)
    {
        string columns = string.Join(", ", KeyColumns.Select(column => $"{column.Name} {column.Type}"));
        await _session.ExecuteAsync($"CREATE TEMP TABLE {Keys} ({columns}) ON COMMIT DROP").ConfigureAwait(false);
        await staging.SendAsync(Keys, KeyColumns, $"""
            SELECT a.assetId, coalesce(v.modified_milliseconds, 0),
                a.{InventorySchema.BatchDate}, a.{InventorySchema.BatchNumber}, a.{InventorySchema.RowLastUpdated}
            FROM Q_Asset_Inventory a LEFT JOIN asset_version v ON v.asset_id = a.assetId ORDER BY a.assetId
            """).ConfigureAwait(false);
    }

    // A row is as it was where both databases have it from the same page of the same run.
    private Task<long> FindStatesAsync() => _session.ExecuteAsync($"""
        CREATE TEMP TABLE {States} ON COMMIT DROP AS
        SELECT k.asset_id, k.modified, CASE
            WHEN a.assetid IS NULL OR v.asset_id IS NULL OR k.modified > v.modified_milliseconds THEN '{Wanted}'
            WHEN k.modified < v.modified_milliseconds THEN '{Newer}'
            WHEN (k.batch_date, k.batch_number, k.loaded)
                IS NOT DISTINCT FROM (a.batch_date, a.batch_number::text, a.row_last_updated) THEN '{Same}'
            WHEN k.loaded < a.row_last_updated {ByBytes} THEN '{Newer}' ELSE '{Wanted}' END AS state
        FROM {Keys} k LEFT JOIN {_assets} a ON a.assetid = k.asset_id LEFT JOIN {_versions} v ON v.asset_id = k.asset_id;
        CREATE UNIQUE INDEX ON {States} (asset_id);
        ANALYZE {States}
        """);

    private Task<long> CountAsync(string state) => _session.ScalarAsync<long>($"SELECT count(*) FROM {States} WHERE state = $1", state);
}
