using System.Management.Automation;
using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes the keys of the ledger that the command would read.</summary>
public sealed class LedgerKeyCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        request.Fitting(AttributeLedger.ReadKeys(Locate(request))).Select(key => request.Offer(key));

    private static string Locate(CompletionRequest request) =>
        (request.Find("LedgerPath") ?? Environment.GetEnvironmentVariable(EnvironmentNames.Ledger)) is { Length: > 0 } named
            ? request.Resolve(named)
            : AttributeLedger.DefaultPath(request.Folder, ComparisonParameters.Api(request.Find("ApiFqdn")).Authority);
}
