namespace QualysCustomAttributes.Axonius;

/// <summary>Finds the contract's columns in the header of an export.</summary>
internal static class HeaderBinding
{
    private static readonly char[] OtherDelimiters = [',', ';', '\t', '|'];

    /// <summary>Finds the place of the asset id column and of each column that carries an attribute.</summary>
    /// <param name="names">The cells of the header.</param>
    /// <param name="contract">The columns that are wanted.</param>
    /// <param name="delimiter">The character between cells.</param>
    /// <param name="path">The export.</param>
    /// <param name="aside">What is said beside an error.</param>
    /// <param name="head">The beginning of the export.</param>
    /// <param name="line">The line at which the header stands.</param>
    /// <exception cref="AxoniusContractException">Columns are missing (all are named), or one stands twice.</exception>
    public static (int AssetId, int[] Values) Bind(string[] names, AxoniusContract contract, char delimiter, string path, string aside, ReadOnlySpan<byte> head, long line)
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
            var nearest = new NearestHeader(names, isWanted);
            char? other = FindOther(string.Join(delimiter, names), delimiter, contract) ?? FindOtherDelimiter(names, delimiter);
            string? elsewhere = HeaderElsewhere.BelowTitle(names, isWanted, head, delimiter, line)
                ?? (other is null ? HeaderElsewhere.Nowhere(names, isWanted, nearest, line) : null);
            throw elsewhere is null
                ? AxoniusContractException.Missing(path, missing, other, aside, nearest)
                : AxoniusContractException.WithoutHeader(path, missing, elsewhere + aside);
        }

        return (places[contract.AssetIdHeader], contract.Columns.Select(column => places[column.Header]).ToArray());
    }

    /// <summary>
    /// The character that probably parts the cells of a header in the place of the delimiter, or <see langword="null"/>: it stands between
    /// quotes, or finds more of the contract's headers.
    /// </summary>
    public static char? FindOther(string header, char delimiter, AxoniusContract contract)
    {
        if (First(candidate => candidate != delimiter && header.Contains($"\"{candidate}\"", StringComparison.Ordinal)) is { } between)
        {
            return between;
        }

        HashSet<string> wanted = [contract.AssetIdHeader, .. contract.Columns.Select(column => column.Header)];
        (char best, int found) = OtherDelimiters.Where(candidate => candidate != delimiter)
            .Select(candidate => (candidate, Found(candidate))).MaxBy(each => each.Item2);
        return found > Found(delimiter) ? best : null;

        int Found(char parting) =>
            header.Contains(parting) ? header.Split(parting).Select(AxoniusContract.NormalizeHeader).Where(wanted.Contains).Distinct().Count() : 0;
    }

    /// <summary>What is said of a character that parts cells.</summary>
    public static string Name(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";

    private static char? FindOtherDelimiter(string[] names, char delimiter) =>
        names.Length != 1 ? null : First(candidate => candidate != delimiter && names[0].Contains(candidate));

    private static char? First(Func<char, bool> fits) => OtherDelimiters.Where(fits).Select(each => (char?)each).FirstOrDefault();
}
