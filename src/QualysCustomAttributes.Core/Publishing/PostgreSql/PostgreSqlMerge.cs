using QualysCustomAttributes.Inventory;
namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Merges an inventory database into a schema, within a transaction, table by table.</summary>
internal sealed class PostgreSqlMerge(
    PostgreSqlSession session, PostgreSqlSchema schema, InventoryReading inventory, ProgressThrottle progress)
{
    private readonly PostgreSqlTables _tables = new(inventory);
    private readonly PostgreSqlStaging _staging = new(session, inventory, progress);
    private readonly List<(long Asset, string Reason)> _leftOut = [];
    private readonly List<(string Table, string Reason)> _tablesLeft = [];

    /// <summary>What was written, in the order of the tables.</summary>
    public List<PublishedTable> Written { get; } = [];

    /// <summary>How many assets PostgreSQL has just so.</summary>
    public long Unchanged { get; private set; }

    /// <summary>How many assets are newer in PostgreSQL.</summary>
    public long Newer { get; private set; }

    /// <summary>How many assets PostgreSQL had as they are, but without all their values, and got once more.</summary>
    public long Refilled { get; private set; }

    /// <summary>The assets that PostgreSQL does not take, with its reasons.</summary>
    public IReadOnlyList<(long Asset, string Reason)> LeftOut => _leftOut;

    /// <summary>The tables that PostgreSQL did not take the rows of, with its reasons.</summary>
    public IReadOnlyList<(string Table, string Reason)> TablesLeft => _tablesLeft;

    /// <summary>The columns of whole numbers that got NULL for something else, with the assets or rows that had it.</summary>
    public IReadOnlyDictionary<PostgreSqlColumn, HashSet<long>> WithoutNumber => _staging.WithoutNumber;

    /// <summary>How many assets were left out, because PostgreSQL's bigint does not hold their id.</summary>
    public long BeyondBigint { get; private set; }

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

        BeyondBigint = _tables.CountWithoutBigint();
        Renamed = [.. PostgreSqlTables.Renamed(assets)];
        if (schema.Widened.Contains(attributes.Name) || schema.Widened.Contains(names.Name))
        {
            // The rows of before lack the column's values, of this inventory's assets and of those of others.
            await session.ExecuteAsync($"UPDATE {schema.NameOf(versions.Name)} SET filled = NULL").ConfigureAwait(false);
        }

        PostgreSqlComparison compared = await PostgreSqlComparison.MakeAsync(
            session, _staging, assets, schema.NameOf(assets.Name), schema.NameOf(versions.Name)).ConfigureAwait(false);
        (Unchanged, Newer, Refilled) = (compared.Unchanged, compared.NewerThere, compared.Refilled);
        var parts = new PostgreSqlAssets(session, schema, _staging, compared, progress, assets, software, names, attributes);
        await parts.SendAsync(_leftOut).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Assets, compared.WantedIds.Count - _leftOut.Count));
        Written.Add(new PublishedTable(InventoryTables.Software, parts.SoftwareRows));
        await TryAsync(InventoryTables.Catalogue, () => MergeCatalogueAsync(catalogue, compared.IsOlder)).ConfigureAwait(false);
        Written.Add(new PublishedTable(InventoryTables.Attributes, parts.AttributeRows));
        await TryAsync(InventoryTables.Status, () => MergeStatusAsync(status)).ConfigureAwait(false);
        await TryAsync(InventoryTables.Runs, () => MergeRunsAsync(runs)).ConfigureAwait(false);
    }

    private async Task TryAsync(string table, Func<Task<long>> merge)
    {
        long rows = 0;
        if (await session.TryAsync(async () => rows = await merge().ConfigureAwait(false), PostgreSqlFailure.IsOfData).ConfigureAwait(false)
            is { } refusal)
        {
            rows = 0;
            _tablesLeft.Add((table, refusal.MessageText));
        }

        Written.Add(new PublishedTable(table, rows));
    }

    private async Task<long> MergeCatalogueAsync(PostgreSqlTable catalogue, bool isOlder)
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

        return await session.ExecuteAsync($"""
            INSERT INTO {target} ({catalogue.ColumnList})
            SELECT DISTINCT ON (s.fullname, s.osname) {catalogue.ColumnListOf("s")} FROM {catalogue.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {target} t WHERE t.fullname = s.fullname AND t.osname = s.osname)
            """).ConfigureAwait(false);
    }

    private async Task<long> MergeStatusAsync(PostgreSqlTable status)
    {
        await _staging.SendAllAsync(status, InventoryTables.Status).ConfigureAwait(false);
        return await schema.UpsertAsync(
            status,
            $"WHERE t.row_last_updated IS NULL OR excluded.row_last_updated >= t.row_last_updated {PostgreSqlComparison.ByBytes}")
            .ConfigureAwait(false);
    }

    // A run only goes forward: an older database has it as it was on the way.
    private async Task<long> MergeRunsAsync(PostgreSqlTable runs)
    {
        await _staging.SendAllAsync(runs, InventoryTables.Runs).ConfigureAwait(false);
        return await schema.UpsertAsync(runs, """
            WHERE (excluded.resumed, excluded.pages, (excluded.ended_at IS NOT NULL)::int)
                >= (t.resumed, t.pages, (t.ended_at IS NOT NULL)::int)
            """).ConfigureAwait(false);
    }
}
