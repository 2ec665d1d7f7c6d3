using System.Text;

namespace QualysCustomAttributes.Publishing.PostgreSql;

/// <summary>
/// Names as PostgreSQL folds them where they stand without quotation marks, so that a query for SQLite finds them there too.
/// </summary>
internal static class PostgreSqlName
{
    /// <summary>PostgreSQL cuts longer names to this many bytes, in a query as well.</summary>
    public const int MostBytes = 63;

    private static readonly HashSet<string> SystemColumns =
        new(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"], StringComparer.Ordinal);

    /// <summary>A name with its letters A to Z small, cut to what PostgreSQL takes.</summary>
    public static string Fold(string name)
    {
        string folded = string.Create(name.Length, name, (text, source) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = char.IsAsciiLetterUpper(source[i]) ? char.ToLowerInvariant(source[i]) : source[i];
            }
        });
        return Cut(folded, MostBytes);
    }

    /// <summary>The names of columns folded, and each once: what two have in common is told apart by a number.</summary>
    public static string[] FoldColumns(IEnumerable<string> columns)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. columns.Select(column =>
        {
            string folded = Fold(column);
            string free = SystemColumns.Contains(folded) ? $"{folded}_" : folded;
            for (int number = 2; !taken.Add(free); number++)
            {
                string end = FormattableString.Invariant($"_{number}");
                free = Cut(folded, MostBytes - end.Length) + end;
            }

            return free;
        })];
    }

    /// <summary>Puts a name in quotation marks.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Cut(string name, int bytes)
    {
        int length = name.Length;
        while (Encoding.UTF8.GetByteCount(name.AsSpan(0, length)) > bytes)
        {
            length -= length > 1 && char.IsLowSurrogate(name[length - 1]) ? 2 : 1;
        }

        return name[..length];
    }
}
