using System.Management.Automation;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes run databases, which the files themselves say they are, and folders.</summary>
public sealed class RunDatabaseCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        FileCandidates.Find(request, RunDatabaseFiles.IsOne);
}
