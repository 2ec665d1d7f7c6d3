namespace QualysCustomAttributes.Axonius;

/// <summary>Finds the contract's columns in the header of an export.</summary>
internal static class HeaderBinding
{
    private static readonly char[] OtherDelimiters = [',', ';', '\t', '|'];

    /// <summary>Finds the place of the asset id column and of each column that carries an attribute.</summary>
    /// <exception cref="AxoniusContractException">Columns are missing (all are named), or one stands twice.</exception>
    public static (int AssetId, int[] Values) Bind(string[] names, AxoniusContract contract, char delimiter, string path)
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
            throw AxoniusContractException.Missing(path, missing, HintAtDelimiter(names, delimiter), new NearestHeader(names, isWanted));
        }

        return (places[contract.AssetIdHeader], contract.Columns.Select(column => places[column.Header]).ToArray());
    }

    /// <summary>What to do about a header whose quoted cells another character parts, or <see langword="null"/>.</summary>
    public static string? HintAtQuotedDelimiter(string header, char delimiter)
    {
        char other = OtherDelimiters.FirstOrDefault(
            candidate => candidate != delimiter && header.Contains($"\"{candidate}\"", StringComparison.Ordinal));
        return other == default ? null : Hint("The cells of its header are parted by", other);
    }

    private static string? HintAtDelimiter(string[] names, char delimiter)
    {
        if (names.Length != 1)
        {
            return null;
        }

        char other = OtherDelimiters.FirstOrDefault(candidate => candidate != delimiter && names[0].Contains(candidate));
        return other == default ? null : Hint("Its header is a single column that holds", other);
    }

    private static string Hint(string what, char delimiter) =>
        $"{what} '{(delimiter == '\t' ? "tab" : delimiter)}': name that character as the delimiter.";
}
