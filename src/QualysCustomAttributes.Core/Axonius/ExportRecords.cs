using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>The records of an export under its header, in which the contract's columns were found. What cannot be read is an error in words.</summary>
internal sealed class ExportRecords : IDisposable
{
    private readonly AxoniusCsvOptions _options;
    private readonly RecordGivenUp _giveUp;
    private readonly CsvRecordSource _source;
    private bool _hasGivenUp;

    /// <summary>Opens the export and checks its header against the contract.</summary>
    /// <param name="options">Which export is read, and how.</param>
    /// <param name="giveUp">Takes what is malformed.</param>
    /// <param name="stop">Stops the reading behind the header, also in the middle of a record.</param>
    /// <exception cref="AxoniusExportException">The export is missing, no file, unreadable, empty, or no CSV text.</exception>
    /// <exception cref="AxoniusContractException">Its header breaks the contract.</exception>
    public ExportRecords(AxoniusCsvOptions options, RecordGivenUp giveUp, CancellationToken stop)
    {
        _options = options;
        _giveUp = giveUp;
        Text = OpenText();
        try
        {
            Preamble = ExportPreamble.Read(Text.Head);
            Delimiter = options.Delimiter ?? Preamble.Delimiter ?? AxoniusCsvOptions.DefaultDelimiter;
            string aside = HeaderAside.Of(options.Delimiter, Preamble, Text);
            _source = OpenSource();
            CsvReader? first = Read() ? Current : null;
            Columns = new ExportHeader(options, Text, Delimiter, aside).Bind(first, _hasGivenUp, Line);
            _source.StrictFieldCount = Columns.Count;
            Text.Stream.Stop = stop;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The export as text.</summary>
    public ExportText Text { get; }

    /// <summary>The lines above the header.</summary>
    public ExportPreamble Preamble { get; }

    /// <summary>The character between cells.</summary>
    public char Delimiter { get; }

    /// <summary>Where the contract's columns stand.</summary>
    public ExportColumns Columns { get; }

    /// <summary>The record at hand. Valid until the next <see cref="Read"/>.</summary>
    public CsvReader Current => _source.Current;

    /// <summary>The 1-based line at which the record at hand starts.</summary>
    public long Line => _source.Line;

    /// <summary>Whether the text ends with the record at hand, and no line break is behind it.</summary>
    public bool IsWithoutLineEnd => _source.IsWithoutLineEnd;

    /// <summary>The line of a quote that is open where the text ends; 0 where there is none.</summary>
    public long OpenQuoteLine => _source.OpenQuoteLine;

    /// <summary>Goes to the next record that can be taken apart.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="AxoniusExportException">The export cannot be read on.</exception>
    public bool Read()
    {
        try
        {
            return _source.Read();
        }
        catch (IOException exception)
        {
            throw AxoniusExportException.Unreadable(_options.Path, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source?.Dispose();
        Text.Dispose();
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

    private CsvRecordSource OpenSource()
    {
        try
        {
            return new CsvRecordSource(Text.Stream, Preamble.Length, Preamble.Lines.Count, Delimiter, GiveUp);
        }
        catch (ArgumentException exception) when (exception.ParamName == nameof(CsvReaderOptions.Separator))
        {
            throw AxoniusExportException.DelimiterInvalid(_options.Path, Delimiter);
        }
    }

    private void GiveUp(long line, RejectionReason reason, string what, string raw, long records)
    {
        _hasGivenUp = true;
        _giveUp(line, reason, what, raw, records);
    }
}
