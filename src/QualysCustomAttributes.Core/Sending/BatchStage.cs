using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>The last stage, dry or not: every batch that comes to it stands in the execution log, and is counted.</summary>
internal abstract class BatchStage : Stage
{
    private readonly ProgressThrottle _progress;
    private readonly SendOptions _options;
    private readonly BatchSelection _selection;
    private readonly BrakeCheck _brakes;
    private long _batchesInAll;
    private bool _isFed;
    private bool _isChosen;

    private protected BatchStage(
        RunDatabase database, PlanFunction function, SendOptions options, string record, bool isLook, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Update, options.Caller, record, events)
    {
        Function = function;
        _options = options;
        IsOnlyLooked = isLook;
        _selection = new BatchSelection(database, Run, function, options, isLook, events);
        _brakes = new BrakeCheck(database, Run, options);
        _progress = new ProgressThrottle(events, ConnectorStage.Update, "batches");
        _batchesInAll = database.Batches.Count();
    }

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts { get; } = new();

    /// <summary>What is done with the attributes.</summary>
    public PlanFunction Function { get; }

    /// <summary>What is sent alone before the rest, once the batches are chosen; <see langword="null"/> where nothing is.</summary>
    public Canary? Canary => _selection.Canary;

    /// <summary>Why a brake holds what is chosen, as the error says it; <see langword="null"/> where none does.</summary>
    public MassChangeException? Held { get; private set; }

    /// <summary>Whether the batches are shown, and what is chosen stays as it is.</summary>
    public bool IsOnlyLooked { get; }

    /// <summary>
    /// Chooses batches of the database, finishes the plan first where it was cut short, and makes sure that it is the plan that
    /// was made. What was chosen stands in the execution log when this returns, so that a run that ends early shows what it left.
    /// </summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The batches, in the plan's order.</returns>
    /// <exception cref="RunDatabaseException">
    /// There is no plan, it is not the one that was made or asked for, it has nothing of what was chosen, or its record cannot be trusted.
    /// </exception>
    /// <exception cref="MassChangeException">What is chosen is to be sent, and a brake holds it.</exception>
    public IReadOnlyList<BatchKey> Choose(CancellationToken cancellationToken = default)
    {
        _isChosen = true;
        RequireReady();
        _brakes.Begin();
        IReadOnlyList<BatchKey> chosen = _selection.Choose(() => RequireStage(ConnectorStage.Split), cancellationToken);
        _batchesInAll = chosen.Count;
        try
        {
            Judge(_brakes.Find(chosen, IsOnlyLooked, FindBrakes));
        }
        catch when (IsOnlyLooked)
        {
            Database.RollBack();
            throw;
        }

        RequireUnheld();
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
            _selection.RequireUnchanged(chosen, cancellationToken);
            List<QualysBatch> batches = InOrder([.. QualysBatch.Read(Database, chosen)]);
            if (IsOnlyLooked)
            {
                Database.RollBack();
            }
            else
            {
                Database.Commit();
            }

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
        Note(result, isDoneBefore: result.Outcome != UpdateOutcome.NotSent);
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

    /// <summary>Whether a brake holds what a batch belongs to that comes by itself: then it is entered, and not sent.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public bool IsHeld(QualysBatch batch)
    {
        Require(batch);
        BeginFeed();
        return Held is not null;
    }

    /// <summary>Takes a batch out of the choice: somebody said no to it.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>The batch as not sent, or what is on record of it where it was sent before.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult Decline(QualysBatch batch)
    {
        Require(batch);
        Database.Choices.Withdraw(batch.GroupNumber, batch.BatchNumber);
        QualysUpdateResult result = FindOrNotSent(batch);
        Note(result, isDoneBefore: true);
        return result;
    }

    /// <summary>How many batches of the plan were not chosen, and stay as they are.</summary>
    public long CountNotChosen() => PlanCompletion.CountNotChosen(Database);

    /// <summary>What was left out of the plan before batches were made of it, in words; <see langword="null"/> where nothing was.</summary>
    public string? LeftOut => PlanCompletion.DescribeLeftOut(Database);

    /// <summary>What the run came to so far.</summary>
    public RunReport Report() => RunReport.Read(Database);

    /// <summary>Completes the stage.</summary>
    /// <exception cref="RunDatabaseException">The database is not where it was any more.</exception>
    public virtual void Complete()
    {
        if (!IsOnlyLooked)
        {
            PlanDigest.StoreChoice(Database, Function);
        }

        Run.Complete(Held?.Message ?? Counts.ToString());
    }

    /// <summary>Finds what holds a part of the plan, or the whole where none is given.</summary>
    private protected virtual IReadOnlyList<string> FindBrakes(IEnumerable<BatchRow>? part) =>
        PlanBrakes.Find(Database, _options.MaximumChange, part);

    /// <summary>Says that a brake holds what is chosen.</summary>
    private protected abstract void Hold(MassChangeException held);

    /// <summary>Notes that no brake holds it, or that it was released.</summary>
    private protected virtual void LetGo(BrakeCheck brakes)
    {
    }

    /// <summary>Is asked before batches of the database are chosen.</summary>
    private protected virtual void RequireReady()
    {
    }

    /// <summary>Is asked when they are, and on record.</summary>
    private protected virtual void RequireUnheld()
    {
    }

    private void Judge(IReadOnlyList<string> brakes)
    {
        if (brakes.Count == 0)
        {
            LetGo(_brakes);
            return;
        }

        Held = MassChangeException.Of(Database.Path, brakes);
        Hold(Held);
    }

    /// <summary>How long it takes until the calls of so many more batches have left; <see langword="null"/> where nothing holds them up.</summary>
    private protected virtual TimeSpan? TimeFor(long batches) => null;

    // Groups that change the key first, behind the canary; the plan itself stays as it is.
    private List<QualysBatch> InOrder(List<QualysBatch> batches)
    {
        if (_options.PriorityKey is not { } key)
        {
            return batches;
        }

        int canary = Canary?.Batches.Count ?? 0;
        ILookup<bool, QualysBatch> parts = batches.Skip(canary).ToLookup(batch => batch.Set.NonEmpty.Any(each => each.Key == key));
        if (batches.Count > 0 && !parts[true].Any())
        {
            Events?.Report(new ConnectorWarning(
                $"No batch that is to be sent changes the key {ShownText.Name(key)}: all are sent in the order of the plan."));
        }

        return [.. batches.Take(canary), .. parts[true], .. parts[false]];
    }

    private protected QualysUpdateResult EnterUncounted(QualysBatch batch)
    {
        Require(batch);
        if (IsOnlyLooked)
        {
            return FindOrNotSent(batch);
        }

        BeginFeed();
        Database.Choices.Enter(batch.GroupNumber, batch.BatchNumber, Function.Of(batch.Function));
        return Find(batch)!;
    }

    private protected bool IsDone(QualysUpdateResult known) => known.Outcome switch
    {
        UpdateOutcome.Succeeded => !_options.Resend,
        UpdateOutcome.Failed or UpdateOutcome.Partial => _options.LeavesFailed,
        _ => false,
    };

    /// <summary>Finds what is on record of a batch.</summary>
    private protected QualysUpdateResult? Find(QualysBatch batch) =>
        Database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { } row ? QualysUpdateResult.Of(batch, row) : null;

    private QualysUpdateResult FindOrNotSent(QualysBatch batch) =>
        Find(batch) ?? new QualysUpdateResult(batch, Function.Of(batch.Function), UpdateOutcome.NotSent);

    private protected void Require(QualysBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireSame(batch.DatabasePath, batch.Set);
        RequireCurrent(ConnectorStage.Split, batch.RunId);
    }

    private protected override void TakeObjects()
    {
        if (!_isChosen && !IsOnlyLooked)
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
                if (!_isChosen)
                {
                    Judge(_brakes.FindOfPipeline(FindBrakes));
                }

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
                _selection.RequirePlan(CancellationToken.None);
            }

            Database.Choices.ClearNeverSent();
        }
    }

    private protected void Note(QualysUpdateResult result, bool isDoneBefore = false)
    {
        lock (Counts)
        {
            Counts.Add(result);
            _progress.DoneBefore += isDoneBefore ? 1 : 0;
            Run.RowsIn++;
            Run.RowsOut = Counts.Succeeded;
            if (_progress.IsDue)
            {
                _progress.Report(Counts.Batches, _batchesInAll, Counts.ToString(), TimeFor(_batchesInAll - Counts.Batches), Counts.Trouble);
            }
        }
    }

    /// <summary>Finds the function that belongs to the database: what was asked for, as long as nothing else was sent.</summary>
    private protected static PlanFunction ResolveFunction(RunDatabase database, SendOptions options)
    {
        QualysFunction? asked = options.Function;
        (PlanFunction? known, bool wasSent) = database.Executions.FindFunction();
        if (asked is { } other && known is { One: null })
        {
            throw RunDatabaseException.FunctionOfComparison(database.Path, other.ToRequestName());
        }

        return wasSent && asked is { } another && another != known!.Value.One
            ? throw RunDatabaseException.OtherFunction(database.Path, known.Value.Name, another.ToRequestName())
            : asked ?? known ?? options.DefaultFunction ?? QualysFunction.Add;
    }
}
