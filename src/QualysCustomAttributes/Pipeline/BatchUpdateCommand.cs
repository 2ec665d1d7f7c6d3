using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that sends batches of a run database, asks before each where it is to, and gives what came of each.</summary>
public abstract class BatchUpdateCommand : QualysUpdateCommand
{
    private const int BatchesShown = 20;
    private const string WhatIf = "What if: ";

    private readonly HashSet<(string Path, int Group, int Batch)> _taken = [];
    private long _planned;
    private BatchStage? _stage;
    private SendingLoop? _loop;
    private QualysClient? _client;
    private bool _hasEnded;

    /// <summary>How many batches may fail one after the other for the same cause before the run is ended.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int FailureLimit { get; set; } = FailureBreaker.DefaultLimit;

    /// <summary>Of the assets that hold attributes, the percentage that may be changed at once by a plan that was made by comparison.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MaximumChange { get; set; } = PlanBrakes.DefaultMaximumChange * 100;

    /// <summary>Whether a plan is sent that a brake would hold.</summary>
    [Parameter]
    public SwitchParameter AllowMassChange { get; set; }

    /// <summary>Whether -WhatIf passes what is on record of each batch on; without -WhatIf it is passed on always.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Where updates go, as far as that is known.</summary>
    private protected override UpdateTarget? Target => _client?.Target ?? FindTarget();

    /// <summary>Has the batches sent by this client, which is disposed of with them; without one nothing is sent.</summary>
    private protected void SendBy(QualysClient client) => _client = client;

    /// <summary>What is done, as far as the cmdlets differ.</summary>
    private protected abstract SendOptions ReadOptions();

    /// <summary>The stage, which begins with the first batch.</summary>
    private protected BatchStage GetStage(string databasePath) => _stage ??= Start(databasePath);

    /// <summary>Sends a batch, or enters it where nothing is sent.</summary>
    private protected void Take(BatchStage stage, QualysBatch batch)
    {
        if (!_taken.Add((batch.DatabasePath, batch.GroupNumber, batch.BatchNumber)))
        {
            WriteVerbose($"Came before, and is taken once: {batch}.");
            return;
        }

        if (stage.FindDone(batch) is { } done)
        {
            WriteVerbose($"{(done.Outcome == UpdateOutcome.Succeeded ? "Confirmed already" : "Failed before")}, and not sent again: {batch}.");
            WriteResult(stage.Enter(batch));
            return;
        }

        if (_loop is not null && stage.IsHeld(batch))
        {
            // What comes is entered, so that who goes on takes it; nobody is asked about what is not sent.
            WriteResult(stage.Enter(batch));
            return;
        }

        if (_loop is null)
        {
            Plan(batch, stage);
            return;
        }

        if (!MaySend(stage.Function, BatchDescription.Target(batch, _client), BatchDescription.Action(batch, stage.Function.Of(batch.Function))))
        {
            WriteResult(stage.Decline(batch));
            return;
        }

        Await(_loop.AddAsync(batch));
    }

    // The first ones are shown; of a million nobody reads more.
    private void Plan(QualysBatch batch, BatchStage stage)
    {
        if (++_planned <= BatchesShown)
        {
            string where = FindTarget()?.Api.ToString() ?? "Qualys";
            WouldProcess(this.Fit(BatchDescription.Line(where, batch, stage.Function.Of(batch.Function)), WhatIf.Length));
        }

        WriteResult(stage.Enter(batch));
    }

    /// <summary>Waits for what is under way.</summary>
    private protected void AwaitSent() => Await(_loop?.CompleteAsync() ?? Task.CompletedTask);

    /// <summary>Waits for what is under way, and says what is left.</summary>
    private protected void Complete()
    {
        AwaitSent();
        EventSink.PumpWaiting();
        if (_stage is not null)
        {
            _stage.Complete();
            TellRest(_stage);
        }

        EventSink.CompleteProgress(ConnectorStage.Update);
        _hasEnded = true;
    }

    /// <summary>Gives the database back, so that another one can be taken. What is under way is waited for.</summary>
    private protected void Close()
    {
        Await(_loop?.DrainAsync() ?? Task.CompletedTask);
        DisposeRun();
        (_loop, _stage, _client, _hasEnded) = (null, null, null, false);
        _taken.Clear();
        _planned = 0;
    }

    private protected override void Release()
    {
        // The database is closed only when whatever is still under way has said how it ended.
        EndWork(_loop?.DrainAsync() ?? Task.CompletedTask);
        if (_loop is not null && !_hasEnded)
        {
            ShowAfterStop(ResumeCommand.OfStopped(QualysRun.ReadOwn(_stage!.Database, ResumeCommand.Next)));
        }

        DisposeRun();
    }

    private void DisposeRun()
    {
        _loop?.Dispose();
        _stage?.Dispose();
        _client?.Dispose();
    }

    private BatchStage Start(string databasePath)
    {
        SendOptions options = ReadOptions() with
        {
            AsksForEach = _client is not null && this.IsConfirm(),
            FailureLimit = FailureLimit,
            LeaseTimeout = LeaseTimeout,
            LedgerBeside = _client is null ? null : ComparisonParameters.Ledger(this, null, () => _client.Address),
            StopWaiting = StopToken,
            MaximumChange = MaximumChange / 100,
            AllowMassChange = AllowMassChange,
            StopSending = LeaveToken,
            Caller = Caller,
        };
        if (_client is null)
        {
            return DryRunStage.Start(databasePath, options, EventSink);
        }

        SendStage stage = SendStage.Start(databasePath, _client, options, EventSink);
        _loop = new SendingLoop(stage, _client.Options.ThrottleLimit, result => EventSink.Post(() => WriteResult(result)), StopToken);
        return stage;
    }

    // What a person sees at the end: the digest that the next one can insist on, and what is left.
    private void TellRest(BatchStage stage)
    {
        if (_planned > BatchesShown)
        {
            Show($"  and {Counted.Of(_planned - BatchesShown, "batch", "batches")} more; see Get-QualysRunBatch '{stage.DatabasePath}'");
        }

        RunReport report = stage.Report();
        string? asked = ReadOptions().PlanDigest;
        if (report.PlanDigest is { } digest)
        {
            if (_client is null)
            {
                Show($"  plan digest {digest}");
                if (!stage.IsOnlyLooked && _planned > 0)
                {
                    Show($"  {ResumeCommand.OfReviewed(stage.DatabasePath, Target, digest)}{Repeat(stage.Held is not null)}");
                }
            }
            else
            {
                WriteVerbose($"The plan's digest is {digest}.");
            }
        }

        if (stage.LeftOut is { } leftOut)
        {
            WriteWarning(leftOut);
        }

        if (stage.CountNotChosen() is > 0 and var notChosen)
        {
            WriteWarning(ResumeCommand.OfRest(notChosen, stage.DatabasePath, Target, asked == report.PlanDigest ? null : asked));
        }
    }

    private void WriteResult(QualysUpdateResult result)
    {
        if (_client is not null || PassThru)
        {
            WriteObject(result);
        }

        if (ConnectorErrorRecords.Of(result, Target) is { } error)
        {
            WriteError(error);
        }
    }
}
