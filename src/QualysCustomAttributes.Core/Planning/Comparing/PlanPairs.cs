using System.Buffers;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// The pairs of known and desired values that assets have. What is to be done is worked out once for each, when the first asset comes
/// that has it.
/// </summary>
internal sealed class PlanPairs(RunDatabase database, KnownValues known, ComparisonRules rules)
{
    private readonly Dictionary<Combination, int> _numbers = [];
    private readonly List<bool> _hasKnownValue = [];
    private readonly ArrayBufferWriter<byte> _values = new(1024);

    /// <summary>Finds the number of an asset's pair, which is written where it is new.</summary>
    /// <param name="asset">What inventory and ledger have of the asset.</param>
    /// <param name="desiredSet">Its set of the export, by its number; <see langword="null"/> where that does not have it.</param>
    /// <param name="standing">Where the asset stands.</param>
    /// <param name="doubts">Changes of which nobody knows whether they were made.</param>
    public int Of(KnownAsset asset, int? desiredSet, AssetStanding standing, IReadOnlyList<long> doubts)
    {
        // What is in doubt is so few that each asset has a pair of its own.
        if (doubts.Count > 0)
        {
            return Write(asset, desiredSet, standing, doubts);
        }

        var combination = new Combination(desiredSet ?? 0, asset.InventorySet, asset.LedgerSet, asset.IsLedgerLater, standing);
        if (!_numbers.TryGetValue(combination, out int number))
        {
            number = Write(asset, desiredSet, standing, doubts);
            _numbers.Add(combination, number);
        }

        return number;
    }

    /// <summary>Whether Qualys is known to hold any value for the assets of a pair.</summary>
    public bool HasKnownValue(int pair) => _hasKnownValue[pair - 1];

    private int Write(KnownAsset asset, int? desiredSet, AssetStanding standing, IReadOnlyList<long> doubts)
    {
        KnownAttribute[] values = known.Of(asset, doubts);
        IReadOnlyList<string>? desired = desiredSet is { } set ? database.Records.GetSet(set).Values : null;
        (ChangeAction Action, ChangeReason Reason)[] differences =
            [.. values.Select((value, i) => AttributeDifference.Of(value, desired?[i] ?? "", standing, rules))];
        int number = _hasKnownValue.Count + 1;
        bool hasKnown = values.Any(value => value.Value is not null || value.IsInDoubt);
        _hasKnownValue.Add(hasKnown);
        if (!hasKnown && desiredSet is null)
        {
            return number;
        }

        database.Plan.Insert(new PlanPairRow(
            number,
            hasKnown ? SetOf(values.Select(value => value.Value), desiredSet, desired) : null,
            desiredSet,
            string.Concat(differences.Select(each => PlanLetters.Of(PlanLetters.Actions, each.Action.ToString()))),
            string.Concat(differences.Select(each => PlanLetters.Of(PlanLetters.Reasons, each.Reason.ToString()))),
            SetOfAction(ChangeAction.Add, i => desired![i]),
            SetOfAction(ChangeAction.Update, i => desired![i]),
            // What is in doubt may have no value that is known; Qualys removes by the key alone.
            SetOfAction(ChangeAction.Remove, i => values[i].Value ?? "-")));
        return number;

        int? SetOfAction(ChangeAction action, Func<int, string> valueOf) => Array.Exists(differences, each => each.Action == action)
            ? SetOf(differences.Select((each, i) => each.Action == action ? valueOf(i) : null), desiredSet, desired)
            : null;
    }

    // Most sets are the desired one itself: it stands in the database already.
    private int SetOf(IEnumerable<string?> values, int? desiredSet, IReadOnlyList<string>? desired)
    {
        string[] texts = [.. values.Select(value => value ?? "")];
        if (desired is not null && texts.SequenceEqual(desired, StringComparer.Ordinal))
        {
            return desiredSet!.Value;
        }

        _values.ResetWrittenCount();
        foreach (string text in texts)
        {
            int length = Encoding.UTF8.GetBytes(text, _values.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length) + 1));
            _values.Advance(length);
            _values.GetSpan(1)[0] = AxoniusCsvReader.ValueEnd;
            _values.Advance(1);
        }

        return database.Plan.FindOrAddSet(_values.WrittenSpan);
    }

    private readonly record struct Combination(int DesiredSet, long InventorySet, long LedgerSet, bool IsLedgerLater, AssetStanding Standing);
}
