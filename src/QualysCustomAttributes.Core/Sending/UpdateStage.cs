using System.Globalization;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Sending;

/// <summary>
/// The last stage: sends batches to Qualys and records what came of each. A call is on disk before it is sent and again
/// when it has ended, so that after a crash the database says which batches are done, which are not, and which are in doubt.
/// </summary>
/// <remarks>Batches may be sent from several threads; the client keeps to the limits.</remarks>
public sealed class UpdateStage : IDisposable
{
    private readonly RunDatabase _database;
    private readonly QualysClient? _client;
    private readonly IProgress<ConnectorEvent>? _events;
    private readonly StageRun _run;
    private readonly CancellationTokenSource _ended;
    private readonly UpdateCounts _counts = new();
    private readonly ProgressThrottle _progress;
    private readonly long _batchesPlanned;
    private bool _isDisposed;

    private UpdateStage(RunDatabase database, QualysClient? client, UpdateOptions options, IProgress<ConnectorEvent>? events)
    {
        _database = database;
        _client = client;
        _events = events;
        Force = options.Force;
        Function = ResolveFunction(database, options.Function);

        _ended = CancellationTokenSource.CreateLinkedTokenSource(options.StopSending);
        _progress = new ProgressThrottle(events, ConnectorStage.Update, "batches");
        _batchesPlanned = database.Batches.Count();
        _run = StageRun.Begin(database, ConnectorStage.Update, options.Command, StageOptions.Describe(
            ("function", Function.ToRequestName()), ("dryRun", client is null), ("address", client?.Address.ToString()), ("force", options.Force)));
        if (client is not null)
        {
            database.SetDurable(true);
        }
    }

    /// <summary>Begins the stage.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="client">Calls Qualys; <see langword="null"/> for a dry run. It stays the caller's.</param>
    /// <param name="options">What is done.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or records calls with another function.</exception>
    public static UpdateStage Start(
        string databasePath, QualysClient? client, UpdateOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        return StageOpening.Open(databasePath, database => new UpdateStage(database, client, options, events));
    }

    /// <summary>The run database the stage writes to.</summary>
    public string DatabasePath => _database.Path;

    /// <summary>What came of the batches so far.</summary>
    public UpdateCounts Counts => _counts;

    /// <summary>What is done with the attributes.</summary>
    public QualysFunction Function { get; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    public bool Force { get; }

    /// <summary>
    /// Gives every batch in the database, in the order of the split. All of them stand in the execution log from then on, so
    /// that a run that ends early shows what it left.
    /// </summary>
    /// <returns>The batches, as they are asked for.</returns>
    public IEnumerable<QualysBatch> ReadAll()
    {
        StageOpening.RequireStage(_database, ConnectorStage.Split, _events);
        _database.Executions.PlanAll(Function, CancellationToken.None);
        return _database.Batches.Read();
    }

    /// <summary>Gives what is on record of a batch that is done and is not to be sent again.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>What came of it, or <see langword="null"/> where it is yet to be sent.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database.</exception>
    public QualysUpdateResult? FindDone(QualysBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require(batch);
        return !Force && _database.Executions.Find(batch) is { Outcome: UpdateOutcome.Succeeded } done ? done : null;
    }

    /// <summary>Writes a batch into the execution log with status <c>none</c> and sends nothing.</summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <returns>What is on record of the batch.</returns>
    /// <exception cref="RunDatabaseException">The batch is of another database, or of an earlier run of its stage.</exception>
    public QualysUpdateResult Plan(QualysBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require(batch);
        _database.Executions.Plan(batch, Function);
        QualysUpdateResult result = _database.Executions.Find(batch)!;
        Note(result);
        return result;
    }

    /// <summary>Writes every batch of the database into the execution log, as <see cref="Plan"/> does one, without an object for each.</summary>
    /// <param name="cancellationToken">Stops the writing.</param>
    public void PlanAll(CancellationToken cancellationToken = default)
    {
        StageOpening.RequireStage(_database, ConnectorStage.Split, _events);
        _database.Executions.PlanAll(Function, cancellationToken);
        lock (_counts)
        {
            foreach ((UpdateOutcome outcome, int batches, long confirmed, long withoutCount) in _database.Executions.CountOutcomes())
            {
                _counts.Add(outcome, batches, confirmed, withoutCount);
            }

            _run.RowsIn = _counts.Batches;
            _run.RowsOut = _counts.Succeeded;
        }
    }

    /// <summary>
    /// Sends a batch and waits until it succeeded, failed for good, or has used its attempts. A batch that is on record as
    /// done is not sent again, unless <see cref="Force"/> is set.
    /// </summary>
    /// <param name="batch">The batch; it must be of this stage's database.</param>
    /// <param name="cancellationToken">Stops it; a batch whose call was under way is then in doubt.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="QualysAuthenticationException">Qualys refused the account; the batches not yet sent stay for later.</exception>
    /// <exception cref="QualysConnectionException">The host is unknown, or its certificate is not trusted.</exception>
    /// <exception cref="RunDatabaseException">The database cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public async Task<QualysUpdateResult> SendAsync(QualysBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_client is null)
        {
            return Plan(batch);
        }

        Require(batch);
        _database.Executions.Plan(batch, Function);
        QualysUpdateResult known = _database.Executions.Find(batch)!;
        if ((known.Outcome == UpdateOutcome.Succeeded && !Force) || _ended.IsCancellationRequested)
        {
            Note(known);
            return known;
        }

        QualysUpdateResult result = await CallAsync(batch, known, cancellationToken).ConfigureAwait(false);
        Note(result);
        return result;
    }

    /// <summary>Completes the stage.</summary>
    public void Complete() => _run.Complete(_counts.ToString());

    /// <summary>Ends the stage; one that was not completed is on record as incomplete.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        try
        {
            _run.Dispose();
            _database.SetDurable(false);
        }
        finally
        {
            _database.Dispose();
            _ended.Dispose();
        }
    }

    private void Require(QualysBatch batch)
    {
        StageOpening.RequireSame(_database, batch.DatabasePath, batch.Set);
        StageOpening.RequireCurrent(_database, ConnectorStage.Split, batch.RunId);
    }

    private static QualysFunction ResolveFunction(RunDatabase database, QualysFunction? asked)
    {
        (string? recorded, bool wasSent) = database.Executions.FunctionOnRecord();
        if (recorded is null)
        {
            return asked ?? QualysFunction.Add;
        }

        QualysFunction known = QualysFunctions.Parse(recorded);
        if (asked is not null && asked != known && wasSent)
        {
            throw RunDatabaseException.OtherFunction(database.Path, recorded, asked.Value.ToRequestName());
        }

        return asked ?? known;
    }

    private async Task<QualysUpdateResult> CallAsync(QualysBatch batch, QualysUpdateResult known, CancellationToken cancellationToken)
    {
        var request = new QualysUpdateRequest(batch.GroupNumber, batch.BatchNumber, batch.Count, Function, _database.Executions.GetBody(batch));
        var recorder = new CallRecorder(_database, known, _counts, _events);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        try
        {
            QualysCall call = await _client!.SendAsync(request, recorder, stop.Token, cancellationToken).ConfigureAwait(false);
            return End(UpdateJudgement.Of(batch, Function, call), call);
        }
        catch (ConnectorException exception) when (exception is QualysAuthenticationException or QualysConnectionException)
        {
            // The account or the address is wrong for every batch: nothing more is sent, calls under way may finish.
            await _ended.CancelAsync().ConfigureAwait(false);
            End(
                known with
                {
                    Outcome = recorder.OutcomeIfRefused,
                    Status = (exception as QualysAuthenticationException)?.Status,
                    Error = exception.Message,
                },
                null);
            _run.Fail(exception.Message);
            if (exception is QualysAuthenticationException refused)
            {
                throw refused.Of(_database.Path);
            }

            throw;
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return _database.Executions.Find(batch)!;
        }
        catch (OperationCanceledException)
        {
            _run.Cancel();
            throw;
        }
    }

    private QualysUpdateResult End(QualysUpdateResult result, QualysCall? call)
    {
        _database.Executions.End(result, call?.Body ?? call?.Error);
        _database.Commit();
        return result with { Attempts = _database.Executions.Find(result.Batch)!.Attempts };
    }

    private void Note(QualysUpdateResult result)
    {
        lock (_counts)
        {
            _counts.Add(result);
            _run.RowsIn++;
            _run.RowsOut = _counts.Succeeded;
            if (_progress.IsDue)
            {
                _progress.Report(_counts.Batches, _batchesPlanned, _counts.ToString());
            }
        }
    }
}
