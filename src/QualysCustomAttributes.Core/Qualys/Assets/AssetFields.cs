using System.Text;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>
/// Numbers the fields of assets: first those that are looked into, then the other columns that are known, then every new
/// field as it comes. Names are compared letter by letter: one in another case is another field.
/// The thread that reads pages adds fields while the one that loads them asks for names.
/// </summary>
internal sealed class AssetFields
{
    /// <summary>The number of a field that is not kept: its name belongs to a column that is made by whoever loads the asset.</summary>
    public const int Nowhere = -1;

    public const int AssetId = 0;
    public const int LastModifiedDate = 1;
    public const int OperatingSystem = 2;
    public const int SoftwareList = 3;
    public const int CustomAttributes = 4;

    // A table has no use for more, and a server that never ran out of new names would fill the memory.
    private const int MostNames = 100_000;
    private const int MostNameBytes = 255;

    private static readonly string[] LookedInto =
        ["assetId", "lastModifiedDate", "operatingSystem", "softwareListData", "customAttributes"];

    private readonly object _gate = new();
    private readonly List<string> _withoutColumn = [];
    private readonly Utf8KeyIndex _seen = new();
    private readonly List<int> _numberOfSeen = [];
    private readonly List<string> _names;
    private readonly Dictionary<string, int> _known;
    private readonly HashSet<string> _reserved;
    private readonly (byte[] Name, int Field)[]?[] _members;
    private bool _isFull;

    /// <summary>Numbers the columns that are known.</summary>
    /// <param name="columns">Every column, those that are made among them.</param>
    /// <param name="members">The columns that hold a member of an object.</param>
    /// <param name="made">The columns that hold nothing of the asset.</param>
    public AssetFields(IEnumerable<string> columns, IReadOnlyCollection<AssetMember> members, IEnumerable<string> made)
    {
        _names = [.. LookedInto.Union(columns)];
        _known = new Dictionary<string, int>(_names.Select((name, number) => KeyValuePair.Create(name, number)), StringComparer.Ordinal);
        _reserved = new HashSet<string>(members.Select(member => member.Column).Concat(made), StringComparer.Ordinal);
        _members = new (byte[], int)[_names.Count][];
        foreach (IGrouping<string, AssetMember> field in members.GroupBy(member => member.Field))
        {
            _members[_known[field.Key]] = [.. field.Select(member => (Encoding.UTF8.GetBytes(member.Name), _known[member.Column]))];
        }
    }

    /// <summary>Finds the number of a field; a new one is given its own.</summary>
    public int Find(ReadOnlySpan<byte> field)
    {
        // Of a name that is too long for a column its beginning is enough to know it by.
        bool isTooLong = field.Length > MostNameBytes;
        field = isTooLong ? field[..(MostNameBytes + 1)] : field;
        if (_seen.Count == MostNames)
        {
            return FindAmongSeen(field);
        }

        int seen = _seen.FindOrAdd(field, out bool isNew);
        if (isNew)
        {
            _numberOfSeen.Add(Resolve(Encoding.UTF8.GetString(field), isTooLong));
        }

        return _numberOfSeen[seen - 1];
    }

    /// <summary>The members of a field's object that are fields of their own; <see langword="null"/> where there are none.</summary>
    public (byte[] Name, int Field)[]? MembersOf(int field) => field < _members.Length ? _members[field] : null;

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

    /// <summary>Hands out, once, the fields that have no column of their own.</summary>
    public IReadOnlyList<string> TakeWithoutColumn()
    {
        lock (_gate)
        {
            string[] names = [.. _withoutColumn];
            _withoutColumn.Clear();
            return names;
        }
    }

    private int FindAmongSeen(ReadOnlySpan<byte> field)
    {
        int seen = _seen.Find(field);
        if (seen == 0 && !_isFull)
        {
            _isFull = true;
            AddWithoutColumn(Encoding.UTF8.GetString(field));
        }

        return seen == 0 ? Nowhere : _numberOfSeen[seen - 1];
    }

    private int Resolve(string name, bool isTooLong)
    {
        if (isTooLong || _reserved.Contains(name) || name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
        {
            AddWithoutColumn(name);
            return Nowhere;
        }

        if (_known.TryGetValue(name, out int known))
        {
            return known;
        }

        lock (_gate)
        {
            _names.Add(name);
            return _names.Count - 1;
        }
    }
}
