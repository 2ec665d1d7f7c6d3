using System.Globalization;

namespace QualysCustomAttributes.Axonius;

/// <summary>What an export has that was taken as it is, and that somebody should look at: counted while it is read, told once.</summary>
internal sealed class ExportFindings
{
    private readonly ShortIds _shortIds = new();
    private readonly List<ConnectorWarning> _notes = [];
    private (long Rows, long FirstLine) _surplus;
    private (long Rows, long FirstLine) _short;

    /// <summary>The line of a record that the end of the export cut; 0 where there is none.</summary>
    public long CutLine { private get; set; }

    /// <summary>The line of a quote that is open at the end of the export; 0 where there is none.</summary>
    public long OpenQuoteLine { private get; set; }

    /// <summary>Whether the export is a compressed file that ends before its end.</summary>
    public bool IsCompressionCut { private get; set; }

    /// <summary>How many bytes stand behind the end of a compressed file and are no part of it.</summary>
    public long BytesBehindCompression { private get; set; }

    /// <summary>Whether rows are missing, or may be, that stood behind the last one.</summary>
    public bool IsCut => CutLine > 0 || IsCompressionCut || OpenQuoteLine > 0;

    /// <summary>Whether a row lacks cells of columns that are used: what they held is not known.</summary>
    public bool HasShortRows => _short.Rows > 0;

    /// <summary>Takes the ids of a row.</summary>
    public void Add(List<ulong> ids) => _shortIds.Add(ids);

    /// <summary>Takes a row that has more cells than the header.</summary>
    public void AddSurplus(long line) => _surplus = (_surplus.Rows + 1, _surplus.Rows == 0 ? line : _surplus.FirstLine);

    /// <summary>Takes a row that has fewer cells than the header, and lacks one of a column that is used.</summary>
    public void AddShort(long line) => _short = (_short.Rows + 1, _short.Rows == 0 ? line : _short.FirstLine);

    /// <summary>Takes the lines above the header.</summary>
    public void Add(string path, ExportPreamble preamble, char delimiter)
    {
        if (preamble.Lines.Count > 0)
        {
            string lines = string.Join(", ", preamble.Lines.Select(line => $"'{line}'"));
            string used = preamble.Delimiter is { } named && named != delimiter ? $" Cells are parted by '{delimiter}' all the same, as was asked for." : "";
            _notes.Add(new ConnectorWarning($"The Axonius export '{path}' begins with {lines} above its header, which is passed over.{used}"));
        }
    }

    /// <summary>Takes what is to be told.</summary>
    public void AddNotes(IEnumerable<ConnectorWarning> notes) => _notes.AddRange(notes);

    /// <summary>What is to be told, a sentence or two each.</summary>
    public IEnumerable<ConnectorWarning> Warnings() =>
        _notes.Concat(((string?[])[Cut(), Behind(), _shortIds.Warning(), Surplus(), Short()]).OfType<string>().Select(text => new ConnectorWarning(text)));

    private string? Surplus() => _surplus.Rows == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(_surplus.Rows, "row has", "rows have")} more cells than the header, {First(_surplus.Rows)}at line {_surplus.FirstLine}. ")
        + "What is beyond it is ignored; look whether a value or a number holds a delimiter without quotes around it.";

    private string? Short() => _short.Rows == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{Counted.Of(_short.Rows, "row has", "rows have")} fewer cells than the header, {First(_short.Rows)}at line {_short.FirstLine}. ")
        + $"The values that are missing at {(_short.Rows == 1 ? "its" : "their")} end are taken for empty; "
        + "look whether a line break stands in a value without quotes around it, or whether the rows were cut.";

    private string? Behind() => BytesBehindCompression == 0 ? null
        : "Behind the end of the gzip file "
            + Counted.Of(BytesBehindCompression, "byte that belongs to no gzip is", "bytes that belong to no gzip are") + " passed over. "
            + "Look whether it was copied as it was, and whether something was put behind it.";

    private static string First(long rows) => rows == 1 ? "" : "the first ";

    private string? Cut() =>
        CutLine > 0 ? string.Create(
            CultureInfo.InvariantCulture,
            $"The export was cut: it ends in the middle of its last record, at line {CutLine}. That record is rejected, and rows may be missing. ")
            + "Export or copy it again."
        : IsCompressionCut ? "The export was cut: its gzip file ends before its end. Rows are missing. Copy it again."
        : OpenQuoteLine > 0 ? string.Create(
            CultureInfo.InvariantCulture,
            $"The export ends inside quotes that were opened at line {OpenQuoteLine}: it was cut, and rows may be missing, or a quote is one too many.")
        : null;
}
