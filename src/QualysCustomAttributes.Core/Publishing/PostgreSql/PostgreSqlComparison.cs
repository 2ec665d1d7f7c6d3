using QualysCustomAttributes.Inventory;
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
    private const string Unfilled = "unfilled";
    private const string LeftOut = "left out";

    private static readonly PostgreSqlColumn[] KeyColumns =
    [
        new("asset_id", PostgreSqlTable.Integer), new("modified", PostgreSqlTable.Integer),
        new("batch_date", PostgreSqlTable.Text), new("batch_number", PostgreSqlTable.Text), new("loaded", PostgreSqlTable.Text),
        new("last_column", PostgreSqlTable.Integer),
    ];

    private readonly PostgreSqlSession _session;
    private readonly string _assets;
    private readonly string _versions;
    private short _lastColumn;

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

    /// <summary>How many of the wanted assets PostgreSQL has as they are, but without all their values.</summary>
    public long Refilled { get; private set; }

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
    /// <param name="table">The table of assets.</param>
    /// <param name="assets">Its name, with its schema.</param>
    /// <param name="versions">The table of their versions, with its schema.</param>
    public static async Task<PostgreSqlComparison> MakeAsync(
        PostgreSqlSession session, PostgreSqlStaging staging, PostgreSqlTable table, string assets, string versions)
    {
        var comparison = new PostgreSqlComparison(session, assets, versions);
        await comparison.SendKeysAsync(staging, await comparison.FindLastColumnAsync(table).ConfigureAwait(false)).ConfigureAwait(false);
        await comparison.FindStatesAsync().ConfigureAwait(false);
        comparison.Refilled = await comparison.CountAsync(Unfilled).ConfigureAwait(false);
        await session.ExecuteAsync($"UPDATE {States} SET state = '{Wanted}' WHERE state = '{Unfilled}'").ConfigureAwait(false);
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

    /// <summary>Leaves an asset out of what is sent.</summary>
    public Task<long> LeaveOutAsync(long asset) =>
        _session.ExecuteAsync($"UPDATE {States} SET state = '{LeftOut}' WHERE asset_id = $1", asset);

    /// <summary>Notes the versions of the assets that were sent, for the next comparison.</summary>
    /// <param name="withLosses">Those that were not sent with all their values.</param>
    public async Task NoteVersionsAsync(IEnumerable<long> withLosses)
    {
        await _session.ExecuteAsync($"""
            INSERT INTO {_versions} (asset_id, modified_milliseconds, filled)
            SELECT asset_id, modified, {_lastColumn} FROM {States} WHERE state = '{Wanted}' ON CONFLICT (asset_id)
            DO UPDATE SET modified_milliseconds = excluded.modified_milliseconds, filled = excluded.filled
            """).ConfigureAwait(false);
        await _session.ExecuteAsync(
            $"UPDATE {_versions} SET filled = NULL WHERE asset_id = ANY (string_to_array($1, ',')::bigint[])",
            string.Join(',', withLosses)).ConfigureAwait(false);
    }

    /// <summary>Deletes the rows of the assets that are sent from a table.</summary>
    /// <param name="table">The table, with its schema.</param>
    /// <param name="assetId">Its column of the asset's id.</param>
    /// <param name="first">The first of these assets.</param>
    /// <param name="last">The last of them.</param>
    public Task<long> DeleteWantedAsync(string table, string assetId, long first, long last) => _session.ExecuteAsync(
        $"DELETE FROM {table} t USING {States} w WHERE w.asset_id = t.{assetId} AND w.state = '{Wanted}' AND w.asset_id BETWEEN $1 AND $2",
        first, last);

    // A column that is added, by whomever, has a higher number than all before it, and those of before have no value in it. So of an
    // asset that has not changed it is asked which is the last column that it has a value in: PostgreSQL knows up to which it has them.
    private async Task<string> FindLastColumnAsync(PostgreSqlTable table)
    {
        List<(string Name, short Number)> numbers = await _session.ReadAsync(
            "SELECT attname::text, attnum FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0",
            reader => (reader.GetString(0), reader.GetInt16(1)), _assets).ConfigureAwait(false);
        _lastColumn = numbers.Max(column => column.Number);
        long filled = await _session.ScalarAsync<long>(
            $"SELECT coalesce(min(filled), {_lastColumn}) FROM {_versions}").ConfigureAwait(false);
        IEnumerable<string> choices = numbers.Where(column => column.Number > filled).OrderByDescending(column => column.Number)
            .Join(table.Columns, number => number.Name, column => column.Name, (number, column) => (column.Source, number.Number))
            .Select(pair => $" WHEN a.{InventoryReading.List([pair.Source])} IS NOT NULL THEN {pair.Number}");
        string cases = string.Concat(choices);
        return cases.Length == 0 ? "0" : $"CASE{cases} ELSE 0 END";
    }

    private async Task SendKeysAsync(PostgreSqlStaging staging, string lastColumn)
    {
        string columns = string.Join(", ", KeyColumns.Select(column => $"{column.Name} {column.Type}"));
        await _session.ExecuteAsync($"CREATE TEMP TABLE {Keys} ({columns}) ON COMMIT DROP").ConfigureAwait(false);
        await staging.SendAsync(Keys, KeyColumns, $"""
            SELECT a.assetId, coalesce(v.modified_milliseconds, 0),
                a.{InventorySchema.BatchDate}, a.{InventorySchema.BatchNumber}, a.{InventorySchema.RowLastUpdated}, {lastColumn}
            FROM Q_Asset_Inventory a LEFT JOIN asset_version v ON v.asset_id = a.assetId
            WHERE typeof(a.assetId) = 'integer' ORDER BY a.assetId
            """).ConfigureAwait(false);
    }

    // A row is as it was where both databases have it from the same page of the same run.
    private Task<long> FindStatesAsync() => _session.ExecuteAsync($"""
        CREATE TEMP TABLE {States} ON COMMIT DROP AS
        SELECT k.asset_id, k.modified, CASE
            WHEN a.assetid IS NULL OR v.modified_milliseconds IS NULL OR k.modified > v.modified_milliseconds THEN '{Wanted}'
            WHEN k.modified < v.modified_milliseconds THEN '{Newer}'
            WHEN (k.batch_date, k.batch_number, k.loaded)
                IS NOT DISTINCT FROM (a.batch_date, a.batch_number::text, a.row_last_updated)
                THEN CASE WHEN v.filled IS NULL OR k.last_column > v.filled THEN '{Unfilled}' ELSE '{Same}' END
            WHEN k.loaded < a.row_last_updated {ByBytes} THEN '{Newer}' ELSE '{Wanted}' END AS state
        FROM {Keys} k LEFT JOIN {_assets} a ON a.assetid = k.asset_id LEFT JOIN {_versions} v ON v.asset_id = k.asset_id;
        CREATE UNIQUE INDEX ON {States} (asset_id);
        ANALYZE {States}
        """);

    private Task<long> CountAsync(string state) => _session.ScalarAsync<long>($"SELECT count(*) FROM {States} WHERE state = $1", state);
}
