using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Takes what was given up: its first line, why, what is wrong in words, its raw text, and how many records it is.
/// </summary>
internal delegate void RecordGivenUp(long line, RejectionReason reason, string what, string raw, long records);

/// <summary>
/// The records of a CSV text, in order, with the lines they start at. A malformed record costs its first line: a quote
/// that was never closed swallows the lines after it, so reading starts again at the line after the broken one. A record that
/// is too long costs itself.
/// </summary>
/// <remarks>
/// What is read again is held to a stricter rule, because a line of a broken record may by accident look like a row: it
/// must have exactly as many cells as the header and sound quoting.
/// </remarks>
internal sealed class CsvRecordSource : IDisposable
{
    /// <summary>No record is longer, in bytes: 200 columns of Axonius's longest cell fit four times over.</summary>
    public const int LongestRecord = 32 * 1024 * 1024;

    private const string TooLong = "the record is longer than 32 MiB";

    private const int BufferSize = 256 * 1024;

    private readonly RewindableStream _text;
    private readonly char _delimiter;
    private readonly int _longest;
    private readonly RecordGivenUp _giveUp;
    private readonly FollowingRecords _following;
    private readonly Queue<CsvMalformedRecord> _malformed = new();
    private CsvReader _reader;

    // Where the reader began, in bytes of the text; and what it then counts from.
    private long _readerStart;
    private long _lineOffset;
    private long _strictUntil;
    private int _strictFieldCount;
    private long _openQuoteLine;

    // The record whose quoting broke the ones behind it, and whether a sound one stands between.
    private long _brokenLine;
    private bool _hasSoundSince;

    /// <summary>Begins to read.</summary>
    /// <param name="text">The text; it stays its owner's.</param>
    /// <param name="start">Where the header begins, in bytes.</param>
    /// <param name="linesBefore">How many lines there are before it.</param>
    /// <param name="delimiter">The character between cells.</param>
    /// <param name="giveUp">Takes each line that was given up.</param>
    /// <param name="longest">The longest record, in bytes.</param>
    public CsvRecordSource(
        RewindableStream text, long start, int linesBefore, char delimiter, RecordGivenUp giveUp, int longest = LongestRecord)
    {
        _text = text;
        _delimiter = delimiter;
        _longest = longest;
        _giveUp = giveUp;
        _following = new FollowingRecords(giveUp);
        _text.Position = _readerStart = start;
        _lineOffset = linesBefore;
        _reader = CreateReader();
    }

    /// <summary>The record at hand. Valid until the next <see cref="Read"/>.</summary>
    public CsvReader Current => _reader;

    /// <summary>The 1-based line at which the record at hand starts.</summary>
    public long Line => _reader.LineNumber + _lineOffset;

    /// <summary>Whether the text ends with the record at hand, and no line break is behind it.</summary>
    public bool IsWithoutLineEnd => _readerStart + _reader.ByteOffset + _reader.RawRecord.Length == _text.End;

    /// <summary>The line of a quote that is open where the text ends, with no sound record behind it; 0 where there is none.</summary>
    public long OpenQuoteLine => _openQuoteLine;

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
                    _following.End();
                    return false;
                }
            }
            catch (CsvFormatException exception)
            {
                GiveUpLongRecord(exception);
                continue;
            }

            _text.KeptFrom = _readerStart + _reader.ByteOffset;
            if (IsMalformed(out CsvMalformedReason reason))
            {
                GiveUpFirstLine(reason);
            }
            else if (_reader.ByteOffset >= _strictUntil || IsAcceptable())
            {
                _openQuoteLine = 0;
                _hasSoundSince = true;
                _following.End();
                if (_reader.RawRecord.Length <= _longest)
                {
                    return true;
                }

                GiveUp(Line, RejectionReason.TooLong, TooLong, _reader.RawRecord);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

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

        if (!BlankRow.Matches(_reader))
        {
            GiveUpFollowing();
        }

        return false;
    }

    private void GiveUpFollowing()
    {
        string cells = $"has {Counted.Of(_reader.FieldCount, "cell")} where the header has {_strictFieldCount}";
        string Alone() => FormattableString.Invariant($"it follows the broken record of line {_brokenLine} and {cells}");
        if (IsWithoutLineEnd)
        {
            GiveUp(Line, RejectionReason.CutShort, Alone(), _reader.RawRecord);
        }
        else
        {
            _following.Add(Line, _brokenLine, Alone, () => $"the first {cells}", _reader.RawRecord);
        }
    }

    // Broken in what a broken record swallowed it belongs to that one, until a sound record comes.
    private void GiveUpBroken(long line, bool isInside, string what, ReadOnlySpan<byte> raw)
    {
        if (isInside && !_hasSoundSince)
        {
            _following.Add(line, _brokenLine, () => what, () => $"in the first {what}", raw);
            return;
        }

        (_brokenLine, _hasSoundSince) = (line, false);
        GiveUp(line, RejectionReason.Malformed, what, raw);
    }

    private void GiveUp(long line, RejectionReason reason, string what, ReadOnlySpan<byte> raw)
    {
        _following.End();
        _giveUp(line, reason, what, RejectedRowLimits.TextOf(raw), 1);
    }

    private void GiveUpFirstLine(CsvMalformedReason reason)
    {
        ReadOnlySpan<byte> raw = _reader.RawRecord;
        ReadOnlySpan<byte> first = FirstLine.Of(raw);
        bool isOneLine = first.Length == raw.Length;
        bool isOpenAtEnd = reason == CsvMalformedReason.UnterminatedQuote;
        if (isOpenAtEnd)
        {
            _openQuoteLine = Line;
        }

        if (isOpenAtEnd && isOneLine)
        {
            GiveUp(Line, RejectionReason.CutShort, "the export ends inside its quotes", raw);
        }
        else
        {
            GiveUpBroken(Line, _reader.ByteOffset < _strictUntil, Describe(reason), first);
        }

        if (!isOneLine)
        {
            int end = first.Length + (raw[first.Length..].StartsWith("\r\n"u8) ? 2 : 1);
            long next = _reader.ByteOffset + end;
            _strictUntil = Math.Max(_strictUntil - next, raw.Length - end);
            Restart(_readerStart + next, Line);
        }
    }

    // Where its quotes are sound the record is given up, else its first line, and reading starts again behind that.
    private void GiveUpLongRecord(CsvFormatException exception)
    {
        long line = exception.LineNumber + _lineOffset;
        long start = _readerStart + exception.ByteOffset;
        _text.Position = start;
        var record = new LongRecord((byte)_delimiter);
        record.Read(_text);
        long next = start + record.Length;
        if (record.IsSound)
        {
            GiveUp(
                line,
                record.IsEnded ? RejectionReason.TooLong : RejectionReason.CutShort,
                record.IsEnded ? TooLong : $"{TooLong}, and the export ends in its middle",
                record.Raw);
            _strictUntil = Math.Max(0, _strictUntil - (next - _readerStart));
        }
        else
        {
            GiveUpBroken(line, exception.ByteOffset < _strictUntil, Describe(CsvMalformedReason.UnterminatedQuote), record.Raw);
            _openQuoteLine = record.IsOpen ? line : _openQuoteLine;
            _strictUntil = Math.Max(_longest, record.ReadLength - record.Length);
        }

        Restart(next, line + record.Lines - 1);
    }

    private void Restart(long start, long lineBefore)
    {
        _reader.Dispose();
        _malformed.Clear();
        _text.Position = start;
        _readerStart = start;
        _lineOffset = lineBefore;
        _reader = CreateReader();
    }

    private CsvReader CreateReader() => CsvReader.Create(
        _text,
        new CsvReaderOptions
        {
            Separator = _delimiter,
            HasHeader = false,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Recover,
            OnMalformedRecord = _malformed.Enqueue,
            MaxRecordSize = _longest,
            BufferSize = BufferSize,
            IncludeValuesInExceptions = false,
            DetectSeparatorHint = false,
            Encoding = Encoding.UTF8,
        },
        leaveOpen: true);

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote stands inside a cell that is not quoted",
        CsvMalformedReason.TextAfterClosingQuote => "text follows a closing quote, or a quote opened before it was never closed",
        CsvMalformedReason.UnterminatedQuote => "a quote is opened and never closed",
        _ => $"its quoting is broken ({reason})",
    };
}
