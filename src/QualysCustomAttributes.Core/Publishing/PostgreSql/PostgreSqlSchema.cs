namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>The schema that is published into: makes what is missing, and refuses what is something else.</summary>
internal sealed class PostgreSqlSchema
{
    private readonly PostgreSqlSession _session;
    private readonly string _name;
    private readonly PostgreSqlOwnership _ownership;

    private PostgreSqlSchema(PostgreSqlSession session, string name)
    {
        _session = session;
        _name = name;
        _ownership = new PostgreSqlOwnership(session);
    }

    /// <summary>
    /// Finds the schema, keeps other publications out of it until the transaction ends, and makes it where there is none.
    /// </summary>
    public static async Task<PostgreSqlSchema> OpenAsync(PostgreSqlSession session, Action<string> warn)
    {
        // Nothing that somebody put into a schema of the search path takes the place of PostgreSQL's own functions.
        string? own = await session.ScalarAsync<string>("SELECT pg_catalog.current_schema()").ConfigureAwait(false);
        await session.ExecuteAsync("SET LOCAL search_path TO pg_catalog, pg_temp; SET LOCAL row_security TO off").ConfigureAwait(false);
        string? encoding = await session.ScalarAsync<string>("SELECT current_setting('server_encoding')").ConfigureAwait(false);
        if (encoding != "UTF8")
        {
            throw PostgreSqlErrors.EncodingUnfit(session.Target, encoding ?? "unknown");
        }

        string? name = session.Target.Schema is { } wanted
            ? await FindAsync(session, wanted).ConfigureAwait(false) ?? PostgreSqlName.Fold(wanted)
            : own;
        var schema = new PostgreSqlSchema(session, name ?? throw PostgreSqlErrors.NoSchema(session.Target));
        await new PostgreSqlLock(session, schema._name).TakeAsync(warn).ConfigureAwait(false);
        if (await FindAsync(session, schema._name).ConfigureAwait(false) is null)
        {
            await session.ExecuteAsync($"CREATE SCHEMA {PostgreSqlName.Quote(schema._name)}").ConfigureAwait(false);
        }

        await schema._ownership.CheckSchemaAsync(schema._name).ConfigureAwait(false);
        return schema;
    }

    /// <summary>The tables of before that got a column; its values are missing in every row of before.</summary>
    public List<string> Widened { get; } = [];

    /// <summary>The columns that found no room, with their tables.</summary>
    public List<(string Table, string Column)> WithoutRoom { get; } = [];

    /// <summary>The columns that PostgreSQL refused to make text, with their tables and its reason.</summary>
    public List<(string Table, string Column, string Reason)> KeptNumbers { get; } = [];

    /// <summary>The name of a table or view with its schema, quoted.</summary>
    public string NameOf(string table) => $"{PostgreSqlName.Quote(_name)}.{PostgreSqlName.Quote(table)}";

    /// <summary>Makes the table where there is none, and adds the columns that are new.</summary>
    /// <returns>The table with the types that its columns have.</returns>
    public async Task<PostgreSqlTable> EnsureAsync(PostgreSqlTable table)
    {
        string? kind = await KindOfAsync(table.Name).ConfigureAwait(false);
        if (kind is null)
        {
            return await CreateAsync(table).ConfigureAwait(false);
        }

        if (kind is not ("r" or "p"))
        {
            throw Unfit(table.Name, "it is no table");
        }

        await _ownership.CheckAsync(NameOf(table.Name), isTable: true).ConfigureAwait(false);
        Dictionary<string, string> present = await ReadColumnsAsync(table.Name).ConfigureAwait(false);
        await CheckKeyAsync(table, present).ConfigureAwait(false);
        int used = await _session.ScalarAsync<short>(
            "SELECT max(attnum) FROM pg_attribute WHERE attrelid = $1::regclass", NameOf(table.Name)).ConfigureAwait(false);
        var columns = new List<PostgreSqlColumn>();
        foreach (PostgreSqlColumn column in table.Columns)
        {
            if (present.TryGetValue(column.Name, out string? type))
            {
                columns.Add(await EnsureAsync(table, column, type).ConfigureAwait(false));
            }
            else if (used++ < PostgreSqlTable.MostColumns)
            {
                await _session.ExecuteAsync($"ALTER TABLE {NameOf(table.Name)} ADD COLUMN {column.Definition}").ConfigureAwait(false);
                Widened.Add(table.Name);
                columns.Add(column);
            }
            else
            {
                WithoutRoom.Add((table.Name, column.Source));
            }
        }

        return table with { Columns = columns };
    }

    /// <summary>Merges what was copied to the table's temporary one into it, by its key.</summary>
    public Task<long> UpsertAsync(PostgreSqlTable table, string condition)
    {
        IEnumerable<PostgreSqlColumn> others = table.Columns.Where(column => !table.Key.Contains(column.Name));
        string changes = string.Join(", ", others.Select(column => $"{column.Quoted} = excluded.{column.Quoted}"));
        return _session.ExecuteAsync($"""
            INSERT INTO {NameOf(table.Name)} AS t ({table.ColumnList}) SELECT {table.ColumnList} FROM {table.Stage}
            ON CONFLICT ({table.KeyList}) DO UPDATE SET {changes} {condition}
            """);
    }

    /// <summary>Makes the view where there is none.</summary>
    public async Task EnsureViewAsync(string name, string query)
    {
        string? kind = await KindOfAsync(name).ConfigureAwait(false);
        if (kind is null)
        {
            await _session.ExecuteAsync($"CREATE VIEW {NameOf(name)} AS {query}").ConfigureAwait(false);
        }
        else if (kind != "v")
        {
            throw Unfit(name, "it is no view");
        }
        else
        {
            await _ownership.CheckAsync(NameOf(name), isTable: false).ConfigureAwait(false);
        }
    }

    private static Task<string?> FindAsync(PostgreSqlSession session, string name) =>
        session.ScalarAsync<string>("SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname = $1", name);

    private async Task<PostgreSqlTable> CreateAsync(PostgreSqlTable table)
    {
        WithoutRoom.AddRange(table.Columns.Skip(PostgreSqlTable.MostColumns).Select(column => (table.Name, column.Source)));
        table = table with { Columns = [.. table.Columns.Take(PostgreSqlTable.MostColumns)] };
        string columns = string.Join(", ", table.Columns.Select(column => column.Definition));
        string key = table.IsKeyUnique ? $", PRIMARY KEY ({table.KeyList})" : "";
        await _session.ExecuteAsync($"CREATE TABLE {NameOf(table.Name)} ({columns}{key})").ConfigureAwait(false);
        foreach (string index in table.Indexes)
        {
            await _session.ExecuteAsync($"CREATE INDEX ON {NameOf(table.Name)} {index}").ConfigureAwait(false);
        }

        return table;
    }

    private async Task<PostgreSqlColumn> EnsureAsync(PostgreSqlTable table, PostgreSqlColumn column, string type)
    {
        switch (type)
        {
            case PostgreSqlTable.Text when !column.IsNumbered:
                return column with { Type = PostgreSqlTable.Text };
            case PostgreSqlTable.Integer when column.IsInteger:
                return column;
            case PostgreSqlTable.Integer:
                // A number that is none any more, such as a host id beyond 64 bits.
                string alter = $"ALTER TABLE {NameOf(table.Name)} ALTER COLUMN {column.Quoted} TYPE text";
                if (await _session.TryAsync(() => _session.ExecuteAsync(alter), PostgreSqlFailure.IsOfDefinition).ConfigureAwait(false)
                    is not { } refusal)
                {
                    return column;
                }

                KeptNumbers.Add((table.Name, column.Name, refusal.MessageText));
                return column with { Type = PostgreSqlTable.Integer };
            default:
                throw Unfit(table.Name, $"its column {column.Name} has the type {type}, not {column.Type}");
        }
    }

    private async Task CheckKeyAsync(PostgreSqlTable table, Dictionary<string, string> present)
    {
        foreach (string key in table.Key)
        {
            string type = table.Columns.Single(column => column.Name == key).Type;
            if (!present.TryGetValue(key, out string? found))
            {
                throw Unfit(table.Name, $"it has no column {key}");
            }

            if (found != type)
            {
                throw Unfit(table.Name, $"its column {key} has the type {found}, not {type}");
            }
        }

        if (!table.IsKeyUnique)
        {
            return;
        }

        List<string[]> keys = await _session.ReadAsync(
            """
            SELECT array_agg(a.attname::text) FROM pg_index i
                CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
            WHERE i.indrelid = $1::regclass AND i.indisunique AND i.indisvalid AND i.indimmediate
                AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
            GROUP BY i.indexrelid
            """,
            reader => reader.GetFieldValue<string[]>(0), NameOf(table.Name)).ConfigureAwait(false);
        if (!keys.Any(columns => columns.ToHashSet(StringComparer.Ordinal).SetEquals(table.Key)))
        {
            throw Unfit(table.Name, $"it has no primary key of {string.Join(", ", table.Key)}");
        }
    }

    private async Task<string?> KindOfAsync(string name) => await _session.ScalarAsync<string>(
        "SELECT c.relkind::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2",
        _name, name).ConfigureAwait(false);

    private async Task<Dictionary<string, string>> ReadColumnsAsync(string table)
    {
        List<(string Name, string Type)> columns = await _session.ReadAsync(
            """
            SELECT attname::text, CASE WHEN attgenerated <> '' OR attidentity = 'a' THEN 'generated ' ELSE '' END
                || format_type(atttypid, atttypmod) FROM pg_attribute
            WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
            """,
            reader => (reader.GetString(0), reader.GetString(1)), NameOf(table)).ConfigureAwait(false);
        return columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
    }

    private PublicationException Unfit(string table, string what) => PostgreSqlErrors.TableUnfit(_session.Target, NameOf(table), what);
}
