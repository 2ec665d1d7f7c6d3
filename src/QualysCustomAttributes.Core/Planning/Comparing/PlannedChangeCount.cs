using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>How many assets of a plan that was made by comparison have the same thing done under a key, for the same reason.</summary>
public sealed class PlannedChangeCount
{
    private PlannedChangeCount(string key, ChangeAction action, ChangeReason reason, long assets)
    {
        Key = key;
        Action = action;
        Reason = reason;
        Assets = assets;
    }

    /// <summary>The key of the custom attribute.</summary>
    public string Key { get; }

    /// <summary>What is done.</summary>
    public ChangeAction Action { get; }

    /// <summary>Why.</summary>
    public ChangeReason Reason { get; }

    /// <summary>How many assets.</summary>
    public long Assets { get; }

    /// <summary>The change in words, as <c>Business: Update of 3 assets (Drifted)</c>, or <c>Business: 3 assets equal</c>.</summary>
    public override string ToString() => Reason == ChangeReason.Equal
        ? $"{Key}: {Counted.Of(Assets, "asset")} equal"
        : $"{Key}: {Action} of {Counted.Of(Assets, "asset")} ({Reason})";

    /// <summary>Counts the changes of a plan, by key in the contract's order; none where the plan was not made by comparison.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    internal static IReadOnlyList<PlannedChangeCount> ReadAll(RunDatabase database)
    {
        if (!database.IsReconciled)
        {
            return [];
        }

        bool isHeld = database.Plan.IsHeld;
        return
        [
            // Several letters are one action: what is sent both ways is counted with what it is.
            .. database.Plan.Count()
                .GroupBy(row => (row.Position, Action: ActionOf(row), Reason: ReasonOf(row)), row => row.Assets)
                .OrderBy(each => each.Key.Position).ThenBy(each => each.Key.Action == ChangeAction.None).ThenBy(each => each.Key.Action)
                .ThenBy(each => each.Key.Reason)
                .Select(each => new PlannedChangeCount(
                    database.Contract.Keys[each.Key.Position - 1], each.Key.Action, each.Key.Reason, each.Sum())),
        ];

        ChangeAction ActionOf(PlanCountRow row)
        {
            var action = Enum.Parse<ChangeAction>(PlanLetters.NameOf(PlanLetters.Actions, row.Action, database.Path));
            return isHeld && action != ChangeAction.None ? ChangeAction.Withheld : action;
        }

        ChangeReason ReasonOf(PlanCountRow row) =>
            Enum.Parse<ChangeReason>(PlanLetters.NameOf(PlanLetters.Reasons, row.Reason, database.Path));
    }
}
