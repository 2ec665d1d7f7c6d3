using System.Buffers;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace QualysCustomAttributes.Axonius;

/// <summary>The values of a row, cleaned, or why it cannot be used.</summary>
/// <param name="contract">The columns that carry attributes.</param>
/// <param name="text">The export as text.</param>
/// <param name="columns">Where the columns stand in it.</param>
/// <param name="cleaner">Cleans the values.</param>
internal sealed class RowValues(AxoniusContract contract, ExportText text, int[] columns, ValueCleaner cleaner)
{
    private readonly ArrayBufferWriter<byte> _values = new(1024);

    /// <summary>The cleaned values in the contract's order, each ended by <see cref="AxoniusCsvReader.ValueEnd"/>.</summary>
    public ReadOnlySpan<byte> Written => _values.WrittenSpan;

    /// <summary>Takes the values of a row; what was there before is gone.</summary>
    /// <returns>Why the row cannot be used, or <see langword="null"/> where it can.</returns>
    public (RejectionReason Reason, string Detail)? Take(CsvReader row)
    {
        if (text.IsInCodePage && row.RawRecord.IndexOf("\uFFFD"u8) >= 0)
        {
            return (RejectionReason.InvalidText, $"the row holds bytes that are no {text.EncodingName}");
        }

        // One look at the row spares one at each of its cells, for nearly every row.
        bool isPlain = !RemovedCharacters.MayHoldAny(row.RawRecord);
        _values.ResetWrittenCount();
        for (int i = 0; i < columns.Length; i++)
        {
            ReadOnlySpan<byte> cell = row.GetSpan(columns[i]);
            if (TrimmedValue.Matches(cell))
            {
                return (RejectionReason.TrimmedValue, $"the cell '{contract.Columns[i].Header}' was cut by Axonius");
            }

            Write(cleaner.Clean(cell, isPlain));
        }

        return !Ascii.IsValid(row.RawRecord) && FindInvalidText(row) is { } header
            ? (RejectionReason.InvalidText, $"the cell '{header}' is not UTF-8")
            : null;
    }

    private void Write(ReadOnlySpan<byte> value)
    {
        Span<byte> target = _values.GetSpan(value.Length + 1);
        value.CopyTo(target);
        target[value.Length] = AxoniusCsvReader.ValueEnd;
        _values.Advance(value.Length + 1);
    }

    private string? FindInvalidText(CsvReader row)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (!Utf8.IsValid(row.GetSpan(columns[i])))
            {
                return contract.Columns[i].Header;
            }
        }

        return null;
    }
}
