using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// Merges an inventory database into a schema, within a transaction. PostgreSQL is told which version of each asset there
/// is, and says which it wants: those that are new to it, and those that are newer than its own.
/// </summary>
internal sealed class PostgreSqlMerge
{
    private const string Keys = "publish_keys";
    private const string Wanted = "publish_wanted";
    private const string Latest = "COLLATE \"C\"";

    private readonly PostgreSqlSession _session;
    private readonly PostgreSqlSchema _schema;
    private readonly InventoryReading _inventory;
    private readonly PostgreSqlTables _tables;
    private readonly TextRepairs _repairs = new();
    private readonly ProgressThrottle _progress;

    public PostgreSqlMerge(PostgreSqlSession session, PostgreSqlSchema schema, InventoryReading inventory, ProgressThrottle progress)
    {
        _session = session;
        _schema = schema;
        _inventory = inventory;
        _tables = new PostgreSqlTables(inventory);
        _progress = progress;
    }

    /// <summary>What was written, in the order of the tables.</summary>
    public List<PublishedTable> Written { get; } = [];

    /// <summary>How many assets PostgreSQL has just so.</summary>
    public long Unchanged { get; private set; }

    /// <summary>How many assets are newer in PostgreSQL.</summary>
    public long Newer { get; private set; }

    /// <summary>How many texts held what PostgreSQL does not take.</summary>
    public long Repaired => _repairs.Count;

    /// <summary>The columns that have another name in PostgreSQL, and that name.</summary>
    public IReadOnlyList<(string Column, string Name)> Renamed { get; private set; } = [];

    /// <summary>Merges every table.</summary>
    public async Task RunAsync()
    {
        PostgreSqlTable assets = await _schema.EnsureAsync(_tables.Assets()).ConfigureAwait(false);
        PostgreSqlTable versions = await _schema.EnsureAsync(PostgreSqlTables.Versions()).ConfigureAwait(false);
        PostgreSqlTable names = await _schema.EnsureAsync(PostgreSqlTables.SoftwareNames()).ConfigureAwait(false);
        PostgreSqlTable software = await _schema.EnsureAsync(PostgreSqlTables.SoftwareOfAssets()).ConfigureAwait(false);
        await _schema.EnsureViewAsync(
            PostgreSqlName.Fold(InventoryTables.Software),
            $"SELECT a.asset_id AS assetid, n.fullname AS fullname FROM {_schema.NameOf(software.Name)} a JOIN {_schema.NameOf(names.Name)} n ON n.software_id = a.software_id").ConfigureAwait(false);
        PostgreSqlTable catalogue = await _schema.EnsureAsync(_tables.Catalogue()).ConfigureAwait(false);
        PostgreSqlTable attributes = await _schema.EnsureAsync(_tables.Attributes()).ConfigureAwait(false);
        PostgreSqlTable status = await _schema.EnsureAsync(_tables.Status()).ConfigureAwait(false);
        PostgreSqlTable runs = await _schema.EnsureAsync(_tables.Runs()).ConfigureAwait(false);

        Renamed = [.. PostgreSqlTables.Renamed(_inventory.ColumnsOf(InventoryTables.Assets), assets)];
        List<long> wanted = await FindWantedAsync(assets, versions).ConfigureAwait(false);
        bool isOlder = await IsOlderAsync(assets).ConfigureAwait(false);
        await MergeAssetsAsync(assets, versions, wanted).ConfigureAwait(false);
        await ReplaceSoftwareAsync(software, names, wanted).ConfigureAwait(false);
        await MergeCatalogueAsync(catalogue, isOlder).ConfigureAwait(false);
        await ReplaceAttributesAsync(attributes, wanted).ConfigureAwait(false);
        await MergeStatusAsync(status).ConfigureAwait(false);
        await MergeRunsAsync(runs).ConfigureAwait(false);
    }

    // A row is as it was where both databases have it from the same page of the same run.
    private async Task<List<long>> FindWantedAsync(PostgreSqlTable assets, PostgreSqlTable versions)
    {
        await _session.ExecuteAsync($"CREATE TEMP TABLE {Keys} (asset_id bigint, modified bigint, batch_date text, batch_number text, loaded text) ON COMMIT DROP").ConfigureAwait(false);
        PostgreSqlColumn[] columns = [new("asset_id", PostgreSqlTable.Integer), new("modified", PostgreSqlTable.Integer), new("batch_date", PostgreSqlTable.Text), new("batch_number", PostgreSqlTable.Text), new("loaded", PostgreSqlTable.Text)];
        await CopyAsync(Keys, columns, $"""
            SELECT a.assetId, coalesce(v.modified_milliseconds, 0), a.{InventorySchema.BatchDate}, a.{InventorySchema.BatchNumber}, a.{InventorySchema.RowLastUpdated}
            FROM Q_Asset_Inventory a LEFT JOIN asset_version v ON v.asset_id = a.assetId ORDER BY a.assetId
            """).ConfigureAwait(false);
        await _session.ExecuteAsync($"""
            CREATE TEMP TABLE {Wanted} ON COMMIT DROP AS
            SELECT k.asset_id, k.modified, CASE
                WHEN a.assetid IS NULL OR v.asset_id IS NULL OR k.modified > v.modified_milliseconds THEN 'wanted'
                WHEN k.modified < v.modified_milliseconds THEN 'newer'
                WHEN (k.batch_date, k.batch_number, k.loaded) IS NOT DISTINCT FROM (a.batch_date, a.batch_number::text, a.row_last_updated) THEN 'same'
                WHEN k.loaded < a.row_last_updated {Latest} THEN 'newer' ELSE 'wanted' END AS state
            FROM {Keys} k LEFT JOIN {_schema.NameOf(assets.Name)} a ON a.assetid = k.asset_id LEFT JOIN {_schema.NameOf(versions.Name)} v ON v.asset_id = k.asset_id;
            CREATE UNIQUE INDEX ON {Wanted} (asset_id);
            ANALYZE {Wanted}
            """).ConfigureAwait(false);
        Unchanged = await CountAsync("same").ConfigureAwait(false);
        Newer = await CountAsync("newer").ConfigureAwait(false);
        return await _session.ReadAsync($"SELECT asset_id FROM {Wanted} WHERE state = 'wanted' ORDER BY asset_id", reader => reader.GetInt64(0)).ConfigureAwait(false);
    }

    private Task<long> CountAsync(string state) => _session.ScalarAsync<long>($"SELECT count(*) FROM {Wanted} WHERE state = $1", state);

    // The catalogue's rows have no moment of their own: that of the newest asset counts.
    private Task<bool> IsOlderAsync(PostgreSqlTable assets) => _session.ScalarAsync<bool>($"""
        SELECT coalesce((SELECT max(row_last_updated {Latest}) FROM {_schema.NameOf(assets.Name)}) > (SELECT max(loaded {Latest}) FROM {Keys}), false)
        """);

    private async Task MergeAssetsAsync(PostgreSqlTable assets, PostgreSqlTable versions, List<long> wanted)
    {
        await StageAsync(assets).ConfigureAwait(false);
        string columns = InventoryReading.List(_inventory.ColumnsOf(InventoryTables.Assets).Select(column => column.Name));
        await CopyAsync(assets.Stage, assets.Columns, $"SELECT {columns} FROM {InventoryTables.Assets} WHERE assetId = ?1", wanted, "assets sent").ConfigureAwait(false);
        _progress.Report(wanted.Count, null, "Merging");
        await UpsertAsync(assets, "").ConfigureAwait(false);
        await _session.ExecuteAsync($"""
            INSERT INTO {_schema.NameOf(versions.Name)} (asset_id, modified_milliseconds) SELECT asset_id, modified FROM {Wanted} WHERE state = 'wanted'
            ON CONFLICT (asset_id) DO UPDATE SET modified_milliseconds = excluded.modified_milliseconds
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Assets, wanted.Count));
    }

    private async Task ReplaceSoftwareAsync(PostgreSqlTable software, PostgreSqlTable names, List<long> wanted)
    {
        await StageAsync(software).ConfigureAwait(false);
        await StageAsync(names).ConfigureAwait(false);
        await CopyAsync(software.Stage, software.Columns, "SELECT asset_id, software_id FROM software_asset WHERE asset_id = ?1", wanted).ConfigureAwait(false);

        // The numbers of the names are this database's own; PostgreSQL has others.
        List<long> named = await _session.ReadAsync($"SELECT DISTINCT software_id FROM {software.Stage} ORDER BY software_id", reader => reader.GetInt64(0)).ConfigureAwait(false);
        await CopyAsync(names.Stage, names.Columns, "SELECT software_id, fullName FROM software_name WHERE software_id = ?1", named).ConfigureAwait(false);
        await _session.ExecuteAsync($"ANALYZE {software.Stage}; ANALYZE {names.Stage}").ConfigureAwait(false);
        await _session.ExecuteAsync($"""
            INSERT INTO {_schema.NameOf(names.Name)} (fullname) SELECT DISTINCT s.fullname FROM {names.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {_schema.NameOf(names.Name)} n WHERE n.fullname = s.fullname)
            """).ConfigureAwait(false);
        await DeleteAsync(software, "asset_id").ConfigureAwait(false);
        long rows = await _session.ExecuteAsync($"""
            INSERT INTO {_schema.NameOf(software.Name)} (asset_id, software_id)
            SELECT DISTINCT a.asset_id, n.software_id FROM {software.Stage} a JOIN {names.Stage} s ON s.software_id = a.software_id
                JOIN {_schema.NameOf(names.Name)} n ON n.fullname = s.fullname
            ON CONFLICT DO NOTHING
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Software, rows));
    }

    private async Task MergeCatalogueAsync(PostgreSqlTable catalogue, bool isOlder)
    {
        await StageAllAsync(catalogue, InventoryTables.Catalogue).ConfigureAwait(false);
        string target = _schema.NameOf(catalogue.Name);
        if (!isOlder)
        {
            await _session.ExecuteAsync($"""
                DELETE FROM {target} t USING {catalogue.Stage} s WHERE s.fullname = t.fullname AND s.osname = t.osname
                    AND ({Prefixed(catalogue, "s")}) IS DISTINCT FROM ({Prefixed(catalogue, "t")})
                """).ConfigureAwait(false);
        }

        long rows = await _session.ExecuteAsync($"""
            INSERT INTO {target} ({catalogue.ColumnList}) SELECT DISTINCT ON (s.fullname, s.osname) {Prefixed(catalogue, "s")} FROM {catalogue.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {target} t WHERE t.fullname = s.fullname AND t.osname = s.osname)
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Catalogue, rows));
    }

    private async Task ReplaceAttributesAsync(PostgreSqlTable attributes, List<long> wanted)
    {
        await StageAsync(attributes).ConfigureAwait(false);
        string columns = InventoryReading.List(_inventory.ColumnsOf(InventoryTables.Attributes).Select(column => column.Name));
        await CopyAsync(attributes.Stage, attributes.Columns, $"SELECT {columns} FROM {InventoryTables.Attributes} WHERE assetId = ?1 ORDER BY rowid", wanted).ConfigureAwait(false);
        await DeleteAsync(attributes, PostgreSqlTables.AssetId).ConfigureAwait(false);
        long rows = await _session.ExecuteAsync($"INSERT INTO {_schema.NameOf(attributes.Name)} ({attributes.ColumnList}) SELECT {attributes.ColumnList} FROM {attributes.Stage}").ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Attributes, rows));
    }

    private async Task MergeStatusAsync(PostgreSqlTable status)
    {
        await StageAllAsync(status, InventoryTables.Status).ConfigureAwait(false);
        long rows = await UpsertAsync(status, $"WHERE t.row_last_updated IS NULL OR excluded.row_last_updated >= t.row_last_updated {Latest}").ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Status, rows));
    }

    // A run only goes forward: an older database has it as it was on the way.
    private async Task MergeRunsAsync(PostgreSqlTable runs)
    {
        await StageAllAsync(runs, InventoryTables.Runs).ConfigureAwait(false);
        long rows = await UpsertAsync(runs, """
            WHERE (excluded.resumed, excluded.pages, (excluded.ended_at IS NOT NULL)::int) >= (t.resumed, t.pages, (t.ended_at IS NOT NULL)::int)
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Runs, rows));
    }

    private Task<long> UpsertAsync(PostgreSqlTable table, string condition)
    {
        string changes = string.Join(", ", table.Columns.Where(column => !table.Key.Contains(column.Name)).Select(column => $"{column.Quoted} = excluded.{column.Quoted}"));
        return _session.ExecuteAsync($"""
            INSERT INTO {_schema.NameOf(table.Name)} AS t ({table.ColumnList}) SELECT {table.ColumnList} FROM {table.Stage}
            ON CONFLICT ({table.KeyList}) DO UPDATE SET {changes} {condition}
            """);
    }

    private Task<long> DeleteAsync(PostgreSqlTable table, string assetId) =>
        _session.ExecuteAsync($"DELETE FROM {_schema.NameOf(table.Name)} t USING {Wanted} w WHERE w.asset_id = t.{assetId} AND w.state = 'wanted'");

    private static string Prefixed(PostgreSqlTable table, string prefix) => string.Join(", ", table.Columns.Select(column => $"{prefix}.{column.Quoted}"));

    private Task<long> StageAsync(PostgreSqlTable table) =>
        _session.ExecuteAsync($"CREATE TEMP TABLE {table.Stage} ({string.Join(", ", table.Columns.Select(column => $"{column.Quoted} {column.Type}"))}) ON COMMIT DROP");

    private async Task StageAllAsync(PostgreSqlTable table, string source)
    {
        await StageAsync(table).ConfigureAwait(false);
        await CopyAsync(table.Stage, table.Columns, $"SELECT {InventoryReading.List(_inventory.ColumnsOf(source).Select(column => column.Name))} FROM {source}").ConfigureAwait(false);
        await _session.ExecuteAsync($"ANALYZE {table.Stage}").ConfigureAwait(false);
    }

    /// <summary>Copies the rows of a query, or, where numbers are given, those of the query for each of them.</summary>
    private async Task CopyAsync(string table, IReadOnlyList<PostgreSqlColumn> columns, string sql, List<long>? numbers = null, string? progress = null)
    {
        using Statement select = _inventory.File.Prepare(sql);
        await using BinaryCopy copy = await BinaryCopy.BeginAsync(_session.Connection, table, _repairs, _session.Stop).ConfigureAwait(false);
        int rounds = numbers?.Count ?? 1;
        for (int round = 0; round < rounds; round++)
        {
            if (numbers is not null)
            {
                select.Bind(1, numbers[round]);
            }

            while (select.Step())
            {
                await copy.BeginRowAsync(columns.Count, _session.Stop).ConfigureAwait(false);
                WriteRow(copy, select, columns);
            }

            if (progress is not null && _progress.IsDue)
            {
                _progress.Report(round + 1, rounds, $"{round + 1:N0} {progress}");
            }
        }

        await copy.CompleteAsync(_session.Stop).ConfigureAwait(false);
    }

    private static void WriteRow(BinaryCopy copy, Statement row, IReadOnlyList<PostgreSqlColumn> columns)
    {
        for (int column = 0; column < columns.Count; column++)
        {
            if (row.IsNull(column))
            {
                copy.Null();
            }
            else if (columns[column].IsInteger)
            {
                copy.Write(row.Int64(column));
            }
            else
            {
                copy.Write(row.Utf8(column));
            }
        }
    }
}
