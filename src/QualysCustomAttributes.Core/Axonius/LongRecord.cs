namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Looks for the end of a record that is too long to be kept: one that is sound ends where its quotes say, one whose quoting is broken
/// at the end of its first line.
/// </summary>
internal sealed class LongRecord(byte delimiter)
{
    private readonly List<byte> _raw = [];
    private Place _place;
    private bool _isAfterReturn;
    private long _length;
    private long _lines;
    private long? _firstLine;

    private enum Place
    {
        CellStart,
        Cell,
        Quoted,
        AfterQuote,
        End,
        Broken,
    }

    /// <summary>Whether its quoting is sound up to its end.</summary>
    public bool IsSound => _place != Place.Broken;

    /// <summary>Whether a line break ends it, and not the text.</summary>
    public bool IsEnded => _place == Place.End;

    /// <summary>Whether a quote in it is never closed, up to the end of the text.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>How many bytes of the text were read to find that out.</summary>
    public long ReadLength => _length;

    /// <summary>How many bytes it has, with the line break: those of its first line where it is not sound.</summary>
    public long Length => IsSound ? _length : _firstLine ?? _length;

    /// <summary>How many lines it has, likewise.</summary>
    public long Lines => IsSound ? _lines : 1;

    /// <summary>The first bytes of its first line.</summary>
    public byte[] Raw => [.. _raw];

    /// <summary>Reads it.</summary>
    /// <param name="text">The text, at the record's first byte. What was read of it is not kept.</param>
    public void Read(RewindableStream text)
    {
        byte[] chunk = new byte[64 * 1024];
        int read;
        while (_place != Place.End && !(_place == Place.Broken && _firstLine is not null) && (read = text.Read(chunk)) > 0)
        {
            text.KeptFrom = text.Position;
            foreach (byte each in chunk.AsSpan(0, read))
            {
                if (!Take(each))
                {
                    break;
                }
            }
        }

        if (_isAfterReturn)
        {
            EndLine();
        }

        if (_place == Place.Quoted)
        {
            _place = Place.Broken;
            IsOpen = true;
        }
    }

    // Says whether more of the record is to come.
    private bool Take(byte each)
    {
        if (_isAfterReturn)
        {
            _isAfterReturn = false;
            if (each != '\n')
            {
                return EndLine() && Take(each);
            }

            _length++;
            return EndLine();
        }

        _length++;
        if (each == '\r')
        {
            _isAfterReturn = true;
            return true;
        }

        if (each == '\n')
        {
            return EndLine();
        }

        if (_firstLine is null && _raw.Count < RejectedRowLimits.RawBytes)
        {
            _raw.Add(each);
        }

        _place = Next(each);
        return true;
    }

    private Place Next(byte each) => _place switch
    {
        Place.Broken => Place.Broken,
        Place.Quoted => each == '"' ? Place.AfterQuote : Place.Quoted,
        Place.AfterQuote when each == '"' => Place.Quoted,
        _ when each == delimiter => Place.CellStart,
        Place.CellStart => each == '"' ? Place.Quoted : Place.Cell,
        Place.Cell when each != '"' => Place.Cell,
        _ => Place.Broken,
    };

    private bool EndLine()
    {
        _lines++;
        _firstLine ??= _length;
        if (_place is not (Place.Quoted or Place.Broken))
        {
            _place = Place.End;
        }

        return _place == Place.Quoted;
    }
}
