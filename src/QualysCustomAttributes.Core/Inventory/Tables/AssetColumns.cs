using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Inventory.Tables;

/// <summary>The form in which a column holds its values.</summary>
internal enum ColumnForm
{
    /// <summary>As they are.</summary>
    Plain,

    /// <summary>Moments.</summary>
    Moment,

    /// <summary>JSON always.</summary>
    Json,
}

/// <summary>Which column of <c>Q_Asset_Inventory</c> a field of an asset goes to. A field that is new gets a column.</summary>
internal sealed class AssetColumns
{
    /// <summary>How many columns the table gets at most.</summary>
    public const int MostColumns = 1000;

    private const int Nowhere = -1;
    private const int Unknown = -2;

    private readonly SqliteFile _file;
    private readonly AssetFields _fields;
    private readonly List<int> _placeOf = [];
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _placeOfName = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(SqlName.Comparer);
    private readonly List<ColumnForm> _forms = [];

    public AssetColumns(SqliteFile file, AssetFields fields)
    {
        _file = file;
        _fields = fields;
        using Statement select = file.Prepare("SELECT name FROM pragma_table_info('Q_Asset_Inventory') ORDER BY cid");
        while (select.Step())
        {
            AddName(select.Text(0));
        }
    }

    /// <summary>The columns, in the table's order.</summary>
    public IReadOnlyList<string> Names => _names;

    public ColumnForm FormOf(int place) => _forms[place];

    /// <summary>The place of a column that the table was made with.</summary>
    public int PlaceOf(string column) => _placeOfName[column];

    /// <summary>Finds the column's place for a field, -1 where it has none; adds the column where the field is new.</summary>
    public int PlaceOf(int field)
    {
        while (_placeOf.Count <= field)
        {
            _placeOf.Add(Unknown);
        }

        if (_placeOf[field] == Unknown)
        {
            _placeOf[field] = Resolve(_fields.NameOf(field));
        }

        return _placeOf[field];
    }

    private int Resolve(string name)
    {
        if (_placeOfName.TryGetValue(name, out int place))
        {
            return place;
        }

        // A field that differs from a column in case alone is another field, for which SQLite has no room beside it.
        if (_names.Count >= MostColumns || _taken.Contains(name))
        {
            _fields.AddWithoutColumn(name);
            return Nowhere;
        }

        _file.Execute($"ALTER TABLE Q_Asset_Inventory ADD COLUMN {SqlName.Quote(name)}");
        AddName(name);
        return _names.Count - 1;
    }

    private void AddName(string name)
    {
        _placeOfName.Add(name, _names.Count);
        _taken.Add(name);
        _names.Add(name);
        _forms.Add(name switch
        {
            // Indexes and the cookbook reach into these: a text among them would be an error of SQLite's for the whole query.
            "agent" or "operatingSystem" or "sensor" => ColumnForm.Json,
            "lastBoot" => ColumnForm.Moment,
            _ => name.Contains("Date", StringComparison.Ordinal) ? ColumnForm.Moment : ColumnForm.Plain,
        });
    }
}
