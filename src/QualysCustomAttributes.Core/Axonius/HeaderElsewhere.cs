using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>Tells whether what stands in the header's place is none: a title above the header, or the first row of data.</summary>
internal static class HeaderElsewhere
{
    private const int LinesSearched = 5;

    private static readonly string[] LineBreaks = ["\r\n", "\n", "\r"];

    /// <summary>Looks below a title for the header.</summary>
    /// <param name="names">The cells of the first line.</param>
    /// <param name="wanted">The headers that the contract names.</param>
    /// <param name="head">The beginning of the export.</param>
    /// <param name="delimiter">The character between cells.</param>
    /// <param name="line">The line of the cells.</param>
    /// <returns>What is to be said, or <see langword="null"/> where no header is below.</returns>
    public static string? BelowTitle(string[] names, ISet<string> wanted, ReadOnlySpan<byte> head, char delimiter, long line)
    {
        if (names.Count(wanted.Contains) > 1)
        {
            return null;
        }

        string[] lines = Encoding.UTF8.GetString(head).Split(LineBreaks, StringSplitOptions.None);
        for (long i = line; i < Math.Min(line + LinesSearched, lines.Length); i++)
        {
            if (2 * lines[i].Split(delimiter).Select(AxoniusContract.NormalizeHeader).Where(wanted.Contains).Distinct().Count() > wanted.Count)
            {
                return FormattableString.Invariant(
                    $"does not begin with its header: line {line} holds {Shown(names)}, and the header stands on line {i + 1}. ")
                    + "Take out what stands above it, or export it again from Axonius.";
            }
        }

        return null;
    }

    /// <summary>Says that the first line is data: a number is in it, and no name that is wanted or near to one.</summary>
    /// <returns>What is to be said, or <see langword="null"/> where the line may be a header.</returns>
    public static string? Nowhere(string[] names, ISet<string> wanted, NearestHeader nearest, long line) =>
        names.Any(wanted.Contains) || !names.Any(IsOfIds) || wanted.Any(name => nearest.Find(name) is not null)
            ? null
            : FormattableString.Invariant($"has no header: line {line} holds {Shown(names)}, which is data. ")
                + "Export it again from Axonius with its header line.";

    private static bool IsOfIds(string cell)
    {
        string[] pieces = cell.Split(['\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return pieces.Length > 0 && pieces.All(piece => AssetNumber.TryParse(Encoding.UTF8.GetBytes(piece), out _));
    }

    private static string Shown(string[] names) => ShownText.Name(string.Join(", ", names.Where(name => name.Length > 0)));
}
