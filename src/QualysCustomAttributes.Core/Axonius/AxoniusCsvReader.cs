using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Reads an Axonius export in one pass: each row that holds usable ids comes out cleaned, everything else goes to the
/// rejects with its line and reason.
/// </summary>
internal sealed class AxoniusCsvReader : IDisposable
{
    /// <summary>Ends each value in <see cref="Values"/>; the byte occurs in no valid UTF-8.</summary>
    public const byte ValueEnd = 0xFF;

    private const string NoAssetId = "an asset id is 1 to 19 digits, above zero";

    private readonly string _path;
    private readonly char _delimiter;
    private readonly AxoniusContract _contract;
    private readonly CsvRecordSource _source;
    private readonly AssetIdCell _assetIds = new();
    private readonly ArrayBufferWriter<byte> _values = new(1024);
    private int _assetIdColumn;
    private int[] _valueColumns = [];

    /// <summary>Opens the export and checks its header against the contract.</summary>
    /// <param name="path">The export's full path.</param>
    /// <param name="contract">The data contract.</param>
    /// <param name="delimiter">The character between cells.</param>
    public AxoniusCsvReader(string path, AxoniusContract contract, char delimiter)
    {
        _path = path;
        _delimiter = delimiter;
        _contract = contract;
        _source = Open();
        try
        {
            BindHeader();
        }
        catch
        {
            _source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes every row, or id of a row, that is not used. Of a line before the header it is not told: such a file is
    /// refused.
    /// </summary>
    public Action<RejectedRow> Rejecting { private get; set; } = _ => { };

    /// <summary>The export's length, in bytes.</summary>
    public long Length => _source.Length;

    /// <summary>How much of the export was read, in bytes.</summary>
    public long Position => _source.Position;

    /// <summary>What was found in the export and is to be told.</summary>
    public ExportFindings Findings { get; } = new();

    /// <summary>How many rows were read under the header, malformed ones included.</summary>
    public long RowsRead { get; private set; }

    /// <summary>The line at which the row at hand starts.</summary>
    public long Line { get; private set; }

    /// <summary>The ids of the row at hand.</summary>
    public IReadOnlyList<ulong> AssetIds => _assetIds.Ids;

    /// <summary>The cleaned values of the row at hand, in the contract's order, each ended by <see cref="ValueEnd"/>.</summary>
    public ReadOnlySpan<byte> Values => _values.WrittenSpan;

    /// <summary>Goes to the next row with at least one usable id.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (ReadRecord())
        {
            RowsRead++;
            Line = _source.Line;
            if (TakeRow(_source.Current))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private bool TakeRow(CsvReader row)
    {
        ReadOnlySpan<byte> idCell = row.GetSpan(_assetIdColumn);
        if (RowsRead <= 2 && SchemaRow.Matches(row, _assetIdColumn, _valueColumns))
        {
            Reject(null, RejectionReason.SchemaRow, "a row of field names or types under the header");
            return false;
        }

        if (CellCleaner.Trim(idCell).IsEmpty)
        {
            Reject(null, RejectionReason.NoAssetId, $"the cell '{_contract.AssetIdHeader}' is empty");
            return false;
        }

        if (TrimmedValue.Matches(idCell))
        {
            Reject(null, RejectionReason.TrimmedValue, $"the cell '{_contract.AssetIdHeader}' was cut by Axonius");
            return false;
        }

        return TakeValues(row) && TakeAssetIds(idCell);
    }

    private bool TakeValues(CsvReader row)
    {
        _values.ResetWrittenCount();
        for (int i = 0; i < _valueColumns.Length; i++)
        {
            ReadOnlySpan<byte> cell = row.GetSpan(_valueColumns[i]);
            if (TrimmedValue.Matches(cell))
            {
                Reject(null, RejectionReason.TrimmedValue, $"the cell '{_contract.Columns[i].Header}' was cut by Axonius");
                return false;
            }

            CellCleaner.AppendCleaned(cell, _values);
            _values.GetSpan(1)[0] = ValueEnd;
            _values.Advance(1);
        }

        if (!Ascii.IsValid(row.RawRecord) && FindInvalidText(row) is { } header)
        {
            Reject(null, RejectionReason.InvalidText, $"the cell '{header}' is not UTF-8");
            return false;
        }

        return true;
    }

    private bool TakeAssetIds(ReadOnlySpan<byte> idCell)
    {
        if (!_assetIds.TryParse(idCell))
        {
            string cell = Encoding.UTF8.GetString(CellCleaner.Trim(idCell[..Math.Min(idCell.Length, RejectedRowLimits.RawBytes)]));
            Reject(
                RejectedRowLimits.CutId(cell),
                RejectionReason.ThousandsSeparators,
                "the cell holds a number with thousands separators or a decimal comma, as spreadsheets write it; its pieces are no ids");
            return false;
        }

        foreach (string invalid in _assetIds.Invalid)
        {
            Reject(invalid, RejectionReason.InvalidAssetId, NoAssetId);
        }

        if (_assetIds.FurtherInvalid > 0)
        {
            Reject(null, RejectionReason.InvalidAssetId, string.Create(
                CultureInfo.InvariantCulture, $"{NoAssetId}; the cell holds {_assetIds.FurtherInvalid:N0} more that are none"));
        }

        Findings.Add(_assetIds.Ids);

        if (_assetIds.Ids.Count == 0 && _assetIds.Invalid.Count == 0)
        {
            Reject(null, RejectionReason.NoAssetId, $"the cell '{_contract.AssetIdHeader}' holds separators alone");
        }

        return _assetIds.Ids.Count > 0;
    }

    private string? FindInvalidText(CsvReader row)
    {
        for (int i = 0; i < _valueColumns.Length; i++)
        {
            if (!Utf8.IsValid(row.GetSpan(_valueColumns[i])))
            {
                return _contract.Columns[i].Header;
            }
        }

        return null;
    }

    private void BindHeader()
    {
        bool hasRecord = ReadRecord();
        if (HeaderBinding.DescribeBinary(_source.Head) is { } kind)
        {
            throw AxoniusExportException.NotText(_path, kind);
        }

        if (!hasRecord)
        {
            throw RowsRead == 0
                ? AxoniusExportException.Empty(_path)
                : AxoniusExportException.Malformed(_path, 1, "no header can be read.");
        }

        CsvReader header = _source.Current;
        string[] names = new string[header.FieldCount];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = AxoniusContract.NormalizeHeader(header.GetString(i));
        }

        if (HeaderBinding.DescribeBinary(header.RawRecord) is { } what)
        {
            throw AxoniusExportException.NotText(_path, what);
        }

        if (RowsRead > 0)
        {
            throw AxoniusExportException.Malformed(_path, 1, "the quoting of the header is broken. Export it again from Axonius.");
        }

        (_assetIdColumn, _valueColumns) = HeaderBinding.Bind(names, _contract, _delimiter, _path);
        _source.StrictFieldCount = names.Length;
    }

    private CsvRecordSource Open()
    {
        try
        {
            return new CsvRecordSource(_path, _delimiter, RejectMalformed);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw AxoniusExportException.NotFound(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AxoniusExportException.Unreadable(_path, exception);
        }
        catch (ArgumentException exception) when (exception.ParamName == nameof(CsvReaderOptions.Separator))
        {
            throw AxoniusExportException.DelimiterInvalid(_path, _delimiter);
        }
    }

    private bool ReadRecord()
    {
        try
        {
            return _source.Read();
        }
        catch (CsvFormatException exception)
        {
            throw AxoniusExportException.Malformed(
                _path,
                exception.LineNumber,
                "a record is longer than 32 MiB, so a quote opened there is never closed. "
                + "Mend the line and import again.");
        }
        catch (IOException exception)
        {
            throw AxoniusExportException.Unreadable(_path, exception);
        }
    }

    private void RejectMalformed(long line, string what, string raw)
    {
        RowsRead++;
        Rejecting(new RejectedRow(line, null, RejectionReason.Malformed, what, RejectedRowLimits.CutRaw(raw)));
    }

    private void Reject(string? assetId, RejectionReason reason, string detail)
    {
        ReadOnlySpan<byte> raw = _source.Current.RawRecord;
        string text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, RejectedRowLimits.RawBytes)]);
        Rejecting(new RejectedRow(Line, assetId, reason, detail, RejectedRowLimits.CutRaw(text)));
    }
}
