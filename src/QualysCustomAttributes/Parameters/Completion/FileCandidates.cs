using System.Management.Automation;
using QualysCustomAttributes.Files;
using QualysCustomAttributes.Sqlite;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Finds the files of a kind that begin with the word, and the folders that lead to others.</summary>
internal static class FileCandidates
{
    // Of a folder of anything, no more is looked into than a person waits for.
    private const int MostLookedAt = 1000;

    /// <summary>Finds them in the folder that the word names.</summary>
    /// <param name="request">What is completed.</param>
    /// <param name="isOne">Whether a file is of the kind.</param>
    /// <param name="isFolderOne">Whether a folder is; those that are come before the others.</param>
    public static IEnumerable<CompletionResult> Find(CompletionRequest request, Func<string, bool> isOne, Func<string, bool>? isFolderOne = null)
    {
        int split = request.Word.LastIndexOfAny(['/', '\\']) + 1;
        string typed = request.Word[..split];
        string begins = request.Word[split..];
        string folder = request.Resolve(typed.Length == 0 ? "." : typed);
        string before = typed.Length == 0 ? $".{Path.DirectorySeparatorChar}" : typed;
        var options = new EnumerationOptions { AttributesToSkip = 0 };
        string[] files = Names(Directory.EnumerateFiles(folder, "*", options), begins);
        string[] folders = Names(Directory.EnumerateDirectories(folder, "*", options), begins);
        bool IsFolderOne(string name) => isFolderOne?.Invoke(Path.Combine(folder, name)) == true;
        return
        [
            .. files.Where(name => isOne(Path.Combine(folder, name)))
                .Select(name => request.Offer(before + name, Path.Combine(folder, name), CompletionResultType.ProviderItem)),
            .. folders.OrderBy(name => !IsFolderOne(name)).ThenBy(name => name, StringComparer.Ordinal)
                .Select(name => request.Offer(before + name, Path.Combine(folder, name), CompletionResultType.ProviderContainer)),
        ];
    }

    /// <summary>Whether a file is a database of a program, by its head.</summary>
    public static bool IsOf(string path, int application)
    {
        try
        {
            return FileFacts.Of(path) is { IsRegular: true } && SqliteHead.ReadApplication(path) == application;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What begins with a point is offered to who typed one.
    private static string[] Names(IEnumerable<string> paths, string begins) =>
    [
        .. paths.Select(path => Path.GetFileName(path))
            .Where(name => name.StartsWith(begins, StringComparison.OrdinalIgnoreCase) && (begins.StartsWith('.') || !name.StartsWith('.')))
            .Order(StringComparer.Ordinal).Take(MostLookedAt),
    ];
}
