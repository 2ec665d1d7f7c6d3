using QualysCustomAttributes.Files;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>An inventory database, open for reading. A load may run meanwhile.</summary>
internal sealed class InventoryReading : IDisposable
{
    private readonly SqliteFile _file;

    private InventoryReading(SqliteFile file) => _file = file;

    public SqliteFile File => _file;

    /// <summary>The database's full path, from a path of it or of its folder.</summary>
    public static string Locate(string path)
    {
        string full = Path.GetFullPath(path);
        return Directory.Exists(full) ? Path.Combine(full, InventoryFiles.DatabaseName) : full;
    }

    /// <summary>Opens the database and checks that it is an inventory that this release knows.</summary>
    public static InventoryReading Open(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            throw InventoryDatabaseException.NotFound(path);
        }

        RequireFile(path);
        SqliteFile file = SqliteFile.OpenForReading(path, Errors.Instance);
        try
        {
            file.RequireOwn(Errors.Instance);
            return new InventoryReading(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a pipe or a device, which SQLite would wait for.</summary>
    /// <exception cref="InventoryDatabaseException">It is one.</exception>
    public static void RequireFile(string path)
    {
        if (FileFacts.Of(path) is { IsRegular: false })
        {
            throw InventoryDatabaseException.OfAnotherKind(path);
        }
    }

    /// <summary>Opens the database within a transaction: what is read is of one moment, whatever is loaded meanwhile.</summary>
    public static InventoryReading OpenAtOneMoment(string path)
    {
        InventoryReading reading = Open(path);
        try
        {
            // The moment is that of the first look, not of BEGIN.
            reading._file.Execute("BEGIN; SELECT count(*) FROM sqlite_schema");
            return reading;
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    /// <summary>The columns of a table or view, in order, with the types that they were declared with.</summary>
    public IReadOnlyList<(string Name, string Type)> ColumnsOf(string table)
    {
        var columns = new List<(string, string)>();
        using Statement select = _file.Prepare("SELECT name, type FROM pragma_table_info(?1) ORDER BY cid");
        select.Bind(1, table);
        while (select.Step())
        {
            columns.Add((select.Text(0), select.Text(1)));
        }

        return columns;
    }

    /// <summary>Counts the rows of a table.</summary>
    public long Count(string table) => _file.Scalar($"SELECT count(*) FROM {table}");

    /// <summary>Lists columns for a SELECT.</summary>
    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(SqlName.Quote));

    public void Dispose() => _file.Dispose();

    /// <summary>Words the errors of a database that is only read.</summary>
    private sealed class Errors : SqliteErrors
    {
        public static Errors Instance { get; } = new();

        public override ConnectorException Of(string path, SqliteFailure failure, int code, string? text, Exception? inner) =>
            failure == SqliteFailure.NotWritable
                ? InventoryDatabaseException.NotReadable(path, text, inner)
                : InventoryDatabaseException.Of(path, failure, code, text, inner);

        public override ConnectorException OfAnotherKind(string path) => InventoryDatabaseException.OfAnotherKind(path);

        public override ConnectorException Newer(string path, long found, long known) =>
            InventoryDatabaseException.Newer(path, found, known);
    }
}
