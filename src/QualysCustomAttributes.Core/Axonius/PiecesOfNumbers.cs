namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Tells the pieces of numbers from ids by their lengths, where commas part them: ids of one export are about as long as each other, so
/// <c>1500000,304</c> is one number, and <c>1500,000009</c> is, for ids behind a comma are not filled up with zeros, unless all are.
/// </summary>
internal sealed class PiecesOfNumbers
{
    private const int MostDigitsOfAShortOne = 4;
    private const int FewestDigitsOfAGroup = 3;
    private const int MostDigitsOfAnId = 19;

    private bool _hasShort;
    private bool _hasLong;
    private bool _hasPadded;

    /// <summary>Whether the lines that were taken hold pieces of a number.</summary>
    public bool AreThere => _hasPadded || (_hasShort && _hasLong);

    /// <summary>Forgets the lines that were taken.</summary>
    public void Clear() => _hasShort = _hasLong = _hasPadded = false;

    /// <summary>Takes a line of the cell, cleaned.</summary>
    public void Take(ReadOnlySpan<byte> line)
    {
        line = SpreadsheetNumber.WithoutCoat(CellCleaner.Trim(line));
        int pieces = 0;
        int digitsBefore = 0;
        bool hasShort = false;
        while (true)
        {
            int comma = line.IndexOf((byte)',');
            ReadOnlySpan<byte> piece = CellCleaner.Trim(comma < 0 ? line : line[..comma]);
            bool isNumber = SpreadsheetNumber.IsDigits(piece);
            bool isShort = isNumber && piece.Length <= MostDigitsOfAShortOne;
            pieces += piece.IsEmpty ? 0 : 1;
            hasShort |= isShort;
            _hasLong |= isNumber && piece.Length is >= SpreadsheetNumber.DigitsOfAnId and <= MostDigitsOfAnId;
            _hasPadded |= isNumber && digitsBefore > 0 && piece.Length >= FewestDigitsOfAGroup && piece[0] == '0'
                && (isShort || piece.Length != digitsBefore);
            digitsBefore = isNumber ? piece.Length : 0;
            if (comma < 0)
            {
                break;
            }

            line = line[(comma + 1)..];
        }

        _hasShort |= hasShort && pieces > 1;
    }
}
