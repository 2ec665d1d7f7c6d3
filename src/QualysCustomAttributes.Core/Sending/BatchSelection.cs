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
    RunDatabase database, StageRun run, PlanFunction function, SendOptions options, bool isLook, IProgress<ConnectorEvent>? events)
{
    private readonly BatchChoice _choice = options.Choice;
    private readonly ChoiceNotes _notes = new(database, events, options.LeavesFailed);

    /// <summary>What is sent alone before the rest; <see langword="null"/> where nothing is.</summary>
    public Canary? Canary { get; private set; }

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
        RunRow? last = FindLast();
        bool takesAll = _choice.All || wasCut || last is null;
        if (!_choice.IsPilot && !takesAll)
        {
            RequireChoice();
        }

        if (_choice.IsPilot && last is null && !isLook)
        {
            // A part that is refused does not leave the whole to be taken up.
            run.TakesChoice();
        }

        // Nobody can write between the check of the plan and the parting of its batches.
        database.Commit();
        database.BeginRow();
        IReadOnlyList<BatchKey> chosen = Find(takesAll, cancellationToken);
        int found = chosen.Count;
        if (options.Canary is { } assets && !isLook)
        {
            Canary = Canary.Part(database, chosen, assets, out chosen);
        }

        if (!isLook)
        {
            Keep(chosen, takesAll, takeDatabase, cancellationToken);
        }

        if (_choice.IsPilot)
        {
            _notes.OfPart(chosen.Count);
        }
        else
        {
            _notes.OfRest(onRecord, found, chosen.Count - found, wasCut, last);
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

        foreach (BatchKey batch in Canary?.Batches ?? [])
        {
            database.Choices.Enter(batch.GroupNumber, batch.BatchNumber, function.Of(database.Batches.Read(batch).Function));
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

    private void TakeAll(Action takeDatabase, int count, CancellationToken cancellationToken)
    {
        takeDatabase();
        database.Choices.EnterAll(function, cancellationToken);
        if (count == 0 && PlanCompletion.CountBatches(database) > 0)
        {
            throw RunDatabaseException.PlanIncomplete(
                database.Path, "it was cut short before the first batch, and a command in the pipeline may have left groups out",
                PlanOrigin.Of(database));
        }
    }

    private void Replace(IReadOnlyList<BatchKey> chosen)
    {
        database.Choices.ClearNeverSent();
        foreach (BatchKey batch in chosen)
        {
            database.Choices.Enter(batch.GroupNumber, batch.BatchNumber, function.Of(database.Batches.Read(batch).Function));
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
                database.Path, $"it was reviewed with another function than {function.Name}, which is on record by now");
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

    private bool WasCutShort() => WasCutShort(FindLast());

    /// <summary>Whether the run that chose was cut short, and was to send all: it took everything, or stood next to the split.</summary>
    public static bool WasCutShort(RunRow? last) =>
        last is { } row && row.Outcome != RunOutcome.Complete && row.Input != StageInput.Pipeline;
}
