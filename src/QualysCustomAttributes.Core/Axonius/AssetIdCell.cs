using System.Buffers;
using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// The id cell of a row: ids separated by line break or comma, each 1 to 19 digits and above zero, a repeat inside the
/// cell counted once, what nobody sees taken out. A cell with a number in the writing of spreadsheets is none.
/// </summary>
internal sealed class AssetIdCell
{
    private const int LinearSearchLimit = 16;
    private const int MostInvalid = 100;

    private static readonly SearchValues<byte> Separators = SearchValues.Create("\r\n,"u8);

    private readonly List<ulong> _ids = [];
    private readonly List<string> _invalid = [];
    private readonly ArrayBufferWriter<byte> _cleaned = new(64);
    private readonly ArrayBufferWriter<byte> _dense = new(64);
    private readonly PiecesOfNumbers _pieces = new();
    private HashSet<ulong>? _seen;
    private byte[] _plain = [];

    /// <summary>What was taken out of the cells that are no ASCII.</summary>
    public RemovedCharacters Removed { get; } = new(keepInvisible: false, keepControls: true);

    /// <summary>The ids of the cell, in order.</summary>
    public List<ulong> Ids => _ids;

    /// <summary>What stands in the cell and is no id: the first of it.</summary>
    public List<string> Invalid => _invalid;

    /// <summary>How much more stands in the cell and is no id.</summary>
    public long FurtherInvalid { get; private set; }

    /// <summary>Takes the cell apart; what it held before is forgotten.</summary>
    /// <returns>Whether it is a cell of ids, and not a number with thousands separators.</returns>
    public bool TryParse(ReadOnlySpan<byte> cell)
    {
        _ids.Clear();
        _invalid.Clear();
        FurtherInvalid = 0;
        _seen = null;
        if (!Ascii.IsValid(cell))
        {
            cell = Removed.From(CellCleaner.Trim(CellCleaner.WithPlainLineBreaks(cell, ref _plain)));
        }

        if (cell.Contains((byte)',') && HoldsSpreadsheetNumber(cell))
        {
            return false;
        }

        TakePieces(cell);
        return true;
    }

    private bool HoldsSpreadsheetNumber(ReadOnlySpan<byte> cell)
    {
        _pieces.Clear();
        while (true)
        {
            int end = cell.IndexOfAny((byte)'\r', (byte)'\n');
            ReadOnlySpan<byte> line = WithoutEmptyPieces(Clean(end < 0 ? cell : cell[..end]));
            if (SpreadsheetNumber.Matches(line))
            {
                return true;
            }

            _pieces.Take(line);
            if (end < 0)
            {
                return _pieces.AreThere;
            }

            cell = cell[(end + 1)..];
        }
    }

    // 1,,500,,009 is no less a number than 1,500,009.
    private ReadOnlySpan<byte> WithoutEmptyPieces(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf((byte)',') == line.LastIndexOf((byte)','))
        {
            return line;
        }

        _dense.ResetWrittenCount();
        byte last = 0;
        foreach (byte letter in line)
        {
            if (letter == ',' && last == ',')
            {
                continue;
            }

            _dense.Write([letter]);
            last = letter is (byte)' ' or (byte)'\t' ? last : letter;
        }

        return _dense.WrittenSpan;
    }

    private void TakePieces(ReadOnlySpan<byte> cell)
    {
        while (true)
        {
            int separator = cell.IndexOfAny(Separators);
            AddPiece(Clean(separator < 0 ? cell : cell[..separator]));
            if (separator < 0)
            {
                return;
            }

            cell = cell[(separator + 1)..];
        }
    }

    private ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> piece)
    {
        _cleaned.ResetWrittenCount();
        CellCleaner.AppendCleaned(piece, _cleaned);
        return _cleaned.WrittenSpan;
    }

    private void AddPiece(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        if (AssetNumber.TryParse(piece, out ulong id))
        {
            AddId(id);
        }
        else if (_invalid.Count < MostInvalid)
        {
            _invalid.Add(RejectedRowLimits.IdOf(piece));
        }
        else
        {
            FurtherInvalid++;
        }
    }

    private void AddId(ulong id)
    {
        if (_ids.Count == LinearSearchLimit)
        {
            _seen ??= [.. _ids];
        }

        bool isNew = _seen is null ? !_ids.Contains(id) : _seen.Add(id);
        if (isNew)
        {
            _ids.Add(id);
        }
    }
}
