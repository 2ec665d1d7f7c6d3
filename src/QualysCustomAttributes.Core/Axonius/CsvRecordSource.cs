using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The records of a CSV file, in order, with the lines they start at. A malformed record costs the lines it truly
/// consists of: where a quote that was never closed swallowed the lines after it, those are read again one by one.
/// </summary>
/// <remarks>
/// What is read again is held to a stricter rule, because a line of a broken record may by accident look like a row: it
/// must have exactly as many cells as the header and sound quoting.
/// </remarks>
internal sealed class CsvRecordSource : IDisposable
{
    /// <summary>No record is longer, in bytes: 200 columns of Axonius's longest cell fit four times over.</summary>
    public const int LongestRecord = 32 * 1024 * 1024;

    private const int BufferSize = 256 * 1024;

    private readonly FileStream _stream;
    private readonly char _delimiter;
    private readonly Action<long, string, string> _reportMalformed;
    private readonly Queue<CsvMalformedRecord> _malformed = new();
    private readonly bool _isUtf8;
    private CsvReader _main;
    private CsvReader? _again;
    private long _againFirstLine;
    private long _lineOffset;
    private long _byteOffset;
    private long _strictUntil;
    private int _strictFieldCount;
    private bool _mainIsWaiting;
    private bool _mainHasEnded;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="delimiter">The character between cells.</param>
    /// <param name="reportMalformed">Takes line, what is wrong, and the raw text of each line that was given up.</param>
    public CsvRecordSource(string path, char delimiter, Action<long, string, string> reportMalformed)
    {
        _delimiter = delimiter;
        _reportMalformed = reportMalformed;
        _stream = new FileStream(path, new FileStreamOptions
        {
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan,
            BufferSize = 0,
        });
        Length = _stream.Length;
        _isUtf8 = !StartsWithUtf16Mark();
        _main = CsvReader.Create(_stream, Options(), leaveOpen: true);
    }

    /// <summary>The file's length, in bytes.</summary>
    public long Length { get; }

    /// <summary>How far into the file the reader is, in bytes; never beyond <see cref="Length"/>.</summary>
    public long Position => Math.Min(_stream.Position, Length);

    /// <summary>The record at hand. Valid until the next <see cref="Read"/>.</summary>
    public CsvReader Current => _again ?? _main;

    /// <summary>The 1-based line at which the record at hand starts.</summary>
    public long Line => _again is null ? _main.LineNumber + _lineOffset : _again.LineNumber - 1 + _againFirstLine;

    /// <summary>How many cells a record must have that is read again after a broken one: as many as the header.</summary>
    public int StrictFieldCount
    {
        set => _strictFieldCount = value;
    }

    /// <summary>Goes to the next record that can be taken apart.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Read()
    {
        while (true)
        {
            if (_again is not null)
            {
                if (_again.Read())
                {
                    if (IsAcceptable(_again))
                    {
                        return true;
                    }

                    continue;
                }

                _again.Dispose();
                _again = null;
            }

            if (_malformed.TryDequeue(out CsvMalformedRecord broken))
            {
                GiveUpFirstLine(broken);
                continue;
            }

            if (_mainIsWaiting)
            {
                _mainIsWaiting = false;
                return true;
            }

            if (_mainHasEnded)
            {
                return false;
            }

            AdvanceMain();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _again?.Dispose();
        _main.Dispose();
        _stream.Dispose();
    }

    private void AdvanceMain()
    {
        try
        {
            if (!_main.Read())
            {
                _mainHasEnded = true;
            }
            else if (_main.ByteOffset + _byteOffset >= _strictUntil || IsAcceptable(_main))
            {
                _mainIsWaiting = true;
            }
        }
        catch (CsvFormatException exception) when (_isUtf8 && exception.LineNumber > 0)
        {
            SkipLineAt(exception.ByteOffset + _byteOffset, exception.LineNumber + _lineOffset);
        }
    }

    private bool IsAcceptable(CsvReader reader)
    {
        if (reader.FieldCount == _strictFieldCount)
        {
            return true;
        }

        _reportMalformed(
            Line,
            $"it follows a broken record and has {reader.FieldCount} cells where the header has {_strictFieldCount}",
            Encoding.UTF8.GetString(reader.RawRecord));
        return false;
    }

    private void GiveUpFirstLine(CsvMalformedRecord broken)
    {
        string raw = broken.RawRecord;
        int end = raw.AsSpan().IndexOfAny('\r', '\n');
        _reportMalformed(broken.LineNumber, Describe(broken.Reason), end < 0 ? raw : raw[..end]);
        if (end < 0)
        {
            return;
        }

        int next = raw[end] == '\r' && end + 1 < raw.Length && raw[end + 1] == '\n' ? end + 2 : end + 1;
        if (next < raw.Length)
        {
            _againFirstLine = broken.LineNumber + 1;
            _again = CsvReader.FromText(raw[next..], Options());
        }
    }

    // A record beyond the limit: its first line is given up, and reading starts again at the line after it.
    private void SkipLineAt(long offset, long line)
    {
        _main.Dispose();
        _stream.Position = offset;
        var raw = new List<byte>();
        int current;
        while ((current = _stream.ReadByte()) is not ('\n' or '\r' or -1))
        {
            if (raw.Count < RejectedRowLimits.RawBytes)
            {
                raw.Add((byte)current);
            }
        }

        if (current == '\r' && _stream.ReadByte() is not '\n' and not -1)
        {
            _stream.Position--;
        }

        _reportMalformed(line, Describe(CsvMalformedReason.UnterminatedQuote), Encoding.UTF8.GetString([.. raw]));
        _byteOffset = _stream.Position;
        _lineOffset = line;
        _strictUntil = offset + LongestRecord;
        _main = CsvReader.Create(_stream, Options(), leaveOpen: true);
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = _delimiter,
        HasHeader = false,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = Remember,
        MaxRecordSize = LongestRecord,
        BufferSize = BufferSize,
        IncludeValuesInExceptions = false,
        DetectSeparatorHint = false,
    };

    // Called in the middle of a read: the place of the record is still that of the reader that found it.
    private void Remember(CsvMalformedRecord record)
    {
        long line = _again is null ? record.LineNumber + _lineOffset : record.LineNumber - 1 + _againFirstLine;
        _malformed.Enqueue(new CsvMalformedRecord(
            record.RecordNumber, record.Reason, record.Skipped, record.ByteOffset, record.RawRecord, line));
    }

    private bool StartsWithUtf16Mark()
    {
        Span<byte> mark = stackalloc byte[2];
        int read = _stream.ReadAtLeast(mark, 2, throwOnEndOfStream: false);
        _stream.Position = 0;
        return read == 2 && (mark is [0xFF, 0xFE] or [0xFE, 0xFF]);
    }

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote stands inside a cell that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed",
        _ => $"its quoting is broken ({reason})",
    };
}
