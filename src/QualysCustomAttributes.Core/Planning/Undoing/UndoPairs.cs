using System.Globalization;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The pairs of known values and those of before, which undoing is to bring back. What is to be done is worked out once for each, when the
/// first asset comes that has it.
/// </summary>
internal sealed class UndoPairs(RunDatabase database, KnownValues known, ValueSetTable sets)
{
    private const int MostKept = 20_000;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly PlanPairWriter _writer = new(database);

    /// <summary>Whether any asset has a value that is not as it was before the run.</summary>
    public bool HasAny { get; private set; }

    /// <summary>Whether Qualys is known to hold any value for the assets of a pair.</summary>
    public bool HasKnownValue(int pair) => _writer.HasKnownValue(pair);

    /// <summary>Finds the number of an asset's pair, which is written where it is new.</summary>
    /// <param name="asset">What inventory and ledger have of the asset.</param>
    /// <param name="changes">What the run made of it, the earliest first.</param>
    /// <param name="isUnknownAsset">Whether Qualys has no such asset.</param>
    /// <param name="doubts">Changes of other runs of which nobody knows whether they were made.</param>
    public int Of(KnownAsset asset, IReadOnlyList<RunChange> changes, bool isUnknownAsset, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        // What is in doubt is so few that each asset has a pair of its own.
        if (doubts.Count > 0)
        {
            return Write(asset, changes, isUnknownAsset, doubts);
        }

        string changed = string.Join(' ', changes.Select(each => $"{each.Before}>{each.After}{each.IsConfirmed}"));
        string combination = string.Create(
            CultureInfo.InvariantCulture,
            $"{asset.InventorySet} {asset.LedgerSet} {asset.IsLedgerLater} {asset.WrittenSet} {isUnknownAsset} {changed}");
        if (!_numbers.TryGetValue(combination, out int number))
        {
            if (_numbers.Count >= MostKept)
            {
                _numbers.Clear();
            }

            number = Write(asset, changes, isUnknownAsset, doubts);
            _numbers.Add(combination, number);
        }

        return number;
    }

    private int Write(KnownAsset asset, IReadOnlyList<RunChange> changes, bool isUnknownAsset, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        KnownAttribute[] values = known.Of(asset, doubts);
        string[] desired = [.. values.Select(value => value.Value ?? "")];
        var differences = new (ChangeAction Action, ChangeReason Reason)[keys.Count];
        for (int i = 0; i < keys.Count; i++)
        {
            differences[i] = (ChangeAction.None, ChangeReason.Equal);
            if (Find(changes, keys[i]) is { } change)
            {
                differences[i] = UndoRule.Of(values[i], change, isUnknownAsset);
                desired[i] = change.Before ?? "";
                values[i] = values[i] with
                {
                    IsInDoubt = values[i].IsInDoubt || change.IsInDoubt,
                    IsExistenceInDoubt = values[i].IsExistenceInDoubt || (change.IsInDoubt && change.Before is null != change.After is null),
                };
            }
        }

        HasAny |= Array.Exists(differences, each => each.Reason != ChangeReason.Equal);
        return _writer.Write(values, desired, desiredSet: null, differences);
    }

    // A key that the run changed more than once was before the first change what is to come back.
    private KeyChange? Find(IReadOnlyList<RunChange> changes, string key)
    {
        KeyChange? found = null;
        foreach (RunChange change in changes)
        {
            if (sets.Read(change.After).Values.TryGetValue(key, out string? after))
            {
                string? before = found is { } first ? first.Before : sets.Read(change.Before).Values.GetValueOrDefault(key);
                found = new KeyChange(before, after, found?.IsInDoubt == true || !change.IsConfirmed);
            }
        }

        return found;
    }
}
