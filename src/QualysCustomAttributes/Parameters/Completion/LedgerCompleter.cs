using System.Management.Automation;
using QualysCustomAttributes.Ledger;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes ledgers, which the files themselves say they are, and folders.</summary>
public sealed class LedgerCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        FileCandidates.Find(request, file => FileCandidates.IsOf(file, LedgerSchema.ApplicationId));
}
