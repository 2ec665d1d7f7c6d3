using Microsoft.Data.Sqlite;

namespace QualysCustomAttributes.Shared;

/// <summary>A SQLite file as a person has it in front of him who looks into it from outside.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <summary>Opens a file for many questions, to read alone: opening costs dozens of times what a question does.</summary>
    public SqliteFile(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        _connection.Open();
    }

    /// <summary>Opens a file to read and write.</summary>
    public static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>The rows of a query, their cells parted by bars; the file is opened to read alone.</summary>
    public static List<string> Read(string path, string sql)
    {
        using var file = new SqliteFile(path);
        return file.Read(sql);
    }

    /// <summary>The rows of a query, their cells parted by bars.</summary>
    public List<string> Read(string sql) =>
        Read(_connection, sql, reader => string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString())));

    /// <summary>The rows of a query, each cell as text; NULL stays null.</summary>
    public static List<string?[]> Cells(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        return Read(connection, sql, reader => Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i)).ToArray());
    }

    /// <summary>The first cell of the first row.</summary>
    public static object? Scalar(string path, string sql)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = Command(connection, sql);
        return command.ExecuteScalar();
    }

    /// <summary>Changes the file; the values are those of <c>$1</c>, <c>$2</c> and so on.</summary>
    public static void Execute(string path, string sql, params object[] values)
    {
        using SqliteConnection connection = Connect(path);
        using SqliteCommand command = Command(connection, sql);
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        }

        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    private static List<T> Read<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> toRow)
    {
        using SqliteCommand command = Command(connection, sql);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(toRow(reader));
        }

        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
