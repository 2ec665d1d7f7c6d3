using System.Buffers;

namespace QualysCustomAttributes.Axonius;

/// <summary>Cleans the values of an export by the rule of the contract, and counts what it found in them.</summary>
/// <param name="keepInvisible">Whether characters that are not seen stay.</param>
/// <param name="treatedAsEmpty">The texts that are taken for no value.</param>
internal sealed class ValueCleaner(bool keepInvisible, IReadOnlyList<string> treatedAsEmpty)
{
    private readonly RemovedCharacters _removed = new(keepInvisible);
    private readonly NoValueTexts _noValues = new(treatedAsEmpty);
    private readonly ArrayBufferWriter<byte> _cleaned = new(256);

    /// <summary>The cleaned value of a cell; valid until the next one.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isPlain">Whether it is known to hold nothing that is taken out or rewritten.</param>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> cell, bool isPlain)
    {
        ReadOnlySpan<byte> value = CellCleaner.Trim(cell);
        if (!isPlain && RemovedCharacters.MayHoldAny(value))
        {
            value = Rewrite(value);
            value = !keepInvisible && CellCleaner.IsBlank(value) ? [] : value;
        }

        return _noValues.Take(value) ? [] : value;
    }

    private ReadOnlySpan<byte> Rewrite(ReadOnlySpan<byte> value)
    {
        _cleaned.ResetWrittenCount();
        CellCleaner.AppendCleaned(_removed.From(value), _cleaned);
        return _cleaned.WrittenSpan;
    }

    /// <summary>What is to be told, a sentence or two each.</summary>
    /// <param name="ofIds">What was taken out of the ids.</param>
    public IEnumerable<ConnectorWarning> Warnings(RemovedCharacters ofIds) =>
        ((ConnectorWarning?[])
        [
            Warning(_removed.Describe(ofIds), WarningSubject.Other),
            Warning(Damaged(), WarningSubject.Other),
            Warning(_noValues.Describe(), WarningSubject.TextsThatStandForNone),
        ]).OfType<ConnectorWarning>();

    private static ConnectorWarning? Warning(string? text, WarningSubject subject) => text is null ? null : new ConnectorWarning(text, subject);

    private string? Damaged() => _removed.Replaced == 0 ? null
        : $"The values hold {Counted.Of(_removed.Replaced, "character", "characters")} U+FFFD: text was lost before it came here.";
}
