namespace QualysCustomAttributes.Axonius;

/// <summary>Finds the contract's columns in the header of an export.</summary>
internal static class HeaderBinding
{
    private static readonly char[] OtherDelimiters = [',', ';', '\t', '|'];

    /// <summary>Finds the place of the asset id column and of each column that carries an attribute.</summary>
    /// <exception cref="AxoniusContractException">Columns are missing (all are named), or one stands twice.</exception>
    public static (int AssetId, int[] Values) Bind(string[] names, AxoniusContract contract, char delimiter, string path, string aside)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var wanted = contract.Columns.Select(column => column.Header).Prepend(contract.AssetIdHeader).ToArray();
        var isWanted = wanted.ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            if (isWanted.Contains(names[i]) && !places.TryAdd(names[i], i))
            {
                throw AxoniusContractException.Repeated(path, names[i], places[names[i]] + 1, i + 1);
            }
        }

        string[] missing = wanted.Where(name => !places.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            throw AxoniusContractException.Missing(path, missing, FindOtherDelimiter(names, delimiter), aside, new NearestHeader(names, isWanted));
        }

        return (places[contract.AssetIdHeader], contract.Columns.Select(column => places[column.Header]).ToArray());
    }

    /// <summary>The character that parts the quoted cells of a header in the place of the delimiter, or <see langword="null"/>.</summary>
    public static char? FindBetweenQuotes(string header, char delimiter) => First(
        candidate => candidate != delimiter && header.Contains($"\"{candidate}\"", StringComparison.Ordinal));

    /// <summary>What to do about another delimiter.</summary>
    public static string Hint(string what, char delimiter) =>
        $"{what} '{(delimiter == '\t' ? "tab" : delimiter)}': name that character as the delimiter.";

    private static char? FindOtherDelimiter(string[] names, char delimiter) =>
        names.Length != 1 ? null : First(candidate => candidate != delimiter && names[0].Contains(candidate));

    private static char? First(Func<char, bool> fits) => OtherDelimiters.Where(fits).Select(each => (char?)each).FirstOrDefault();
}
