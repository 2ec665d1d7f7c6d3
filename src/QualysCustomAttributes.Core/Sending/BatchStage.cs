using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>The last stage, dry or not: every batch that comes to it stands in the execution log, and is counted.</summary>
internal abstract class BatchStage : Stage
{
    private readonly ProgressThrottle _progress;
    private readonly long _batchesInAll;
    private readonly bool _resend;

    private protected BatchStage(
        RunDatabase database, QualysFunction function, SendOptions options, string record, IProgress<ConnectorEvent>? events)
        : base(database, ConnectorStage.Update, options.Command, record, events)
    {
        Function = function;
        _resend = options.Resend;
        _progress = new ProgressThrottle(events, ConnectorStage.Update, "batches");
        _batchesInAll = database.Batches.Count();
    }

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts { get; } = new();

    /// <summary>What is done with the attributes.</summary>
    public QualysFunction Function { get; }

    /// <summary>
    /// Writes every batch of the database into the execution log, as <see cref="Enter"/> does one, so that a run that ends
    /// early shows what it left.
    /// </summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="RunDatabaseException">The database holds no batches, or cannot be written.</exception>
    public void EnterAll(CancellationToken cancellationToken = default)
    {
        RequireStage(ConnectorStage.Split);
        Database.Executions.EnterAll(Function, cancellationToken);
    }

    /// <summary>Reads every batch in the database, in the order of the split.</summary>
    /// <returns>The batches, as they are asked for.</returns>
    /// <exception cref="RunDatabaseException">The database holds no batches.</exception>
    public IEnumerable<QualysBatch> ReadAll()
    {
        if (Database.Runs.FindCurrent(ConnectorStage.Split) is null)
        {
            throw RunDatabaseException.StageMissing(Database.Path, ConnectorStage.Split);
        }

        return QualysBatch.ReadAll(Database);
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

    /// <summary>Completes the stage.</summary>
    public void Complete() => Run.Complete(Counts.ToString());

    private protected QualysUpdateResult EnterUncounted(QualysBatch batch)
    {
        Require(batch);
        Database.Executions.Enter(batch.GroupNumber, batch.BatchNumber, Function);
        return Find(batch)!;
    }

    private protected bool IsDone(QualysUpdateResult known) => known.Outcome == UpdateOutcome.Succeeded && !_resend;

    /// <summary>Finds what is on record of a batch.</summary>
    private protected QualysUpdateResult? Find(QualysBatch batch) =>
        Database.Executions.Find(batch.GroupNumber, batch.BatchNumber) is { } row ? QualysUpdateResult.Of(batch, row) : null;

    private protected void Require(QualysBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireSame(batch.DatabasePath, batch.Set);
        RequireCurrent(ConnectorStage.Split, batch.RunId);
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
    private protected static QualysFunction ResolveFunction(RunDatabase database, QualysFunction? asked)
    {
        (QualysFunction? known, bool wasSent) = database.Executions.FindFunction();
        return wasSent && asked is { } other && other != known
            ? throw RunDatabaseException.OtherFunction(database.Path, known!.Value.ToRequestName(), other.ToRequestName())
            : asked ?? known ?? QualysFunction.Add;
    }
}
