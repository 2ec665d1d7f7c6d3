using System.Management.Automation;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes the gateways of the public platforms, by themselves or by the platform's name.</summary>
public sealed class GatewayHostCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        HostCandidates.Find(request, platform => platform.GatewayHost);
}
