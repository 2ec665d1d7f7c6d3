using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>A plan that was made by comparison in a few lines: what it was compared with, and what is done under each key.</summary>
internal static class PlanWords
{
    private const int KeysTold = 3;

    /// <summary>Reads the lines; none where everything is sent.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<string> Of(RunDatabase database)
    {
        IReadOnlyList<PlannedChangeCount> counts = PlannedChangeCount.ReadAll(database);
        if (!database.IsReconciled)
        {
            yield break;
        }

        string[] sources =
        [
            .. database.Plan.FindSource(PlanSource.Inventory) is { } inventory ? [$"the inventory '{inventory.Path}'"] : Array.Empty<string>(),
            .. database.Plan.FindSource(PlanSource.Ledger) is { } ledger
                ? [$"the ledger '{ledger.Path}'{(ledger.State.Length == 0 ? ", which is new" : "")}"] : Array.Empty<string>(),
        ];
        string what = database.Plan.FindSource(PlanSource.Undone) is { } undone ? $"plan that undoes the run of '{undone.Path}'" : "plan";
        yield return $"{what}, compared with {string.Join(" and ", sources)}:";
        foreach (string line in OfChanges(counts))
        {
            yield return line;
        }
    }

    /// <summary>Words what is done under each key; one line where nothing is to be done at all.</summary>
    public static IEnumerable<string> OfChanges(IReadOnlyList<PlannedChangeCount> counts)
    {
        if (counts.Count > 0 && counts.All(each => each.Reason == ChangeReason.Equal))
        {
            return [$"  {Counted.Of(counts.Max(each => each.Assets), "asset")}, all equal: nothing to send"];
        }

        int width = counts.Select(each => each.Key.Length).DefaultIfEmpty().Max();
        return counts.GroupBy(each => each.Key)
            .Select(key => $"  {key.Key.PadRight(width)}  {string.Join(", ", key.GroupBy(each => each.Action).Select(Of))}");
    }

    /// <summary>Reads how many calls the plan takes, grouped one way and the other; no line where they were not counted.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<string> OfCalls(RunDatabase database)
    {
        foreach (IGrouping<QualysFunction, GroupCallsRow> function in GroupCalls.Read(database).GroupBy(each => each.Function))
        {
            string name = database.IsReconciled ? $"calls to {function.Key.ToRequestName()}" : "calls";
            GroupCallsRow taken = function.First(each => each.IsTaken);
            GroupCallsRow other = function.First(each => !each.IsTaken);
            yield return FormattableString.Invariant($"  {name}: {taken.Calls:N0} grouped by {WordOf(taken)}, {other.Calls:N0} by {WordOf(other)}");
        }
    }

    /// <summary>What is told of a plan in any case: what others have changed, and what is withheld.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static IEnumerable<ConnectorWarning> OfOthers(RunDatabase database)
    {
        PlannedChangeCount[] told = [.. PlannedChangeCount.ReadAll(database)
            .Where(each => each.Reason == ChangeReason.Drifted || each.Action == ChangeAction.Withheld)];
        foreach (IGrouping<(ChangeReason Reason, bool IsWithheld), PlannedChangeCount> group in
            told.GroupBy(each => (each.Reason, each.Action == ChangeAction.Withheld)).OrderBy(group => group.Key.Reason))
        {
            string keys = KeysOf([.. group]);
            string why = group.Key.Reason switch
            {
                ChangeReason.Drifted => "Is not what was written (changed by somebody else, or not applied by Qualys)",
                ChangeReason.NotOurs => "The inventory lays to another connector",
                ChangeReason.UnknownAsset => "The inventory does not have the asset for",
                ChangeReason.Left => "A row of the export that is missing, or was rejected, may have had the asset for",
                ChangeReason.Emptied => "Rows of the export with fewer cells than the header may lack the value of",
                _ => $"Withheld ({group.Key.Reason})",
            };
            string what = group.Key.IsWithheld ? "It is left as it is" : "It is overwritten";
            yield return new ConnectorWarning($"{why}: {keys}. {what}.") { Listing = new RunListing(RunList.Plan, database.Path) };
        }
    }

    /// <summary>Says of a plan of which nothing is to be sent what of it is withheld, or kept though it differs, and why.</summary>
    /// <returns>The words; <see langword="null"/> where everything is as it should be.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    public static string? OfKept(RunDatabase database)
    {
        IReadOnlyList<PlannedChangeCount> counts = PlannedChangeCount.ReadAll(database);
        string[] parts =
        [
            .. Of("withheld", counts.Where(each => each.Action == ChangeAction.Withheld)),
            .. Of("kept though the export has none", counts.Where(each => each.Action == ChangeAction.None && each.Reason != ChangeReason.Equal)),
        ];
        return parts.Length == 0 ? null : string.Join(", and ", parts);

        static IEnumerable<string> Of(string what, IEnumerable<PlannedChangeCount> changes) => changes.Any()
            ? [$"{Counted.Of(changes.Sum(each => each.Assets), "value is", "values are")} {what} ("
                + string.Join(", ", changes.GroupBy(each => each.Reason).Select(reason => FormattableString.Invariant($"{reason.Key} {reason.Sum(each => each.Assets):N0}"))) + ")"]
            : [];
    }

    /// <summary>Says how long the calls of the plan take at least, at the limit that Qualys showed last; no line where none is known.</summary>
    /// <exception cref="RunDatabaseException">The database cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static IEnumerable<string> OfTime(RunDatabase database)
    {
        long calls = GroupCalls.Read(database).Where(each => each.IsTaken).Sum(each => each.Calls);
        string? path = database.Plan.FindSource(PlanSource.Ledger)?.Path;
        if (calls == 0 || !File.Exists(path))
        {
            yield break;
        }

        using AttributeLedger ledger = AttributeLedger.OpenForReading(path);
        if (ledger.FindWindow() is { Limit: > 0 and var limit, Length: { } length } && length > TimeSpan.Zero)
        {
            string least = WaitText.Of(length * ((calls - 1) / limit));
            yield return FormattableString.Invariant(
                $"  {Counted.Of(calls, "call")} at {limit:N0} in {WaitText.Of(length)}, as Qualys showed last: {least} at least");
        }
    }

    // One asset may have all of them: more keys than three are a number.
    private static string KeysOf(PlannedChangeCount[] counts)
    {
        bool isSame = counts.Length > KeysTold && counts.All(each => each.Assets == counts[0].Assets);
        string keys = string.Join(", ", counts.Take(KeysTold).Select(each => isSame ? ShownText.Name(each.Key) : $"{ShownText.Name(each.Key)} of {Counted.Of(each.Assets, "asset")}"));
        string rest = counts.Length > KeysTold ? $" and {Counted.Of(counts.Length - KeysTold, "key")} more" : "";
        return isSame ? $"{Counted.Of(counts[0].Assets, "asset")} with {keys}{rest}" : keys + rest;
    }

    private static string WordOf(GroupCallsRow row) => row.GroupBy == PayloadGrouping.Attribute ? "attribute" : "attribute set";

    private static string Of(IGrouping<ChangeAction, PlannedChangeCount> action)
    {
        string name = action.Key == ChangeAction.None ? "unchanged" : action.Key.ToString().ToLowerInvariant();
        bool isPlain = action.Key == ChangeAction.None && action.All(each => each.Reason == ChangeReason.Equal);
        string why = isPlain ? "" : $" ({string.Join(", ", action.Select(each => action.Count() == 1 ? $"{each.Reason}" : FormattableString.Invariant($"{each.Reason} {each.Assets:N0}")))})";
        return FormattableString.Invariant($"{name} {action.Sum(each => each.Assets):N0}{why}");
    }
}
