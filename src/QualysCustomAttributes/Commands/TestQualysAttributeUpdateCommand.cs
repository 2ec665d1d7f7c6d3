using System.Management.Automation;
using QualysCustomAttributes.Parameters;
using QualysCustomAttributes.Parameters.Completion;
using QualysCustomAttributes.Pipeline;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Verifying;

namespace QualysCustomAttributes.Commands;

/// <summary>Tries on an asset what add, update and remove do where nobody knows it for sure, and keeps the answers in the ledger.</summary>
[Cmdlet(VerbsDiagnostic.Test, "QualysAttributeUpdate", SupportsShouldProcess = true)]
[OutputType(typeof(QualysFunctionBehaviour))]
public sealed class TestQualysAttributeUpdateCommand : QualysUpdateCommand
{
    private QualysClient? _client;
    private QualysConnection? _reading;

    /// <summary>The asset that is tried on.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1UL, QualysAssetIds.Largest)]
    public ulong AssetId { get; set; }

    /// <summary>The ledger of the subscription.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LedgerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? LedgerPath { get; set; }

    /// <summary>How long is waited for a change to show.</summary>
    [Parameter]
    [Wait]
    public TimeSpan VerifyTimeout { get; set; } = VerificationOptions.DefaultTimeout;

    private protected override string? Stopped => _client is null ? null
        : $"Stopped. Attributes whose keys begin with '{FunctionTrial.Key}' may be left at asset {AssetId}: look there, and remove them.";

    private protected override void Begin()
    {
        CheckCalls();
        if (!this.IsWhatIf())
        {
            (_client, _reading) = (CreateClient(), ResolveConnection());
        }
    }

    private protected override void Process()
    {
        string target = $"asset {AssetId}{(FindApi() is { } api ? $" at {api}" : "")}";
        if (!ShouldProcess(target, $"Add, update and remove attributes whose keys begin with '{FunctionTrial.Key}'") || _client is null)
        {
            return;
        }

        var options = new FunctionTrialOptions
        {
            AssetId = AssetId,
            LedgerPath = ComparisonParameters.Ledger(this, LedgerPath, () => _client.Address),
            Timeout = VerifyTimeout,
            Caller = Caller,
            LeaseTimeout = LeaseTimeout,
        };
        IReadOnlyList<QualysFunctionBehaviour> seen = Await(new FunctionTrial(_client, _reading!, options, EventSink).RunAsync(WorkToken));
        EventSink.CompleteProgress(ConnectorStage.Verify);
        foreach (QualysFunctionBehaviour each in seen)
        {
            WriteObject(each);
        }
    }

    private protected override void Release()
    {
        base.Release();
        _client?.Dispose();
    }
}
