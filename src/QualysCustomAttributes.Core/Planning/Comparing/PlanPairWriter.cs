using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>Numbers pairs of known and desired values, and writes them with what is to be done for each.</summary>
internal sealed class PlanPairWriter(RunDatabase database)
{
    // Where adding was seen to write a key that exists, it is right either way by itself.
    private readonly bool _isAddEnough = database.Changes.FunctionOfUpdates == QualysFunction.Add;
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

        int? set = desired is null ? null : desiredSet ?? database.Sets.FindOrAdd(desired);
        database.Plan.Insert(new PlanPairRow(
            number,
            hasKnown ? SetOf([.. known.Select(value => value.Value ?? "")]) : null,
            set,
            string.Concat(differences.Select((each, i) => LetterOf(each.Action, known[i]))),
            string.Concat(differences.Select(each => PlanLetters.Of(PlanLetters.Reasons, each.Reason.ToString()))),
            SetWhere(i => differences[i].Action == ChangeAction.Add || IsSentBothWays(i), i => desired![i]),
            SetWhere(i => differences[i].Action == ChangeAction.Update || IsSentBothWays(i), i => desired![i]),
            // What is in doubt may have no value that is known; Qualys removes by the key alone.
            SetWhere(i => differences[i].Action == ChangeAction.Remove, i => known[i].Value ?? "-")));
        return number;

        bool IsSentBothWays(int i) => differences[i].Action is ChangeAction.Add or ChangeAction.Update && IsDoubtful(known[i]);

        int? SetWhere(Predicate<int> isOfAction, Func<int, string> valueOf)
        {
            string[] texts = [.. differences.Select((_, i) => isOfAction(i) ? valueOf(i) : "")];
            return Array.Exists(texts, text => text.Length > 0) ? SetOf(texts) : null;
        }

        // Most sets are the desired one itself: it stands in the database already.
        int SetOf(string[] texts) => desired is not null && texts.SequenceEqual(desired, StringComparer.Ordinal)
            ? set!.Value
            : database.Sets.FindOrAdd(texts);
    }

    private bool IsDoubtful(KnownAttribute known) => known.IsExistenceInDoubt && !_isAddEnough;

    private char LetterOf(ChangeAction action, KnownAttribute known) => (action, IsDoubtful(known)) switch
    {
        (ChangeAction.Add, true) => PlanLetters.AddOrUpdate,
        (ChangeAction.Update, true) => PlanLetters.UpdateOrAdd,
        _ => PlanLetters.Of(PlanLetters.Actions, action.ToString()),
    };
}
