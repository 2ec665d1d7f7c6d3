using System.Collections;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Management.Automation;
using QualysCustomAttributes.Axonius;

namespace QualysCustomAttributes.Parameters;

/// <summary>Turns the parameters that name an export into what Core takes.</summary>
internal static class ExportSource
{
    /// <summary>Refuses objects that name no file: once, and before anything is done about them.</summary>
    /// <exception cref="AxoniusExportException">They are such objects.</exception>
    public static void RequireNames(params string?[]? paths)
    {
        if (paths?.Contains(ExportNameAttribute.OfNoFile) == true)
        {
            throw AxoniusExportException.AsObjects();
        }
    }

    /// <summary>Finds the one file that the parameters name; without any, the environment variable <c>q_csv_file</c>.</summary>
    /// <exception cref="AxoniusExportException">They name none, or several.</exception>
    public static string ResolvePath(PSCmdlet cmdlet, string? path, string? literalPath)
    {
        if (literalPath is not null)
        {
            return cmdlet.ResolveFile(literalPath);
        }

        RequireNames(path);
        path ??= Environment.GetEnvironmentVariable(EnvironmentNames.CsvFile);
        if (string.IsNullOrWhiteSpace(path))
        {
            throw AxoniusExportException.NotNamed();
        }

        if (!WildcardPattern.ContainsWildcardCharacters(path) || IsPipedName(cmdlet, path))
        {
            return cmdlet.ResolveFile(path);
        }

        Collection<string> files = cmdlet.ExpandFiles(path);
        return files.Count == 1 ? files[0] : throw AxoniusExportException.NotOne(path, files.Count);
    }

    /// <summary>Finds the files that a name or pattern stands for; a file that has the very name counts before a pattern.</summary>
    /// <exception cref="AxoniusExportException">It is a pattern, and stands for none.</exception>
    public static IReadOnlyList<string> ResolvePaths(PSCmdlet cmdlet, string path)
    {
        string file = cmdlet.ResolveFile(path);
        return File.Exists(file) ? [file]
            : cmdlet.ExpandFiles(path) is { Count: > 0 } files ? files
            : WildcardPattern.ContainsWildcardCharacters(path) ? throw AxoniusExportException.NotOne(path, 0)
            : [file];
    }

    // A name that comes down the pipeline was written by nobody: it is that of a file before it is a pattern.
    private static bool IsPipedName(PSCmdlet cmdlet, string path) =>
        cmdlet.MyInvocation.ExpectingInput && File.Exists(cmdlet.ResolveFile(path));

    /// <summary>Reads the contract that <c>-Mapping</c> and <c>-AssetIdColumn</c> describe.</summary>
    public static AxoniusContract ResolveContract(PSCmdlet cmdlet, object? mapping, string? assetIdColumn)
    {
        object? value = mapping is PSObject wrapped ? wrapped.BaseObject : mapping;
        return value switch
        {
            null when assetIdColumn is null => AxoniusContract.Default,
            null => new AxoniusContract(assetIdColumn, AxoniusContract.Default.Columns),
            IDictionary dictionary => AxoniusContract.FromMapping(ReadPairs(dictionary), assetIdColumn),
            string file => AxoniusContract.FromJsonFile(cmdlet.ResolveFile(file), assetIdColumn),
            FileInfo file => AxoniusContract.FromJsonFile(file.FullName, assetIdColumn),
            _ => throw AxoniusMappingException.OfAnotherKind(value.GetType()),
        };
    }

    // A hashtable has no order of its own: its keys give one, so that every run makes the same payloads.
    private static IEnumerable<KeyValuePair<string, string>> ReadPairs(IDictionary dictionary)
    {
        IEnumerable<KeyValuePair<string, string>> pairs = dictionary.Cast<DictionaryEntry>()
            .Select(entry => new KeyValuePair<string, string>(entry.Key?.ToString() ?? "", entry.Value?.ToString() ?? ""));
        return dictionary is IOrderedDictionary ? pairs : pairs.OrderBy(pair => pair.Value, StringComparer.Ordinal);
    }
}
