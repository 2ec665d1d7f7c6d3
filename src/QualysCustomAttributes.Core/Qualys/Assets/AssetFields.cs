using System.Text;
using QualysCustomAttributes.Inventory.Tables;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>
/// Numbers the fields of assets: first the columns of the table in their order, then every new field as it comes. Names
/// know no case, as in SQLite. The thread that reads pages adds fields while the one that loads them asks for names.
/// </summary>
internal sealed class AssetFields
{
    /// <summary>The number of a field that is not kept: its name belongs to a column that is made here.</summary>
    public const int Nowhere = -1;

    public static readonly int AssetId = ColumnOf("assetId");
    public static readonly int LastModifiedDate = ColumnOf("lastModifiedDate");
    public static readonly int Agent = ColumnOf("agent");
    public static readonly int OperatingSystem = ColumnOf("operatingSystem");
    public static readonly int Sensor = ColumnOf("sensor");
    public static readonly int SoftwareList = ColumnOf("softwareListData");
    public static readonly int CustomAttributes = ColumnOf("customAttributes");

    private readonly object _gate = new();
    private readonly List<string> _withoutColumn = [];
    private readonly Utf8KeyIndex _spellings = new();
    private readonly List<int> _numberOfSpelling = [];
    private readonly List<string> _names = [.. InventorySchema.Columns];
    private readonly HashSet<string> _reserved = new(
        [
            .. InventorySchema.Flattened.Values.SelectMany(columns => columns).Select(flattened => flattened.Column),
            InventorySchema.BatchDate, InventorySchema.BatchNumber, InventorySchema.RowLastUpdated,
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a field was spelt in more than one way, so that an asset may have it twice.</summary>
    public bool HasSpellings { get; private set; }

    /// <summary>Gives the number of a column of the table.</summary>
    public static int ColumnOf(string name) => Array.IndexOf(InventorySchema.Columns, name);

    /// <summary>Gives the number of a field, and one of its own to a new one.</summary>
    public int Find(ReadOnlySpan<byte> field)
    {
        int spelling = _spellings.FindOrAdd(field, out bool isNew);
        if (isNew)
        {
            _numberOfSpelling.Add(Resolve(Encoding.UTF8.GetString(field)));
        }

        return _numberOfSpelling[spelling - 1];
    }

    /// <summary>Gives the name of a field.</summary>
    public string NameOf(int field)
    {
        lock (_gate)
        {
            return _names[field];
        }
    }

    /// <summary>Takes note of a field that has no column of its own.</summary>
    public void AddWithoutColumn(string name)
    {
        lock (_gate)
        {
            _withoutColumn.Add(name);
        }
    }

    /// <summary>Gives, once, the fields that have no column of their own.</summary>
    public IReadOnlyList<string> TakeWithoutColumn()
    {
        lock (_gate)
        {
            string[] names = [.. _withoutColumn];
            _withoutColumn.Clear();
            return names;
        }
    }

    private int Resolve(string name)
    {
        if (_reserved.Contains(name) || name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            AddWithoutColumn(name);
            return Nowhere;
        }

        lock (_gate)
        {
            int known = _names.FindIndex(present => present.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known >= 0)
            {
                HasSpellings |= _names[known] != name;
                return known;
            }

            _names.Add(name);
            return _names.Count - 1;
        }
    }
}
