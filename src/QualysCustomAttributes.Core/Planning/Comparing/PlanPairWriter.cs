using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Numbers pairs of known and desired values, and writes them with what is to be done for each.</summary>
internal sealed class PlanPairWriter(RunDatabase database)
{
    private readonly List<bool> _hasKnownValue = [];

    /// <summary>Whether Qualys is known to hold any value for the assets of a pair.</summary>
    public bool HasKnownValue(int pair) => _hasKnownValue[pair - 1];

    /// <summary>Writes a pair, unless nothing is known and nothing is desired.</summary>
    /// <param name="known">The known values, in the contract's order.</param>
    /// <param name="desired">The desired values, empty where there is none; <see langword="null"/> where none are desired.</param>
    /// <param name="desiredSet">The number of their set, where they have one.</param>
    /// <param name="differences">What is to be done with each, and why.</param>
    /// <returns>Its number.</returns>
    public int Write(
        KnownAttribute[] known, IReadOnlyList<string>? desired, int? desiredSet, (ChangeAction Action, ChangeReason Reason)[] differences)
    {
        int number = _hasKnownValue.Count + 1;
        bool hasKnown = Array.Exists(known, value => value.Value is not null || value.IsInDoubt);
        _hasKnownValue.Add(hasKnown);
        if (!hasKnown && desired is null)
        {
            return number;
        }

        int? set = desired is null ? null : desiredSet ?? database.Plan.FindOrAddSet(desired);
        database.Plan.Insert(new PlanPairRow(
            number,
            hasKnown ? SetOf([.. known.Select(value => value.Value ?? "")]) : null,
            set,
            string.Concat(differences.Select(each => PlanLetters.Of(PlanLetters.Actions, each.Action.ToString()))),
            string.Concat(differences.Select(each => PlanLetters.Of(PlanLetters.Reasons, each.Reason.ToString()))),
            SetOfAction(ChangeAction.Add, i => desired![i]),
            SetOfAction(ChangeAction.Update, i => desired![i]),
            // What is in doubt may have no value that is known; Qualys removes by the key alone.
            SetOfAction(ChangeAction.Remove, i => known[i].Value ?? "-")));
        return number;

        int? SetOfAction(ChangeAction action, Func<int, string> valueOf) => Array.Exists(differences, each => each.Action == action)
            ? SetOf([.. differences.Select((each, i) => each.Action == action ? valueOf(i) : "")])
            : null;

        // Most sets are the desired one itself: it stands in the database already.
        int SetOf(string[] texts) => desired is not null && texts.SequenceEqual(desired, StringComparer.Ordinal)
            ? set!.Value
            : database.Plan.FindOrAddSet(texts);
    }
}
