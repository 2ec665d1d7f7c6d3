using System.Management.Automation;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>
/// Completes a mapping: a hashtable of every header of the export that the command names, one of each header, and files of JSON. Within a
/// hashtable that was begun, PowerShell asks no completer.
/// </summary>
public sealed class MappingCompleter : QuietCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionRequest request)
    {
        string[] pairs = request.Word.Length > 0 ? [] : [.. ReadPairs(request)];
        IEnumerable<string> tables = pairs.Length > 1 ? pairs.Prepend(string.Join("; ", pairs)) : pairs;
        return tables.Select(pair => $"@{{ {pair} }}")
            .Select(table => new CompletionResult(table, ShownText.Line(table), CompletionResultType.ParameterValue, ShownText.Line(table)))
            .Concat(FileCandidates.Find(request, file => Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> ReadPairs(CompletionRequest request)
    {
        string assetId = request.Find("AssetIdColumn") ?? AxoniusContract.DefaultAssetIdHeader;
        return ExportOfCommand.ReadHeaders(request).Where(header => header != assetId).Select(header => $"{PowerShellText.Quote(header)} = {PowerShellText.Quote(KeyOf(header))}");
    }

    // The contract's key; else what stands behind the name of the source, in letters that a key has.
    private static string KeyOf(string header)
    {
        if (AxoniusContract.Default.Columns.FirstOrDefault(column => column.Header == header) is { } known)
        {
            return known.Key;
        }

        string name = header[(header.LastIndexOf(':') + 1)..].Trim();
        return string.Concat((name.Length > 0 ? name : header).Select(letter => char.IsLetterOrDigit(letter) ? letter : '_')).Trim('_') is { Length: > 0 } key
            ? key : "Key";
    }
}
