using Mutations.Making;

namespace Mutations.Telling;

/// <summary>The checked-in list of the mutants that survive and may, each with the reason.</summary>
internal sealed class HarmlessList
{
    private readonly Dictionary<string, string> _reasons = [];

    /// <summary>The keys of those on the list.</summary>
    public IReadOnlyCollection<string> Keys => _reasons.Keys;

    /// <summary>Reads it: a table of file, member, change and reason.</summary>
    /// <exception cref="InvalidDataException">A line has no reason.</exception>
    public static HarmlessList Read(string path)
    {
        var list = new HarmlessList();
        foreach (string line in File.ReadLines(path).Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2))
        {
            string[] cells = [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
            if (cells.Length != 4 || cells.Any(cell => cell.Length == 0))
            {
                throw new InvalidDataException($"'{path}' wants a file, a member, a change and a reason in each line: {line}");
            }

            list._reasons[Key(cells[0], cells[1], cells[2])] = cells[3];
        }

        return list;
    }

    /// <summary>Whether a mutant is on the list.</summary>
    public bool Has(Mutant mutant) => _reasons.ContainsKey(KeyOf(mutant));

    /// <summary>What a mutant is known by on the list.</summary>
    public static string KeyOf(Mutant mutant) => Key(mutant.File, mutant.Member, mutant.Change.Replace("`", "'", StringComparison.Ordinal));

    private static string Key(string file, string member, string change) => $"{file} | {member} | {change.Trim('`')}";
}
