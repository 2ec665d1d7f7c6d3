using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What a plan that was made by comparison does, as a difference by key.</summary>
/// <param name="Keys">The keys, in the contract's order.</param>
/// <param name="Sources">What it was made against.</param>
internal sealed record ReportedPlan(IReadOnlyList<ReportedKeyPlan> Keys, IReadOnlyList<ReportedSource> Sources)
{
    /// <summary>Reads it, or nothing where the plan was not made by comparison.</summary>
    public static ReportedPlan? Read(RunDatabase database, QualysRun run) => !run.IsReconciled ? null : new ReportedPlan(
        [.. run.Changes.GroupBy(change => change.Key).Select(ReportedKeyPlan.Of)],
        [.. database.Plan.ReadSources().Select(source => new ReportedSource(source.Source, source.Path))]);
}

/// <summary>What a plan was made against.</summary>
/// <param name="Kind">What that is: inventory, ledger, or the run that is undone.</param>
/// <param name="Path">Where it lies.</param>
internal sealed record ReportedSource(string Kind, string Path);

/// <summary>What a plan does under one key, in assets.</summary>
/// <param name="Key">The key.</param>
/// <param name="Added">How many get it.</param>
/// <param name="Updated">How many get another value.</param>
/// <param name="Removed">How many lose it.</param>
/// <param name="Withheld">How many differ and stay as they are.</param>
/// <param name="Unchanged">How many are as they should be.</param>
/// <param name="Counts">The same by reason.</param>
internal sealed record ReportedKeyPlan(
    string Key, long Added, long Updated, long Removed, long Withheld, long Unchanged, IReadOnlyList<PlannedChangeCount> Counts)
{
    /// <summary>How many assets there are.</summary>
    public long Total => Added + Updated + Removed + Withheld + Unchanged;

    internal static ReportedKeyPlan Of(IGrouping<string, PlannedChangeCount> counts)
    {
        return new(
            counts.Key, Sum(ChangeAction.Add), Sum(ChangeAction.Update), Sum(ChangeAction.Remove), Sum(ChangeAction.Withheld),
            Sum(ChangeAction.None), [.. counts]);

        long Sum(ChangeAction action) => counts.Where(count => count.Action == action).Sum(count => count.Assets);
    }
}
