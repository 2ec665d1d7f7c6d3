using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Parameters;

/// <summary>Completes the names of the public platforms and shows their hosts.</summary>
public sealed class PlatformCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        QualysPlatform.All
            .Where(platform => platform.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(platform => new CompletionResult(
                platform.Name, platform.Name, CompletionResultType.ParameterValue, $"{platform.ApiHost}, {platform.GatewayHost}"));
}
