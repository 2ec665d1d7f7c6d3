using System.Text;
using QualysCustomAttributes.RunDatabases;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory;

/// <summary>Which column of <c>Q_Asset_Inventory</c> a field of an asset goes to. A field that is new gets a column.</summary>
internal sealed class AssetColumns
{
    private const int Nowhere = -1;
    private const int MostColumns = 1000;

    private readonly SqliteFile _file;
    private readonly Utf8KeyIndex _fields = new();
    private readonly List<int> _columnOf = [];
    private readonly List<string> _names = [];
    private readonly List<bool> _areDates = [];
    private readonly HashSet<string> _reserved;

    public AssetColumns(SqliteFile file)
    {
        _file = file;
        _reserved = new HashSet<string>(
            InventorySchema.Flattened.Values.SelectMany(columns => columns).Select(flattened => flattened.Column)
                .Concat([InventorySchema.BatchDate, InventorySchema.BatchNumber, InventorySchema.RowLastUpdated]),
            StringComparer.OrdinalIgnoreCase);
        using Statement select = file.Prepare("SELECT name FROM pragma_table_info('Q_Asset_Inventory') ORDER BY cid");
        while (select.Step())
        {
            AddName(select.Text(0));
        }
    }

    /// <summary>The columns, in the table's order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Gives a column's place.</summary>
    public int PlaceOf(string column) => _names.FindIndex(name => name.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a column holds moments.</summary>
    public bool IsDate(int place) => _areDates[place];

    /// <summary>Gives the column's place for a field, or -1 where it has none; adds the column where the field is new.</summary>
    public int Find(ReadOnlySpan<byte> field)
    {
        int number = _fields.FindOrAdd(field, out bool isNew);
        if (isNew)
        {
            _columnOf.Add(Resolve(Encoding.UTF8.GetString(field)));
        }

        return _columnOf[number - 1];
    }

    private int Resolve(string field)
    {
        if (_reserved.Contains(field) || field.Length == 0 || field.Contains('\0', StringComparison.Ordinal))
        {
            return Nowhere;
        }

        // SQLite's names know no case.
        int place = PlaceOf(field);
        if (place >= 0)
        {
            return place;
        }

        if (_names.Count >= MostColumns)
        {
            return Nowhere;
        }

        _file.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN {RunDatabaseSchema.QuoteName(field)}");
        AddName(field);
        return _names.Count - 1;
    }

    private void AddName(string name)
    {
        _names.Add(name);
        _areDates.Add(name.Contains("Date", StringComparison.Ordinal) || name == "lastBoot");
    }
}
