using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
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
public sealed class InvokeQualysAttributeUpdateCommand : BatchUpdateCommand
{
    private const string InputObjectSet = "InputObject";
    private const string DatabaseSet = "Database";

    private string? _readDatabase;
    private bool _isGroupNamed;
    private bool _isDatabaseNamed;
    private QualysConnection? _reading;
    private QualysFunction? _function;

    /// <summary>The batch.</summary>
    // Nobody types a batch: in its place a run database is named.
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    public QualysBatch InputObject { get; set; } = null!;

    /// <summary>The run database whose batches are sent.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = DatabaseSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string DatabasePath { get; set; } = "";

    /// <summary>What is done with the attributes.</summary>
    [Parameter(Position = 1)]
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

    /// <summary>The key whose changes are sent first.</summary>
    [Parameter(ParameterSetName = DatabaseSet)]
    [ArgumentCompleter(typeof(RunKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string? PriorityKey { get; set; }

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
            SendBy(CreateClient());
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

    private protected override void End() => Complete();

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
        AwaitSent();
        Await(canary.RequireAsWantedAsync(StopToken));
        EventSink.CompleteProgress(ConnectorStage.Verify);
    }

    private protected override SendOptions ReadOptions() => new()
    {
        Target = Target,
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
        PlanDigest = PlanDigest,
        Canary = _reading is null ? null : Canary,
        PriorityKey = PriorityKey,
    };
}
