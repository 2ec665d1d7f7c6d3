using System.Management.Automation;
using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
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
public sealed class SyncQualysAttributeCommand : SynchronizationCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private PlanFunction _function;
    private SynchronizationOptions? _waiting;

    /// <summary>The export.</summary>
    [Parameter(Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ExportName]
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
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DatabasePath { get; set; }

    /// <summary>CSV headers and the attribute keys they stand for.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MappingCompleter))]
    [ValidateNotNull]
    public object? Mapping { get; set; }

    /// <summary>The header of the column with the asset ids.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExportHeaderCompleter))]
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

    /// <summary>Whether the export is compared with what Qualys is known to hold, and only what differs is sent.</summary>
    [Parameter]
    public SwitchParameter Reconcile { get; set; }

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
        Connect();
    }

    private protected override void Process()
    {
        ExportSource.RequireNames(Path);
        if (!MyInvocation.ExpectingInput)
        {
            Synchronize(ReadOptions());
        }
        else if (DatabasePath is null)
        {
            TryEach(() => Synchronize(ReadOptions()));
        }
        else if (_waiting is null)
        {
            // Whether another export comes, for which there would be no database, is known at the end.
            TryEach(() => _waiting = ReadOptions());
        }
        else
        {
            throw AxoniusExportException.OneDatabase(DatabasePath, this.ResolveFile(LiteralPath ?? Path ?? ""));
        }
    }

    private protected override void End()
    {
        if (_waiting is { } options)
        {
            TryEach(() => Synchronize(options));
        }
    }

    // Of exports that come down the pipeline each is a run: what is wrong with one does not keep the others from being tried. What
    // is wrong with Qualys, with the account or with the command is wrong for all.
    private void TryEach(Action work)
    {
        try
        {
            work();
        }
        catch (ConnectorException exception) when (exception
            is AxoniusExportException or AxoniusContractException or RunDatabaseException or LedgerException
            or ReconciliationException or MassChangeException or CanaryException)
        {
            exception.Advice ??= Advise(exception);
            WriteError(ConnectorErrorRecords.Of(exception));
            CloseRun();
        }
    }

    private SynchronizationOptions ReadOptions() => Common with
    {
        Import = ImportParameters.Resolve(this, Path, LiteralPath, DatabasePath, Mapping, AssetIdColumn, Reading(), Force, SharedRead, Caller),
        Function = _function.One ?? QualysFunction.Add,
        Comparison = Reconcile ? ReadComparison() : null,
        DuplicateAction = DuplicateAction,
    };

    private ComparisonOptions ReadComparison() => ComparisonParameters.Resolve(
        this, RequireApi(), FindGateway(), InventoryPath, LedgerPath, MaximumInventoryAge,
        new ComparisonRules { RemoveStale = RemoveStale, WhenAssetLeaves = WhenAssetLeaves, WhenDrifted = WhenDrifted });

    private ReadingParameters Reading() =>
        new(IsGiven(nameof(Delimiter)) ? Delimiter : null, Encoding, KeepInvisible, TreatAsEmpty, AllowRejected);
}
