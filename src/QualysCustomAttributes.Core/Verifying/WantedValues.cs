using System.Runtime.InteropServices;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Verifying;

/// <summary>
/// What is wanted of each asset that was sent, taken from the batches that Qualys confirmed or may have applied. Assets with the same
/// values have the same number, so that a million of them cost no more than their numbers.
/// </summary>
internal sealed class WantedValues
{
    private const int MostKept = 1_000;
    private const int NoLink = -1;

    private readonly RunDatabase _database;
    private readonly Dictionary<ulong, int> _assets = [];
    private readonly Dictionary<Link, int> _numbers = [];
    private readonly List<Link> _links = [];
    private readonly Dictionary<int, ValueSet> _kept = [];

    private WantedValues(RunDatabase database) => _database = database;

    /// <summary>The assets, each with the number of what is wanted of it.</summary>
    public IReadOnlyDictionary<ulong, int> Assets => _assets;

    /// <summary>Reads what was sent.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="only">Of these assets alone; of all where it is <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RunDatabaseException">The record cannot be trusted.</exception>
    public static WantedValues Read(RunDatabase database, IReadOnlyCollection<ulong>? only, CancellationToken cancellationToken)
    {
        HashSet<ulong>? named = only is null ? null : [.. only];
        var wanted = new WantedValues(database);
        lock (database.Gate)
        {
            foreach (BatchRow batch in database.Batches.ReadSent())
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (ulong assetId in batch.AssetIds.Where(id => named is null || named.Contains(id)))
                {
                    wanted.Add(assetId, batch.Function!.Value, batch.AttributeSetId);
                }
            }
        }

        return wanted;
    }

    /// <summary>What is wanted, by its number: values, and null for a key that is to be gone.</summary>
    public ValueSet Of(int number)
    {
        if (!_kept.TryGetValue(number, out ValueSet? values))
        {
            if (_kept.Count >= MostKept)
            {
                _kept.Clear();
            }

            values = ValueSet.Of(Chain(number).Reverse().SelectMany(Of));
            _kept.Add(number, values);
        }

        return values;
    }

    private void Add(ulong assetId, QualysFunction function, int setId)
    {
        var link = new Link(_assets.TryGetValue(assetId, out int known) ? known : NoLink, function, setId);
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, link, out bool isKnown);
        if (!isKnown)
        {
            number = _links.Count;
            _links.Add(link);
        }

        _assets[assetId] = number;
    }

    private IEnumerable<Link> Chain(int number)
    {
        for (int each = number; each != NoLink; each = _links[each].Before)
        {
            yield return _links[each];
        }
    }

    private IEnumerable<KeyValuePair<string, string?>> Of(Link link) => _database.Records.GetSet(link.SetId).NonEmpty
        .Select(each => KeyValuePair.Create(each.Key, link.Function == QualysFunction.Remove ? null : each.Value));

    /// <summary>What one batch wants of an asset, beside what those before it want.</summary>
    private readonly record struct Link(int Before, QualysFunction Function, int SetId);
}
