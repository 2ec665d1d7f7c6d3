using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What of an export was not used.</summary>
/// <param name="Reasons">How many rows, or ids of rows, by reason, the most frequent first.</param>
/// <param name="Rows">The first of them.</param>
internal sealed record ReportedRejections(IReadOnlyList<RejectedCount> Reasons, ReportList<QualysRejectedRow> Rows)
{
    /// <summary>Reads it.</summary>
    public static ReportedRejections Read(RunDatabase database, QualysRun run) => new(
        run.RejectedByReason,
        ReportList.FirstOf(
            QualysRejectedRow.ReadFirst(database, ConnectorStage.Import, ReportList.Longest), run.Rejected,
            row => [row.AssetId, row.Detail, row.Raw]));
}
