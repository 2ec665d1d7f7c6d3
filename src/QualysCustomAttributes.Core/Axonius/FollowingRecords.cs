using System.Buffers;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Records that follow a broken one and are no rows: those that stand one after the other are given up as one, or a long text behind
/// a quote that is never closed would cost a reject for each of its lines.
/// </summary>
internal sealed class FollowingRecords(RecordGivenUp giveUp)
{
    private readonly ArrayBufferWriter<byte> _raw = new(256);
    private long _firstLine;
    private long _lastLine;
    private long _brokenLine;
    private long _records;
    private string _alone = "";
    private string _asFirst = "";

    /// <summary>Takes one.</summary>
    /// <param name="line">The line at which it starts.</param>
    /// <param name="brokenLine">The line of the broken record.</param>
    /// <param name="alone">What is wrong with it, where it is the only one.</param>
    /// <param name="asFirst">The same, where more follow.</param>
    /// <param name="raw">Its text.</param>
    public void Add(long line, long brokenLine, Func<string> alone, Func<string> asFirst, ReadOnlySpan<byte> raw)
    {
        if (_records++ == 0)
        {
            (_firstLine, _brokenLine, _alone, _asFirst) = (line, brokenLine, alone(), asFirst());
        }
        else if (_raw.WrittenCount < RejectedRowLimits.RawBytes)
        {
            _raw.Write("\n"u8);
        }

        _lastLine = line;
        _raw.Write(raw[..Math.Min(raw.Length, Math.Max(0, RejectedRowLimits.RawBytes - _raw.WrittenCount))]);
    }

    /// <summary>Gives up those that were taken: something else comes, or the end.</summary>
    public void End()
    {
        if (_records == 0)
        {
            return;
        }

        long records = _records;
        _records = 0;
        string what = records == 1 ? _alone : FormattableString.Invariant(
            $"{records:N0} records from here on, to line {_lastLine}, follow the broken record of line {_brokenLine} and are no rows; {_asFirst}");
        string raw = RejectedRowLimits.TextOf(_raw.WrittenSpan);
        _raw.ResetWrittenCount();
        giveUp(_firstLine, RejectionReason.Malformed, what, raw, records);
    }
}
