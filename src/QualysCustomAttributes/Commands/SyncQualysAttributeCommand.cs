using System.Management.Automation;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

namespace QualysCustomAttributes.Commands;

/// <summary>Does the five stages in one, without an object for each asset; with -WhatIf it is the dry run.</summary>
[Cmdlet(VerbsData.Sync, "QualysAttribute", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(SynchronizationSummary), typeof(QualysUpdateResult))]
public sealed class SyncQualysAttributeCommand : QualysUpdateCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private const int GroupsShown = 20;

    private QualysClient? _client;
    private PlanFunction _function;
    private Task _sending = Task.CompletedTask;
    private AttributeSynchronization? _synchronization;
    private bool _hasEnded;
    private bool _hasRun;

    /// <summary>The export.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The export, with no character taken as a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>What is done with the attributes.</summary>
    [Parameter(Position = 1)]
    [OneOf(typeof(QualysFunction), "a function of Qualys")]
    public QualysFunction? Function { get; set; }

    /// <summary>The run database to create.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DatabasePath { get; set; }

    /// <summary>CSV headers and the attribute keys they stand for.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Mapping { get; set; }

    /// <summary>The header of the column with the asset ids.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AssetIdColumn { get; set; }

    /// <summary>The character between cells.</summary>
    [Parameter]
    [OneDelimiter]
    public char Delimiter { get; set; } = AxoniusCsvOptions.DefaultDelimiter;

    /// <summary>The encoding of an export that has no byte order mark.</summary>
    [Parameter]
    [OneEncoding]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding? Encoding { get; set; }

    /// <summary>The texts that are taken for no value.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] TreatAsEmpty { get; set; } = [];

    /// <summary>Whether characters that are not seen stay in values.</summary>
    [Parameter]
    public SwitchParameter KeepInvisible { get; set; }

    /// <summary>Whether an export most of whose rows are rejected is taken all the same.</summary>
    [Parameter]
    public SwitchParameter AllowRejected { get; set; }

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

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

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    /// <summary>Whether the export is compared with what Qualys is known to hold, and only what differs is sent.</summary>
    [Parameter]
    public SwitchParameter Reconcile { get; set; }

    /// <summary>The inventory to compare with: its database, or the folder it was exported into.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InventoryPath { get; set; }

    /// <summary>The ledger of the subscription.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LedgerPath { get; set; }

    /// <summary>Whether an attribute is removed whose cell the export has empty.</summary>
    [Parameter]
    public SwitchParameter RemoveStale { get; set; }

    /// <summary>What happens to the attributes of an asset that the export no longer has.</summary>
    [Parameter]
    [OneOf(typeof(AssetLeavesAction), "a way to treat assets that left")]
    public AssetLeavesAction WhenAssetLeaves { get; set; }

    /// <summary>What happens to an attribute that somebody else has changed since it was written.</summary>
    [Parameter]
    [OneOf(typeof(DriftAction), "a way to treat drift")]
    public DriftAction WhenDrifted { get; set; }

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

    private protected override void Begin()
    {
        string[] ofComparison =
        [
            nameof(InventoryPath), nameof(LedgerPath), nameof(RemoveStale), nameof(WhenAssetLeaves), nameof(WhenDrifted),
            nameof(MaximumInventoryAge), nameof(MaximumChange), nameof(AllowMassChange),
        ];
        if (Reconcile ? IsGiven(nameof(Function)) : ofComparison.Any(IsGiven))
        {
            throw QualysConfigurationException.ReconcileAmbiguous();
        }

        _function = Reconcile ? PlanFunction.OfEachGroup : ResolveFunction(Function) ?? QualysFunction.Add;
        CheckCalls();
        if (!this.IsWhatIf())
        {
            _client = CreateClient();
        }
    }

    private protected override void Process()
    {
        if (_hasRun)
        {
            throw Axonius.AxoniusExportException.NotOne(LiteralPath ?? Path ?? "", 2);
        }

        _hasRun = true;
        AttributeSynchronization synchronization = _synchronization = new AttributeSynchronization(ReadOptions(), EventSink);
        synchronization.Prepare(StopToken);
        (long batches, long assets) = synchronization.MeasureChosen();
        bool isApproved = ShouldProcess(
            _client?.Address.ToString() ?? FindHost() ?? "Qualys",
            $"{_function.One?.ToString() ?? "Change"} the attributes of {Counted.Of(assets, "asset")} in {Counted.Of(batches, "batch", "batches")}");

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

        foreach (ConnectorStage stage in AttributeSynchronization.Stages)
        {
            EventSink.CompleteProgress(stage);
        }

        SynchronizationSummary summary = synchronization.Summarize();
        if (_client is not null && !isApproved)
        {
            WriteWarning(ResumeCommand.OfRest(summary.Batches, summary.DatabasePath, _client.Target));
        }
        else if (summary.BatchesNotChosen > 0)
        {
            WriteWarning(ResumeCommand.OfRest(summary.BatchesNotChosen, summary.DatabasePath, _client?.Target));
        }

        _hasEnded = true;
        WriteObject(summary);
    }

    private protected override void Release()
    {
        EndWork(_sending);
        if (_sending != Task.CompletedTask && !_hasEnded)
        {
            ShowAfterStop(ResumeCommand.OfStopped(_synchronization!.DatabasePath, _client!.Target));
        }

        _synchronization?.Dispose();
        _client?.Dispose();
    }

    private void Send(AttributeSynchronization synchronization, QualysClient client)
    {
        // Results come on the threads that send; the pipeline's thread shows them as they come.
        _sending = Task.Run(() => synchronization.SendAsync(client, result => EventSink.Post(() => WriteResult(result)), StopToken));
        Await(_sending);
    }

    // As Write-Host would: seen at the prompt, and out of the way of the output.
    private void ShowPlan(AttributeSynchronization synchronization)
    {
        foreach (string line in PlanWords.Of(synchronization.Database).Concat(PlanWords.OfCalls(synchronization.Database)))
        {
            Show($"  {line}");
        }

        (IReadOnlyList<PendingGroup> groups, long total) = synchronization.Pending;
        foreach (PendingGroup group in groups)
        {
            Show($"  group {group.GroupNumber}{(group.Function is { } own ? $", {own}" : "")}, {Counted.Of(group.Assets, "asset")}: {string.Join("; ", group.Attributes)}");
        }

        string digest = synchronization.Summarize().PlanDigest!;
        Show($"  plan digest {digest}");
        Show($"  {ResumeCommand.OfReviewed(synchronization.DatabasePath, FindTarget(), digest)}");
        if (total > groups.Count)
        {
            Show($"  and {Counted.Of(total - groups.Count, "group")} more; "
                + $"see Get-QualysRunGroup '{synchronization.DatabasePath}'");
        }
    }

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

    private SynchronizationOptions ReadOptions() => new()
    {
        Import = ImportParameters.Resolve(this, Path, LiteralPath, DatabasePath, Mapping, AssetIdColumn, Reading(), Force, SharedRead, Caller),
        Function = _function.One ?? QualysFunction.Add,
        Comparison = Reconcile ? ReadComparison() : null,
        MaximumChange = MaximumChange / 100,
        AllowMassChange = AllowMassChange,
        DuplicateAction = DuplicateAction,
        GroupBy = GroupBy,
        BatchSize = BatchSize,
        Choice = new BatchChoice
        {
            GroupNumbers = GroupNumber,
            AssetIds = AssetId,
            First = IsGiven(nameof(First)) ? First : null,
        },
        PlanDigest = PlanDigest,
        FailureLimit = FailureLimit,
        StopSending = LeaveToken,
    };

    private ComparisonOptions ReadComparison() => ComparisonParameters.Resolve(
        this, RequireApi(), FindGateway(), InventoryPath, LedgerPath, MaximumInventoryAge,
        new ComparisonRules { RemoveStale = RemoveStale, WhenAssetLeaves = WhenAssetLeaves, WhenDrifted = WhenDrifted });

    private ReadingParameters Reading() =>
        new(IsGiven(nameof(Delimiter)) ? Delimiter : null, Encoding, KeepInvisible, TreatAsEmpty, AllowRejected);
}
