using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What somebody else changed since it was written.</summary>
/// <param name="Counts">By key.</param>
/// <param name="Values">The first of them.</param>
internal sealed record ReportedDrift(IReadOnlyList<PlannedChangeCount> Counts, ReportList<ReportedDriftedValue> Values)
{
    /// <summary>Reads it, or nothing where the plan was not made by comparison.</summary>
    public static ReportedDrift? Read(RunDatabase database, QualysRun run)
    {
        if (!run.IsReconciled)
        {
            return null;
        }

        PlannedChangeCount[] counts = [.. run.Changes.Where(count => count.Reason == ChangeReason.Drifted)];
        IEnumerable<ReportedDriftedValue> values = counts.Length == 0 ? [] : database.Plan
            .ReadKeys(PlanLetters.Of(PlanLetters.Reasons, nameof(ChangeReason.Drifted)))
            .Where(row => row.Reason == nameof(ChangeReason.Drifted))
            .Select(row => new ReportedDriftedValue(row.AssetId.ToString(CultureInfo.InvariantCulture), ReportedKeyChange.Of(row)));
        return new ReportedDrift(
            counts,
            ReportList.FirstOf(
                values, counts.Sum(count => count.Assets),
                value => [value.AssetId, value.Change.Key, value.Change.Known, value.Change.Desired]));
    }
}

/// <summary>A value that somebody else changed.</summary>
/// <param name="AssetId">The asset.</param>
/// <param name="Change">What was found, and what is done about it.</param>
internal sealed record ReportedDriftedValue(string AssetId, ReportedKeyChange Change);
