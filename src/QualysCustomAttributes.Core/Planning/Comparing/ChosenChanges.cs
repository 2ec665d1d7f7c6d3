using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>What a part of a plan that was made by comparison changes of that which is held: each asset once, however many batches have it.</summary>
internal sealed class ChosenChanges
{
    private readonly HashSet<ulong> _assets = [];
    private readonly HashSet<ulong> _updated = [];
    private readonly HashSet<ulong> _removed = [];
    private readonly HashSet<(ulong AssetId, int Key)> _sentBothWays = [];
    private readonly long[] _updatedByKey;
    private readonly long[] _removedByKey;

    private ChosenChanges(int keys) => (_updatedByKey, _removedByKey) = (new long[keys], new long[keys]);

    /// <summary>How many assets the part has.</summary>
    public long Assets => _assets.Count;

    /// <summary>Counts what is done to values that are held.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="part">The batches of the part, or its groups.</param>
    public static ChosenChanges Of(RunDatabase database, IEnumerable<BatchRow> part)
    {
        var changes = new ChosenChanges(database.Contract.Keys.Count);
        foreach (BatchRow batch in part)
        {
            IReadOnlyList<string> values = database.Records.GetSet(batch.AttributeSetId).Values;
            int[] keys = [.. Enumerable.Range(0, values.Count).Where(i => values[i].Length > 0)];
            foreach (ulong assetId in batch.AssetIds)
            {
                changes._assets.Add(assetId);
                changes.Add(assetId, keys, database.Plan.FindActions(assetId));
            }
        }

        return changes;
    }

    /// <summary>How many assets lose values, or have them changed.</summary>
    /// <param name="action">What is done, as a letter.</param>
    public long Count(char action) => action == 'U' ? _updated.Count : _removed.Count;

    /// <summary>How many do under one key.</summary>
    /// <param name="action">What is done, as a letter.</param>
    /// <param name="key">The key, by its place in the contract.</param>
    public long Count(char action, int key) => action == 'U' ? _updatedByKey[key] : _removedByKey[key];

    // As in the whole: what may have a value without being known to is counted under its key, or with its asset where that holds others.
    private void Add(ulong assetId, int[] keys, PlanActions actions)
    {
        // What is in doubt is sent again: nobody else's value is changed by that.
        foreach (int key in keys.Where(key => actions.Reasons[key] != PlanLetters.InDoubt))
        {
            char letter = actions.Letters[key];
            if (letter is 'U' or PlanLetters.UpdateOrAdd)
            {
                _updatedByKey[key] += letter == 'U' || _sentBothWays.Add((assetId, key)) ? 1 : 0;
            }
            else if (letter == 'R')
            {
                _removedByKey[key]++;
            }

            if (actions.IsOfHeld && (letter is 'U' or PlanLetters.UpdateOrAdd or PlanLetters.AddOrUpdate or 'R'))
            {
                (letter == 'R' ? _removed : _updated).Add(assetId);
            }
        }
    }
}
