using System.Management.Automation;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;

namespace QualysCustomAttributes.Commands;

/// <summary>Brings the asset inventory into page files and a SQLite database, and goes on where a run ended early.</summary>
[Cmdlet(VerbsData.Export, "QualysInventory", SupportsShouldProcess = true)]
[OutputType(typeof(InventorySummary))]
public sealed class ExportQualysInventoryCommand : InventoryPagesCommand
{
    private InventoryReport? _before;

    /// <summary>The folder of pages and database.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(InventoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Whether only what was updated since the last complete run is brought.</summary>
    [Parameter]
    public SwitchParameter Incremental { get; set; }

    /// <summary>Whether a run that ended early is left as it is, and a new one begins.</summary>
    [Parameter]
    public SwitchParameter StartOver { get; set; }

    /// <summary>Whether others may read what is made, as far as the umask lets them.</summary>
    [Parameter]
    public SwitchParameter SharedRead { get; set; }

    private protected override string? Stopped => ReadReport() switch
    {
        { Expected: { } expected } report when report != _before => FormattableString.Invariant(
            $"Stopped: {report.Loaded:N0} of {Counted.Of(expected, "asset")} are loaded. To go on: {Again}"),
        _ => $"Stopped before anything was loaded. To begin again: {Again}",
    };

    private string Again => $"{MyInvocation.MyCommand.Name} {ResumeCommand.Quote(this.ResolveFile(Path))}"
        + RepeatedParameters.WriteAll(MyInvocation.BoundParameters, nameof(Path), nameof(StartOver));

    private protected override void Process()
    {
        var options = new InventoryOptions
        {
            Folder = this.ResolveFile(Path),
            SharedRead = SharedRead,
            LastUpdatedAfter = LastUpdatedAfter,
            Incremental = Incremental,
            PageSize = PageSize,
            IncludeFields = IncludeField,
            ExcludeFields = ExcludeField,
            Filters = ReadFilters(),
            StartOver = StartOver,
        };
        CheckCalls();
        _before = ReadReport();
        if (!ShouldProcess(options.Folder, $"Export the assets {Describe(options)}"))
        {
            return;
        }

        var export = new InventoryExport(ResolveConnection(), options, EventSink);
        InventorySummary summary = Await(export.RunAsync(WorkToken));
        EventSink.CompleteProgress(ConnectorStage.Download);
        EventSink.CompleteProgress(ConnectorStage.Load);
        WriteObject(summary);
    }

    private InventoryReport? ReadReport() =>
        InventoryReport.TryRead(System.IO.Path.Combine(this.ResolveFile(Path), InventoryFiles.DatabaseName));

    private static string Describe(InventoryOptions options)
    {
        string since = options.LastUpdatedAfter is { } moment ? $"{moment.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
        string when = options switch
        {
            { Incremental: true, LastUpdatedAfter: null } => "updated since the last complete run, or all where there is none",
            { Incremental: true } => $"updated since the last complete run, or since {since} where there is none",
            { LastUpdatedAfter: null } => "updated during the last day",
            _ => $"updated since {since}",
        };
        return options.Filters.Count == 0 ? when : $"{when}, that meet {string.Join(" and ", options.Filters)}";
    }
}
