using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Reporting.Subjects;

/// <summary>How good or bad an outcome is.</summary>
internal enum OutcomeTone
{
    /// <summary>All is as it should be.</summary>
    Good,

    /// <summary>Nothing was sent yet.</summary>
    Open,

    /// <summary>Something is left to be done.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Bad,
}

/// <summary>What a run came to.</summary>
/// <param name="Title">In two words or three.</param>
/// <param name="Sentence">In a sentence.</param>
/// <param name="Tone">How good or bad that is.</param>
internal sealed record ReportedOutcome(string Title, string Sentence, OutcomeTone Tone)
{
    /// <summary>That of a run.</summary>
    public static ReportedOutcome Of(QualysRun run)
    {
        string confirmed = FormattableString.Invariant(
            $"Qualys confirmed {run.BatchesSucceeded:N0} of {Counted.Of(run.Batches, "batch", "batches")}.");
        string left = $"{Counted.Of(run.BatchesLeft, "batch", "batches")} of {Counted.Of(run.AssetsLeft, "asset")}";
        return run.Outcome switch
        {
            QualysRunOutcome.Running => new("Running", $"A process works on it. {confirmed}", OutcomeTone.Open),
            QualysRunOutcome.Planned => new("Planned", $"The plan is made and nothing is chosen yet: {left}.", OutcomeTone.Open),
            QualysRunOutcome.DryRun => new("Dry run", $"Nothing was sent. {left} would be.", OutcomeTone.Open),
            QualysRunOutcome.Declined => new("Declined", "Whoever was asked said no: nothing was sent.", OutcomeTone.Open),
            QualysRunOutcome.Held => new(
                "Held by a brake", "The plan changes more than is sent without a second word: nothing was sent.", OutcomeTone.Warning),
            QualysRunOutcome.Incomplete => new("Incomplete", $"{confirmed} {Left(run, left)}", OutcomeTone.Warning),
            QualysRunOutcome.InDoubt => new(
                "In doubt",
                $"{confirmed} {Counted.Of(run.BatchesInDoubt, "batch was", "batches were")} sent without an answer on record.",
                OutcomeTone.Warning),
            QualysRunOutcome.Partial => new("Partial", $"{confirmed} {Troubled(run)}", OutcomeTone.Warning),
            QualysRunOutcome.Failed => new(
                "Failed", run.Batches == 0 ? "It did not come to a plan." : $"{confirmed} {Troubled(run)}", OutcomeTone.Bad),
            QualysRunOutcome.Pilot => new(
                "Pilot", $"{confirmed} {Counted.Of(run.BatchesNotChosen, "batch was", "batches were")} not chosen.", OutcomeTone.Good),
            _ when run.Batches == 0 => new("Complete", "Everything was as it should be: there was nothing to send.", OutcomeTone.Good),
            _ => new("Complete", confirmed, OutcomeTone.Good),
        };
    }

    private static string Left(QualysRun run, string left) => run.BatchesLeft == 0 ? "The plan is not made to its end." : $"Left: {left}.";

    private static string Troubled(QualysRun run)
    {
        (long Count, string Words)[] troubles = [(run.BatchesFailed, "failed"), (run.BatchesPartial, "partial")];
        return string.Join(", ", troubles.Where(each => each.Count > 0)
            .Select(each => FormattableString.Invariant($"{each.Count:N0} {each.Words}"))) + ".";
    }
}
