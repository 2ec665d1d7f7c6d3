using QualysCustomAttributes.Ledger;
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
internal sealed class SendStage : BatchStage
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly QualysClient _client;
    private readonly CancellationTokenSource _ended;
    private readonly FailureBreaker _breaker;
    private readonly LedgerRecord? _ledger;
    private readonly SendOptions _options;
    private readonly ITimer? _untilTimer;
    private ConnectorException? _broken;
    private bool _isAnyLeft;
    private int _hasToldOfReserve;

    private SendStage(
        RunDatabase database,
        QualysClient client,
        PlanFunction function,
        SendOptions options,
        LedgerRecord? ledger,
        IProgress<ConnectorEvent>? events)
        : base(database, function, options, Describe(client, function, options), isLook: false, events)
    {
        _client = client;
        _breaker = new FailureBreaker(options.FailureLimit);
        _ledger = ledger;
        _options = options;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(options.StopSending);
        _untilTimer = StartTimer(client);
        database.SetDurable(true);
    }

    // Who waits for a further attempt when the time is over does so no longer.
    private ITimer? StartTimer(QualysClient client)
    {
        TimeSpan? left = client.Options.Budget?.Until - client.Options.TimeProvider.GetUtcNow();
        return left is { } time && time < LongestTimer
            ? client.Options.TimeProvider.CreateTimer(
                _ => EndBy(CallBudgetException.TimeIsOver(client.Address, client.Options.Budget!.Until!.Value)),
                null, time > TimeSpan.Zero ? time : TimeSpan.Zero, Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>Begins the stage.</summary>
    /// <param name="databasePath">The run database.</param>
    /// <param name="client">Calls Qualys. It stays the caller's.</param>
    /// <param name="options">What is done.</param>
    /// <param name="events">Takes progress, calls and warnings, on whichever thread they happen.</param>
    /// <returns>The stage.</returns>
    /// <exception cref="RunDatabaseException">The database cannot be used, or records calls with another function.</exception>
    /// <exception cref="LedgerException">The ledger cannot be used, or a living run sends for the same subscription.</exception>
    public static SendStage Start(
        string databasePath, QualysClient client, SendOptions options, IProgress<ConnectorEvent>? events = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        return Open(
            databasePath,
            options.Caller,
            database => Begin(database, client, options, events));
    }

    private static SendStage Begin(RunDatabase database, QualysClient client, SendOptions options, IProgress<ConnectorEvent>? events)
    {
        LedgerRecord? ledger = database.IsReconciled ? LedgerRecord.Open(database, client, options, events) : null;
        if (ledger is null && options.LedgerBeside is { } beside && LedgerRecord.IsOf(beside, client.Address.Authority))
        {
            events?.Report(new ConnectorWarning(
                $"The ledger '{beside}' does not learn what this run sends, for it sends everything: until an inventory is exported afterwards "
                + "and compared with, comparisons are wrong about these assets."));
        }

        try
        {
            return new SendStage(database, client, ResolveFunction(database, options), options, ledger, events);
        }
        catch
        {
            ledger?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sends a batch and waits until it succeeded, failed for good, or has used its attempts. A batch that is on record as
    /// done is not sent again, unless <see cref="SendOptions.Resend"/> is set.
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
        QualysUpdateResult known = EnterUncounted(batch);
        QualysUpdateResult result = IsDone(known) || Held is not null || _ended.IsCancellationRequested
            ? known
            : await CallAsync(batch, known, cancellationToken).ConfigureAwait(false);
        Note(result);
        if (result.Calls == known.Calls)
        {
            _isAnyLeft |= !IsDone(known);
        }
        else if (_breaker.Note(result) is { } why)
        {
            EndBy(new TooManyFailuresException(why, result, _client.Target));
        }

        return result;
    }

    /// <summary>Is asked when what came of a batch was told.</summary>
    /// <exception cref="TooManyFailuresException">Too many batches have failed for the same cause, and others are left.</exception>
    /// <exception cref="CallBudgetException">The run has used up what it was allowed, and batches are left.</exception>
    public void RequireUnbroken()
    {
        if (_isAnyLeft && _broken is { } broken)
        {
            if (broken is TooManyFailuresException)
            {
                Database.Runs.Note(Run.RunId, RunResumption.FailuresOption, "true");
            }

            Run.Fail(broken.Message);
            throw broken;
        }
    }

    /// <summary>The lease of the ledger, where the plan has one.</summary>
    public LedgerLease? Lease => _ledger?.Lease;

    /// <summary>Finds the first of some batches that Qualys did not confirm in full.</summary>
    public QualysUpdateResult? FindUnconfirmed(IEnumerable<BatchKey> batches) => QualysBatch.Read(Database, batches).ToList()
        .Select(batch => Find(batch) ?? new QualysUpdateResult(batch, Function.Of(batch.Function), UpdateOutcome.NotSent))
        .FirstOrDefault(result => result.Outcome != UpdateOutcome.Succeeded);

    /// <summary>
    /// Notes of batches which Qualys confirmed that they were not read back, or not as they were sent: they are sent again when the run is gone
    /// on with.
    /// </summary>
    /// <param name="batches">The batches.</param>
    /// <param name="why">What is known; <see langword="null"/> where they were read back as wanted.</param>
    public void Doubt(IEnumerable<BatchKey> batches, string? why)
    {
        foreach (BatchKey batch in batches)
        {
            Database.Executions.Doubt(batch.GroupNumber, batch.BatchNumber, why);
        }

        Database.Commit();
    }

    /// <summary>Puts on record what came of the canary.</summary>
    public void NoteCanary(string verdict) => Run.Note(OpenCanary.VerdictOption, verdict);

    /// <summary>Ends the run: what was not sent yet is left for later.</summary>
    /// <param name="why">What ends it.</param>
    public void End(ConnectorException why)
    {
        ArgumentNullException.ThrowIfNull(why);
        Run.Fail(why.Message);
    }

    /// <summary>Says with an error by which the run was ended how much is left, when nothing is under way any more.</summary>
    public CallBudgetException WithRest(CallBudgetException exception)
    {
        RunReport report = RunReport.Read(Database);
        return exception.Of(Database.Path, report.NotSent + report.TroubledCount, _client.Target);
    }

    private protected override TimeSpan? TimeFor(long batches) => _client.TimeFor(batches);

    /// <inheritdoc/>
    /// <exception cref="MassChangeException">What came one by one was entered, and a brake holds it.</exception>
    public override void Complete()
    {
        lock (Database.Gate)
        {
            Database.Commit();
            Database.Lease!.RequireNamedFile();
        }

        if (Held is not null)
        {
            PlanDigest.StoreChoice(Database, Function);
            RequireUnheld();
        }

        base.Complete();
        _ledger?.Complete(IsWhole);
    }

    private protected override IReadOnlyList<string> FindBrakes(IEnumerable<BatchRow>? part) => _ledger!.FindBrakes(_options.MaximumChange, part);

    private protected override void Hold(MassChangeException held) => Run.Hold(held.Message);

    private protected override void LetGo(BrakeCheck brakes)
    {
        brakes.LetGo();
        _ledger?.Begin(IsWhole);
    }

    private protected override void RequireReady()
    {
        if (_options is { Canary: null, Choice.IsNew: false })
        {
            OpenCanary.RequireNone(Database);
        }
    }

    private protected override void RequireUnheld()
    {
        if (Held is { } held)
        {
            throw held;
        }
    }

    // What is chosen is all that was planned: only such a run says how much an export has.
    private bool IsWhole => !PlanCompletion.IsOfPart(Database) && PlanCompletion.CountBatches(Database) == Database.Choices.Count();

    private protected override void Release()
    {
        _untilTimer?.Dispose();
        _ended.Dispose();
        _ledger?.Dispose();
        Database.SetDurable(false);
    }

    private async Task<QualysUpdateResult> CallAsync(QualysBatch batch, QualysUpdateResult known, CancellationToken cancellationToken)
    {
        string body = BuildBody(batch);
        QualysFunction function = Function.Of(batch.Function);
        var request = new QualysUpdateRequest(batch.GroupNumber, batch.BatchNumber, batch.AssetCount, function, body);
        var recorder = new CallRecorder(Database, known, Counts, Events)
        {
            Conclude = call => Write(UpdateJudgement.Of(batch, function, call), call),
            Leaving = () => _ledger?.WillSend(batch, function),
            Settled = (call, isApplied) =>
            {
                _ledger?.Ended(UpdateJudgement.Of(batch, function, call), isApplied);
                _ledger?.Keep(_client.KeepWindow());
                WarnOfReserve(call);
            },
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, cancellationToken);
        try
        {
            QualysCall call = await _client.SendAsync(request, recorder, stop.Token, cancellationToken).ConfigureAwait(false);
            return End(UpdateJudgement.Of(batch, function, call), call);
        }
        catch (CallBudgetException exception)
        {
            _isAnyLeft = true;
            EndBy(exception);
            return Find(batch)!;
        }
        catch (ConnectorException exception)
            when (exception is QualysAuthenticationException or QualysConnectionException or QualysParkedException)
        {
            // Account, address or limit are the same for every batch: nothing more is sent, calls under way may finish.
            await _ended.CancelAsync().ConfigureAwait(false);
            int? status = (exception as QualysAuthenticationException)?.Status;
            End(new QualysUpdateResult(known) { Outcome = recorder.OutcomeIfRefused, Status = status, Error = exception.Message }, null);
            Run.Fail(exception.Message);
            throw exception switch
            {
                QualysAuthenticationException refused => refused.Of(Database.Path, _client.Target),
                QualysParkedException parked => parked.Of(Database.Path, _client.Target),
                QualysConnectionException lost => lost.Of(Database.Path, _client.Target),
                _ => exception,
            };
        }
        catch (ConnectorException exception) when (exception is RunDatabaseException or LedgerException)
        {
            // What cannot be put on record is not sent, and what follows it neither.
            await _ended.CancelAsync().ConfigureAwait(false);
            Run.Fail(exception.Message);
            throw;
        }
        catch (OperationCanceledException exception)
            when (exception is GateShutException || (_ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            _isAnyLeft = true;
            return Find(batch)!;
        }
        catch (OperationCanceledException)
        {
            Run.Cancel();
            throw;
        }
    }

    // Nothing more is sent, and calls under way may finish.
    private void EndBy(ConnectorException cause)
    {
        if (Interlocked.CompareExchange(ref _broken, cause, null) is null)
        {
            try
            {
                _ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The clock rang when the stage was at its end.
            }
        }
    }

    private void WarnOfReserve(QualysCall call)
    {
        if (_client.Options.Budget is { ReserveCalls: > 0 and var reserve } && call.Limits is not null && !_client.IsWindowKnown
            && Interlocked.Exchange(ref _hasToldOfReserve, 1) == 0)
        {
            Events?.Report(new ConnectorWarning(
                $"Qualys does not show how many calls are left in its window: whether {Counted.Of(reserve, "call")} of it are left to others "
                + "cannot be known, and the run goes on."));
        }
    }

    // Made of the batch at hand, and sent only where the table shows that very text: it is what was reviewed.
    private string BuildBody(QualysBatch batch)
    {
        string body = UpdateRequestBody.Of(Function.Of(batch.Function), batch.AssetIds, batch.Set.NonEmpty);
        return Database.Executions.ReadBody(batch.GroupNumber, batch.BatchNumber) == body
            ? body
            : throw RunDatabaseException.PlanChanged(Database.Path, $"the request of {batch} reads otherwise than the batch it is made of");
    }

    private QualysUpdateResult End(QualysUpdateResult result, QualysCall? call)
    {
        Write(result, call);
        Database.CommitWhereverItIs();
        return new QualysUpdateResult(result) { Calls = Find(result.Batch)!.Calls };
    }

    private void Write(QualysUpdateResult result, QualysCall? call) =>
        Database.Executions.End(result.GroupNumber, result.BatchNumber, result.ToRow(), call?.Body ?? call?.Error);

    private static string Describe(QualysClient client, PlanFunction function, SendOptions options) => StageOptions.Describe(
    [
        (RunTable.FunctionOption, function.Name), (RunTable.DryRunOption, false), .. RunTarget.Describe(client), ("resend", options.Resend),
        ("leavesFailed", options.LeavesFailed ? true : null), (BatchChoice.Option, options.Choice.Describe()),
        (OpenCanary.Option, options.Canary),
    ]);
}
