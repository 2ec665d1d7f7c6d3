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

    // Of what the last export had: less than that is missing something.
    private const decimal LeastOfLastRun = 0.8m;

    private static readonly (char Letter, string Verb)[] Braked = [('U', "change"), ('R', "remove")];

    /// <summary>Finds every brake that would hold a plan if it were sent now; none where calls of it are on record, or all is sent.</summary>
    /// <param name="database">The run database.</param>
    /// <param name="maximumChange">The part of the assets that hold values which may be changed at once, 0 to 1.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static IReadOnlyList<string> Find(RunDatabase database, double maximumChange)
    {
        ArgumentNullException.ThrowIfNull(database);
        string? path = database.Plan.FindSource(PlanSource.Ledger)?.Path;
        using AttributeLedger? ledger = path is not null && File.Exists(path) ? AttributeLedger.OpenForReading(path) : null;
        return Find(database, maximumChange, ledger);
    }

    /// <summary>Finds the same where the ledger is open already.</summary>
    /// <inheritdoc cref="Find(RunDatabase, double)"/>
    public static IReadOnlyList<string> Find(RunDatabase database, double maximumChange, AttributeLedger? ledger)
    {
        // What was released once goes on.
        if (!database.IsReconciled || database.Calls.Count() > 0)
        {
            return [];
        }

        // What undoes a run goes by no export.
        bool isUndo = database.Plan.FindSource(PlanSource.Undone) is not null;
        string? last = ledger is null || isUndo ? null : LedgerRun.FindLastCoverage(ledger, database.Id);
        return Find(database, maximumChange, ExportCoverage.Parse(last));
    }

    /// <summary>Finds every brake that holds a plan, in words that follow "The plan would".</summary>
    /// <param name="database">The run database.</param>
    /// <param name="maximumChange">The part of the assets that hold values which may be changed at once, 0 to 1.</param>
    /// <param name="last">What the last reconciled run had of its export; <see langword="null"/> where there was none.</param>
    public static IReadOnlyList<string> Find(RunDatabase database, double maximumChange, ExportCoverage? last)
    {
        IReadOnlyList<string> keys = database.Contract.Keys;
        IReadOnlyList<PlanCountRow> counts = database.Plan.Count();
        PlanHoldings held = database.Plan.CountHeld();
        var found = new List<string>();
        foreach ((char letter, string verb) in Braked)
        {
            Add(found, $"{verb} values", letter == 'U' ? held.Updated : held.Removed, held.Assets, maximumChange);
            for (int i = 0; i < keys.Count; i++)
            {
                long changed = counts.Where(each => each.Position == i + 1 && each.Reason != PlanLetters.InDoubt && IsOf(letter, each.Action)).Sum(each => each.Assets);
                Add(found, $"{verb} {ShownText.Name(keys[i])}", changed, held.ByKey[i], maximumChange);
            }
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
            found.Add(FormattableString.Invariant($"{what} of {changed:N0} of the {Counted.Of(held, "asset that holds", "assets that hold")} any"));
        }
    }

    private static void AddMissing(List<string> found, IReadOnlyList<string> keys, ExportCoverage now, ExportCoverage last)
    {
        if (last.Assets >= FewestAssets && now.Assets < LeastOfLastRun * last.Assets)
        {
            found.Add(FormattableString.Invariant($"go by an export of {Counted.Of(now.Assets, "asset")}, where the last one had {last.Assets:N0}"));
        }

        foreach (string key in keys)
        {
            if (last.Filled.TryGetValue(key, out long before) && before >= FewestAssets && now.Filled[key] < LeastOfLastRun * before)
            {
                found.Add(FormattableString.Invariant(
                    $"go by an export in which {Counted.Of(now.Filled[key], "asset has", "assets have")} a value for {ShownText.Name(key)}, where {before:N0} had one in the last"));
            }
        }
    }
}
