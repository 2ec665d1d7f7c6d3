using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>Sends rows of the inventory into temporary tables, which are gone with the transaction.</summary>
internal sealed class PostgreSqlStaging(PostgreSqlSession session, InventoryReading inventory, ProgressThrottle progress)
{
    private readonly TextRepairs _repairs = new();
    private readonly Dictionary<PostgreSqlColumn, HashSet<long>> _withoutNumber = [];

    /// <summary>How many texts held what PostgreSQL does not take.</summary>
    public long Repaired => _repairs.Count;

    /// <summary>The columns of whole numbers that got NULL for something else, with the assets or rows that had it.</summary>
    public IReadOnlyDictionary<PostgreSqlColumn, HashSet<long>> WithoutNumber => _withoutNumber;

    /// <summary>Makes the temporary table that stands before a table.</summary>
    public Task<long> MakeAsync(PostgreSqlTable table)
    {
        string columns = string.Join(", ", table.Columns.Select(column => $"{column.Quoted} {column.Type}"));
        return session.ExecuteAsync($"CREATE TEMP TABLE {table.Stage} ({columns}) ON COMMIT DROP");
    }

    /// <summary>Makes the temporary table of a table and sends every row of the inventory's table into it.</summary>
    public async Task SendAllAsync(PostgreSqlTable table, string source)
    {
        await MakeAsync(table).ConfigureAwait(false);
        await SendAsync(table.Stage, table.Columns, $"SELECT {table.SourceList} FROM {source}").ConfigureAwait(false);
        await session.ExecuteAsync($"ANALYZE {table.Stage}").ConfigureAwait(false);
    }

    /// <summary>Sends the rows of a query.</summary>
    public async Task SendAsync(string table, IReadOnlyList<PostgreSqlColumn> columns, string sql)
    {
        using Statement select = inventory.File.Prepare(sql);
        await using BinaryCopy copy = await BeginAsync(table).ConfigureAwait(false);
        await WriteRowsAsync(copy, select, columns, null).ConfigureAwait(false);
        await copy.CompleteAsync(session.Stop).ConfigureAwait(false);
    }

    /// <summary>Sends the rows of a query for each of the numbers.</summary>
    /// <param name="table">The temporary table.</param>
    /// <param name="columns">Its columns, in the order of the query's.</param>
    /// <param name="sql">The query, with the number as <c>?1</c>.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="done">What progress says behind a number of them: "assets sent". Without it there is no progress.</param>
    public async Task SendAsync(
        string table, IReadOnlyList<PostgreSqlColumn> columns, string sql, IReadOnlyList<long> numbers, string? done = null)
    {
        using Statement select = inventory.File.Prepare(sql);
        await using BinaryCopy copy = await BeginAsync(table).ConfigureAwait(false);
        for (int place = 0; place < numbers.Count; place++)
        {
            select.Bind(1, numbers[place]);
            await WriteRowsAsync(copy, select, columns, numbers[place]).ConfigureAwait(false);
            if (done is not null && progress.IsDue)
            {
                progress.Report(place + 1, numbers.Count, $"{place + 1:N0} {done}");
            }
        }

        await copy.CompleteAsync(session.Stop).ConfigureAwait(false);
    }

    private Task<BinaryCopy> BeginAsync(string table) => BinaryCopy.BeginAsync(session.Connection, table, _repairs, session.Stop);

    private async Task WriteRowsAsync(BinaryCopy copy, Statement select, IReadOnlyList<PostgreSqlColumn> columns, long? number)
    {
        while (select.Step())
        {
            await copy.BeginRowAsync(columns.Count, session.Stop).ConfigureAwait(false);
            WriteRow(copy, select, columns, number ?? copy.Rows);
        }
    }

    private void WriteRow(BinaryCopy copy, Statement row, IReadOnlyList<PostgreSqlColumn> columns, long number)
    {
        for (int column = 0; column < columns.Count; column++)
        {
            if (row.IsNull(column))
            {
                copy.Null();
            }
            else if (columns[column].IsInteger && row.IsInteger(column))
            {
                copy.Write(row.Int64(column));
            }
            else if (columns[column].IsInteger)
            {
                copy.Null();
                NoteWithoutNumber(columns[column], number);
            }
            else
            {
                copy.Write(row.Utf8(column));
            }
        }
    }

    private void NoteWithoutNumber(PostgreSqlColumn column, long number)
    {
        if (!_withoutNumber.TryGetValue(column, out HashSet<long>? numbers))
        {
            _withoutNumber.Add(column, numbers = []);
        }

        numbers.Add(number);
    }
}
