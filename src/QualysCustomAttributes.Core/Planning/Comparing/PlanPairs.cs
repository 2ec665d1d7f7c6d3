using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The pairs of known and desired values that assets have. What is to be done is worked out once for each, when the first asset comes
/// that has it.
/// </summary>
internal sealed class PlanPairs(RunDatabase database, KnownValues known, ComparisonRules rules)
{
    private readonly Dictionary<Combination, int> _numbers = [];
    private readonly PlanPairWriter _writer = new(database);

    /// <summary>Finds the number of an asset's pair, which is written where it is new.</summary>
    /// <param name="asset">What inventory and ledger have of the asset.</param>
    /// <param name="desiredSet">Its set of the export, by its number; <see langword="null"/> where that does not have it.</param>
    /// <param name="standing">Where the asset stands.</param>
    /// <param name="doubts">Changes of which nobody knows whether they were made.</param>
    public int Of(KnownAsset asset, int? desiredSet, AssetStanding standing, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        // What is in doubt is so few that each asset has a pair of its own.
        if (doubts.Count > 0)
        {
            return Write(asset, desiredSet, standing, doubts);
        }

        var combination = new Combination(desiredSet ?? 0, asset.InventorySet, asset.LedgerSet, asset.IsLedgerLater, asset.WrittenSet, standing);
        if (!_numbers.TryGetValue(combination, out int number))
        {
            number = Write(asset, desiredSet, standing, doubts);
            _numbers.Add(combination, number);
        }

        return number;
    }

    /// <summary>Whether Qualys is known to hold any value for the assets of a pair.</summary>
    public bool HasKnownValue(int pair) => _writer.HasKnownValue(pair);

    private int Write(KnownAsset asset, int? desiredSet, AssetStanding standing, IReadOnlyDictionary<string, SentInDoubt> doubts)
    {
        KnownAttribute[] values = known.Of(asset, doubts);
        IReadOnlyList<string>? desired = desiredSet is { } set ? database.Records.GetSet(set).Values : null;
        return _writer.Write(
            values, desired, desiredSet, [.. values.Select((value, i) => AttributeDifference.Of(value, desired?[i] ?? "", standing, rules))]);
    }

    private readonly record struct Combination(int DesiredSet, long InventorySet, long LedgerSet, bool IsLedgerLater, long WrittenSet, AssetStanding Standing);
}
