using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Cli.Console;
using QualysCustomAttributes.Cli.Shared;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Cli.Commands.Show;

/// <summary>Lists rows of a run database: a line each, or as a list of JSON objects.</summary>
internal static class ShowRows
{
    private static readonly Dictionary<string, Action<RowList, AskedRows>> Lists = new()
    {
        [ListCommand.Rejected] = (list, asked) =>
        {
            (long read, long withoutValues) = (0, 0);
            list.Write<QualysRejectedRow>(
                QualysRejectedRow.Read(list.DatabasePath, [.. asked.Reasons]), asked.Reasons.Count == 0 ? "Every row was used." : "Nothing was rejected for that.",
                new("line", 9, row => row.Line), new("asset", -20, row => row.AssetId), new("reason", -20, row => row.Reason),
                new("detail", 0, row =>
                {
                    (read, withoutValues) = row.Reason == RejectionReason.NoValues ? (read, withoutValues + 1) : (read + 1, withoutValues);
                    return row.Detail;
                }));
            if (read > 0 && withoutValues > 0)
            {
                // A summary counts them apart.
                list.Output.WriteLine($"{SummaryLine.Number(read)} rejected, and {SummaryLine.Number(withoutValues)} without values");
            }
        },
        [ListCommand.Duplicates] = (list, asked) =>
        {
            ulong[] assets = [.. asked.Plan.AssetIds];
            var disagreeing = new DisagreeingRows(QualysDuplicate.Read(list.DatabasePath, assets));
            list.Write<QualysDuplicate>(
                QualysDuplicate.Read(list.DatabasePath, assets), "No asset stands in several rows.",
                new("asset", -11, row => row.AssetId), new("line", 9, row => row.Line),
                new("counts", -10, row => row.IsKept ? "yes" : row.IsConflicting ? "disagrees" : "no"),
                new("attributes", 0, disagreeing.Describe));
        },
        [ListCommand.Plan] = (list, asked) => list.Write<AttributeChange>(
            asked.Plan.ReadChanges(list.DatabasePath), "Nothing differs: nothing is planned.",
            new("asset", -11, change => change.AssetId), new("action", -9, change => change.Action), new("key", -20, change => change.Key),
            new("reason", -9, change => change.Reason),
            new("known -> desired", 0, change => $"{change.Known ?? "nothing"} -> {change.Desired ?? "nothing"}")),
        [ListCommand.Groups] = (list, asked) =>
        {
            var rows = new NeighbouringRows(list.Room - 17);
            list.Write<QualysPayloadGroup>(
                asked.Plan.ReadGroups(list.DatabasePath), "There are no groups.",
                new("group", 8, group => group.GroupNumber), new("assets", 9, group => group.AssetCount),
                new("attributes", 0, group => rows.Describe(AttributeWords.InRow(group.Function, group.Attributes))));
        },
        [ListCommand.Batches] = (list, asked) =>
        {
            var rows = new NeighbouringRows(list.Room - 30);
            list.Write<QualysBatch>(
                asked.Plan.ReadBatches(list.DatabasePath), asked.Plan.Outcomes.Count == 0 ? "There are no batches." : "No batch has such an outcome.",
                new("outcome", -10, batch => batch.Outcome), new("group", 7, batch => batch.GroupNumber), new("batch", 6, batch => batch.BatchNumber),
                new("assets", 7, batch => batch.AssetCount),
                new("error, or attributes", 0, batch => batch.Error ?? rows.Describe(AttributeWords.InRow(batch.Function, batch.Attributes)))
                {
                    IsWhole = batch => batch.Error is not null,
                });
        },
        [ListCommand.Calls] = (list, asked) => list.Write<QualysApiCall>(
            QualysApiCall.Read(list.DatabasePath, [.. asked.Plan.GroupNumbers]), "Nothing was sent.",
            new("sent (UTC)", -15, call => call.SentAt.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            new("group", 7, call => call.GroupNumber), new("batch", 6, call => call.BatchNumber), new("try", 4, call => call.Attempt),
            new("status", 7, call => call.Status), new("ms", 7, call => call.Elapsed?.TotalMilliseconds),
            new("wait", 5, call => call.Wait?.TotalSeconds),
            new("answer", 0, call => call.Answer) { IsWhole = call => call.Error is not null }),
        [ListCommand.Verification] = (list, _) => list.Write<QualysAttributeVerification>(
            QualysAttributeVerification.ReadNotAsWanted(list.DatabasePath), "Nothing was read back that is not as wanted.",
            new("asset", -11, each => each.AssetId), new("verdict", -10, each => each.Verdict), new("key", -20, each => each.Key),
            new("wanted, found", 0, each => $"{each.Wanted ?? "nothing"}, {each.Found ?? "nothing"}")),
    };

    /// <summary>Lists it.</summary>
    /// <param name="kind">One of <see cref="ListCommand.Kinds"/>.</param>
    /// <param name="databasePath">The run database.</param>
    /// <param name="asked">Which rows.</param>
    /// <param name="isJson">Whether it is written as JSON.</param>
    /// <param name="output">Where it is written.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="RunDatabaseException">The database cannot be read, or has not what is asked for.</exception>
    public static void Write(string kind, string databasePath, AskedRows asked, bool isJson, TextWriter output, CancellationToken stop) =>
        Lists[kind](new RowList(databasePath, isJson, output, Screen.Room, stop), asked);
}
