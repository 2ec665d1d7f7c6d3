namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Merges an inventory database into a schema, within a transaction, table by table.</summary>
internal sealed class PostgreSqlMerge(
    PostgreSqlSession session, PostgreSqlSchema schema, InventoryReading inventory, ProgressThrottle progress)
{
    private readonly PostgreSqlTables _tables = new(inventory);
    private readonly PostgreSqlStaging _staging = new(session, inventory, progress);

    /// <summary>What was written, in the order of the tables.</summary>
    public List<PublishedTable> Written { get; } = [];

    /// <summary>How many assets PostgreSQL has just so.</summary>
    public long Unchanged { get; private set; }

    /// <summary>How many assets are newer in PostgreSQL.</summary>
    public long Newer { get; private set; }

    /// <summary>How many texts held what PostgreSQL does not take.</summary>
    public long Repaired => _staging.Repaired;

    /// <summary>The columns that have another name in PostgreSQL, and that name.</summary>
    public IReadOnlyList<(string Column, string Name)> Renamed { get; private set; } = [];

    /// <summary>Merges every table.</summary>
    public async Task RunAsync()
    {
        PostgreSqlTable assets = await schema.EnsureAsync(_tables.Assets()).ConfigureAwait(false);
        PostgreSqlTable versions = await schema.EnsureAsync(PostgreSqlTables.Versions()).ConfigureAwait(false);
        PostgreSqlTable names = await schema.EnsureAsync(PostgreSqlTables.SoftwareNames()).ConfigureAwait(false);
        PostgreSqlTable software = await schema.EnsureAsync(PostgreSqlTables.SoftwareOfAssets()).ConfigureAwait(false);
        await schema.EnsureViewAsync(PostgreSqlName.Fold(InventoryTables.Software), $"""
            SELECT a.asset_id AS assetid, n.fullname AS fullname
            FROM {schema.NameOf(software.Name)} a JOIN {schema.NameOf(names.Name)} n ON n.software_id = a.software_id
            """).ConfigureAwait(false);
        PostgreSqlTable catalogue = await schema.EnsureAsync(_tables.Catalogue()).ConfigureAwait(false);
        PostgreSqlTable attributes = await schema.EnsureAsync(_tables.Attributes()).ConfigureAwait(false);
        PostgreSqlTable status = await schema.EnsureAsync(_tables.Status()).ConfigureAwait(false);
        PostgreSqlTable runs = await schema.EnsureAsync(_tables.Runs()).ConfigureAwait(false);

        Renamed = [.. PostgreSqlTables.Renamed(inventory.ColumnsOf(InventoryTables.Assets), assets)];
        PostgreSqlComparison compared = await PostgreSqlComparison.MakeAsync(
            session, _staging, schema.NameOf(assets.Name), schema.NameOf(versions.Name)).ConfigureAwait(false);
        (Unchanged, Newer) = (compared.Unchanged, compared.NewerThere);
        await MergeAssetsAsync(assets, compared).ConfigureAwait(false);
        await ReplaceSoftwareAsync(software, names, compared).ConfigureAwait(false);
        await MergeCatalogueAsync(catalogue, compared.IsOlder).ConfigureAwait(false);
        await ReplaceAttributesAsync(attributes, compared).ConfigureAwait(false);
        await MergeStatusAsync(status).ConfigureAwait(false);
        await MergeRunsAsync(runs).ConfigureAwait(false);
    }

    private async Task MergeAssetsAsync(PostgreSqlTable assets, PostgreSqlComparison compared)
    {
        await _staging.MakeAsync(assets).ConfigureAwait(false);
        await _staging.SendAsync(
            assets.Stage, assets.Columns,
            $"SELECT {_staging.ColumnsOf(InventoryTables.Assets)} FROM {InventoryTables.Assets} WHERE assetId = ?1",
            compared.WantedIds, "assets sent").ConfigureAwait(false);
        progress.Report(compared.WantedIds.Count, null, "Merging");
        await UpsertAsync(assets, "").ConfigureAwait(false);
        await compared.NoteVersionsAsync().ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Assets, compared.WantedIds.Count));
    }

    private async Task ReplaceSoftwareAsync(PostgreSqlTable software, PostgreSqlTable names, PostgreSqlComparison compared)
    {
        await _staging.MakeAsync(software).ConfigureAwait(false);
        await _staging.MakeAsync(names).ConfigureAwait(false);
        await _staging.SendAsync(
            software.Stage, software.Columns,
            "SELECT asset_id, software_id FROM software_asset WHERE asset_id = ?1", compared.WantedIds).ConfigureAwait(false);

        // The numbers of the names are this database's own; PostgreSQL has others.
        List<long> named = await session.ReadAsync(
            $"SELECT DISTINCT software_id FROM {software.Stage} ORDER BY software_id", reader => reader.GetInt64(0)).ConfigureAwait(false);
        await _staging.SendAsync(
            names.Stage, names.Columns,
            "SELECT software_id, fullName FROM software_name WHERE software_id = ?1", named).ConfigureAwait(false);
        await session.ExecuteAsync($"ANALYZE {software.Stage}; ANALYZE {names.Stage}").ConfigureAwait(false);
        string nameTable = schema.NameOf(names.Name);
        await session.ExecuteAsync($"""
            INSERT INTO {nameTable} (fullname) SELECT DISTINCT s.fullname FROM {names.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {nameTable} n WHERE n.fullname = s.fullname)
            """).ConfigureAwait(false);
        await compared.DeleteWantedAsync(schema.NameOf(software.Name), "asset_id").ConfigureAwait(false);
        long rows = await session.ExecuteAsync($"""
            INSERT INTO {schema.NameOf(software.Name)} (asset_id, software_id)
            SELECT DISTINCT a.asset_id, n.software_id FROM {software.Stage} a JOIN {names.Stage} s ON s.software_id = a.software_id
                JOIN {nameTable} n ON n.fullname = s.fullname
            ON CONFLICT DO NOTHING
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Software, rows));
    }

    private async Task MergeCatalogueAsync(PostgreSqlTable catalogue, bool isOlder)
    {
        await _staging.SendAllAsync(catalogue, InventoryTables.Catalogue).ConfigureAwait(false);
        string target = schema.NameOf(catalogue.Name);
        if (!isOlder)
        {
            await session.ExecuteAsync($"""
                DELETE FROM {target} t USING {catalogue.Stage} s WHERE s.fullname = t.fullname AND s.osname = t.osname
                    AND ({catalogue.ColumnListOf("s")}) IS DISTINCT FROM ({catalogue.ColumnListOf("t")})
                """).ConfigureAwait(false);
        }

        long rows = await session.ExecuteAsync($"""
            INSERT INTO {target} ({catalogue.ColumnList})
            SELECT DISTINCT ON (s.fullname, s.osname) {catalogue.ColumnListOf("s")} FROM {catalogue.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {target} t WHERE t.fullname = s.fullname AND t.osname = s.osname)
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Catalogue, rows));
    }

    private async Task ReplaceAttributesAsync(PostgreSqlTable attributes, PostgreSqlComparison compared)
    {
        await _staging.MakeAsync(attributes).ConfigureAwait(false);
        await _staging.SendAsync(
            attributes.Stage, attributes.Columns,
            $"SELECT {_staging.ColumnsOf(InventoryTables.Attributes)} FROM {InventoryTables.Attributes} WHERE assetId = ?1 ORDER BY rowid",
            compared.WantedIds).ConfigureAwait(false);
        string target = schema.NameOf(attributes.Name);
        await compared.DeleteWantedAsync(target, PostgreSqlTables.AssetId).ConfigureAwait(false);
        long rows = await session.ExecuteAsync(
            $"INSERT INTO {target} ({attributes.ColumnList}) SELECT {attributes.ColumnList} FROM {attributes.Stage}").ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Attributes, rows));
    }

    private async Task MergeStatusAsync(PostgreSqlTable status)
    {
        await _staging.SendAllAsync(status, InventoryTables.Status).ConfigureAwait(false);
        long rows = await UpsertAsync(
            status,
            $"WHERE t.row_last_updated IS NULL OR excluded.row_last_updated >= t.row_last_updated {PostgreSqlComparison.ByBytes}")
            .ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Status, rows));
    }

    // A run only goes forward: an older database has it as it was on the way.
    private async Task MergeRunsAsync(PostgreSqlTable runs)
    {
        await _staging.SendAllAsync(runs, InventoryTables.Runs).ConfigureAwait(false);
        long rows = await UpsertAsync(runs, """
            WHERE (excluded.resumed, excluded.pages, (excluded.ended_at IS NOT NULL)::int)
                >= (t.resumed, t.pages, (t.ended_at IS NOT NULL)::int)
            """).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Runs, rows));
    }

    private Task<long> UpsertAsync(PostgreSqlTable table, string condition)
    {
        IEnumerable<PostgreSqlColumn> others = table.Columns.Where(column => !table.Key.Contains(column.Name));
        string changes = string.Join(", ", others.Select(column => $"{column.Quoted} = excluded.{column.Quoted}"));
        return session.ExecuteAsync($"""
            INSERT INTO {schema.NameOf(table.Name)} AS t ({table.ColumnList}) SELECT {table.ColumnList} FROM {table.Stage}
            ON CONFLICT ({table.KeyList}) DO UPDATE SET {changes} {condition}
            """);
    }
}
