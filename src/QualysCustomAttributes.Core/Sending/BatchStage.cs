using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>The last stage, dry or not: every batch that comes to it stands in the execution log, and is counted.</summary>
internal abstract class BatchStage : Stage
{
    private readonly ProgressThrottle _progress;
    private readonly SendOptions _options;
    private long _batchesInAll;
    private bool _isFed;
    private bool _isChosen;

    private protected BatchStage(
        RunDatabase database, QualysFunction function, SendOptions options, string record, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Update, options.Caller, record, events)
    {
        Function = function;
        _options = options;
        _progress = new ProgressThrottle(events, ConnectorStage.Update, "batches");
        _batchesInAll = database.Batches.Count();
    }

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts { get; } = new();

    /// <summary>What is done with the attributes.</summary>
    public QualysFunction Function { get; }

    /// <summary>
    /// Chooses batches of the database, finishes the plan first where it was cut short, and makes sure that it is the plan that
    /// was made. What was chosen stands in the execution log when this returns, so that a run that ends early shows what it left.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The batches, in the plan's order.</returns>
    /// <exception cref="RunDatabaseException">
    /// There is no plan, it is not the one that was made or asked for, it has nothing of what was chosen, or its record cannot be trusted.
    /// </exception>
    public IReadOnlyList<BatchKey> Choose(CancellationToken cancellationToken = default)
    {
        _isChosen = true;
        BatchChoice choice = _options.Choice;
        bool wasCut = WasCutShort();
        long onRecord = Database.Executions.Count();
        PlanCompletion.Finish(Database, choice.All, Caller, Events, cancellationToken);
        RequireOneFunction();
        if (choice.AssetIds.Count > 0)
        {
            // Nobody can write between the check of the plan and the parting of its batches, which makes it another one.
            Database.BeginRow();
            RequireUnchanged(cancellationToken);
        }

        RequireDigest();
        long batches = PlanCompletion.CountBatches(Database);
        bool takesAll = choice.All || wasCut || (onRecord == 0 && Database.Runs.FindLatestChoice(before: Run.RunId) is null);
        IReadOnlyList<BatchKey> chosen;
        if (choice.IsPilot)
        {
            chosen = Pilot.Choose(Database, choice, _options.Resend);
            Run.TakesChoice();
            Database.Executions.ClearNeverSent();
            Enter(chosen);
        }
        else
        {
            if (takesAll)
            {
                RequireStage(ConnectorStage.Split);
                Database.Executions.EnterAll(Function, cancellationToken);
            }
            else
            {
                Run.TakesChoice();
            }

            chosen = Database.Executions.ReadKeys();
            if (chosen.Count == 0 && batches > 0 && takesAll)
            {
                throw RunDatabaseException.PlanIncomplete(
                    Database.Path, "it was cut short before the first batch, and a command in the pipeline may have left groups out");
            }

            Tell(onRecord, chosen.Count, batches, wasCut);
        }

        if (_options.AsksForEach)
        {
            Run.TakesChoice();
            Database.Executions.ClearNeverSent();
        }

        _batchesInAll = chosen.Count;
        Database.Commit();
        return chosen;
    }

    /// <summary>Chooses batches as <see cref="Choose"/> does, and reads them: what is read is what was checked.</summary>
    /// <inheritdoc cref="Choose"/>
    public IReadOnlyList<QualysBatch> ChooseBatches(CancellationToken cancellationToken = default)
    {
        IReadOnlyList<BatchKey> chosen = Choose(cancellationToken);
        lock (Database.Gate)
        {
            // Nobody can write between the check and the reading.
            Database.BeginRow();
            RequireUnchanged(cancellationToken);
            if (_options.Choice.AssetIds.Count == 0)
            {
                RequireDigest();
            }

            List<QualysBatch> batches = [.. QualysBatch.Read(Database, chosen)];
            Database.Commit();
            return batches;
        }
    }

    /// <summary>
    /// Writes a batch into the execution log with status <c>none</c>; one that is on record already stays as it is. Nothing is
    /// sent.
    /// </summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>What is on record of the batch.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult Enter(QualysBatch batch)
    {
        QualysUpdateResult result = EnterUncounted(batch);
        Note(result);
        return result;
    }

    /// <summary>Finds what is on record of a batch that is done and is not to be sent again.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>What came of it, or <see langword="null"/> where it is yet to be sent.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult? FindDone(QualysBatch batch)
    {
        Require(batch);
        return Find(batch) is { } known && IsDone(known) ? known : null;
    }

    /// <summary>Takes a batch out of the choice: somebody said no to it.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>The batch as not sent, or what is on record of it where it was sent before.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult Decline(QualysBatch batch)
    {
        Require(batch);
        Database.Executions.Withdraw(batch.GroupNumber, batch.BatchNumber);
        QualysUpdateResult result = Find(batch) ?? new QualysUpdateResult(batch, Function, UpdateOutcome.NotSent);
        Note(result);
        return result;
    }

    /// <summary>What the run came to so far.</summary>
    public RunReport Report() => RunReport.Read(Database);

    /// <summary>Completes the stage.</summary>
    /// <exception cref="RunDatabaseException">The database is not where it was any more.</exception>
    public virtual void Complete() => Run.Complete(Counts.ToString());

    private protected QualysUpdateResult EnterUncounted(QualysBatch batch)
    {
        Require(batch);
        BeginFeed();
        Database.Executions.Enter(batch.GroupNumber, batch.BatchNumber, Function);
        return Find(batch)!;
    }

    private protected bool IsDone(QualysUpdateResult known) => known.Outcome == UpdateOutcome.Succeeded && !_options.Resend;

    /// <summary>Finds what is on record of a batch.</summary>
    private protected QualysUpdateResult? Find(QualysBatch batch) =>
        Database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { } row ? QualysUpdateResult.Of(batch, row) : null;

    private protected void Require(QualysBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireSame(batch.DatabasePath, batch.Set);
        RequireCurrent(ConnectorStage.Split, batch.RunId);
    }

    private protected override void TakeObjects()
    {
        if (!_isChosen)
        {
            base.TakeObjects();
        }
    }

    // Batches that come one by one are a choice of their own, which takes the place of an earlier one that was never sent.
    private void BeginFeed()
    {
        // One at a time: a second batch is not entered before the first has cleared what an earlier choice left.
        lock (Database.Gate)
        {
            if (!_isFed)
            {
                ClearEarlierChoice();
                _isFed = true;
            }
        }
    }

    private void ClearEarlierChoice()
    {
        if (!_isChosen)
        {
            if (Database.StagesAtWork.Find(ConnectorStage.Split) is null)
            {
                PlanCheck.RequireSoundRecord(Database);
                RequireUnchanged(CancellationToken.None);
            }

            Database.Executions.ClearNeverSent();
        }
    }

    private void Enter(IReadOnlyList<BatchKey> chosen)
    {
        foreach (BatchKey batch in chosen)
        {
            Database.Executions.Enter(batch.GroupNumber, batch.BatchNumber, Function);
        }
    }

    // What was reviewed was reviewed with a function: that of the run which made the choice.
    private void RequireOneFunction()
    {
        string? chosenWith = Database.Runs.FindLatestChoice(before: Run.RunId) is { } last
            ? StageOptions.Find<string>(last.Options, RunTable.FunctionOption)
            : null;
        if (chosenWith is not null && Database.Executions.HasOtherFunctionThan(chosenWith))
        {
            throw RunDatabaseException.PlanChanged(
                Database.Path, $"it was chosen with the function {ShownText.Name(chosenWith)}, and batches of it have another one");
        }
    }

    private void RequireUnchanged(CancellationToken cancellationToken)
    {
        if (PlanDigest.FindStored(Database, ConnectorStage.Split) is not null)
        {
            PlanCheck.RequireUnchanged(Database, ConnectorStage.Split, cancellationToken);
        }
    }

    private void RequireDigest()
    {
        if (_options.PlanDigest is not { } asked)
        {
            return;
        }

        string found = PlanDigest.Find(Database, Function) ?? "that is not known, for the plan is not made to its end";
        if (!string.Equals(asked.Trim(), found, StringComparison.OrdinalIgnoreCase))
        {
            throw RunDatabaseException.OtherPlan(Database.Path, ShownText.Of(asked), found);
        }
    }

    // A run that took everything, or stood next to the split, was to send all of it.
    private bool WasCutShort() =>
        Database.Runs.FindLatestChoice(before: Run.RunId) is { } last
        && last.Outcome != RunOutcome.Complete
        && last.Input != StageInput.Pipeline;

    private void Tell(long onRecord, long chosen, long batches, bool wasCut)
    {
        string counts = string.Create(CultureInfo.InvariantCulture, $"{onRecord:N0} of {Counted.Of(batches, "batch", "batches")} were on record");
        foreach (ConnectorStage stage in (ConnectorStage[])[ConnectorStage.Import, ConnectorStage.Payload])
        {
            if (Database.Runs.FindCurrent(stage) is { } run && run.Outcome != RunOutcome.Complete)
            {
                Events?.Report(new ConnectorWarning(
                    $"The stage {stage} of '{Database.Path}' was not completed ({run.Outcome}): "
                    + "what it did not come to is not in the plan, and is not sent."));
            }
        }

        string why = wasCut ? ", for the run was cut short" : "";
        if (chosen < batches)
        {
            string taken = chosen == onRecord ? "only they are" : string.Create(CultureInfo.InvariantCulture, $"{chosen:N0} are");
            Events?.Report(new ConnectorWarning(
                $"{counts} in '{Database.Path}'{why}: {taken} taken up. The others were not chosen, or a command in the pipeline "
                + "may have left them out; they stay as they are."));
        }
        else if (onRecord > 0 && chosen > onRecord)
        {
            Events?.Report(new ConnectorWarning(string.Create(
                CultureInfo.InvariantCulture, $"{counts} in '{Database.Path}'{why}. All {chosen:N0} are taken up.")));
        }
    }

    private protected void Note(QualysUpdateResult result)
    {
        lock (Counts)
        {
            Counts.Add(result);
            Run.RowsIn++;
            Run.RowsOut = Counts.Succeeded;
            if (_progress.IsDue)
            {
                _progress.Report(Counts.Batches, _batchesInAll, Counts.ToString());
            }
        }
    }

    /// <summary>Finds the function that belongs to the database: what was asked for, as long as nothing else was sent.</summary>
    private protected static QualysFunction ResolveFunction(RunDatabase database, SendOptions options)
    {
        QualysFunction? asked = options.Function;
        (QualysFunction? known, bool wasSent) = database.Executions.FindFunction();
        return wasSent && asked is { } other && other != known
            ? throw RunDatabaseException.OtherFunction(database.Path, known!.Value.ToRequestName(), other.ToRequestName())
            : asked ?? known ?? options.DefaultFunction ?? QualysFunction.Add;
    }
}
