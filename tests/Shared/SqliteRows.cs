using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Shared;

/// <summary>Asks a SQLite file from outside, as a person does who may only read.</summary>
internal sealed class SqliteRows : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens a file for many questions: opening costs dozens of times what a question does.</summary>
    public SqliteRows(string databasePath)
    {
        _connection = new SqliteConnection($"Data Source={databasePath};Mode=ReadOnly;Pooling=False");
        _connection.Open();
    }

    /// <summary>Opens a file, asks it once and closes it.</summary>
    public static List<string> Read(string databasePath, string sql)
    {
        using var rows = new SqliteRows(databasePath);
        return rows.Read(sql);
    }

    /// <summary>Gives the rows of a query, their cells parted by bars.</summary>
    public List<string> Read(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));
        }

        return rows;
    }

    /// <summary>Opens it for writing too.</summary>
    public static SqliteConnection Connect(string databasePath)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = databasePath, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public void Dispose() => _connection.Dispose();
}
