using Npgsql;
using QualysCustomAttributes.Publishing.PostgreSql;

namespace QualysCustomAttributes.EndToEnd.PostgreSql;

/// <summary>A schema of a test's own in the tests' PostgreSQL server.</summary>
internal sealed class PostgreSqlSchemaOfTest : IAsyncDisposable
{
    private PostgreSqlSchemaOfTest(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public string Name { get; } = $"publication_{Guid.NewGuid():N}";

    public PostgreSqlTarget Target => new(ConnectionString, schema: Name);

    /// <summary>Gives a schema that is not made yet; the test is skipped where there is no server.</summary>
    public static async Task<PostgreSqlSchemaOfTest> RequireAsync() => new(await PostgreSqlServer.RequireAsync());

    /// <summary>Gives the cells of each row, parted by a bar.</summary>
    public List<string> Query(string sql)
    {
        using NpgsqlConnection connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
        }

        return rows;
    }

    public void Execute(string sql)
    {
        using NpgsqlConnection connection = Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Gives everything in the schema as text, to be compared.</summary>
    public string Dump()
    {
        List<string> tables = Query($"SELECT relname || ' ' || relkind::text FROM pg_class WHERE relnamespace = '{Name}'::regnamespace AND relkind IN ('r', 'v', 'i') ORDER BY 1");
        IEnumerable<string> contents = tables.Where(table => table.EndsWith(" r", StringComparison.Ordinal))
            .Select(table => string.Join('\n', Query($"SELECT t::text FROM \"{table[..^2]}\" t ORDER BY 1")));
        return string.Join('\n', tables.Concat(contents));
    }

    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { SearchPath = Name, Pooling = false }.ConnectionString);
        connection.Open();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        Execute($"DROP SCHEMA IF EXISTS {Name} CASCADE");
        return ValueTask.CompletedTask;
    }
}
