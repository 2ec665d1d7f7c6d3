using System.Management.Automation;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Finds hosts of the public platforms that a word stands for.</summary>
internal static class HostCandidates
{
    /// <summary>Finds those that begin with the word, and those of platforms whose names do.</summary>
    public static IEnumerable<CompletionResult> Find(CompletionRequest request, Func<QualysPlatform, string> host) =>
        QualysPlatform.All
            .Where(platform => host(platform).StartsWith(request.Word, StringComparison.OrdinalIgnoreCase)
                || platform.Name.StartsWith(request.Word, StringComparison.OrdinalIgnoreCase))
            .Select(platform => request.Offer(host(platform), platform.Name));
}
