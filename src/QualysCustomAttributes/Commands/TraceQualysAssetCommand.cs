using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Tracing;

namespace QualysCustomAttributes.Commands;

/// <summary>
/// Tells the story of assets: what the export said of them, what a run did with them, and what inventory and ledger know. Nothing is written.
/// </summary>
[Cmdlet(VerbsDiagnostic.Trace, "QualysAsset")]
[OutputType(typeof(QualysAssetTrace))]
public sealed class TraceQualysAssetCommand : ConnectorCommand
{
    // By run, for each is gone through once for all of its assets.
    private readonly List<(string? Database, HashSet<ulong> Assets)> _asked = [];

    /// <summary>The assets, by their ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>The run database.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(RunDatabaseCompleter))]
    [ValidateNotNullOrEmpty]
    public string? DatabasePath { get; set; }

    /// <summary>The inventory, or the folder it was exported into.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InventoryCompleter))]
    [ValidateNotNullOrEmpty]
    public string? InventoryPath { get; set; }

    /// <summary>The ledger.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LedgerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LedgerPath { get; set; }

    private protected override void Process()
    {
        string? database = DatabasePath is null ? null : this.ResolveFile(DatabasePath);
        int known = _asked.FindIndex(each => each.Database == database);
        if (known < 0)
        {
            known = _asked.Count;
            _asked.Add((database, []));
        }

        _asked[known].Assets.UnionWith(AssetId);
    }

    private protected override void End()
    {
        foreach ((string? database, HashSet<ulong> assets) in _asked)
        {
            var tracing = new AssetTracing
            {
                DatabasePath = database,
                InventoryPath = InventoryPath is null ? null : this.ResolveFile(InventoryPath),
                LedgerPath = ComparisonParameters.FindLedger(this, LedgerPath),
            };
            try
            {
                Trace(tracing, assets);
            }
            catch (RunDatabaseException exception) when (_asked.Count > 1)
            {
                // Of this run alone: the next one is read.
                WriteError(ConnectorErrorRecords.Of(exception));
            }
        }
    }

    private void Trace(AssetTracing tracing, HashSet<ulong> assets)
    {
        foreach (QualysAssetTrace trace in tracing.Read(assets, StopToken))
        {
            if (trace.IsKnown)
            {
                WriteObject(trace);
            }
            else
            {
                // Of this asset alone: the next one is looked for.
                WriteError(ConnectorErrorRecords.Of(AssetTraceException.Unknown(trace)));
            }
        }
    }
}
