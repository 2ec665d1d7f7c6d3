using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Commands;

/// <summary>Sends batches to Qualys and gives what came of each; with -WhatIf it writes the plan and sends nothing.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "QualysAttributeUpdate", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(QualysUpdateResult))]
public sealed class InvokeQualysAttributeUpdateCommand : QualysUpdateCommand
{
    private const string InputObjectSet = "InputObject";
    private const string DatabaseSet = "Database";

    private BatchStage? _stage;
    private SendingLoop? _loop;
    private string? _readDatabase;
    private bool _isGroupNamed;
    private bool _isDatabaseNamed;
    private bool _hasEnded;
    private QualysClient? _client;
    private QualysConnection? _reading;
    private QualysFunction? _function;
    private readonly HashSet<(string Path, int Group, int Batch)> _taken = [];

    /// <summary>The batch.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public QualysBatch InputObject { get; set; } = null!;

    /// <summary>The run database whose batches are sent.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>What is done with the attributes.</summary>
    [Parameter]
    [OneOf(typeof(QualysFunction), "a function of Qualys")]
    public QualysFunction? Function { get; set; }

    /// <summary>Whether a batch that is on record as done is sent again.</summary>
    [Parameter]
    public SwitchParameter Resend { get; set; }

    /// <summary>Only the batches of these groups. What a piped object has is taken to notice that it is a part of a plan.</summary>
    [Parameter(ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    public int[] GroupNumber { get; set; } = [];

    /// <summary>Only these assets; they get batches of their own.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>Only so many batches, the first that are not confirmed yet.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>Whether the whole plan is sent, what was never chosen included.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    public SwitchParameter All { get; set; }

    /// <summary>The digest that the plan must have. A piped object stands for a whole plan only with it, as a summary has it.</summary>
    [Parameter(ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [OnePlanDigest]
    public string? PlanDigest { get; set; }

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

    /// <summary>So many assets, the first of the plan, are sent alone and read back before the rest.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    [ValidateRange(1, 1_000_000)]
    public int Canary { get; set; }

    /// <summary>How long assets of the canary are read again that are not as wanted yet.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    [Wait]
    public TimeSpan VerifyTimeout { get; set; } = VerificationOptions.DefaultTimeout;

    private protected override void Begin()
    {
        if (All && new[] { nameof(GroupNumber), nameof(AssetId), nameof(First) }.Any(IsGiven))
        {
            throw QualysConfigurationException.ChoiceAmbiguous();
        }

        if (new[] { nameof(GroupNumber), nameof(AssetId), nameof(First), nameof(All), nameof(PlanDigest) }.Any(IsGiven)
            && !IsGiven(nameof(DatabasePath)))
        {
            // Else the batches that come down the pipeline would stand for their whole database.
            throw QualysConfigurationException.ChoiceOfPipeline();
        }

        (_isGroupNamed, _isDatabaseNamed) = (IsGiven(nameof(GroupNumber)), IsGiven(nameof(DatabasePath)));
        _function = ResolveFunction(null);
        CheckCalls();
        if (!this.IsWhatIf())
        {
            _client = CreateClient();
            _reading = IsGiven(nameof(Canary)) ? ResolveConnection() : null;
        }
    }

    private protected override void Process()
    {
        if (ParameterSetName == InputObjectSet)
        {
            Take(GetStage(InputObject.DatabasePath), InputObject);
        }
        else if (!_isDatabaseNamed && ((!_isGroupNamed && IsGiven(nameof(GroupNumber))) || string.IsNullOrEmpty(PlanDigest)))
        {
            // A group, a batch of another process, a result, or some of their properties: it would stand for its whole database.
            throw QualysConfigurationException.PartOfPlan();
        }
        else
        {
            ReadDatabase(this.ResolveFile(DatabasePath));
        }
    }

    private protected override void End()
    {
        if (_loop is not null)
        {
            Await(_loop.CompleteAsync());
        }

        EventSink.PumpWaiting();
        if (_stage is not null)
        {
            _stage.Complete();
            TellRest(_stage);
        }

        EventSink.CompleteProgress(ConnectorStage.Update);
        _hasEnded = true;
    }

    private protected override void Release()
    {
        // The database is closed only when whatever is still under way has said how it ended.
        EndWork(_loop?.DrainAsync() ?? Task.CompletedTask);
        if (_loop is not null && !_hasEnded)
        {
            ShowAfterStop(ResumeCommand.OfStopped(_stage!.DatabasePath, Target));
        }

        _loop?.Dispose();
        _stage?.Dispose();
        _client?.Dispose();
    }

    // Several objects that name the same database, as summaries of one run do, mean it once.
    private void ReadDatabase(string path)
    {
        if (_readDatabase is not null)
        {
            if (_readDatabase != path)
            {
                throw RunDatabaseException.Mixed(_readDatabase, path);
            }

            return;
        }

        _readDatabase = path;
        BatchStage stage = GetStage(path);
        IReadOnlyList<QualysBatch> chosen = stage.ChooseBatches(StopToken);
        CanaryCheck? canary = stage is SendStage { Canary: not null } sending
            ? new CanaryCheck(sending, _reading!, VerifyTimeout, Caller, EventSink) : null;
        Await(canary?.RequireReadableAsync(StopToken) ?? Task.CompletedTask);
        foreach (QualysBatch batch in chosen)
        {
            if (canary?.IsDueBefore(batch) == true)
            {
                AwaitCanary(canary);
            }

            Take(stage, batch);
        }

        if (canary is not null)
        {
            AwaitCanary(canary);
        }
    }

    private void AwaitCanary(CanaryCheck canary)
    {
        Await(_loop!.CompleteAsync());
        Await(canary.RequireAsWantedAsync(StopToken));
        EventSink.CompleteProgress(ConnectorStage.Verify);
    }

    private UpdateTarget? Target => _client?.Target ?? FindTarget();

    private BatchStage GetStage(string databasePath) => _stage ??= Start(databasePath);

    private BatchStage Start(string databasePath)
    {
        var options = new SendOptions
        {
            Function = Function,
            DefaultFunction = _function,
            Resend = Resend,
            Choice = new BatchChoice
            {
                All = All,
                GroupNumbers = GroupNumber,
                AssetIds = AssetId,
                First = IsGiven(nameof(First)) ? First : null,
            },
            AsksForEach = _client is not null && this.IsConfirm(),
            PlanDigest = PlanDigest,
            Canary = _client is not null && IsGiven(nameof(Canary)) ? Canary : null,
            FailureLimit = FailureLimit,
            MaximumChange = MaximumChange / 100,
            AllowMassChange = AllowMassChange,
            LeaseTimeout = LeaseTimeout,
            StopWaiting = StopToken,
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

    private void Take(BatchStage stage, QualysBatch batch)
    {
        if (!_taken.Add((batch.DatabasePath, batch.GroupNumber, batch.BatchNumber)))
        {
            WriteVerbose($"Came before, and is taken once: {batch}.");
            return;
        }

        if (stage.FindDone(batch) is not null)
        {
            WriteVerbose($"Confirmed already, and not sent again: {batch}.");
            WriteResult(stage.Enter(batch));
            return;
        }

        bool isApproved = ShouldProcess(BatchDescription.Target(batch, _client), BatchDescription.Action(batch, stage.Function.Of(batch.Function)));
        if (_loop is null)
        {
            WriteResult(stage.Enter(batch));
            return;
        }

        if (!isApproved)
        {
            WriteResult(stage.Decline(batch));
            return;
        }

        Await(_loop.AddAsync(batch));
    }

    // What a person sees at the end: the digest that the next one can insist on, and what is left.
    private void TellRest(BatchStage stage)
    {
        RunReport report = stage.Report();
        if (report.PlanDigest is { } digest)
        {
            if (_client is null)
            {
                Show($"  plan digest {digest}");
                if (!stage.IsOnlyLooked)
                {
                    Show($"  {ResumeCommand.OfReviewed(stage.DatabasePath, Target, digest)}");
                }
            }
            else
            {
                WriteVerbose($"The plan's digest is {digest}.");
            }
        }

        if (stage.CountNotChosen() is > 0 and var notChosen)
        {
            WriteWarning(ResumeCommand.OfRest(notChosen, stage.DatabasePath, Target, PlanDigest == report.PlanDigest ? null : PlanDigest));
        }
    }

    private void WriteResult(QualysUpdateResult result)
    {
        WriteObject(result);
        if (ConnectorErrorRecords.Of(result, Target) is { } error)
        {
            WriteError(error);
        }
    }
}
