using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>What came of a batch, or why nothing did.</summary>
internal enum ReportedBatchOutcome
{
    /// <summary>It was sent, and no answer is on record.</summary>
    InDoubt,

    /// <summary>Qualys refused it, or every attempt failed.</summary>
    Failed,

    /// <summary>Qualys confirmed fewer assets than were sent.</summary>
    Partial,

    /// <summary>A brake holds the plan.</summary>
    Withheld,

    /// <summary>It was chosen and is not sent.</summary>
    NotSent,

    /// <summary>Nobody chose it.</summary>
    NotChosen,
}

/// <summary>A batch that Qualys did not confirm in full.</summary>
internal sealed record ReportedBatch
{
    /// <summary>The number of its group.</summary>
    public required int GroupNumber { get; init; }

    /// <summary>Its number in the group.</summary>
    public required int BatchNumber { get; init; }

    /// <summary>What came of it.</summary>
    public required ReportedBatchOutcome Outcome { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>What is done; <see langword="null"/> where that is not known yet.</summary>
    public QualysFunction? Function { get; init; }

    /// <summary>How many assets it has.</summary>
    public required int Assets { get; init; }

    /// <summary>How many of them Qualys confirmed; <see langword="null"/> where it gave no count.</summary>
    public int? Confirmed { get; init; }

    /// <summary>The HTTP status of its last answer; <see langword="null"/> where none came.</summary>
    public string? Status { get; init; }

    /// <summary>The response code of its last answer.</summary>
    public string? ResponseCode { get; init; }

    /// <summary>How many calls were made for it.</summary>
    public int Attempts { get; init; }

    /// <summary>Its attributes.</summary>
    public required IReadOnlyList<CustomAttributeValue> Attributes { get; init; }

    /// <summary>Its first assets.</summary>
    public required IReadOnlyList<string> AssetIds { get; init; }

    /// <summary>The first assets that are not confirmed.</summary>
    public required IReadOnlyList<string> NotConfirmedAssetIds { get; init; }

    /// <summary>Reads the first of them, the worst before the others.</summary>
    public static ReportList<ReportedBatch> Read(RunDatabase database, QualysRun run) => ReportList.FirstOf(
        database.Batches.ReadUnconfirmed(ReportList.Longest).Select(row => Of(database, run, row)),
        run.Batches - run.BatchesSucceeded,
        batch => [batch.Reason, .. batch.Attributes.SelectMany(each => (string[])[each.Key, each.Value])]);

    private static ReportedBatch Of(RunDatabase database, QualysRun run, UnconfirmedBatchRow row)
    {
        ReportedBatchOutcome outcome = OutcomeOf(run, row);
        return new ReportedBatch
        {
            GroupNumber = row.Key.GroupNumber,
            BatchNumber = row.Key.BatchNumber,
            Outcome = outcome,
            Reason = row.Error ?? ReasonOf(run, outcome),
            Function = row.Function,
            Assets = row.Assets,
            Confirmed = row.ConfirmedCount,
            Status = row.Status == "none" ? null : row.Status,
            ResponseCode = row.ResponseCode,
            Attempts = row.Attempts,
            Attributes = database.Records.GetSet(row.AttributeSetId).NonEmpty,
            AssetIds = row.AssetIds,
            NotConfirmedAssetIds = row.NotConfirmedAssetIds,
        };
    }

    private static ReportedBatchOutcome OutcomeOf(QualysRun run, UnconfirmedBatchRow row) => row.Outcome switch
    {
        UpdateOutcome.InDoubt => ReportedBatchOutcome.InDoubt,
        UpdateOutcome.Failed => ReportedBatchOutcome.Failed,
        UpdateOutcome.Partial => ReportedBatchOutcome.Partial,
        _ when run.Outcome == QualysRunOutcome.Held => ReportedBatchOutcome.Withheld,
        null when run.Outcome is not (QualysRunOutcome.Planned or QualysRunOutcome.Running) => ReportedBatchOutcome.NotChosen,
        _ => ReportedBatchOutcome.NotSent,
    };

    private static string ReasonOf(QualysRun run, ReportedBatchOutcome outcome) => outcome switch
    {
        ReportedBatchOutcome.InDoubt => "It was sent, and no answer is on record: it may or may not have been applied.",
        ReportedBatchOutcome.Withheld => "A brake holds the plan.",
        ReportedBatchOutcome.NotChosen => "It was not chosen.",
        ReportedBatchOutcome.NotSent when run.Outcome == QualysRunOutcome.DryRun => "A dry run sends nothing.",
        ReportedBatchOutcome.NotSent when run.Outcome == QualysRunOutcome.Planned => "Nothing is chosen yet.",
        ReportedBatchOutcome.NotSent => "The run ended before its turn.",
        _ => "No reason is on record.",
    };
}
