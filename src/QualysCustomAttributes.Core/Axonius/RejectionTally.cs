using System.Globalization;

namespace QualysCustomAttributes.Axonius;

/// <summary>Why the rows of an export that gave no asset gave none, and what the ids among them look like.</summary>
internal sealed class RejectionTally
{
    private readonly Dictionary<RejectionReason, long> _rows = [];
    private readonly SpoiledIds _ids = new();
    private long _namesAndTypes;

    /// <summary>How many rows under the header are none of Axonius's rows of names and types.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them gave an asset.</summary>
    public long UsedRows { get; private set; }

    /// <summary>The most frequent reason with its rows.</summary>
    public (RejectionReason Reason, long Rows) Most => _rows.Count == 0 ? default : _rows.MaxBy(each => each.Value) switch { var most => (most.Key, most.Value) };

    /// <summary>
    /// Whether more than half of the rows gave no asset, for one cause or for several together: a row without id, which an asset that is
    /// unknown to Qualys has, counts among the former alone.
    /// </summary>
    public bool IsMostlyRejected
    {
        get
        {
            long spoiled = _rows.Where(each => each.Key != RejectionReason.NoAssetId).Sum(each => each.Value);
            return 2 * Math.Max(Most.Rows, spoiled) > Rows;
        }
    }

    /// <summary>The line of the first record whose quoting is broken; 0 where there is none.</summary>
    public long FirstBrokenLine { get; set; }

    /// <summary>What to do about it, with a space before it; empty where the causes say all.</summary>
    public string Advice => _ids.AreOfSpreadsheet || _rows.ContainsKey(RejectionReason.ThousandsSeparators) ? SpoiledIds.ExportAgain : "";

    /// <summary>Counts a row that gave an asset.</summary>
    public void AddUsed()
    {
        Rows++;
        UsedRows++;
    }

    /// <summary>Counts a row that gave none.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="id">What stands in the place of its id.</param>
    /// <param name="rows">How many there are.</param>
    public void AddRejected(RejectionReason reason, string? id, long rows = 1)
    {
        if (reason == RejectionReason.SchemaRow)
        {
            _namesAndTypes += rows;
            return;
        }

        Rows += rows;
        _rows[reason] = _rows.GetValueOrDefault(reason) + rows;
        if (reason == RejectionReason.InvalidAssetId)
        {
            _ids.Add(id, rows);
        }
    }

    /// <summary>Counts a row that had been counted as one that gave an asset as one that gave none.</summary>
    public void TakeBack(RejectionReason reason)
    {
        Rows--;
        UsedRows--;
        AddRejected(reason, null);
    }

    /// <summary>Says what is wrong with the rows, the most frequent cause first: "all 20 ids end in .0: …".</summary>
    public string Describe() => string.Join("; ", _rows.OrderByDescending(each => each.Value).Select(each => Describe(each.Key, each.Value)));

    private string Describe(RejectionReason reason, long rows) => reason switch
    {
        RejectionReason.InvalidAssetId when _ids.OfAll is { } pattern => Of(rows, "id", pattern.Words),
        RejectionReason.InvalidAssetId when _ids.HavePattern => Of(rows, "id", $"are none: {_ids.Describe()}"),
        RejectionReason.InvalidAssetId => Of(rows, "row", $"have ids that are none{Example}: an id is 1 to 19 digits, above zero"),
        RejectionReason.ThousandsSeparators => Of(
            rows, "id", "have thousands separators or a decimal comma: a spreadsheet made numbers of them"),
        RejectionReason.NoAssetId => Of(rows, "row", "have no asset id"),
        RejectionReason.TrimmedValue => Of(rows, "row", "have a cell that Axonius cut; export fewer fields"),
        RejectionReason.InvalidText => Of(rows, "row", "hold text that is not UTF-8; it may be Windows-1252 or another code page"),
        RejectionReason.Malformed => Of(rows, "row", "have broken quoting" + FirstBroken(rows)),
        RejectionReason.TooLong => Of(rows, "row", "are longer than 32 MiB"),
        RejectionReason.CutShort => $"the export ends in the middle of its {(Rows == rows ? "only" : "last")} row",
        _ => Of(rows, "row", $"are rejected ({reason})"),
    };

    private string Example => _ids.Example is { Length: > 0 } id ? $", as {ShownText.NameWithCodes(id)}" : "";

    private string FirstBroken(long rows) => FirstBrokenLine == 0 ? ""
        : FormattableString.Invariant($", {(rows == 1 ? "" : "the first ")}at line {FirstBrokenLine}");

    private string Of(long number, string noun, string words)
    {
        bool areThereOthers = number == Rows && _namesAndTypes > 0;
        bool isOnlyOne = number == 1 && Rows == 1 && !areThereOthers;
        string counted = isOnlyOne ? $"the only {noun}"
            : areThereOthers ? string.Create(CultureInfo.InvariantCulture, $"{number:N0} of {Rows + _namesAndTypes:N0} {noun}s")
            : number == Rows ? string.Create(CultureInfo.InvariantCulture, $"all {number:N0} {noun}s")
            : string.Create(CultureInfo.InvariantCulture, $"{number:N0} of {Rows:N0} {noun}s");
        string others = areThereOthers ? $"; the other {_namesAndTypes} {(_namesAndTypes == 1 ? "is" : "are")} taken for Axonius's rows of field names and types" : "";
        return $"{counted} {(number == 1 ? Singular.Of(words) : words)}{others}";
    }
}
