using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// Finds the batches of a run database that are to be sent: those that were asked for, else those that were chosen before, else all.
/// What was chosen stands in the execution log before the first is sent.
/// </summary>
/// <param name="database">The run database.</param>
/// <param name="run">The run of the stage.</param>
/// <param name="function">What is done with the attributes.</param>
/// <param name="options">What is asked for.</param>
/// <param name="isLook">Whether it is only looked at: what is chosen stays as it is.</param>
/// <param name="events">Takes warnings.</param>
internal sealed class BatchSelection(
    RunDatabase database, StageRun run, QualysFunction function, SendOptions options, bool isLook, IProgress<ConnectorEvent>? events)
{
    private readonly BatchChoice _choice = options.Choice;

    /// <summary>
    /// Chooses the batches, and finishes the plan first where it was cut short. Where they are only looked at, the transaction that
    /// parts assets from their batches is still open then.
    /// </summary>
    /// <param name="takeDatabase">Notes that the stage takes all that the one before made.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The batches, in the plan's order.</returns>
    /// <exception cref="RunDatabaseException">
    /// There is no plan, it is not the one that was made or asked for, it has nothing of what was chosen, or its record cannot be trusted.
    /// </exception>
    public IReadOnlyList<BatchKey> Choose(Action takeDatabase, CancellationToken cancellationToken)
    {
        bool wasCut = WasCutShort();
        long onRecord = database.Choices.Count();
        PlanCompletion.Finish(database, _choice.All, options.Caller, events, cancellationToken);
        RequireOneFunction();
        bool takesAll = TakesAll(onRecord, wasCut);
        if (!_choice.IsPilot && !takesAll)
        {
            RequireChoice();
        }

        RunRow? last = FindLast();
        if (_choice.IsPilot && last is null && !isLook)
        {
            // A part that is refused does not leave the whole to be taken up.
            run.TakesChoice();
        }

        // Nobody can write between the check of the plan and the parting of its batches.
        database.Commit();
        database.BeginRow();
        IReadOnlyList<BatchKey> chosen = Find(takesAll, cancellationToken);
        if (!isLook)
        {
            Keep(chosen, takesAll, takeDatabase, cancellationToken);
        }

        if (_choice.IsPilot)
        {
            TellNothingLeft(chosen);
        }
        else
        {
            Tell(onRecord, chosen.Count, wasCut, last);
        }

        return chosen;
    }

    /// <summary>Makes sure that the plan is the one that was made, and what is chosen of it what was asked for.</summary>
    /// <exception cref="RunDatabaseException">It is not.</exception>
    public void RequireUnchanged(IReadOnlyList<BatchKey> chosen, CancellationToken cancellationToken)
    {
        RequirePlan(cancellationToken);
        RequireDigest(chosen);
    }

    /// <summary>Makes sure that the plan is the one that was made.</summary>
    /// <exception cref="RunDatabaseException">It is another one.</exception>
    public void RequirePlan(CancellationToken cancellationToken)
    {
        if (PlanDigest.FindStored(database, ConnectorStage.Split) is not null)
        {
            PlanCheck.RequireUnchanged(database, ConnectorStage.Split, cancellationToken);
        }
    }

    // Where the digest is another one the parting of batches is taken back.
    private IReadOnlyList<BatchKey> Find(bool takesAll, CancellationToken cancellationToken)
    {
        try
        {
            if (_choice.AssetIds.Count > 0)
            {
                RequirePlan(cancellationToken);
            }

            IReadOnlyList<BatchKey> found = _choice.IsPilot ? Pilot.Choose(database, _choice, options.Resend)
                : takesAll ? [.. database.Batches.ReadCounts().Select(each => each.Key)]
                : database.Choices.ReadKeys();
            RequireDigest(found);
            return found;
        }
        catch (RunDatabaseException)
        {
            database.RollBack();
            throw;
        }
    }

    private void Keep(IReadOnlyList<BatchKey> chosen, bool takesAll, Action takeDatabase, CancellationToken cancellationToken)
    {
        if (_choice.IsPilot)
        {
            // In one transaction with the parting: a batch that was parted is chosen, or was never parted.
            Replace(chosen);
            run.TakesChoice();
        }
        else if (takesAll)
        {
            TakeAll(takeDatabase, chosen.Count, cancellationToken);
        }
        else
        {
            run.TakesChoice();
        }

        if (options.AsksForEach)
        {
            run.TakesChoice();
            database.Choices.ClearNeverSent();
        }

        PlanDigest.StoreChoice(database, function);
        database.Commit();
    }

    // Where the run that chose was cut short, what it chose was cut short, too.
    private void RequireChoice()
    {
        if (FindLast()?.Outcome == RunOutcome.Complete && !PlanDigest.IsChoiceKept(database))
        {
            throw RunDatabaseException.PlanChanged(database.Path, "what was chosen of it was changed since");
        }
    }

    private bool TakesAll(long onRecord, bool wasCut) => _choice.All || wasCut || (onRecord == 0 && FindLast() is null);

    private void TakeAll(Action takeDatabase, int count, CancellationToken cancellationToken)
    {
        takeDatabase();
        database.Choices.EnterAll(function, cancellationToken);
        if (count == 0 && PlanCompletion.CountBatches(database) > 0)
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "it was cut short before the first batch, and a command in the pipeline may have left groups out");
        }
    }

    private void Replace(IReadOnlyList<BatchKey> chosen)
    {
        database.Choices.ClearNeverSent();
        foreach (BatchKey batch in chosen)
        {
            database.Choices.Enter(batch.GroupNumber, batch.BatchNumber, function);
        }
    }

    // What was reviewed was reviewed with a function: that of the run which made the choice.
    private void RequireOneFunction()
    {
        string? chosenWith = FindLast() is { } last ? StageOptions.Find<string>(last.Options, RunTable.FunctionOption) : null;
        if (chosenWith is not null && database.Choices.HasOtherFunctionThan(chosenWith))
        {
            throw RunDatabaseException.PlanChanged(
                database.Path, $"it was chosen with the function {ShownText.Name(chosenWith)}, and batches of it have another one");
        }

        if (options.Function is null && PlanDigest.HasOtherFunction(database, function))
        {
            throw RunDatabaseException.PlanChanged(
                database.Path, $"it was reviewed with another function than {function.ToRequestName()}, which is on record by now");
        }
    }

    // That of the whole plan approves any part of it, that of a part the very part alone.
    private void RequireDigest(IReadOnlyList<BatchKey> chosen)
    {
        if (options.PlanDigest is not { } asked)
        {
            return;
        }

        string? whole = PlanDigest.Find(database, function);
        if (whole is not null && Is(whole))
        {
            return;
        }

        string found = whole is null ? "that is not known, for the plan is not made to its end"
            : PlanDigest.Of(PlanDigest.OfBatches(database, chosen).Digest, function);
        if (!Is(found))
        {
            throw RunDatabaseException.OtherPlan(database.Path, ShownText.Of(asked), found);
        }

        bool Is(string digest) => string.Equals(asked.Trim(), digest, StringComparison.OrdinalIgnoreCase);
    }

    private RunRow? FindLast() => database.Runs.FindLatestChoice(before: run.RunId);

    // A run that took everything, or stood next to the split, was to send all of it.
    private bool WasCutShort() =>
        FindLast() is { } last && last.Outcome != RunOutcome.Complete && last.Input != StageInput.Pipeline;

    private void Tell(long onRecord, long chosen, bool wasCut, RunRow? last)
    {
        foreach (ConnectorStage stage in (ConnectorStage[])[ConnectorStage.Import, ConnectorStage.Payload])
        {
            if (database.Runs.FindCurrent(stage) is { } earlier && earlier.Outcome != RunOutcome.Complete)
            {
                events?.Report(new ConnectorWarning(
                    $"The stage {stage} of '{database.Path}' was not completed ({earlier.Outcome}): "
                    + "what it did not come to is not in the plan, and is not sent."));
            }
        }

        TellWhatWasSent();
        long batches = PlanCompletion.CountBatches(database);
        if (chosen < batches || (onRecord > 0 && chosen > onRecord))
        {
            events?.Report(new ConnectorWarning(
                ChoiceWording.Of(database.Path, onRecord, chosen, batches, wasCut, IsOfAPipeline(last) || PlanCompletion.MayHaveLeftOut(database))));
        }
    }

    // A run that ended early, by whatever: what is known of it, and what is sent a second time for nobody knows.
    private void TellWhatWasSent()
    {
        if (database.Calls.Count() == 0)
        {
            return;
        }

        Dictionary<UpdateOutcome, int> known = database.Executions.CountOutcomes().ToDictionary(row => row.Outcome, row => row.Batches);
        int done = known.GetValueOrDefault(UpdateOutcome.Succeeded);
        if (done == known.Values.Sum())
        {
            return;
        }

        string again = string.Join(", ", new[] { UpdateOutcome.Partial, UpdateOutcome.Failed, UpdateOutcome.InDoubt }
            .Where(known.ContainsKey).Select(outcome => FormattableString.Invariant($"{known[outcome]:N0} {Name(outcome)}")));
        events?.Report(new ConnectorWarning(FormattableString.Invariant(
            $"{done:N0} of {Counted.Of(known.Values.Sum(), "batch", "batches")} chosen in '{database.Path}' {(done == 1 ? "is" : "are")} confirmed")
            + (again.Length == 0 ? "." : $"; sent before, and sent again: {again}.")));
    }

    private static string Name(UpdateOutcome outcome) => outcome switch
    {
        UpdateOutcome.InDoubt => "in doubt (no answer is on record)",
        UpdateOutcome.Partial => "partial",
        _ => "failed",
    };

    private void TellNothingLeft(IReadOnlyList<BatchKey> chosen)
    {
        if (chosen.Count == 0)
        {
            events?.Report(new ConnectorWarning($"Nothing is left to send of what was asked for in '{database.Path}': every batch is confirmed."));
        }
    }

    // A choice that was said stands on record with its words.
    private static bool IsOfAPipeline(RunRow? last) =>
        last is { Input: StageInput.Pipeline } row && StageOptions.Find<string>(row.Options, BatchChoice.Option) is null;
}
