using System.Management.Automation;
using QualysCustomAttributes.Ledger;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Commands;

/// <summary>Reads from the ledger who set what, from what, when, and by which run; nothing is written, and nobody is asked.</summary>
[Cmdlet(VerbsCommon.Get, "QualysAttributeChange")]
[OutputType(typeof(AttributeChangeRecord))]
public sealed class GetQualysAttributeChangeCommand : ConnectorCommand
{
    /// <summary>Only of these assets.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong[] AssetId { get; set; } = [];

    /// <summary>Only of these keys; wildcards are taken.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LedgerKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = ["*"];

    /// <summary>Only those since then.</summary>
    [Parameter]
    public DateTime Since { get; set; } = DateTime.UnixEpoch;

    /// <summary>The ledger of the subscription.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LedgerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LedgerPath { get; set; }

    /// <summary>The API host of the subscription, whose ledger is taken where none is named.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ApiHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ApiFqdn { get; set; }

    private readonly HashSet<ulong> _assets = [];

    private protected override void Process() => _assets.UnionWith(AssetId);

    private protected override void End()
    {
        WildcardPattern[] keys = [.. Key.Select(key => WildcardPattern.Get(key, WildcardOptions.IgnoreCase))];
        DateTime since = Since.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(Since, DateTimeKind.Local) : Since;
        using AttributeLedger ledger = AttributeLedger.OpenForReading(ComparisonParameters.Ledger(this, LedgerPath, FindApi));
        bool isOfAssets = _assets.Count > 0 || MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(AssetId));
        foreach (AttributeChangeRecord change in AttributeChangeRecord.Read(ledger, isOfAssets ? _assets : null, since.ToUniversalTime()))
        {
            StopToken.ThrowIfCancellationRequested();
            if (Array.Exists(keys, key => key.IsMatch(change.Key)))
            {
                WriteObject(change);
            }
        }
    }

    private QualysAddress FindApi() => ComparisonParameters.FindApi(ApiFqdn) ?? throw QualysConfigurationException.LedgerUnknown();
}
