using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Parameters;

/// <summary>Completes the names of an asset's fields.</summary>
public sealed class AssetFieldCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        QualysInventoryQuery.KnownFields
            .Where(field => field.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(field => new CompletionResult(field));
}
