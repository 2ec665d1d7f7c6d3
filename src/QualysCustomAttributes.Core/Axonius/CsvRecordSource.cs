using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The records of a CSV file, in order, with the lines they start at. A malformed record costs its first line: a quote
/// that was never closed swallows the lines after it, so reading starts again at the line after the broken one.
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
    private const int ChunkSize = 64 * 1024;
    private const int HeadSize = 512;

    private readonly FileStream _stream;
    private readonly char _delimiter;
    private readonly Action<long, string, string> _reportMalformed;
    private readonly Queue<CsvMalformedRecord> _malformed = new();
    private readonly byte[] _head;
    private readonly Encoding? _utf16;
    private CsvReader _reader;

    // Where the reader began, in bytes of the file; and what it then counts from.
    private long _readerStart;
    private long _lineOffset;
    private long _strictUntil;
    private int _strictFieldCount;

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
        try
        {
            Length = _stream.Length;
            _head = ReadHead();
            _utf16 = _head switch
            {
                [0xFF, 0xFE, ..] => Encoding.Unicode,
                [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
                _ => null,
            };
            // The reader does not count the mark of UTF-16.
            _readerStart = _stream.Position = _utf16 is null ? 0 : 2;
            _reader = CreateReader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The file's length, in bytes.</summary>
    public long Length { get; }

    /// <summary>How far into the file the reader is, in bytes; never beyond <see cref="Length"/>.</summary>
    public long Position => Math.Min(_stream.Position, Length);

    /// <summary>The first bytes of a file's first line; empty for UTF-16.</summary>
    public ReadOnlySpan<byte> Head
    {
        get
        {
            int end = _head.AsSpan().IndexOfAny((byte)'\r', (byte)'\n');
            return _utf16 is not null ? [] : end < 0 ? _head : _head.AsSpan(0, end);
        }
    }

    /// <summary>The record at hand. Valid until the next <see cref="Read"/>.</summary>
    public CsvReader Current => _reader;

    /// <summary>The 1-based line at which the record at hand starts.</summary>
    public long Line => _reader.LineNumber + _lineOffset;

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
            try
            {
                if (!_reader.Read())
                {
                    return false;
                }
            }
            catch (CsvFormatException exception) when (exception.LineNumber > 0)
            {
                GiveUpLineOfLongRecord(exception);
                continue;
            }

            if (IsMalformed(out CsvMalformedReason reason))
            {
                GiveUpFirstLine(reason);
            }
            else if (_reader.ByteOffset >= _strictUntil || IsAcceptable())
            {
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }

    private bool IsMalformed(out CsvMalformedReason reason)
    {
        reason = default;
        if (!_malformed.TryPeek(out CsvMalformedRecord malformed) || malformed.LineNumber != _reader.LineNumber)
        {
            return false;
        }

        reason = _malformed.Dequeue().Reason;
        return true;
    }

    private bool IsAcceptable()
    {
        if (_reader.FieldCount == _strictFieldCount)
        {
            return true;
        }

        _reportMalformed(
            Line,
            $"it follows a broken record and has {_reader.FieldCount} cells where the header has {_strictFieldCount}",
            Encoding.UTF8.GetString(_reader.RawRecord));
        return false;
    }

    private void GiveUpFirstLine(CsvMalformedReason reason)
    {
        ReadOnlySpan<byte> raw = _reader.RawRecord;
        int end = raw.IndexOfAny((byte)'\r', (byte)'\n');
        _reportMalformed(Line, Describe(reason), Encoding.UTF8.GetString(end < 0 ? raw : raw[..end]));
        if (end >= 0)
        {
            end += raw[end..].StartsWith("\r\n"u8) ? 2 : 1;
            long next = _reader.ByteOffset + end;
            _strictUntil = Math.Max(_strictUntil - next, raw.Length - end);
            Restart(_readerStart + LengthInFile(next), Line);
        }
    }

    // A record beyond the limit: its first line is given up, and reading starts again at the line after it.
    private void GiveUpLineOfLongRecord(CsvFormatException exception)
    {
        long line = exception.LineNumber + _lineOffset;
        _stream.Position = _readerStart + LengthInFile(exception.ByteOffset);
        var raw = new List<byte>();
        long end = FindEndOfLine(raw);
        _reportMalformed(line, Describe(CsvMalformedReason.UnterminatedQuote), (_utf16 ?? Encoding.UTF8).GetString([.. raw]));
        _strictUntil = LongestRecord;
        Restart(end, line);
    }

    private void Restart(long start, long lineBefore)
    {
        _reader.Dispose();
        _malformed.Clear();
        _stream.Position = start;
        _readerStart = start;
        _lineOffset = lineBefore;
        _reader = CreateReader();
    }

    // The reader counts in bytes of UTF-8, whatever the file is in.
    private long LengthInFile(long utf8Length)
    {
        if (_utf16 is null)
        {
            return utf8Length;
        }

        _stream.Position = _readerStart;
        long length = 0;
        bool isAfterHighSurrogate = false;
        char[] units = new char[ChunkSize];
        int count;
        while ((count = ReadUnits(units)) > 0)
        {
            foreach (char unit in units.AsSpan(0, count))
            {
                // A high surrogate counts three bytes, as what stands in for one that is alone; its low one the fourth.
                utf8Length -= unit < 0x80 ? 1 : unit < 0x800 ? 2 : isAfterHighSurrogate && char.IsLowSurrogate(unit) ? 1 : 3;
                if (utf8Length < 0)
                {
                    return length;
                }

                length += sizeof(char);
                isAfterHighSurrogate = char.IsHighSurrogate(unit);
            }
        }

        return length;
    }

    private long FindEndOfLine(List<byte> raw)
    {
        long position = _stream.Position;
        int unitLength = _utf16 is null ? 1 : sizeof(char);
        char[] units = new char[ChunkSize];
        bool isAfterReturn = false;
        int count;
        while ((count = ReadUnits(units)) > 0)
        {
            if (isAfterReturn)
            {
                return units[0] == '\n' ? position + unitLength : position;
            }

            ReadOnlySpan<char> chunk = units.AsSpan(0, count);
            int end = chunk.IndexOfAny('\r', '\n');
            ReadOnlySpan<char> kept = end < 0 ? chunk : chunk[..end];
            kept = kept[..Math.Min(kept.Length, Math.Max(0, RejectedRowLimits.RawBytes - raw.Count))];
            raw.AddRange((_utf16 ?? Encoding.Latin1).GetBytes(kept.ToArray()));
            if (end < 0)
            {
                position += (long)count * unitLength;
                continue;
            }

            position += (end + 1L) * unitLength;
            if (chunk[end] == '\n')
            {
                return position;
            }

            if (end + 1 < count)
            {
                return chunk[end + 1] == '\n' ? position + unitLength : position;
            }

            isAfterReturn = true;
        }

        return position;
    }

    // The file from its position on, in units of its encoding: bytes, or halves of UTF-16 characters.
    private int ReadUnits(char[] units)
    {
        byte[] bytes = new byte[units.Length * (_utf16 is null ? 1 : sizeof(char))];
        int length = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (_utf16 is null)
        {
            return Encoding.Latin1.GetChars(bytes, 0, length, units, 0);
        }

        for (int i = 0; i + 1 < length; i += sizeof(char))
        {
            units[i / sizeof(char)] = (char)(_utf16 == Encoding.Unicode ? bytes[i] | (bytes[i + 1] << 8) : (bytes[i] << 8) | bytes[i + 1]);
        }

        return length / sizeof(char);
    }

    private CsvReader CreateReader() => CsvReader.Create(
        _stream,
        new CsvReaderOptions
        {
            Separator = _delimiter,
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = _malformed.Enqueue,
            MaxRecordSize = LongestRecord,
            BufferSize = BufferSize,
            IncludeValuesInExceptions = false,
            DetectSeparatorHint = false,
            Encoding = _utf16,
        },
        leaveOpen: true);

    private byte[] ReadHead()
    {
        byte[] head = new byte[HeadSize];
        int read = _stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        _stream.Position = 0;
        return head[..read];
    }

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote stands inside a cell that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed",
        _ => $"its quoting is broken ({reason})",
    };
}
