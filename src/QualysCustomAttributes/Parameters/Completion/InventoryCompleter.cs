using System.Management.Automation;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Inventory.Tables;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes inventory databases, which the files themselves say they are, and folders, those of inventories first.</summary>
public sealed class InventoryCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        FileCandidates.Find(request, IsOne, folder => IsOne(InventoryReading.Locate(folder)));

    private static bool IsOne(string path) => FileCandidates.IsOf(path, InventorySchema.ApplicationId);
}
