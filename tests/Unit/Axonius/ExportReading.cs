using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Axonius;

/// <summary>What the reader of exports alone makes of one: its rows, what it rejects, what it tells.</summary>
internal sealed class ExportReading
{
    /// <summary>Three columns, the ids first.</summary>
    public static AxoniusContract IdsFirst { get; } = new("Id", [new("A", "a"), new("B", "b")]);

    /// <summary>Each row: its line, its ids, its values.</summary>
    public List<string> Rows { get; } = [];

    /// <summary>What was rejected.</summary>
    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>The same in short: "3 Malformed".</summary>
    public IEnumerable<string> Rejections => Rejected.Select(row => $"{row.Line} {row.Reason}");

    /// <summary>What it tells.</summary>
    public string[] Warnings { get; private set; } = [];

    /// <summary>How many rows there are.</summary>
    public long RowsRead { get; private set; }

    /// <summary>What became of the rows.</summary>
    public RejectionTally Tally { get; private set; } = new();

    public static ExportReading Of(string text, AxoniusContract? contract = null) => Of(Encoding.UTF8.GetBytes(text), contract);

    public static ExportReading Of(byte[] content, AxoniusContract? contract = null, Encoding? encoding = null, char? delimiter = null)
    {
        using var folder = new TemporaryFolder();
        var options = new AxoniusCsvOptions
        {
            Path = folder.Write("export.csv", content),
            Contract = contract ?? IdsFirst,
            Encoding = encoding,
            Delimiter = delimiter,
        };
        var reading = new ExportReading();
        using var reader = new AxoniusCsvReader(options) { Rejecting = reading.Rejected.Add };
        while (reader.Read())
        {
            string values = Encoding.UTF8.GetString(reader.Values).Replace('\uFFFD', '|');
            reading.Rows.Add($"{reader.Line}: {string.Join(' ', reader.AssetIds)}: {values}");
        }

        (reading.RowsRead, reading.Tally) = (reader.RowsRead, reader.Tally);
        reading.Warnings = [.. reader.Findings.Warnings().Select(warning => warning.Message)];
        return reading;
    }
}
