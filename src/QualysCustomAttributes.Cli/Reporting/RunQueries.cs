using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Plain queries on a database of a run or an inventory, by the names that everybody may query.</summary>
internal sealed class RunQueries : IDisposable
{
    private readonly SqliteConnection _connection;

    private RunQueries(SqliteConnection connection) => _connection = connection;

    public static RunQueries Open(string databasePath)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = databasePath,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            return new RunQueries(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Gives every row of a query.</summary>
    public IReadOnlyList<T> All<T>(string sql, Func<SqliteDataReader, T> read)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Gives the first row of a query, or the default where it has none.</summary>
    public T? First<T>(string sql, Func<SqliteDataReader, T> read) => All(sql, read) is [T first, ..] ? first : default;

    public void Dispose() => _connection.Dispose();
}
