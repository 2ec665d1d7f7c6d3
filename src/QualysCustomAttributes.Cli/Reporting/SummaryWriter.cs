using System.Globalization;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Cli.Reporting;

/// <summary>Words the summary of a run.</summary>
internal static class SummaryWriter
{
    /// <summary>How many batches that were not confirmed are listed at most.</summary>
    public const int MostTroubled = 10;

    public static IEnumerable<string> Describe(RunReport report, int calls, bool isDryRun, IEnumerable<string> files, TimeSpan elapsed)
    {
        yield return "summary:";
        yield return Line("rows read", Number(report.RowsRead));
        yield return Line("assets (ids)", Number(report.Assets));
        yield return Line("rejected", Rejected(report));
        yield return Line("duplicates", Duplicates(report));
        yield return Line("without values", Number(report.AssetsWithoutValues));
        yield return Line("groups", Number(report.Groups));
        yield return Line("batches", $"{Number(report.Batches)} of {Number(report.AssetsPlanned)} assets{Outcomes(report, isDryRun)}");
        yield return Line("calls", isDryRun ? "0 (dry run)" : Number(calls));
        yield return Line("assets confirmed", Number(report.AssetsConfirmed));
        if (report.AssetsAcceptedWithoutCount > 0)
        {
            yield return Line("accepted", $"{Number(report.AssetsAcceptedWithoutCount)} assets more, without a count from Qualys");
        }

        string label = "files written";
        foreach (string file in files)
        {
            yield return Line(label, file);
            label = "";
        }

        yield return Line("elapsed", Durations.Format(elapsed));
        foreach (string line in Troubled(report))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Troubled(RunReport report)
    {
        if (report.TroubledCount == 0)
        {
            yield break;
        }

        yield return "not confirmed in full:";
        foreach (TroubledBatch batch in report.Troubled)
        {
            string why = batch.Error is { Length: > 0 } error ? $": {error}" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  group {batch.GroupNumber} batch {batch.BatchNumber}: {OutcomeName(batch.Outcome)}{why}");
        }

        long rest = report.TroubledCount - report.Troubled.Count;
        if (rest > 0)
        {
            yield return $"  … and {Number(rest)} more: see qualys_attribute_payloads_transformed_execution_log";
        }
    }

    private static string Rejected(RunReport report)
    {
        string reasons = string.Join(", ", report.Rejected.Select(reason => $"{reason.Reason} {Number(reason.Count)}"));
        return Number(report.Rejected.Sum(reason => reason.Count)) + (reasons.Length == 0 ? "" : $" ({reasons})");
    }

    private static string Duplicates(RunReport report) =>
        report.DuplicateRows == 0 ? "0" : $"{Number(report.DuplicateRows)} rows of {Number(report.DuplicateAssets)} ids, {Number(report.ExcludedAssets)} ids left out";

    private static string Outcomes(RunReport report, bool isDryRun)
    {
        UpdateOutcome[] told = [UpdateOutcome.Succeeded, UpdateOutcome.Partial, UpdateOutcome.Failed, UpdateOutcome.InDoubt, UpdateOutcome.NotSent];
        string[] parts =
        [
            .. told.Select(outcome => (Outcome: outcome, Count: CountOf(report, outcome, isDryRun))).Where(told => told.Count > 0)
                .Select(told => $"{Number(told.Count)} {OutcomeName(told.Outcome)}"),
        ];
        return parts.Length == 0 ? "" : $": {string.Join(", ", parts)}";
    }

    private static long CountOf(RunReport report, UpdateOutcome outcome, bool isDryRun) =>
        outcome != UpdateOutcome.NotSent ? report.CountOf(outcome) : isDryRun ? 0 : report.NotSent;

    private static string OutcomeName(UpdateOutcome outcome) => outcome switch
    {
        UpdateOutcome.Succeeded => "succeeded",
        UpdateOutcome.Partial => "partial",
        UpdateOutcome.Failed => "failed",
        UpdateOutcome.InDoubt => "in doubt",
        _ => "not sent",
    };

    public static string Line(string label, string value) => $"  {label,-18}{value}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
