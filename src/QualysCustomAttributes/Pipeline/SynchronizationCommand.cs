using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Pipeline;

/// <summary>A cmdlet that makes a plan and sends it, all of it in one; with -WhatIf it shows the plan and sends nothing.</summary>
public abstract class SynchronizationCommand : QualysUpdateCommand
{
    private const int GroupsShown = 20;

    private QualysClient? _client;
    private QualysConnection? _reading;
    private Task _sending = Task.CompletedTask;
    private AttributeSynchronization? _synchronization;
    private bool _hasEnded;

    /// <summary>What the assets of a group have in common.</summary>
    [Parameter]
    [OneOf(typeof(PayloadGrouping), "a way to group payloads")]
    public PayloadGrouping? GroupBy { get; set; }

    /// <summary>How many assets a batch has at most.</summary>
    [Parameter]
    [ValidateRange(1, SplitStage.LargestBatchSize)]
    public int BatchSize { get; set; } = SplitStage.DefaultBatchSize;

    /// <summary>Whether a run database that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether what came of each batch is passed on too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Only the batches of these groups.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] GroupNumber { get; set; } = [];

    /// <summary>Only these assets; they get batches of their own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>Only so many batches, the first of the plan.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>The digest that the plan must have.</summary>
    [Parameter]
    [OnePlanDigest]
    public string? PlanDigest { get; set; }

    /// <summary>How many batches may fail one after the other for the same cause before the run is ended.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int FailureLimit { get; set; } = FailureBreaker.DefaultLimit;

    /// <summary>The key whose changes are sent first.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PriorityKey { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    /// <summary>The inventory to compare with: its database, or the folder it was exported into.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InventoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InventoryPath { get; set; }

    /// <summary>The ledger of the subscription.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LedgerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LedgerPath { get; set; }

    /// <summary>How old the inventory may be.</summary>
    [Parameter]
    [Wait]
    public TimeSpan MaximumInventoryAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Of the assets that hold attributes, the percentage that may be changed at once.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MaximumChange { get; set; } = PlanBrakes.DefaultMaximumChange * 100;

    /// <summary>Whether a plan is sent that a brake would hold.</summary>
    [Parameter]
    public SwitchParameter AllowMassChange { get; set; }

    /// <summary>So many assets, the first of the plan, are sent alone and read back before the rest.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int Canary { get; set; }

    /// <summary>Whether what was sent is read back at the end.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>How long assets are read again that are not as wanted yet.</summary>
    [Parameter]
    [Wait]
    public TimeSpan VerifyTimeout { get; set; } = VerificationOptions.DefaultTimeout;

    private protected override UpdateTarget? Target => _client?.Target ?? FindTarget();

    /// <summary>The options that all such cmdlets have.</summary>
    private protected SynchronizationOptions Common => new()
    {
        Import = new AxoniusImportOptions { Path = "", Caller = Caller },
        Function = QualysFunction.Add,
        MaximumChange = MaximumChange / 100,
        AllowMassChange = AllowMassChange,
        GroupBy = GroupBy,
        BatchSize = BatchSize,
        Target = FindTarget(),
        Choice = new BatchChoice
        {
            GroupNumbers = GroupNumber,
            AssetIds = AssetId,
            First = IsGiven(nameof(First)) ? First : null,
        },
        PlanDigest = PlanDigest,
        FailureLimit = FailureLimit,
        LedgerBeside = _client is null ? null : ComparisonParameters.Ledger(this, LedgerPath, () => _client.Address),
        Canary = IsGiven(nameof(Canary)) ? Canary : null,
        Verify = Verify,
        VerifyTimeout = VerifyTimeout,
        SendsAtOnce = _client is not null,
        LeaseTimeout = LeaseTimeout,
        PriorityKey = PriorityKey,
        StopSending = LeaveToken,
    };

    /// <summary>Checks how calls are made, and makes the client where any will be.</summary>
    /// <param name="undone">The run that is undone: at the host where it went.</param>
    private protected void Connect(RunResumption? undone = null)
    {
        CheckCalls();
        if (undone is not null)
        {
            GoWhere(undone, isCalled: !this.IsWhatIf());
        }

        if (!this.IsWhatIf())
        {
            _client = CreateClient();
            _reading = IsGiven(nameof(Canary)) || Verify ? ResolveReading() : null;
        }
    }

    /// <summary>Makes the plan and sends it, or shows it, and writes the summary.</summary>
    private protected void Synchronize(SynchronizationOptions options)
    {
        CloseRun();
        _hasEnded = false;
        AttributeSynchronization synchronization = _synchronization = new AttributeSynchronization(options, EventSink);
        synchronization.Prepare(StopToken);
        (long batches, long assets) = synchronization.MeasureChosen();
        bool isApproved = MaySend(synchronization, batches, assets);

        if (isApproved && _client is { } client)
        {
            Send(synchronization, client);
        }
        else if (_client is not null)
        {
            synchronization.Decline(StopToken);
        }
        else
        {
            // A dry run has nothing to say of a batch unless it is asked for.
            synchronization.DryRun(PassThru ? WriteResult : null, GroupsShown, StopToken);
            ShowPlan(synchronization);
        }

        EventSink.CompleteProgress();
        SynchronizationSummary summary = synchronization.Summarize(run => Next(run, synchronization));
        if (_client is not null && !isApproved)
        {
            WriteWarning(ResumeCommand.OfRest(summary.Batches, summary.DatabasePath, _client.Target));
        }
        else if (summary.BatchesNotChosen > 0)
        {
            WriteWarning(ResumeCommand.OfRest(summary.BatchesNotChosen, summary.DatabasePath, Target));
        }

        _hasEnded = true;
        WriteObject(summary);
        if (synchronization.Verification?.Failure is { } failure)
        {
            WriteError(ConnectorErrorRecords.Of(failure));
        }
    }

    // A plan that nobody could be asked about is on record as declined: with its function and its host, for whoever goes on.
    private bool MaySend(AttributeSynchronization synchronization, long batches, long assets)
    {
        try
        {
            return MaySend(
                synchronization.Function,
                _client?.Address.ToString() ?? FindApi()?.ToString() ?? "Qualys",
                $"{synchronization.Function.One?.ToString() ?? "Change"} the attributes of {Counted.Of(assets, "asset")} in {Counted.Of(batches, "batch", "batches")}");
        }
        catch (QualysConfigurationException)
        {
            synchronization.Decline(StopToken);
            throw;
        }
    }

    private protected override string? Stopped => _sending == Task.CompletedTask && _synchronization is { DatabasePath.Length: > 0 } begun
        ? $"Stopped before anything was sent. What was planned so far is in '{begun.DatabasePath}'."
        : null;

    /// <summary>Gives the database of a run back that has ended, so that the next one can be made.</summary>
    private protected void CloseRun()
    {
        _synchronization?.Dispose();
        (_synchronization, _sending) = (null, Task.CompletedTask);
    }

    private protected override void Release()
    {
        EndWork(_sending);
        if (_sending != Task.CompletedTask && !_hasEnded)
        {
            ShowAfterStop(ResumeCommand.OfStopped(QualysRun.ReadOwn(_synchronization!.Database, ResumeCommand.Next)));
        }

        _synchronization?.Dispose();
        _client?.Dispose();
    }

    // Reading back at the end was refused or did not come through: all that was sent is on record.
    private protected override string? Advise(ConnectorException exception) => exception switch
    {
        QualysAuthenticationException { DatabasePath: null } or QualysConnectionException { DatabasePath: null }
            when Verify && _synchronization is { Counts.Calls: > 0, DatabasePath: var path } =>
            $"What was sent is on record.\nRead it back with: {ResumeCommand.OfVerification(path)}",
        _ => base.Advise(exception),
    };

    private void Send(AttributeSynchronization synchronization, QualysClient client)
    {
        // Results come on the threads that send; the pipeline's thread shows them as they come.
        _sending = Task.Run(() => synchronization.SendAsync(client, result => EventSink.Post(() => WriteResult(result)), _reading, StopToken));
        Await(_sending);
    }

    // As Write-Host would: seen at the prompt, and out of the way of the output.
    private void ShowPlan(AttributeSynchronization synchronization)
    {
        RunDatabase database = synchronization.Database;
        foreach (string line in (string[])[.. PlanWords.Of(database), .. PlanWords.OfCalls(database), .. PlanWords.OfTime(database)])
        {
            Show($"  {line}");
        }

        (IReadOnlyList<PendingGroup> groups, long total) = synchronization.Pending;
        foreach (PendingGroup group in groups)
        {
            Show(this.Fit($"  group {group.GroupNumber}{(group.Function is { } own ? $", {own}" : "")}, {Counted.Of(group.Assets, "asset")}: {string.Join("; ", group.Attributes)}"));
        }

        if (total > groups.Count)
        {
            Show($"  and {Counted.Of(total - groups.Count, "group")} more; "
                + $"see Get-QualysRunGroup '{synchronization.DatabasePath}'");
        }

        Show($"  plan digest {RunReport.Read(database).PlanDigest}");
    }

    // A dry run of this command knows what it was given; of anything else the record knows as much.
    private string? Next(QualysRun run, AttributeSynchronization synchronization) => _client is null && run.BatchesLeft > 0
        ? $"{ResumeCommand.Of(run.DatabasePath, FindTarget())} -PlanDigest {run.PlanDigest}{Repeat(synchronization.IsHeldBack)}{ReadBack(run.DatabasePath)}"
        : ResumeCommand.Next(run);

    private void WriteResult(QualysUpdateResult result)
    {
        if (PassThru)
        {
            WriteObject(result);
        }

        if (ConnectorErrorRecords.Of(result, _client?.Target) is { } error)
        {
            WriteError(error);
        }
    }
}
