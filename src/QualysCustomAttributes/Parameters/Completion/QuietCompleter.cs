using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes an argument from what there is to read; where nothing can be read, it offers nothing. Nothing is written or called.</summary>
public abstract class QuietCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return [.. Complete(new CompletionRequest(wordToComplete ?? "", fakeBoundParameters ?? new Hashtable()))];
        }
#pragma warning disable CA1031 // Who presses Tab asked nothing: what goes wrong here is told when the command runs.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    /// <summary>Finds the candidates.</summary>
    private protected abstract IEnumerable<CompletionResult> Complete(CompletionRequest request);
}
