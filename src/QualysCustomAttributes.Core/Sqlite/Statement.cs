using System.Globalization;
using System.Text;
using SQLitePCL;

namespace QualysCustomAttributes.Sqlite;

/// <summary>
/// A prepared statement that takes spans and integers as they are. The hot paths write a row for each asset through it;
/// an ADO.NET parameter would cost an object a value.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _statement;

    internal Statement(SqliteFile file, sqlite3_stmt statement)
    {
        _file = file;
        _statement = statement;
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and without an address SQLite takes NULL.
        Check(utf8.IsEmpty
            ? raw.sqlite3_bind_text(_statement, index, "")
            : raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public Statement Bind(int index, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    /// <summary>Binds an asset id: an integer where SQLite's 64 bits hold it, else text.</summary>
    public Statement BindAssetId(int index, ulong assetId) => assetId <= long.MaxValue
        ? Bind(index, (long)assetId)
        : Bind(index, assetId.ToString(CultureInfo.InvariantCulture));

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, double value)
    {
        Check(raw.sqlite3_bind_double(_statement, index, value));
        return this;
    }

    /// <summary>Makes every value NULL.</summary>
    public Statement Clear()
    {
        Check(raw.sqlite3_clear_bindings(_statement));
        return this;
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Runs a statement that returns no row.</summary>
    public void Execute()
    {
        int result = raw.sqlite3_step(_statement);
        raw.sqlite3_reset(_statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            throw _file.Failure(result);
        }
    }

    /// <summary>Goes to the next row of a query; after the last one the statement is ready to be run again.</summary>
    public bool Step()
    {
        int result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_statement);
        return result == raw.SQLITE_DONE ? false : throw _file.Failure(result);
    }

    /// <summary>Gives up the rows of a query that were not read.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    /// <summary>A number that 32 bits hold; a file of which somebody made something else is damaged.</summary>
    public int Int32(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER
        && Int64(column) is >= int.MinValue and <= int.MaxValue and var number
            ? (int)number
            : throw _file.Damaged($"column {raw.sqlite3_column_name(_statement, column).utf8_to_string()} holds no number of its kind");

    public ulong AssetId(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER
        ? (ulong)Int64(column)
        : ulong.TryParse(Utf8(column), NumberStyles.None, CultureInfo.InvariantCulture, out ulong assetId) ? assetId
        : throw _file.Damaged("an asset id is no number");

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public bool IsInteger(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER;

    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose()
    {
        _statement.Dispose();
        _file.Release(this);
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw _file.Failure(result);
        }
    }
}
