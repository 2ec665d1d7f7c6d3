using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters;

/// <summary>Completes the names of encodings, and the numbers of their code pages.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        foreach (string name in ExportEncoding.Names)
        {
            Encoding encoding = ExportEncoding.Parse(name);
            string number = encoding.CodePage.ToString(CultureInfo.InvariantCulture);
            string described = $"{encoding.EncodingName} ({number})";
            if (name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(name, name, CompletionResultType.ParameterValue, described);
            }
            else if (word.Length > 0 && number.StartsWith(word, StringComparison.Ordinal))
            {
                yield return new CompletionResult(number, $"{number} {name}", CompletionResultType.ParameterValue, described);
            }
        }
    }
}
