using System.Text;

namespace QualysCustomAttributes.Qualys.Assets;

/// <summary>
/// Numbers the fields of assets: first those that are looked into, then the other columns that are known, then every new
/// field as it comes. Names know no case. The thread that reads pages adds fields while the one that loads them asks for names.
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

    private static readonly string[] LookedInto =
        ["assetId", "lastModifiedDate", "operatingSystem", "softwareListData", "customAttributes"];

    private readonly object _gate = new();
    private readonly List<string> _withoutColumn = [];
    private readonly Utf8KeyIndex _spellings = new();
    private readonly List<int> _numberOfSpelling = [];
    private readonly List<string> _names;
    private readonly HashSet<string> _reserved;
    private readonly (byte[] Name, int Field)[]?[] _members;

    /// <summary>Numbers the columns that are known.</summary>
    /// <param name="columns">Every column, those that are made among them.</param>
    /// <param name="members">The columns that hold a member of an object.</param>
    /// <param name="made">The columns that hold nothing of the asset.</param>
    public AssetFields(IEnumerable<string> columns, IReadOnlyCollection<AssetMember> members, IEnumerable<string> made)
    {
        _names = [.. LookedInto.Union(columns)];
        _reserved = new HashSet<string>(members.Select(member => member.Column).Concat(made), StringComparer.OrdinalIgnoreCase);
        _members = new (byte[], int)[_names.Count][];
        foreach (IGrouping<string, AssetMember> field in members.GroupBy(member => member.Field))
        {
            _members[_names.IndexOf(field.Key)] =
                [.. field.Select(member => (Encoding.UTF8.GetBytes(member.Name), _names.IndexOf(member.Column)))];
        }
    }

    /// <summary>Whether a field was spelt in more than one way, so that an asset may have it twice.</summary>
    public bool HasSpellings { get; private set; }

    /// <summary>Finds the number of a field; a new one is given its own.</summary>
    public int Find(ReadOnlySpan<byte> field)
    {
        int spelling = _spellings.FindOrAdd(field, out bool isNew);
        if (isNew)
        {
            _numberOfSpelling.Add(Resolve(Encoding.UTF8.GetString(field)));
        }

        return _numberOfSpelling[spelling - 1];
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
