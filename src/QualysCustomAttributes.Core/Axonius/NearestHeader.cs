using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Finds, for a header that is missing, the one of the export that was probably meant: the same in other letter case or white space,
/// of another adapter or without one, or with a letter or two that differ.
/// </summary>
internal sealed partial class NearestHeader
{
    private const int MostCompared = 2_000;
    private const int LongestCompared = 200;
    private const int MostListed = 12;

    private readonly string[] _free;
    private readonly Dictionary<string, string> _behindAdapter;
    private readonly List<(Func<string, string> Fold, string Difference, Dictionary<string, string> There)> _foldings;

    /// <summary>Takes the headers that are there.</summary>
    /// <param name="names">All of the export.</param>
    /// <param name="wanted">Those that the contract names.</param>
    public NearestHeader(IEnumerable<string> names, ISet<string> wanted)
    {
        _free = names.Where(name => name.Length > 0 && !wanted.Contains(name)).ToArray();
        _foldings =
        [
            Folding(name => name.ToUpperInvariant(), "other letter case"),
            Folding(WithoutSpaces, "other white space"),
            Folding(name => WithoutSpaces(name).ToUpperInvariant(), "other letter case and white space"),
            Folding(LettersAndSigns, "characters that are not seen"),
            Folding(WithoutAdapter, "another adapter"),
        ];
        _behindAdapter = There(BehindAdapter);
    }

    /// <summary>The headers that are there and that the contract does not name, the first of them; <see langword="null"/> where there is none.</summary>
    public string? Listed => _free.Length == 0 ? null
        : string.Join(", ", _free.Take(MostListed).Select(ShownText.NameWithCodes))
            + (_free.Length > MostListed ? $" and {Counted.Of(_free.Length - MostListed, "more column")}" : "");

    /// <summary>Finds the nearest.</summary>
    /// <returns>The header and how it differs, or <see langword="null"/> where nothing is near.</returns>
    public (string Name, string Difference)? Find(string missing)
    {
        foreach ((Func<string, string> fold, string difference, Dictionary<string, string> there) in _foldings)
        {
            if (fold(missing) is { Length: > 0 } folded && there.TryGetValue(folded, out string? found))
            {
                return (WithoutEscapes(found), difference);
            }
        }

        if (BehindAdapter(missing) is { Length: > 0 } end && _behindAdapter.TryGetValue(end, out string? like))
        {
            return (WithoutEscapes(like), like.Contains(':', StringComparison.Ordinal) ? "another adapter" : "without the adapter's name");
        }

        if (_free.Length > MostCompared)
        {
            return null;
        }

        (string? name, int distance) = _free.Select(name => ((string?)name, Distance(missing, name))).Append((null, int.MaxValue)).MinBy(each => each.Item2);
        return name is not null && distance <= Math.Min(3, missing.Length / 8) ? (WithoutEscapes(name), "nearly the same") : null;
    }

    private (Func<string, string> Fold, string Difference, Dictionary<string, string> There) Folding(Func<string, string> fold, string difference) =>
        (fold, difference, There(fold));

    private Dictionary<string, string> There(Func<string, string> fold)
    {
        var there = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in _free)
        {
            there.TryAdd(fold(name), name);
        }

        return there;
    }

    private static string WithoutSpaces(string name) => string.Concat(name.Where(sign => !char.IsWhiteSpace(sign)));

    private static string LettersAndSigns(string name)
    {
        var seen = new StringBuilder(name.Length);
        foreach (Rune rune in WithoutEscapes(name).EnumerateRunes())
        {
            if (!Unseen.IsBlank(rune))
            {
                seen.Append(rune.ToString().ToUpperInvariant());
            }
        }

        return seen.ToString();
    }

    // What steers a terminal, its letters and digits too.
    private static string WithoutEscapes(string name) => Escapes().Replace(name, "");

    [GeneratedRegex("(\u001B\\[|\u009B)[0-?]*[ -/]*[@-~]|[\u001B\u009B]", RegexOptions.CultureInvariant)]
    private static partial Regex Escapes();

    private static string WithoutAdapter(string name) => LettersAndSigns(name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    // "SLA" of "Mssql: MSSQL_ Sla": an adapter may stand in front of its fields a second time.
    private static string BehindAdapter(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        string adapter = colon < 0 ? "" : LettersAndSigns(name[..colon]) + "_";
        string field = LettersAndSigns(name[(colon + 1)..]);
        field = adapter.Length > 1 && field.StartsWith(adapter, StringComparison.Ordinal) ? field[adapter.Length..] : field;
        return field.Replace("_", "", StringComparison.Ordinal);
    }

    // Levenshtein's, up to a little.
    private static int Distance(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 3 || Math.Max(one.Length, other.Length) > LongestCompared)
        {
            return int.MaxValue;
        }

        Span<int> row = stackalloc int[other.Length + 1];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = i;
        }

        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
