using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Tracing;

/// <summary>What a run came to for one asset, in one word and in words.</summary>
internal static class TracedOutcome
{
    private const int LinesTold = 5;

    // An asset may be in several batches: the first of these that any of them has is what it came to.
    private static readonly QualysAssetOutcome[] WorstFirst =
    [
        QualysAssetOutcome.Failed, QualysAssetOutcome.InDoubt, QualysAssetOutcome.Partial, QualysAssetOutcome.NotSent,
        QualysAssetOutcome.NotChosen, QualysAssetOutcome.Planned, QualysAssetOutcome.Confirmed,
    ];

    /// <summary>Says it.</summary>
    /// <param name="trace">What is known of the asset.</param>
    /// <param name="database">The run database; <see langword="null"/> where none was looked at.</param>
    public static (QualysAssetOutcome Outcome, string Summary) Of(QualysAssetTrace trace, RunDatabase? database)
    {
        (QualysAssetOutcome outcome, string summary) = database is null ? (QualysAssetOutcome.NotInRun, "No run was looked at.")
            : IsWithheld(trace) ? (QualysAssetOutcome.Withheld, Withheld(trace, database.Plan.IsHeld && trace.Batches.Count > 0))
            : trace.Batches.Count > 0 ? OfBatches(trace, database)
            : WithoutBatch(trace, database);
        string withheld = outcome == QualysAssetOutcome.Withheld || !trace.Changes.Any(IsWithheld) ? "" : $" {Reasons(trace.Changes.Where(IsWithheld), "withheld")}";
        return (outcome, $"{summary}{withheld}{Later(trace)}");
    }

    private static bool IsWithheld(AttributeChange change) => change.Action == ChangeAction.Withheld;

    private static bool IsWithheld(QualysAssetTrace trace) =>
        trace.Changes.Any(IsWithheld) && trace.Changes.All(change => change.Action is ChangeAction.Withheld or ChangeAction.None);

    private static string Withheld(QualysAssetTrace trace, bool isHeld) => isHeld
        ? "A brake holds the plan: what it would change is withheld, and nothing was sent."
        : Reasons(trace.Changes.Where(IsWithheld), "withheld");

    private static string Reasons(IEnumerable<AttributeChange> changes, string what)
    {
        AttributeChange[] all = [.. changes];
        string reasons = string.Join(", ", all.Select(change => $"{ShownText.Name(change.Key)} {change.Reason}"));
        return $"{Counted.Of(all.Length, "value is", "values are")} {what} ({reasons}).";
    }

    private static (QualysAssetOutcome Outcome, string Summary) WithoutBatch(QualysAssetTrace trace, RunDatabase database)
    {
        if (trace.Duplicates.Count > 0 && !trace.Duplicates.Any(row => row.IsKept))
        {
            string why = trace.Duplicates.Any(row => row.IsConflicting) ? "which disagree" : "and such assets were to be left out";
            return (QualysAssetOutcome.Excluded, $"It stands in the {Lines(trace.Duplicates.Select(row => row.Line))} of the export, {why}: it was left out.");
        }

        if (trace.Records.Count == 0 && trace.Changes.Count == 0)
        {
            return trace.RejectedRows.Count == 0
                ? (QualysAssetOutcome.NotInRun, "The run has nothing of it: the export does not have it.")
                : (QualysAssetOutcome.Rejected, Rejected(trace.RejectedRows));
        }

        if (trace.RejectedRows.Any(row => row.Reason == RejectionReason.NoValues)
            || (trace.Changes.Count == 0 && trace.Records.All(record => record.Attributes.Values.All(value => value.Length == 0))))
        {
            return (QualysAssetOutcome.WithoutValues, "The export has it without a value, so there is nothing to send.");
        }

        if (trace.Changes.Count > 0 && trace.Changes.All(change => change.Action == ChangeAction.None))
        {
            AttributeChange[] kept = [.. trace.Changes.Where(change => change.Reason != ChangeReason.Equal)];
            return (QualysAssetOutcome.Unchanged, kept.Length == 0
                ? "Nothing is to be done: what Qualys is known to hold is as it should be."
                : $"Nothing is to be done. {Reasons(kept, "kept as it is though it differs")}");
        }

        bool isMade = database.Runs.FindCurrent(ConnectorStage.Split)?.Outcome == RunOutcome.Complete;
        return (QualysAssetOutcome.LeftOut, isMade
            ? "It is in no batch: a command in the pipeline left it out, and nothing of it is sent."
            : "It is in no batch: the plan was not made to its end.");
    }

    private static string Rejected(IReadOnlyList<QualysRejectedRow> rows)
    {
        bool isOne = rows.Count == 1;
        string what = rows.All(row => row.IsInPieces)
            ? $"which could not be taken apart and {(isOne ? "has" : "have")} its number in the text"
            : $"which {(isOne ? "has" : "have")} its number";
        return $"The {Lines(rows.Select(row => row.Line))} of the export, {what}, {(isOne ? "was" : "were")} rejected: "
            + $"{string.Join(", ", rows.Select(row => row.Reason).Distinct())}.";
    }

    private static (QualysAssetOutcome Outcome, string Summary) OfBatches(QualysAssetTrace trace, RunDatabase database)
    {
        (QualysBatch Batch, ExecutionRow? Row)[] batches =
            [.. trace.Batches.Select(batch => (batch, database.Executions.Find(batch.GroupNumber, batch.BatchNumber)))];
        bool isAnyChosen = database.Choices.Count() > 0;
        QualysAssetOutcome[] outcomes = [.. batches.Select(each => Of(trace.AssetId, each.Row, isAnyChosen))];
        QualysAssetOutcome outcome = WorstFirst.First(outcomes.Contains);
        (QualysBatch worst, ExecutionRow? row) = batches[Array.IndexOf(outcomes, outcome)];
        return AfterReading(trace, outcome) ?? (outcome, outcome switch
        {
            QualysAssetOutcome.Failed => Sentence.Of(
                $"Its {Name(worst, trace)} failed after {Counted.Of(row!.Attempts, "call")}: {ShownText.Of(row.Error ?? "no cause is on record")}"),
            QualysAssetOutcome.InDoubt =>
                $"Its {Name(worst, trace)} was sent, and no answer is on record: it may or may not have been applied. Going on with the run sends it again.",
            QualysAssetOutcome.Partial when row!.NotConfirmedAssetIds.Count is > 0 and var missing && missing < worst.AssetCount =>
                $"Qualys confirmed {row.ConfirmedCount} of the {worst.AssetCount} assets of its {Name(worst, trace)}, and this one is not among them.",
            QualysAssetOutcome.Partial =>
                $"Qualys confirmed {row!.ConfirmedCount} of the {worst.AssetCount} assets of its {Name(worst, trace)} and did not say which.",
            QualysAssetOutcome.NotSent => $"Its {Name(worst, trace)} was chosen, and is not sent.",
            QualysAssetOutcome.NotChosen => $"Its {Name(worst, trace)} was not chosen to be sent.",
            QualysAssetOutcome.Planned => "It is planned, and nobody has chosen anything of the plan to be sent yet.",
            _ => row!.ConfirmedCount is null ? "Qualys accepted it, without saying how many assets it changed."
                : $"Qualys confirmed {(trace.Batches.Count == 1 ? "its batch" : $"its {trace.Batches.Count} batches")}.",
        });
    }

    private static QualysAssetOutcome Of(ulong assetId, ExecutionRow? row, bool isAnyChosen) => row switch
    {
        null => isAnyChosen ? QualysAssetOutcome.NotChosen : QualysAssetOutcome.Planned,
        { Outcome: UpdateOutcome.NotSent } => QualysAssetOutcome.NotSent,
        { Outcome: UpdateOutcome.InDoubt } => QualysAssetOutcome.InDoubt,
        { Outcome: UpdateOutcome.Failed } => QualysAssetOutcome.Failed,
        { Outcome: UpdateOutcome.Partial, NotConfirmedAssetIds: var missing } when missing.Count == 0 || missing.Contains(assetId) => QualysAssetOutcome.Partial,
        _ => QualysAssetOutcome.Confirmed,
    };

    // What was read before the latest call says nothing of that.
    private static (QualysAssetOutcome, string)? AfterReading(QualysAssetTrace trace, QualysAssetOutcome outcome)
    {
        bool isRead = trace.Verifications.Count > 0 && trace.Calls.All(call => call.SentAt <= trace.Verifications[0].ReadAt);
        int missed = trace.Verifications.Count(each => each.Verdict != VerificationVerdict.AsWanted);
        string count = Counted.Of(trace.Verifications.Count, "attribute");
        return !isRead || outcome is not (QualysAssetOutcome.Confirmed or QualysAssetOutcome.Partial or QualysAssetOutcome.InDoubt) ? null
            : missed == 0 ? (QualysAssetOutcome.Verified, $"{Said(outcome)}, and reading back found {count} as wanted.")
            : outcome == QualysAssetOutcome.Confirmed
                ? (QualysAssetOutcome.NotAsWanted, $"{Said(outcome)}, and reading back did not find {missed} of {count} as wanted.")
            : null;
    }

    private static string Said(QualysAssetOutcome outcome) => outcome switch
    {
        QualysAssetOutcome.Confirmed => "Qualys confirmed it",
        QualysAssetOutcome.Partial => "Qualys confirmed a part of its batch",
        _ => "It was sent without an answer on record",
    };

    // Another run may have changed the asset again, or taken this one back.
    private static string Later(QualysAssetTrace trace)
    {
        int last = trace.LedgerRunId is { } own ? trace.History.Select(change => change.RunId).ToList().LastIndexOf(own) : -1;
        AttributeChangeRecord[] later = last < 0 ? [] : [.. trace.History.Skip(last + 1).Where(change => change.IsConfirmed)];
        return later.Length == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" Another run changed it since: '{Path.GetFileName(later[^1].DatabasePath)}', {later[^1].SentAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
    }

    private static string Name(QualysBatch batch, QualysAssetTrace trace) =>
        trace.Batches.Count == 1 ? "batch" : $"batch ({batch})";

    private static string Lines(IEnumerable<long> lines)
    {
        long[] all = [.. lines.Distinct()];
        return all.Length == 1 ? $"line {all[0]}"
            : all.Length > LinesTold ? $"lines {string.Join(", ", all.Take(LinesTold))} and {all.Length - LinesTold} more"
            : $"lines {string.Join(", ", all.SkipLast(1))} and {all[^1]}";
    }
}
