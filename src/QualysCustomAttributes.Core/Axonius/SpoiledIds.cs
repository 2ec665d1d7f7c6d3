namespace QualysCustomAttributes.Axonius;

/// <summary>How many ids that are none look how.</summary>
internal sealed class SpoiledIds
{
    /// <summary>What to do where a spreadsheet spoiled them, with a space before it.</summary>
    public const string ExportAgain =
        " Export again from Axonius, and do not open and save the export in a spreadsheet, or have it keep the id column as text.";

    private readonly Dictionary<IdPattern, long> _ids = [];
    private long _count;
    private IdPattern? _noValue;

    /// <summary>Whether a pattern is known of any.</summary>
    public bool HavePattern => _ids.Count > 0;

    /// <summary>Whether a spreadsheet made any of them so.</summary>
    public bool AreOfSpreadsheet => _ids.Keys.Any(pattern => pattern.IsOfSpreadsheet);

    /// <summary>The pattern that all of them have, or <see langword="null"/>.</summary>
    public IdPattern? OfAll => _ids.Count == 1 && _ids.First() is var (pattern, ids) && ids == _count ? pattern : null;

    /// <summary>Takes an id, or several of which nothing is known.</summary>
    public void Add(string? id, long count = 1)
    {
        _count += count;
        if (id is not null && PatternOf(id) is { } pattern)
        {
            _ids[pattern] = _ids.GetValueOrDefault(pattern) + count;
        }
    }

    /// <summary>Each pattern with its count: "8 end in .0: …, 6 are written with an exponent, …".</summary>
    public string Describe()
    {
        long others = _count - _ids.Values.Sum();
        IEnumerable<string> parts = _ids.OrderByDescending(each => each.Value).Select(each => Singular.Counted(each.Value, each.Key.Words));
        return string.Join(", ", others == 0 ? parts : parts.Append(Singular.Counted(others, "are something else")));
    }

    private IdPattern? PatternOf(string id)
    {
        bool isText = NoValueTexts.IsKnown(id) && id.AsSpan().ContainsAnyExcept('#');
        return isText
            ? _noValue ??= new IdPattern($"are texts that stand for no value, as {ShownText.Name(id)}", IsOfSpreadsheet: false)
            : IdPattern.Of(id);
    }
}
