using Microsoft.Data.Sqlite;

namespace Bench.Comparing;

/// <summary>Compares numbers in a SQLite file with those that are right.</summary>
internal sealed class DatabaseNumbers : IDisposable
{
    private readonly string _who;
    private readonly SqliteConnection _connection;
    private readonly List<string> _wrong = [];

    public DatabaseNumbers(string who, string path)
    {
        _who = who;
        SQLitePCL.Batteries_V2.Init();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Gives the number that a query gives.</summary>
    public long Read(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this program.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>Compares the number that a query gives.</summary>
    public DatabaseNumbers Expect(string what, long expected, string sql)
    {
        long found = Read(sql);
        if (found != expected)
        {
            _wrong.Add($"{what}: {found}, expected {expected}");
        }

        return this;
    }

    /// <summary>Fails where a number was not right.</summary>
    /// <exception cref="BenchException">Names every such number.</exception>
    public void Require()
    {
        if (_wrong.Count > 0)
        {
            throw new BenchException($"{_who} came to other numbers than the export holds.\n  {string.Join("\n  ", _wrong)}");
        }
    }

    public void Dispose() => _connection.Dispose();
}
