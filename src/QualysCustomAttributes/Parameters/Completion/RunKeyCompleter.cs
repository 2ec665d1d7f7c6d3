using System.Management.Automation;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Completes keys: of the run database that the command names, else of its mapping or the contract.</summary>
public sealed class RunKeyCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request) =>
        request.Fitting(ReadKeys(request)).Select(key => request.Offer(key));

    private static IReadOnlyList<string> ReadKeys(CompletionRequest request)
    {
        // A run database that is yet to be made has the keys of what makes it.
        if (request.Find("DatabasePath", "PSPath", "FullName") is not { } named || request.Resolve(named) is var path && !File.Exists(path))
        {
            return ExportOfCommand.ReadKeys(request);
        }

        using RunDatabase database = RunDatabase.OpenForReading(request.Resolve(named));
        return database.Contract.Keys;
    }
}
