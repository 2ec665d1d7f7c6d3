using System.Management.Automation;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes the headers of the export that the command names.</summary>
public sealed class ExportHeaderCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        request.Fitting(ExportOfCommand.ReadHeaders(request)).Select(header => request.Offer(header));
}
