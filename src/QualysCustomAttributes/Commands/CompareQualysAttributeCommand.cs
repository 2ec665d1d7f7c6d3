using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Commands;

/// <summary>Compares what the export says with what Qualys is known to hold, and gives what is to be done with each key of an asset.</summary>
[Cmdlet(VerbsData.Compare, "QualysAttribute", DefaultParameterSetName = InputObjectSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AttributeChange))]
public sealed class CompareQualysAttributeCommand : StageCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private string? _imported;

    /// <summary>The asset.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    public AxoniusRecord InputObject { get; set; } = null!;

    /// <summary>The export, which is imported into a run database of its own.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The export, with no character taken as a wildcard.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string? LiteralPath { get; set; }

    /// <summary>CSV headers and the attribute keys they stand for.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ArgumentCompleter(typeof(MappingCompleter))]
    [ValidateNotNull]
    public object? Mapping { get; set; }

    /// <summary>The header of the column with the asset ids.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ArgumentCompleter(typeof(ExportHeaderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AssetIdColumn { get; set; }

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

    /// <summary>The API host of the subscription.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    /// <summary>The gateway of the subscription, where it cannot be told from the API host.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GatewayHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? GatewayFqdn { get; set; }

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

    /// <summary>What happens to an asset id that stands in several rows.</summary>
    [Parameter]
    public DuplicateAction DuplicateAction { get; set; }

    /// <summary>Whether keys of which nothing differs are left out.</summary>
    [Parameter]
    public SwitchParameter ExcludeEqual { get; set; }

    private protected override ConnectorStage Kind => ConnectorStage.Compare;

    private protected override string InputDatabasePath =>
        ParameterSetName == InputObjectSet ? InputObject.DatabasePath : _imported ??= ImportExport();

    private ComparisonStage? Work => (ComparisonStage?)Stage;

    private protected override Stage Begin(string databasePath) => ComparisonStage.Start(databasePath, ReadOptions(), EventSink);

    private protected override void ProcessInput()
    {
        if (ParameterSetName == InputObjectSet)
        {
            Work!.Add(InputObject);
        }
        else
        {
            ReadDatabase();
        }
    }

    private protected override void ReadDatabase() => Work!.AddAll(StopToken);

    private protected override void End()
    {
        if (Work is not { } stage)
        {
            return;
        }

        stage.Complete(StopToken);
        EventSink.CompleteProgress(ConnectorStage.Compare);
        foreach (AttributeChange change in stage.ReadChanges(withEqual: !ExcludeEqual))
        {
            StopToken.ThrowIfCancellationRequested();
            WriteObject(change);
        }

        foreach (string line in stage.Describe())
        {
            Show($"  {line}");
        }
    }

    private ComparisonOptions ReadOptions() => ComparisonParameters.Resolve(
        this, ComparisonParameters.Api(ApiFqdn), FindGateway(), InventoryPath, LedgerPath, MaximumInventoryAge,
        new ComparisonRules { RemoveStale = RemoveStale, WhenAssetLeaves = WhenAssetLeaves, WhenDrifted = WhenDrifted }) with
    {
        Caller = Caller,
        DuplicateAction = DuplicateAction,
    };

    private QualysAddress? FindGateway() =>
        GatewayFqdn is { } named ? QualysAddress.Parse(named) : ApiFqdn is null ? SessionConnection.Current?.Gateway : null;

    private string ImportExport()
    {
        ComparisonStage.RequireSources(ReadOptions());
        AxoniusImportOptions options = ImportParameters.Resolve(
            this, Path, LiteralPath, null, Mapping, AssetIdColumn, new ReadingParameters(null, null, false, [], false), false, false, Caller);
        using AxoniusImport import = AxoniusImport.Start(options, EventSink, StopToken);
        while (import.Read())
        {
        }

        return import.DatabasePath;
    }
}
