namespace QualysCustomAttributes.Axonius;

/// <summary>How many ids that are none look how.</summary>
internal sealed class SpoiledIds
{
    /// <summary>What to do where a spreadsheet spoiled them, with a space before it.</summary>
    public const string ExportAgain =
        " Export again from Axonius, and do not open and save the export in a spreadsheet, or have it keep the id column as text.";

    // So many different ids are remembered with their patterns: what stands for none is mostly a few texts, again and again.
    private const int MostRemembered = 1000;

    private readonly Dictionary<IdPattern, long> _ids = [];
    private readonly Dictionary<string, IdPattern?> _remembered = new(StringComparer.Ordinal);
    private long _count;
    private IdPattern? _noValue;

    /// <summary>The first of them that is known.</summary>
    public string? Example { get; private set; }

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
        Example ??= id;
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
        if (_remembered.TryGetValue(id, out IdPattern? known))
        {
            return known;
        }

        IdPattern? pattern = Recognize(id);
        if (_remembered.Count < MostRemembered)
        {
            _remembered.Add(id, pattern);
        }

        return pattern;
    }

    private IdPattern? Recognize(string id)
    {
        bool isText = NoValueTexts.IsKnown(id) && id.AsSpan().ContainsAnyExcept('#');
        return isText
            ? _noValue ??= new IdPattern($"are texts that stand for no value, as {ShownText.Name(id)}", isOfSpreadsheet: false)
            : IdPattern.Of(id);
    }
}
