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

    private readonly AxoniusContract _contract;
    private readonly ExportRecords _records;
    private readonly ExportColumns _columns;
    private readonly AssetIdCell _assetIds = new();
    private readonly ValueCleaner _cleaner;
    private readonly RowValues _values;
    private readonly LastRecord _last;
    private (RejectionReason Reason, string? Id) _rejected;

    /// <summary>Opens the export and checks its header against the contract.</summary>
    /// <param name="options">Which export is read, and how.</param>
    /// <param name="stop">Stops the reading behind the header, also in the middle of a record.</param>
    /// <exception cref="AxoniusExportException">The export is missing, no file, unreadable, empty, or no CSV text.</exception>
    /// <exception cref="AxoniusContractException">Its header breaks the contract.</exception>
    public AxoniusCsvReader(AxoniusCsvOptions options, CancellationToken stop = default)
    {
        _contract = options.Contract;
        _records = new ExportRecords(options, RejectMalformed, stop);
        _columns = _records.Columns;
        _cleaner = new ValueCleaner(options.KeepInvisible, options.TreatAsEmpty);
        _values = new RowValues(options.Contract, _records.Text, _columns.Values, _cleaner);
        _last = new LastRecord(_columns);
        Findings.Add(options.Path, _records.Preamble, Delimiter);
    }

    /// <summary>
    /// Takes every row, or id of a row, that is not used. Of a line before the header it is not told: such a file is
    /// refused.
    /// </summary>
    public Action<RejectedRow> Rejecting { private get; set; } = _ => { };

    /// <summary>The character between cells.</summary>
    public char Delimiter => _records.Delimiter;

    /// <summary>The name of the encoding in which it is read.</summary>
    public string EncodingName => _records.Text.EncodingName;

    /// <summary>The export's length, in bytes.</summary>
    public long Length => _records.Text.Length;

    /// <summary>How much of the export was read, in bytes.</summary>
    public long Position => _records.Text.Position;

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
    public ReadOnlySpan<byte> Values => _values.Written;

    /// <summary>Goes to the next row with at least one usable id.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="AxoniusExportException">The export cannot be read on, or changed while it was read.</exception>
    public bool Read()
    {
        while (_records.Read())
        {
            CsvReader row = _records.Current;
            if (CellCleaner.IsBlank(row.GetSpan(_columns.AssetId)) && BlankRow.Matches(row))
            {
                continue;
            }

            RowsRead++;
            Line = _records.Line;
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
    public void Dispose() => _records.Dispose();

    private void EndReading()
    {
        _records.Text.CheckUnchanged();
        Findings.AddNotes(_records.Text.Notes);
        Findings.AddNotes(_cleaner.Warnings(_assetIds.Removed));
        Findings.BytesBehindCompression = _records.Text.BytesBehindCompression;
        Findings.IsCompressionCut = _records.Text.IsCompressionCut;
        Findings.OpenQuoteLine = _records.OpenQuoteLine;
    }

    private bool TakeRow(CsvReader row)
    {
        ReadOnlySpan<byte> idCell = row.GetSpan(_columns.AssetId);
        if (RowsRead <= 2 && SchemaRow.Matches(row, _columns.AssetId, _columns.Values))
        {
            Reject(null, RejectionReason.SchemaRow, "a row of field names or types under the header");
            return false;
        }

        if (!BlankRow.Matches(row, from: _columns.Count))
        {
            Findings.AddSurplus(Line);
        }
        else if (row.FieldCount <= _columns.LastUsed && !_records.IsWithoutLineEnd)
        {
            Findings.AddShort(Line);
        }

        if (_records.IsWithoutLineEnd)
        {
            if (_last.IsCut(row, _records.Text.IsConverted))
            {
                RejectCut();
                return false;
            }

            OpenValue = _last.ValueColumn;
        }

        _last.Note(row.RawRecord);
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

        if (row.FieldCount > _columns.Count && SplitNumber.Matches(row, _columns.AssetId))
        {
            Reject(
                RejectedRowLimits.IdOf(CellCleaner.Trim(idCell)),
                RejectionReason.ThousandsSeparators,
                "the row has more cells than the header, and its id and the cells behind it are the pieces of a number with thousands separators");
            return false;
        }

        return TakeValues(row) && TakeAssetIds(idCell);
    }

    private bool TakeValues(CsvReader row)
    {
        if (_values.Take(row) is not { } wrong)
        {
            return true;
        }

        Reject(wrong.Reason == RejectionReason.TrimmedValue ? ReadableIds(row) : null, wrong.Reason, wrong.Detail);
        return false;
    }

    // The ids of a row whose values cannot be used, where all of them can be read: their assets are in the export.
    private string? ReadableIds(CsvReader row)
    {
        bool isReadable = !_records.IsWithoutLineEnd && _assetIds.TryParse(row.GetSpan(_columns.AssetId))
            && _assetIds is { Ids.Count: > 0, Invalid.Count: 0, FurtherInvalid: 0 };
        return isReadable && string.Join(',', _assetIds.Ids) is { Length: <= RejectedRowLimits.IdCharacters } ids ? ids : null;
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
            // What nobody would see of it is told by its code.
            Reject(invalid, RejectionReason.InvalidAssetId, invalid.Any(char.IsControl) ? $"{NoAssetId}; this is {ShownText.NameWithCodes(invalid)}" : NoAssetId);
        }

        if (_assetIds.FurtherInvalid > 0)
        {
            string further = Counted.Of(_assetIds.FurtherInvalid, "more that is none", "more that are none");
            Reject(null, RejectionReason.InvalidAssetId, $"{NoAssetId}; the cell holds {further}");
        }

        if (_records.IsWithoutLineEnd && _last.IsCut(_assetIds.Ids))
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
        Rejecting(new RejectedRow(Line, assetId, reason, detail, RejectedRowLimits.TextOf(_records.Current.RawRecord)));
    }
}
