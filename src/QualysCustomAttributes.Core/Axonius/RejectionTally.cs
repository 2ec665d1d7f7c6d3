using System.Globalization;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Axonius;

/// <summary>Why the rows of an export that gave no asset gave none, and what the ids among them look like.</summary>
internal sealed partial class RejectionTally
{
    private const string PointZero = "end in .0: a spreadsheet or a script made numbers of them";

    private readonly Dictionary<RejectionReason, long> _rows = [];
    private readonly Dictionary<string, long> _patterns = [];
    private long _namesAndTypes;
    private string? _noValue;

    /// <summary>How many rows under the header are none of Axonius's rows of names and types.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them gave an asset.</summary>
    public long UsedRows { get; private set; }

    /// <summary>The most frequent reason with its rows.</summary>
    public (RejectionReason Reason, long Rows) Most => _rows.Count == 0 ? default : _rows.MaxBy(each => each.Value) switch { var most => (most.Key, most.Value) };

    /// <summary>The line of the first record whose quoting is broken; 0 where there is none.</summary>
    public long FirstBrokenLine { get; set; }

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
        if (reason == RejectionReason.InvalidAssetId && id is not null && PatternOf(id) is { } pattern)
        {
            _patterns[pattern] = _patterns.GetValueOrDefault(pattern) + 1;
        }
    }

    /// <summary>Counts a row that had been counted as one that gave an asset as one that gave none.</summary>
    public void TakeBack(RejectionReason reason)
    {
        Rows--;
        UsedRows--;
        AddRejected(reason, null);
    }

    /// <summary>Says what is wrong with the rows of the most frequent reason: "all 20 ids end in .0: …".</summary>
    public string Describe()
    {
        (RejectionReason reason, long rows) = Most;
        (string? pattern, long ids) = _patterns.Count == 0 ? (null, 0) : _patterns.MaxBy(each => each.Value) switch { var most => (most.Key, most.Value) };
        return reason switch
        {
            RejectionReason.InvalidAssetId when pattern is not null && 2 * ids > rows => Of(ids, "id", "ids", pattern),
            RejectionReason.InvalidAssetId => Of(rows, "row has an id that is none", "rows have ids that are none", ": an id is 1 to 19 digits, above zero"),
            RejectionReason.ThousandsSeparators => Of(
                rows, "id has", "ids have", "thousands separators or a decimal comma: a spreadsheet made numbers of them"),
            RejectionReason.NoAssetId => Of(rows, "row has", "rows have", "no asset id"),
            RejectionReason.TrimmedValue => Of(rows, "row has", "rows have", "a cell that Axonius cut; export fewer fields"),
            RejectionReason.InvalidText => Of(rows, "row holds", "rows hold", "text that is not UTF-8; it may be Windows-1252 or another code page"),
            RejectionReason.Malformed => Of(rows, "row has", "rows have", "broken quoting" + FirstBroken()),
            RejectionReason.TooLong => Of(rows, "row is", "rows are", "longer than 32 MiB"),
            RejectionReason.CutShort => "the export ends in the middle of its only row",
            _ => Of(rows, "row is", "rows are", $"rejected ({reason})"),
        };
    }

    private string FirstBroken() => FirstBrokenLine == 0 ? "" : FormattableString.Invariant($", the first at line {FirstBrokenLine}");

    private string Of(long number, string one, string several, string what)
    {
        bool areThereOthers = number == Rows && _namesAndTypes > 0;
        bool isOnlyOne = number == 1 && Rows == 1 && !areThereOthers;
        string counted = isOnlyOne ? $"the only {one}"
            : areThereOthers ? string.Create(CultureInfo.InvariantCulture, $"{number:N0} of {Rows + _namesAndTypes:N0} {several}")
            : number == Rows ? string.Create(CultureInfo.InvariantCulture, $"all {number:N0} {several}")
            : string.Create(CultureInfo.InvariantCulture, $"{number:N0} of {Rows:N0} {several}");
        string others = areThereOthers ? $"; the other {_namesAndTypes} {(_namesAndTypes == 1 ? "is" : "are")} taken for Axonius's rows of field names and types" : "";
        return (what.StartsWith(':') ? counted + what : $"{counted} {(isOnlyOne ? OfOne(what) : what)}") + others;
    }

    private static readonly (string Several, string One)[] Numbers =
    [
        ("are UUIDs", "is a UUID"), ("are rows of #", "is a row of #"), ("are texts that stand", "is a text that stands"),
        ("are ", "is "), ("have ", "has "), ("end ", "ends "), ("stand ", "stands "),
    ];

    // A pattern says what ids do; one id does it, too.
    private static string OfOne(string what) =>
        Numbers.FirstOrDefault(each => what.StartsWith(each.Several, StringComparison.Ordinal)) is { Several: { } several } found
            ? found.One + what[several.Length..]
            : what;

    private string? PatternOf(string id)
    {
        if (!IsHashes().IsMatch(id) && NoValueTexts.IsKnown(id))
        {
            return $"are texts that stand for no value, as {ShownText.Name(_noValue ??= id)}";
        }

        return KindOf(id);
    }

    private static string? KindOf(string id) =>
        EndsInZeros().IsMatch(id) ? PointZero
        : HasExponent().IsMatch(id) ? "are written with an exponent, as 1.5E+09: a spreadsheet made numbers of them, and digits are lost"
        : IsHashes().IsMatch(id) ? "are rows of #: a spreadsheet's column was too narrow"
        : IsGrouped().IsMatch(id) ? "have separators between their digits: a spreadsheet made numbers of them"
        : IsWrapped().IsMatch(id) ? "stand in quotes or behind an apostrophe or =: a spreadsheet made texts of them"
        : HasOtherDigits().IsMatch(id) ? "have digits of another script, or characters that nobody sees: an id is 1 to 19 ASCII digits"
        : IsUuid().IsMatch(id) ? "are UUIDs: the column holds ids of another kind"
        : null;

    [GeneratedRegex(@"^[0-9]+\.0*$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInZeros();

    [GeneratedRegex("^[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HasExponent();

    [GeneratedRegex("^#+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsHashes();

    [GeneratedRegex(@"^[0-9]{1,3}([. '’\u00A0\u202F\u2009][0-9]{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex IsGrouped();

    [GeneratedRegex("^(['‘’`]|=?[\"“”„])[0-9]+['’\"“”]?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsWrapped();

    [GeneratedRegex(@"^(?=.*[^\x00-\x7F])[\p{Nd}\p{Cf}\p{Zs}]+$", RegexOptions.CultureInvariant)]
    private static partial Regex HasOtherDigits();

    [GeneratedRegex("^[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}$", RegexOptions.CultureInvariant)]
    private static partial Regex IsUuid();
}
