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

    private readonly RunDatabase _database;
    private readonly Dictionary<ulong, int> _assets = [];
    private readonly Dictionary<Sets, int> _numbers = [];
    private readonly List<Sets> _sets = [];
    private readonly Dictionary<int, ValueSet> _kept = [];

    private WantedValues(RunDatabase database) => _database = database;

    /// <summary>The assets, each with the number of what is wanted of it.</summary>
    public IReadOnlyDictionary<ulong, int> Assets => _assets;

    /// <summary>Reads what was sent.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="RunDatabaseException">The record cannot be trusted.</exception>
    public static WantedValues Read(RunDatabase database, CancellationToken cancellationToken)
    {
        var wanted = new WantedValues(database);
        lock (database.Gate)
        {
            foreach (BatchRow batch in database.Batches.ReadSent())
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (ulong assetId in batch.AssetIds)
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

            Sets sets = _sets[number];
            values = ValueSet.Of([.. Of(sets.Add, isRemoval: false), .. Of(sets.Update, isRemoval: false), .. Of(sets.Remove, isRemoval: true)]);
            _kept.Add(number, values);
        }

        return values;
    }

    private void Add(ulong assetId, QualysFunction function, int setId)
    {
        Sets before = _assets.TryGetValue(assetId, out int known) ? _sets[known] : default;
        Sets after = function switch
        {
            QualysFunction.Add => before with { Add = setId },
            QualysFunction.Update => before with { Update = setId },
            _ => before with { Remove = setId },
        };
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, after, out bool isKnown);
        if (!isKnown)
        {
            number = _sets.Count;
            _sets.Add(after);
        }

        _assets[assetId] = number;
    }

    private IEnumerable<KeyValuePair<string, string?>> Of(int setId, bool isRemoval) => setId == 0 ? [] :
        _database.Records.GetSet(setId).NonEmpty.Select(each => KeyValuePair.Create(each.Key, isRemoval ? null : each.Value));

    /// <summary>What was added, changed and removed, by the numbers of the sets; 0 for nothing.</summary>
    private readonly record struct Sets(int Add, int Update, int Remove);
}
