using System.Runtime.InteropServices;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Every payload that is to be grouped, in input order. Lists of plain numbers: an object for each of a million assets
/// would cost many times the memory.
/// </summary>
internal sealed class GroupInput
{
    private readonly List<ulong> _assetIds = [];
    private readonly List<long> _recordIds = [];
    private readonly List<int> _lines = [];
    private readonly List<int> _setIds = [];
    private readonly HashSet<int> _excluded = [];
    private ulong[] _seen = new ulong[1024];

    public int Count => _assetIds.Count;

    public StoredRecord this[int row] => new(_recordIds[row], _assetIds[row], (uint)_lines[row], _setIds[row]);

    /// <summary>The asset of a row.</summary>
    public ulong AssetIdOf(int row) => _assetIds[row];

    /// <summary>The attribute set of a row, by its number.</summary>
    public int SetIdOf(int row) => _setIds[row];

    /// <summary>The line of the export at which a row starts.</summary>
    public uint LineOf(int row) => (uint)_lines[row];

    /// <summary>Makes room for so many records at once, where their number is known.</summary>
    public void EnsureCapacity(int count)
    {
        _assetIds.EnsureCapacity(count);
        _recordIds.EnsureCapacity(count);
        _lines.EnsureCapacity(count);
        _setIds.EnsureCapacity(count);
    }

    /// <summary>Adds a record, unless it is there already.</summary>
    /// <returns>Whether it is new.</returns>
    public bool TryAdd(in StoredRecord record)
    {
        // A bit a record; records are numbered from 1 without gaps.
        int word = (int)(record.RecordId / 64);
        ulong bit = 1UL << (int)(record.RecordId % 64);
        if (word >= _seen.Length)
        {
            Array.Resize(ref _seen, Math.Max(word + 1, _seen.Length * 2));
        }

        if ((_seen[word] & bit) != 0)
        {
            return false;
        }

        _seen[word] |= bit;
        _assetIds.Add(record.AssetId);
        _recordIds.Add(record.RecordId);
        _lines.Add((int)(uint)record.Line);
        _setIds.Add(record.AttributeSetId);
        return true;
    }

    public void Exclude(int row) => _excluded.Add(row);

    public bool IsExcluded(int row) => _excluded.Contains(row);

    /// <summary>Each id that stands in several rows, with its rows, in the order of their first row.</summary>
    public IEnumerable<(ulong AssetId, List<int> Rows)> FindRepeated()
    {
        Dictionary<ulong, List<int>> repeated = FindRepeatedIds();
        for (int row = 0; row < _assetIds.Count; row++)
        {
            if (repeated.TryGetValue(_assetIds[row], out List<int>? rows))
            {
                rows.Add(row);
            }
        }

        return repeated.OrderBy(entry => entry.Value[0]).Select(entry => (entry.Key, entry.Value));
    }

    /// <summary>The ids that are not excluded, by the number of their attribute set, in input order.</summary>
    public AssetIdsBySet CollectAssetIds()
    {
        var assetIds = new AssetIdsBySet(Max(_setIds) + 1);
        for (int row = 0; row < _setIds.Count; row++)
        {
            if (!IsExcluded(row))
            {
                assetIds.Count(_setIds[row]);
            }
        }

        assetIds.MakeRoom();
        for (int row = 0; row < _setIds.Count; row++)
        {
            if (!IsExcluded(row))
            {
                assetIds.Add(_setIds[row], _assetIds[row]);
            }
        }

        return assetIds;
    }

    // Sorting a copy finds the repeated ids in a fraction of a dictionary's time and memory.
    private Dictionary<ulong, List<int>> FindRepeatedIds()
    {
        ulong[] sorted = [.. _assetIds];
        Array.Sort(sorted);
        var repeated = new Dictionary<ulong, List<int>>();
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                repeated.TryAdd(sorted[i], []);
            }
        }

        return repeated;
    }

    private static int Max(List<int> numbers)
    {
        int max = 0;
        foreach (int number in CollectionsMarshal.AsSpan(numbers))
        {
            max = Math.Max(max, number);
        }

        return max;
    }
}
