using Npgsql;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// Sends the assets that PostgreSQL wants, with their software and their attributes: all at once, and where it does not take one of
/// them, by halves, until that one alone is left out.
/// </summary>
internal sealed class PostgreSqlAssets(
    PostgreSqlSession session, PostgreSqlSchema schema, PostgreSqlStaging staging, PostgreSqlComparison compared,
    ProgressThrottle progress, PostgreSqlTable assets, PostgreSqlTable software, PostgreSqlTable names, PostgreSqlTable attributes)
{
    /// <summary>How many rows of software were written.</summary>
    public long SoftwareRows { get; private set; }

    /// <summary>How many attributes were written.</summary>
    public long AttributeRows { get; private set; }

    /// <summary>Sends them, and notes their versions.</summary>
    /// <param name="leftOut">Takes those that PostgreSQL does not take, with its reasons.</param>
    public async Task SendAsync(List<(long Asset, string Reason)> leftOut)
    {
        foreach (PostgreSqlTable table in (PostgreSqlTable[])[assets, software, names, attributes])
        {
            await staging.MakeAsync(table).ConfigureAwait(false);
        }

        await SendAsync(compared.WantedIds, leftOut).ConfigureAwait(false);
        IEnumerable<PostgreSqlColumn> columns = assets.Columns.Concat(attributes.Columns);
        await compared.NoteVersionsAsync(
            columns.SelectMany(column => staging.WithoutNumber.GetValueOrDefault(column) ?? []).Distinct()).ConfigureAwait(false);
    }

    private async Task SendAsync(List<long> ids, List<(long Asset, string Reason)> leftOut)
    {
        if (ids.Count == 0)
        {
            return;
        }

        (long Software, long Attributes) rows = default;
        PostgresException? refusal = await session.TryAsync(
            async () => rows = await SendAtOnceAsync(ids).ConfigureAwait(false), PostgreSqlFailure.IsOfData).ConfigureAwait(false);
        if (refusal is null)
        {
            SoftwareRows += rows.Software;
            AttributeRows += rows.Attributes;
        }
        else if (ids.Count == 1)
        {
            leftOut.Add((ids[0], refusal.MessageText));
            await compared.LeaveOutAsync(ids[0]).ConfigureAwait(false);
        }
        else
        {
            int half = ids.Count / 2;
            await SendAsync(ids[..half], leftOut).ConfigureAwait(false);
            await SendAsync(ids[half..], leftOut).ConfigureAwait(false);
        }
    }

    private async Task<(long Software, long Attributes)> SendAtOnceAsync(List<long> ids)
    {
        await session.ExecuteAsync($"TRUNCATE {assets.Stage}, {software.Stage}, {names.Stage}, {attributes.Stage}").ConfigureAwait(false);
        await staging.SendAsync(
            assets.Stage, assets.Columns, $"SELECT {assets.SourceList} FROM {InventoryTables.Assets} WHERE assetId = ?1",
            ids, "assets sent").ConfigureAwait(false);
        progress.Report(ids.Count, null, "Merging");
        await schema.UpsertAsync(assets, "").ConfigureAwait(false);
        return (await ReplaceSoftwareAsync(ids).ConfigureAwait(false), await ReplaceAttributesAsync(ids).ConfigureAwait(false));
    }

    private async Task<long> ReplaceSoftwareAsync(List<long> ids)
    {
        await staging.SendAsync(
            software.Stage, software.Columns,
            "SELECT asset_id, software_id FROM software_asset WHERE asset_id = ?1", ids).ConfigureAwait(false);

        // The numbers of the names are this database's own; PostgreSQL has others.
        List<long> named = await session.ReadAsync(
            $"SELECT DISTINCT software_id FROM {software.Stage} ORDER BY software_id", reader => reader.GetInt64(0)).ConfigureAwait(false);
        await staging.SendAsync(
            names.Stage, names.Columns,
            "SELECT software_id, fullName FROM software_name WHERE software_id = ?1", named).ConfigureAwait(false);
        await session.ExecuteAsync($"ANALYZE {software.Stage}; ANALYZE {names.Stage}").ConfigureAwait(false);
        string nameTable = schema.NameOf(names.Name);
        await session.ExecuteAsync($"""
            INSERT INTO {nameTable} (fullname) SELECT DISTINCT s.fullname FROM {names.Stage} s
            WHERE NOT EXISTS (SELECT 1 FROM {nameTable} n WHERE n.fullname = s.fullname)
            """).ConfigureAwait(false);
        await compared.DeleteWantedAsync(schema.NameOf(software.Name), "asset_id", ids[0], ids[^1]).ConfigureAwait(false);
        return await session.ExecuteAsync($"""
            INSERT INTO {schema.NameOf(software.Name)} (asset_id, software_id)
            SELECT DISTINCT a.asset_id, n.software_id FROM {software.Stage} a JOIN {names.Stage} s ON s.software_id = a.software_id
                JOIN {nameTable} n ON n.fullname = s.fullname
            ON CONFLICT DO NOTHING
            """).ConfigureAwait(false);
    }

    private async Task<long> ReplaceAttributesAsync(List<long> ids)
    {
        await staging.SendAsync(
            attributes.Stage, attributes.Columns,
            $"SELECT {attributes.SourceList} FROM {InventoryTables.Attributes} WHERE assetId = ?1",
            ids).ConfigureAwait(false);
        string target = schema.NameOf(attributes.Name);
        await compared.DeleteWantedAsync(target, PostgreSqlTables.AssetId, ids[0], ids[^1]).ConfigureAwait(false);
        return await session.ExecuteAsync(
            $"INSERT INTO {target} ({attributes.ColumnList}) SELECT {attributes.ColumnList} FROM {attributes.Stage}").ConfigureAwait(false);
    }
}
