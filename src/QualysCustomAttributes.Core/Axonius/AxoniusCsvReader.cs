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

    private readonly AxoniusCsvOptions _options;
    private readonly AxoniusContract _contract;
    private readonly ExportText _text;
    private readonly CsvRecordSource _source;
    private readonly AssetIdCell _assetIds = new();
    private readonly ArrayBufferWriter<byte> _values = new(1024);
    private readonly LastRecord _last = new();
    private readonly ValueCleaner _cleaner;
    private readonly string _aside;
    private int _assetIdColumn;
    private int _columns;
    private int _lastUsedColumn;
    private int[] _valueColumns = [];
    private (RejectionReason Reason, string? Id) _rejected;

    /// <summary>Opens the export and checks its header against the contract.</summary>
    /// <param name="options">Which export is read, and how.</param>
    /// <param name="stop">Stops the reading behind the header, also in the middle of a record.</param>
    /// <exception cref="AxoniusExportException">The export is missing, no file, unreadable, empty, or no CSV text.</exception>
    /// <exception cref="AxoniusContractException">Its header breaks the contract.</exception>
    public AxoniusCsvReader(AxoniusCsvOptions options, CancellationToken stop = default)
    {
        _options = options;
        _contract = options.Contract;
        _cleaner = new ValueCleaner(options.KeepInvisible, options.TreatAsEmpty);
        _text = OpenText();
        try
        {
            ExportPreamble preamble = ExportPreamble.Read(_text.Head);
            Delimiter = options.Delimiter ?? preamble.Delimiter ?? AxoniusCsvOptions.DefaultDelimiter;
            Findings.Add(options.Path, preamble, Delimiter);
            _aside = HeaderAside.Of(options.Delimiter, preamble, _text);
            _source = Open(preamble);
            BindHeader();
            _text.Stream.Stop = stop;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes every row, or id of a row, that is not used. Of a line before the header it is not told: such a file is
    /// refused.
    /// </summary>
    public Action<RejectedRow> Rejecting { private get; set; } = _ => { };

    /// <summary>The character between cells.</summary>
    public char Delimiter { get; }

    /// <summary>The name of the encoding in which it is read.</summary>
    public string EncodingName => _text.EncodingName;

    /// <summary>The export's length, in bytes.</summary>
    public long Length => _text.Length;

    /// <summary>How much of the export was read, in bytes.</summary>
    public long Position => _text.Position;

    /// <summary>What was found in the export and is to be told.</summary>
    public ExportFindings Findings { get; } = new();

    /// <summary>What became of the rows.</summary>
    public RejectionTally Tally { get; } = new();

    /// <summary>
    /// The place, in the contract, of the column that ends the row at hand where the export ends with it and without a line break: its
    /// value may be cut. <see langword="null"/> for any other row.
    /// </summary>
    public int? OpenValue { get; private set; }

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
    /// <exception cref="AxoniusExportException">The export cannot be read on, or changed while it was read.</exception>
    public bool Read()
    {
        while (ReadRecord())
        {
            CsvReader row = _source.Current;
            if (CellCleaner.IsBlank(row.GetSpan(_assetIdColumn)) && BlankRow.Matches(row))
            {
                continue;
            }

            RowsRead++;
            Line = _source.Line;
            if (TakeRow(row))
            {
                Tally.AddUsed();
                return true;
            }

            Tally.AddRejected(_rejected.Reason, _rejected.Id);
        }

        EndReading();
        return false;
    }

    /// <summary>Takes the row at hand back: its last value is cut.</summary>
    public void RejectOpenValue()
    {
        Tally.TakeBack(RejectionReason.CutShort);
        RejectCut();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source?.Dispose();
        _text.Dispose();
    }

    private void EndReading()
    {
        _text.CheckUnchanged();
        Findings.AddNotes(_text.Notes);
        Findings.AddNotes(_cleaner.Warnings(_assetIds.Removed));
        Findings.BytesBehindCompression = _text.BytesBehindCompression;
        Findings.IsCompressionCut = _text.IsCompressionCut;
        Findings.OpenQuoteLine = _source.OpenQuoteLine;
    }

    private bool TakeRow(CsvReader row)
    {
        ReadOnlySpan<byte> idCell = row.GetSpan(_assetIdColumn);
        if (RowsRead <= 2 && SchemaRow.Matches(row, _assetIdColumn, _valueColumns))
        {
            Reject(null, RejectionReason.SchemaRow, "a row of field names or types under the header");
            return false;
        }

        ReadOnlySpan<byte> raw = row.RawRecord;
        if (raw.Length > CsvRecordSource.LongestRecord)
        {
            Reject(null, RejectionReason.TooLong, CsvRecordSource.TooLong);
            return false;
        }

        if (row.FieldCount > _columns && HasSurplus(row))
        {
            Findings.AddSurplus(Line);
        }
        else if (row.FieldCount <= _lastUsedColumn && !_source.IsWithoutLineEnd)
        {
            Findings.AddShort(Line);
        }

        OpenValue = null;
        if (_source.IsWithoutLineEnd)
        {
            if (_last.IsCut(row, _text.IsConverted))
            {
                RejectCut();
                return false;
            }

            OpenValue = _last.ValueColumn;
        }

        _last.Note(raw);
        if (CellCleaner.IsBlank(idCell))
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
        if (_text.IsInCodePage && row.RawRecord.IndexOf("\uFFFD"u8) >= 0)
        {
            Reject(null, RejectionReason.InvalidText, $"the row holds bytes that are no {_text.EncodingName}");
            return false;
        }

        _values.ResetWrittenCount();
        for (int i = 0; i < _valueColumns.Length; i++)
        {
            ReadOnlySpan<byte> cell = row.GetSpan(_valueColumns[i]);
            if (TrimmedValue.Matches(cell))
            {
                Reject(null, RejectionReason.TrimmedValue, $"the cell '{_contract.Columns[i].Header}' was cut by Axonius");
                return false;
            }

            ReadOnlySpan<byte> value = _cleaner.Clean(cell);
            Span<byte> target = _values.GetSpan(value.Length + 1);
            value.CopyTo(target);
            target[value.Length] = ValueEnd;
            _values.Advance(value.Length + 1);
        }

        if (!Ascii.IsValid(row.RawRecord) && FindInvalidText(row) is { } header)
        {
            Reject(null, RejectionReason.InvalidText, $"the cell '{header}' is not UTF-8");
            return false;
        }

        return true;
    }

    private bool HasSurplus(CsvReader row)
    {
        for (int i = _columns; i < row.FieldCount; i++)
        {
            if (!CellCleaner.IsBlank(row.GetSpan(i)))
            {
                return true;
            }
        }

        return false;
    }

    private bool TakeAssetIds(ReadOnlySpan<byte> idCell)
    {
        if (!_assetIds.TryParse(idCell))
        {
            Reject(
                RejectedRowLimits.IdOf(CellCleaner.Trim(idCell)),
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

        if (_source.IsWithoutLineEnd && _last.IsCut(_assetIds.Ids))
        {
            RejectCut();
            return false;
        }

        Findings.Add(_assetIds.Ids);
        _last.Note(_assetIds.Ids);

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
        var header = new ExportHeader(_options, _text, Delimiter, _aside);
        CsvReader? first = ReadRecord() ? _source.Current : null;
        (_assetIdColumn, _valueColumns, _columns) = header.Bind(first, RowsRead > 0, first is null ? 1 : _source.Line);
        _lastUsedColumn = Math.Max(_assetIdColumn, _valueColumns.Max());
        _source.StrictFieldCount = _columns;
        _last.Columns(_columns, _assetIdColumn, _valueColumns);
    }

    private ExportText OpenText()
    {
        try
        {
            return new ExportText(_options.Path, _options.Encoding);
        }
        catch (IOException exception)
        {
            throw AxoniusExportException.Unreadable(_options.Path, exception);
        }
    }

    private CsvRecordSource Open(ExportPreamble preamble)
    {
        try
        {
            return new CsvRecordSource(_text.Stream, preamble.Length, preamble.Lines.Count, Delimiter, RejectMalformed);
        }
        catch (ArgumentException exception) when (exception.ParamName == nameof(CsvReaderOptions.Separator))
        {
            throw AxoniusExportException.DelimiterInvalid(_options.Path, Delimiter);
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
                _options.Path, exception.LineNumber, "a record is longer than 32 MiB. Mend the line and import again." + _aside);
        }
        catch (IOException exception)
        {
            throw AxoniusExportException.Unreadable(_options.Path, exception);
        }
    }

    private void RejectMalformed(long line, RejectionReason reason, string what, string raw, long records)
    {
        RowsRead += records;
        Tally.AddRejected(reason, null, records);
        if (reason == RejectionReason.CutShort)
        {
            Findings.CutLine = line;
        }
        else if (reason == RejectionReason.Malformed && Tally.FirstBrokenLine == 0)
        {
            Tally.FirstBrokenLine = line;
        }

        Rejecting(new RejectedRow(line, null, reason, what, raw) { Records = records });
    }

    private void RejectCut()
    {
        Findings.CutLine = Line;
        Reject(null, RejectionReason.CutShort, "the export ends in the middle of this record: cells, or a part of the last one, are missing");
    }

    private void Reject(string? assetId, RejectionReason reason, string detail)
    {
        _rejected = (reason, assetId);
        Rejecting(new RejectedRow(Line, assetId, reason, detail, RejectedRowLimits.TextOf(_source.Current.RawRecord)));
    }
}
