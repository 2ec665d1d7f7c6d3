using System.Text;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit;

/// <summary>
/// Writes an Axonius export: UTF-8 with byte order mark and LF unless told otherwise. Cells are quoted where CSV asks for
/// it; what a row is not given is empty.
/// </summary>
internal sealed class ExportBuilder
{
    private readonly AxoniusContract _contract;
    private readonly List<string?[]> _rows = [];
    private readonly List<string?> _rawLines = [];
    private readonly List<string> _headers;
    private Encoding _encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true);
    private string? _rawHeader;
    private string _newLine = "\n";
    private char _delimiter = ',';
    private string[] _extraBefore = [];
    private string[] _extraAfter = [];
    private string _end = "\n";

    public ExportBuilder(AxoniusContract? contract = null)
    {
        _contract = contract ?? AxoniusContract.Default;
        _headers = [_contract.AssetIdHeader, .. _contract.Columns.Select(column => column.Header)];
    }

    /// <summary>Adds a row: the id cell, then the values of the contract's columns in its order.</summary>
    public ExportBuilder Row(string ids, params string[] values)
    {
        _rows.Add([ids, .. values]);
        _rawLines.Add(null);
        return this;
    }

    /// <summary>Adds a row with a single value, in the named attribute's column.</summary>
    public ExportBuilder RowWith(string ids, string key, string value)
    {
        string?[] cells = new string?[_headers.Count];
        cells[0] = ids;
        cells[_contract.Keys.ToList().IndexOf(key) + 1] = value;
        _rows.Add(cells);
        _rawLines.Add(null);
        return this;
    }

    /// <summary>Adds a line as it is, quotes and all.</summary>
    public ExportBuilder Line(string raw)
    {
        _rows.Add([]);
        _rawLines.Add(raw);
        return this;
    }

    public ExportBuilder Encoding(Encoding encoding)
    {
        _encoding = encoding;
        return this;
    }

    public ExportBuilder NoByteOrderMark() => Encoding(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    public ExportBuilder NewLine(string newLine)
    {
        _newLine = _end = newLine;
        return this;
    }

    public ExportBuilder NoNewLineAtTheEnd()
    {
        _end = "";
        return this;
    }

    public ExportBuilder Delimiter(char delimiter)
    {
        _delimiter = delimiter;
        return this;
    }

    /// <summary>Surrounds the contract's columns by others.</summary>
    public ExportBuilder ExtraColumns(string[] before, string[] after)
    {
        (_extraBefore, _extraAfter) = (before, after);
        return this;
    }

    /// <summary>Replaces a header's text; <see langword="null"/> takes the column away.</summary>
    public ExportBuilder Rename(string header, string newHeader)
    {
        _headers[_headers.IndexOf(header)] = newHeader;
        return this;
    }

    /// <summary>Writes the header line as it is.</summary>
    public ExportBuilder Header(string raw)
    {
        _rawHeader = raw;
        return this;
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        text.Append(_rawHeader ?? Join([.. _extraBefore, .. _headers, .. _extraAfter]));
        for (int i = 0; i < _rows.Count; i++)
        {
            text.Append(_newLine).Append(_rawLines[i] ?? Join([.. _extraBefore.Select(_ => "extra"), .. Fill(_rows[i]), .. _extraAfter.Select(_ => "extra")]));
        }

        text.Append(_end);
        return [.. _encoding.GetPreamble(), .. _encoding.GetBytes(text.ToString())];
    }

    public string Write(TemporaryFolder folder, string name = "export.csv") => folder.Write(name, ToBytes());

    private IEnumerable<string> Fill(string?[] cells) => Enumerable.Range(0, _headers.Count).Select(i => (i < cells.Length ? cells[i] : null) ?? "");

    private string Join(IEnumerable<string> cells) => string.Join(_delimiter, cells.Select(Quote));

    private string Quote(string cell) => cell.Contains(_delimiter) || cell.AsSpan().IndexOfAny('"', '\r', '\n') >= 0
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : cell;
}
