using System.Buffers;
using System.Text;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Tells whether a last record that no line break ends was cut: cells are missing, its last character is half a one, its last cell
/// lacks the quotes that every other has, or its id is shorter than any other. A whole one is fine.
/// </summary>
/// <param name="columns">Where the contract's columns stand in the export.</param>
internal sealed class LastRecord(ExportColumns columns)
{
    private readonly bool _endsWithId = columns.AssetId == columns.Count - 1;
    private bool _hasUnquotedEnd;
    private ulong _smallestId = ulong.MaxValue;
    private bool _hasRow;

    /// <summary>The place, in the contract, of the column that is the last of the export, if one of them is.</summary>
    public int? ValueColumn { get; } = Array.IndexOf(columns.Values, columns.Count - 1) is >= 0 and var place ? place : null;

    private static ReadOnlySpan<byte> ReplacementCharacter => [0xEF, 0xBF, 0xBD];

    /// <summary>Takes a row that is not the last one.</summary>
    public void Note(ReadOnlySpan<byte> raw)
    {
        _hasRow = true;
        _hasUnquotedEnd |= raw[^1] != '"';
    }

    /// <summary>Takes the ids of a row that is not the last one.</summary>
    public void Note(List<ulong> ids)
    {
        foreach (ulong id in ids)
        {
            _smallestId = Math.Min(_smallestId, id);
        }
    }

    /// <summary>Whether the record, which no line break ends, was cut.</summary>
    /// <param name="row">The record.</param>
    /// <param name="isConverted">Whether its text was converted, so that half a character became U+FFFD.</param>
    public bool IsCut(CsvReader row, bool isConverted)
    {
        ReadOnlySpan<byte> raw = row.RawRecord;
        return row.FieldCount < columns.Count
            || Rune.DecodeLastFromUtf8(raw, out _, out _) != OperationStatus.Done
            || (isConverted && raw.EndsWith(ReplacementCharacter))
            || (_hasRow && !_hasUnquotedEnd && raw[^1] != '"');
    }

    /// <summary>Whether the ids of the record, which no line break ends, were cut.</summary>
    public bool IsCut(List<ulong> ids) => _endsWithId && ids.Count > 0 && _smallestId != ulong.MaxValue && Digits(ids[^1]) < Digits(_smallestId);

    private static int Digits(ulong number)
    {
        int digits = 1;
        while ((number /= 10) > 0)
        {
            digits++;
        }

        return digits;
    }
}
