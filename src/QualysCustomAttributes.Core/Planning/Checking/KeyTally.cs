using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Counts the values of one key, those of an export and those of a baseline: one key at a time, so that no more than its values
/// are in memory.
/// </summary>
internal sealed class KeyTally
{
    private const int Frequent = 10;

    private readonly Utf8KeyIndex _values = new();
    private readonly List<long> _now = [];
    private readonly List<long> _before = [];

    /// <summary>Begins with another key, in the room of the one before.</summary>
    public void Clear()
    {
        _values.Clear();
        _now.Clear();
        _before.Clear();
    }

    /// <summary>Takes a value of the export, and how many assets have it.</summary>
    public void Add(ReadOnlySpan<byte> value, long assets) => Add(value, assets, _now);

    /// <summary>Takes a value of the baseline, and how many assets had it.</summary>
    public void AddOfBaseline(ReadOnlySpan<byte> value, long assets) => Add(value, assets, _before);

    /// <summary>Sums up.</summary>
    /// <param name="column">The key and its column.</param>
    /// <param name="assets">How many assets the export has.</param>
    /// <param name="assetsBefore">How many the baseline had; <see langword="null"/> where there is none, or it lacks the key.</param>
    public AxoniusCsvKey ToKey(AxoniusColumn column, long assets, long? assetsBefore)
    {
        long filled = _now.Sum();
        long? before = assetsBefore is null ? null : _before.Sum();
        return new AxoniusCsvKey
        {
            Key = column.Key,
            Header = column.Header,
            Assets = filled,
            Coverage = PartOf(filled, assets),
            DistinctValues = _now.Count(count => count > 0),
            FrequentValues = Most(_now, _ => true),
            NoValueTexts = FindNoValues(),
            BaselineAssets = before,
            BaselineCoverage = before is { } known ? PartOf(known, assetsBefore!.Value) : null,
            KeptCoverage = before is { } had ? PartOf(_before.Where((_, i) => _now[i] > 0).Sum(), had) : null,
            VanishedCount = before is null ? 0 : _before.Where((count, i) => count > 0 && _now[i] == 0).Count(),
            VanishedValues = before is null ? [] : Most(_before, i => _now[i] == 0),
            NewCount = before is null ? 0 : _now.Where((count, i) => count > 0 && _before[i] == 0).Count(),
            NewValues = before is null ? [] : Most(_now, i => _before[i] == 0),
        };
    }

    private static double PartOf(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;

    private void Add(ReadOnlySpan<byte> value, long assets, List<long> counts)
    {
        if (value.IsEmpty)
        {
            return;
        }

        int place = _values.FindOrAdd(value, out bool isNew) - 1;
        if (isNew)
        {
            _now.Add(0);
            _before.Add(0);
        }

        counts[place] += assets;
    }

    // Of equals the one that came first.
    private AxoniusCsvValue[] Most(List<long> counts, Func<int, bool> fits)
    {
        var most = new List<(int Place, long Count)>(Frequent + 1);
        for (int place = 0; place < counts.Count; place++)
        {
            long count = counts[place];
            if (count > 0 && (most.Count < Frequent || count > most[^1].Count) && fits(place))
            {
                int at = most.FindIndex(each => each.Count < count);
                most.Insert(at < 0 ? most.Count : at, (place, count));
                if (most.Count > Frequent)
                {
                    most.RemoveAt(Frequent);
                }
            }
        }

        return [.. most.Select(each => new AxoniusCsvValue(TextAt(each.Place), each.Count))];
    }

    private AxoniusCsvValue[] FindNoValues()
    {
        var known = new NoValueTexts([]);
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int place = 0; place < _now.Count; place++)
        {
            if (_now[place] > 0 && known.NameOf(_values.KeyAt(place + 1)) is { } text)
            {
                found[text] = found.GetValueOrDefault(text) + _now[place];
            }
        }

        return [.. found.OrderByDescending(each => each.Value).Select(each => new AxoniusCsvValue(each.Key, each.Value))];
    }

    private string TextAt(int place) => Encoding.UTF8.GetString(_values.KeyAt(place + 1));
}
