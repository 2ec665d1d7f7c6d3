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
        if (isLook)
        {
            return Look(onRecord, wasCut);
        }

        if (_choice.AssetIds.Count > 0)
        {
            // Nobody can write between the check of the plan and the parting of its batches.
            database.BeginRow();
            RequirePlan(cancellationToken);
        }

        if (_choice.IsPilot && FindLast() is null)
        {
            // A part that is refused does not leave the whole to be taken up.
            run.TakesChoice();
        }

        RequireDigest();
        bool takesAll = TakesAll(onRecord, wasCut);
        IReadOnlyList<BatchKey> chosen;
        if (_choice.IsPilot)
        {
            chosen = Pilot.Choose(database, _choice, options.Resend);
            run.TakesChoice();
            Replace(chosen);
            TellNothingLeft(chosen);
        }
        else
        {
            RunRow? last = FindLast();
            chosen = takesAll ? TakeAll(takeDatabase, cancellationToken) : TakeUp();
            Tell(onRecord, chosen.Count, wasCut, last);
        }

        if (options.AsksForEach)
        {
            run.TakesChoice();
            database.Choices.ClearNeverSent();
        }

        PlanDigest.StoreFunction(database, function);
        database.Commit();
        return chosen;
    }

    /// <summary>Makes sure that the plan is the one that was made, and the one that was asked for.</summary>
    /// <exception cref="RunDatabaseException">It is another one.</exception>
    public void RequireUnchanged(CancellationToken cancellationToken)
    {
        RequirePlan(cancellationToken);
        RequireDigest();
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

    // What is asked for is found as it would be for sending, and nothing of it is chosen.
    private IReadOnlyList<BatchKey> Look(long onRecord, bool wasCut)
    {
        RequireDigest();
        database.Commit();
        database.BeginRow();
        if (_choice.IsPilot)
        {
            IReadOnlyList<BatchKey> looked = Pilot.Choose(database, _choice, options.Resend);
            TellNothingLeft(looked);
            return looked;
        }

        IReadOnlyList<BatchKey> found = TakesAll(onRecord, wasCut)
            ? [.. database.Batches.ReadCounts().Select(each => each.Key)]
            : database.Choices.ReadKeys();
        Tell(onRecord, found.Count, wasCut, FindLast());
        return found;
    }

    private bool TakesAll(long onRecord, bool wasCut) => _choice.All || wasCut || (onRecord == 0 && FindLast() is null);

    private IReadOnlyList<BatchKey> TakeAll(Action takeDatabase, CancellationToken cancellationToken)
    {
        takeDatabase();
        database.Choices.EnterAll(function, cancellationToken);
        IReadOnlyList<BatchKey> chosen = database.Choices.ReadKeys();
        return chosen.Count > 0 || PlanCompletion.CountBatches(database) == 0
            ? chosen
            : throw RunDatabaseException.PlanIncomplete(
                database.Path, "it was cut short before the first batch, and a command in the pipeline may have left groups out");
    }

    private IReadOnlyList<BatchKey> TakeUp()
    {
        run.TakesChoice();
        return database.Choices.ReadKeys();
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

    private void RequireDigest()
    {
        if (options.PlanDigest is not { } asked)
        {
            return;
        }

        string found = PlanDigest.Find(database, function) ?? "that is not known, for the plan is not made to its end";
        if (!string.Equals(asked.Trim(), found, StringComparison.OrdinalIgnoreCase))
        {
            throw RunDatabaseException.OtherPlan(database.Path, ShownText.Of(asked), found);
        }
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

        long batches = PlanCompletion.CountBatches(database);
        if (chosen < batches || (onRecord > 0 && chosen > onRecord))
        {
            events?.Report(new ConnectorWarning(
                ChoiceWording.Of(database.Path, onRecord, chosen, batches, wasCut, IsOfAPipeline(last) || PlanCompletion.MayHaveLeftOut(database))));
        }
    }

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
