using System.Management.Automation;
using QualysCustomAttributes.Qualys.Inventory;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes a condition: its field, and behind that its operator. The value is a person's own.</summary>
public sealed class FilterCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request)
    {
        string[] words = request.Word.Split(' ');
        bool isFieldWhole = words.Length == 2 || (words.Length == 1 && QualysInventoryFilter.KnownFields.Contains(words[0]));
        return words.Length > 2 ? []
            : isFieldWhole
                ? request.Fitting(QualysInventoryFilter.KnownOperators.Select(word => $"{words[0]} {word}"))
                    .Select(condition => CompletionRequest.OfferQuoted(condition, $"{condition} VALUE"))
                : request.Fitting(QualysInventoryFilter.KnownFields).Select(field => CompletionRequest.OfferQuoted(field, $"{field} OPERATOR VALUE"));
    }
}
