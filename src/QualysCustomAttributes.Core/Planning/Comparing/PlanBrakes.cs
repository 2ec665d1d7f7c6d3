using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// What keeps a plan from being sent as it is: it changes more than anybody would expect of a day, or it was made of an export that lacks
/// much of what the one before had.
/// </summary>
internal static class PlanBrakes
{
    /// <summary>Fewer assets than this are never braked for.</summary>
    public const long FewestAssets = 50;

    /// <summary>The part of the assets that hold values of which more than that is not changed at once, unless told otherwise.</summary>
    public const double DefaultMaximumChange = 0.2;

    /// <summary>The part that an export has, at least, of what the last one had: one with less is missing something.</summary>
    public const decimal LeastOfLastRun = 0.8m;

    private const int KeysTold = 3;

    private static readonly (char Letter, string Verb)[] Braked = [('U', "change"), ('R', "remove")];

    /// <summary>Finds every brake that holds a plan, or a part of it, in words that follow "The plan would"; none where all is sent.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="maximumChange">The part of the assets that hold values which may be changed at once, 0 to 1.</param>
    /// <param name="part">The batches that are chosen, or the groups; <see langword="null"/> where the whole plan is.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static IReadOnlyList<string> Find(RunDatabase database, double maximumChange, IEnumerable<BatchRow>? part = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        string? path = database.Plan.FindSource(PlanSource.Ledger)?.Path;
        using AttributeLedger? ledger = path is not null && File.Exists(path) ? AttributeLedger.OpenForReading(path) : null;
        return Find(database, maximumChange, ledger, part);
    }

    /// <summary>Finds the same where the ledger is open already.</summary>
    /// <inheritdoc cref="Find(RunDatabase, double, IEnumerable{BatchRow})"/>
    public static IReadOnlyList<string> Find(RunDatabase database, double maximumChange, AttributeLedger? ledger, IEnumerable<BatchRow>? part)
    {
        if (!database.IsReconciled)
        {
            return [];
        }

        // What undoes a run goes by no export.
        bool isUndo = database.Plan.FindSource(PlanSource.Undone) is not null;
        string? last = ledger is null || isUndo ? null : LedgerRun.FindLastCoverage(ledger, database.Id);
        return Find(database, maximumChange, ExportCoverage.Parse(last), part);
    }

    /// <summary>Finds them by what the last export had.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="maximumChange">The part of the assets that hold values which may be changed at once, 0 to 1.</param>
    /// <param name="last">What the last reconciled run had of its export; <see langword="null"/> where there was none.</param>
    /// <param name="part">The batches that are chosen, or the groups; <see langword="null"/> where the whole plan is.</param>
    public static IReadOnlyList<string> Find(
        RunDatabase database, double maximumChange, ExportCoverage? last, IEnumerable<BatchRow>? part = null)
    {
        List<string> found = FindOfWhole(database, maximumChange, last);
        if (found.Count == 0 || part is null)
        {
            // A part changes no more than the whole.
            return found;
        }

        // A few assets are what is sent first of a plan that one is not sure of.
        ChosenChanges chosen = ChosenChanges.Of(database, part);
        return chosen.Assets < FewestAssets ? [] : Find(database, maximumChange, last, chosen.Count, chosen.Count);
    }

    private static List<string> FindOfWhole(RunDatabase database, double maximumChange, ExportCoverage? last)
    {
        IReadOnlyList<PlanCountRow> counts = database.Plan.Count();
        PlanHoldings held = database.Plan.CountHeld();
        return Find(
            database, maximumChange, last,
            letter => letter == 'U' ? held.Updated : held.Removed,
            (letter, key) => counts
                .Where(each => each.Position == key + 1 && each.Reason != PlanLetters.InDoubt && IsOf(letter, each.Action)).Sum(each => each.Assets));
    }

    private static List<string> Find(
        RunDatabase database, double maximumChange, ExportCoverage? last, Func<char, long> changed, Func<char, int, long> changedByKey)
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        PlanHoldings held = database.Plan.CountHeld();
        var found = new List<string>();
        foreach ((char letter, string verb) in Braked)
        {
            Add(found, $"{verb} values", changed(letter), held.Assets, maximumChange);
            var ofKeys = new List<string>();
            for (int i = 0; i < keys.Count; i++)
            {
                Add(ofKeys, $"{verb} {ShownText.Name(keys[i])}", changedByKey(letter, i), held.ByKey[i], maximumChange);
            }

            AddFirst(found, ofKeys, rest => $"{verb} {Counted.Of(rest, "key")} more in the same way");
        }

        if (last is not null)
        {
            AddMissing(found, keys, ExportCoverage.Of(database), last);
        }

        return found;
    }

    private static bool IsOf(char braked, char action) => action == braked || (braked == 'U' && action == PlanLetters.UpdateOrAdd);

    private static void Add(List<string> found, string what, long changed, long held, double maximum)
    {
        // As a decimal, in which 29 of 100 are no more than 29 %.
        if (changed >= FewestAssets && changed > (decimal)maximum * held)
        {
            found.Add(FormattableString.Invariant($"{what} of {changed:N0} of the {held:N0} assets that hold any"));
        }
    }

    private static void AddMissing(List<string> found, IReadOnlyList<string> keys, ExportCoverage now, ExportCoverage last)
    {
        if (last.Assets >= FewestAssets && now.Assets < LeastOfLastRun * last.Assets)
        {
            found.Add(FormattableString.Invariant($"go by an export of {Counted.Of(now.Assets, "asset")}, where the last one had {last.Assets:N0}"));
        }

        var ofKeys = new List<string>();
        foreach (string key in keys)
        {
            if (last.Filled.TryGetValue(key, out long before) && before >= FewestAssets && now.Filled[key] < LeastOfLastRun * before)
            {
                ofKeys.Add(FormattableString.Invariant(
                    $"go by an export in which {Counted.Of(now.Filled[key], "asset has", "assets have")} a value for {ShownText.Name(key)}, where {before:N0} had one in the last"));
            }
        }

        AddFirst(found, ofKeys, rest => $"go by an export that lacks values of {Counted.Of(rest, "key")} more");
    }

    // Where most of an export is gone, every key says the same.
    private static void AddFirst(List<string> found, List<string> ofKeys, Func<int, string> ofRest)
    {
        found.AddRange(ofKeys.Take(KeysTold));
        if (ofKeys.Count > KeysTold)
        {
            found.Add(ofRest(ofKeys.Count - KeysTold));
        }
    }
}
