using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>What the export that a command names has in its header.</summary>
internal static class ExportOfCommand
{
    /// <summary>The headers; none where no export is named.</summary>
    public static IReadOnlyList<string> ReadHeaders(CompletionRequest request) =>
        FindPath(request) is { } path ? ExportHeaderNames.Read(path, FindDelimiter(request), FindEncoding(request)) : [];

    /// <summary>The keys that the command's mapping gives, else those of the contract.</summary>
    public static IReadOnlyList<string> ReadKeys(CompletionRequest request) => request.FindValue("Mapping") switch
    {
        System.Collections.IDictionary dictionary =>
            [.. dictionary.Values.Cast<object?>().Select(key => key?.ToString() ?? "").Where(key => key.Length > 0 && key != AxoniusContract.AssetIdKey)],
        string file => AxoniusContract.FromJsonFile(request.Resolve(file)).Keys,
        _ => AxoniusContract.Default.Keys,
    };

    private static string? FindPath(CompletionRequest request) =>
        request.Find("LiteralPath", "PSPath", "FullName") is { } literal ? request.Resolve(literal)
        : (request.Find("Path") ?? Environment.GetEnvironmentVariable(EnvironmentNames.CsvFile)) is { Length: > 0 } path ? request.FindFile(path)
        : null;

    private static char? FindDelimiter(CompletionRequest request) => request.Find("Delimiter") switch
    {
        { Length: 1 } one => one[0],
        { } text when text is "\\t" || text.Equals("tab", StringComparison.OrdinalIgnoreCase) => '\t',
        _ => null,
    };

    private static System.Text.Encoding? FindEncoding(CompletionRequest request) =>
        request.Find("Encoding") is { } name ? ExportEncoding.Parse(name) : null;
}
