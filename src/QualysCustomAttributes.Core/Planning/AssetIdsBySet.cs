namespace QualysCustomAttributes.Planning;

/// <summary>
/// Asset ids by the number of their attribute set: one array for all, because an array for each of a million sets would
/// cost many times the memory. First every id is counted, then room is made, then every id is added.
/// </summary>
/// <param name="sets">One more than the highest number of a set.</param>
internal sealed class AssetIdsBySet(int sets)
{
    private readonly int[] _ends = new int[sets];
    private readonly int[] _counts = new int[sets];
    private ulong[] _assetIds = [];

    /// <summary>Counts an id that will be added.</summary>
    public void Count(int set) => _counts[set]++;

    /// <summary>Makes room for what was counted.</summary>
    public void MakeRoom()
    {
        int total = 0;
        for (int set = 0; set < _counts.Length; set++)
        {
            _ends[set] = total;
            total += _counts[set];
        }

        _assetIds = new ulong[total];
    }

    /// <summary>Adds an id behind the others of its set.</summary>
    public void Add(int set, ulong assetId) => _assetIds[_ends[set]++] = assetId;

    /// <summary>The ids of a set, in the order in which they were added.</summary>
    public ArraySegment<ulong> Of(int set) => set < _counts.Length
        ? new ArraySegment<ulong>(_assetIds, _ends[set] - _counts[set], _counts[set])
        : ArraySegment<ulong>.Empty;

    /// <summary>Takes a set out.</summary>
    public void Remove(int set)
    {
        if (set < _counts.Length)
        {
            _counts[set] = 0;
        }
    }
}
