namespace QualysCustomAttributes.Reporting;

/// <summary>The beginning of a list that may be as long as the export, and how long it is.</summary>
/// <param name="Total">How many there are.</param>
/// <param name="Items">The first of them.</param>
internal sealed record ReportList<T>(long Total, IReadOnlyList<T> Items)
{
    /// <summary>Whether there are more than are listed.</summary>
    public bool IsCut => Items.Count < Total;
}

/// <summary>Takes the beginnings of lists.</summary>
internal static class ReportList
{
    /// <summary>How many of each list a report has.</summary>
    public const int Longest = 1_000;

    /// <summary>How many characters of one text a page shows.</summary>
    public const int LongestText = 300;

    // A contract may have two thousand keys, and a value may be a novel: a page stays one that a phone can open.
    private const int LongestInAll = 600_000;

    /// <summary>Takes the first of a list, as many as a page can bear.</summary>
    /// <param name="items">The list; it is read no further than it is used.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="texts">The texts of one of them.</param>
    public static ReportList<T> FirstOf<T>(IEnumerable<T> items, long total, Func<T, IEnumerable<string?>> texts)
    {
        var first = new List<T>();
        int length = 0;
        foreach (T item in items)
        {
            length += texts(item).Sum(text => Math.Min(text?.Length ?? 0, LongestText));
            if (first.Count == Longest || (length > LongestInAll && first.Count > 0))
            {
                break;
            }

            first.Add(item);
        }

        return new ReportList<T>(Math.Max(total, first.Count), first);
    }
}
