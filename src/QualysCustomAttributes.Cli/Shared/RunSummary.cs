using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Cli.Shared;

/// <summary>What a run came to in lines: the same words and numbers at its end, and for whoever looks at it later.</summary>
internal static class RunSummary
{
    /// <summary>How it ended, with the reason where that was not its own.</summary>
    public static string Outcome(QualysRun run) => SummaryLine.Of("outcome", $"{run.Outcome}{(run.Message is { } why ? $": {why}" : "")}");

    /// <summary>What was asked for, and where. Whose account it was is not said: the lines go into logs, too.</summary>
    public static IEnumerable<string> Asked(QualysRun run)
    {
        yield return SummaryLine.Of("function", run.Function ?? "not on record");
        if (run.ApiHost is { } host)
        {
            yield return SummaryLine.Of("host", host);
        }
    }

    /// <summary>What was made of the export.</summary>
    public static IEnumerable<string> Made(QualysRun run)
    {
        if (run.Undoes is null)
        {
            yield return SummaryLine.Of("rows read", run.RowsRead);
            long again = run.DuplicateRows - run.DuplicateAssets;
            yield return SummaryLine.Of("ids in rows", SummaryLine.Number(run.Assets) + (again == 0 ? "" : $", of {Counted.Of(run.Assets - again, "asset")}"));
            yield return SummaryLine.Of("rejected", Rejected(run));
            yield return SummaryLine.Of("duplicates", run.DuplicateRows == 0 ? "0"
                : $"{Counted.Of(run.DuplicateRows, "row")} of {Counted.Of(run.DuplicateAssets, "id")}, {Counted.Of(run.ExcludedAssets, "id")} left out");
            yield return SummaryLine.Of("without values", run.AssetsWithoutValues);
        }

        yield return SummaryLine.Of("groups", run.Groups);
        yield return SummaryLine.Of("batches", $"{SummaryLine.Number(run.Batches)} of {Counted.Of(run.AssetsPlanned, "asset")}{Outcomes(run)}");
    }

    // Rows and ids, as they were read: an asset without values is told of beside them.
    private static string Rejected(QualysRun run) => SummaryLine.Number(run.Rejected)
        + (run.RejectedByReason.Count == 0 ? "" : $" ({string.Join(", ", run.RejectedByReason)})");

    private static string Outcomes(QualysRun run)
    {
        (long Count, string Name)[] counts =
        [
            (run.BatchesSucceeded, "succeeded"), (run.BatchesPartial, "partial"), (run.BatchesFailed, "failed"), (run.BatchesInDoubt, "in doubt"),
            (run.BatchesNotSent, "not sent"), (run.BatchesNotChosen, "not chosen"),
        ];
        string[] parts = [.. counts.Where(each => each.Count > 0).Select(each => $"{SummaryLine.Number(each.Count)} {each.Name}")];
        return parts.Length == 0 ? "" : $": {string.Join(", ", parts)}";
    }
}
