using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>Says what was found on record of a run that is taken up, and what of it is taken.</summary>
/// <param name="database">The run database.</param>
/// <param name="events">Takes warnings.</param>
/// <param name="leavesFailed">Whether what failed or is partial stays as it is.</param>
internal sealed class ChoiceNotes(RunDatabase database, IProgress<ConnectorEvent>? events, bool leavesFailed = false)
{
    /// <summary>Says what is taken where nobody asked for a part.</summary>
    /// <param name="onRecord">How many batches were chosen before.</param>
    /// <param name="taken">How many are taken.</param>
    /// <param name="parted">How many there are more since, because a canary was parted from them.</param>
    /// <param name="wasCut">Whether all are taken because the run was cut short.</param>
    /// <param name="last">The run that chose them.</param>
    public void OfRest(long onRecord, long taken, long parted, bool wasCut, RunRow? last)
    {
        foreach (ConnectorStage stage in (ConnectorStage[])[ConnectorStage.Import, ConnectorStage.Payload])
        {
            if (database.Runs.FindCurrent(stage) is { } earlier && earlier.Outcome != RunOutcome.Complete)
            {
                Warn($"The stage {stage} of '{database.Path}' was not completed ({earlier.Outcome}): "
                    + "what it did not come to is not in the plan, and is not sent.");
            }
        }

        OfCalls();
        long batches = PlanCompletion.CountBatches(database) - parted;
        if (taken < batches || (onRecord > 0 && taken > onRecord))
        {
            bool isOfPipeline = IsOfPipeline(last) || PlanCompletion.MayHaveLeftOut(database);
            Warn(ChoiceWording.Of(database.Path, onRecord, taken, batches, wasCut, isOfPipeline));
        }
    }

    /// <summary>Says where nothing is left of the part that was asked for.</summary>
    /// <param name="taken">How many batches are taken.</param>
    public void OfPart(int taken)
    {
        if (taken == 0)
        {
            Warn($"Nothing is left to send of what was asked for in '{database.Path}': every batch is confirmed.");
        }
    }

    // A run that ended early, by whatever: what is known of it, and what is sent a second time for nobody knows.
    private void OfCalls()
    {
        if (database.Calls.Count() == 0)
        {
            return;
        }

        Dictionary<UpdateOutcome, int> known = database.Executions.CountOutcomes().ToDictionary(row => row.Outcome, row => row.Batches);
        int done = known.GetValueOrDefault(UpdateOutcome.Succeeded);
        int chosen = known.Values.Sum();
        if (done < chosen)
        {
            UpdateOutcome[] failed = [UpdateOutcome.Partial, UpdateOutcome.Failed];
            string again = Words(known, leavesFailed ? [UpdateOutcome.InDoubt] : [.. failed, UpdateOutcome.InDoubt]);
            string kept = Words(known, leavesFailed ? failed : []);
            Warn(FormattableString.Invariant(
                $"{done:N0} of {Counted.Of(chosen, "batch", "batches")} chosen in '{database.Path}' {(done == 1 ? "is" : "are")} confirmed")
                + (again.Length == 0 ? "" : $"; sent before, and sent again: {again}") + (kept.Length == 0 ? "." : $"; left as they are: {kept}."));
        }
    }

    private string Words(Dictionary<UpdateOutcome, int> known, IEnumerable<UpdateOutcome> outcomes) => string.Join(
        ", ", outcomes.Where(known.ContainsKey).Select(outcome => FormattableString.Invariant($"{known[outcome]:N0} {Name(outcome, known[outcome])}")));

    private void Warn(string text) => events?.Report(new ConnectorWarning(text));

    private string Name(UpdateOutcome outcome, int batches) => outcome switch
    {
        UpdateOutcome.InDoubt => database.Executions.CountInDoubtWithoutAnswer() switch
        {
            0 => "in doubt",
            int without when without == batches => "in doubt (no answer is on record)",
            int without => string.Create(CultureInfo.InvariantCulture, $"in doubt (no answer is on record of {without:N0} of them)"),
        },
        UpdateOutcome.Partial => "partial",
        _ => "failed",
    };

    // A choice that was said stands on record with its words.
    private static bool IsOfPipeline(RunRow? last) =>
        last is { Input: StageInput.Pipeline } row && StageOptions.Find<string>(row.Options, BatchChoice.Option) is null;
}
