using System.Buffers;
using System.Globalization;
using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// Takes out of values, and of ids, what has no place in them, and counts it: controls that XML 1.0 forbids, and characters that nobody sees or
/// that turn the direction of others. Joiners between letters or emoji, and one variation selector behind a character, stay.
/// </summary>
/// <param name="keepInvisible">Whether what is not forbidden stays.</param>
/// <param name="keepControls">Whether controls stay, forbidden or not: a file that has them among its digits is damaged.</param>
internal sealed class RemovedCharacters(bool keepInvisible, bool keepControls = false)
{
    // The bytes with which such a character can begin in UTF-8, and line breaks; whatever else is in a value costs one look.
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Where(each => each != '\t').Select(each => (byte)each),
        0x7F, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF1, 0xF2, 0xF3, 0xF4,
    ]);

    private static readonly string[] Kinds =
    [
        "that XML forbids", "of control", "that turn the direction of text", "of no width, or that are not seen", "of Unicode's tags",
        "U+FEFF",
    ];

    private readonly long[] _counts = new long[Kinds.Length];
    private byte[] _kept = new byte[256];

    private enum Kind
    {
        Forbidden,
        Control,
        Direction,
        Invisible,
        Tag,
        ByteOrderMark,
        None,
    }

    /// <summary>How many characters stand for text that was lost before (U+FFFD).</summary>
    public long Replaced { get; private set; }

    /// <summary>Whether the value may hold any, or a line break: nearly no value does.</summary>
    public static bool MayHoldAny(ReadOnlySpan<byte> value) => value.IndexOfAny(Suspects) >= 0;

    /// <summary>Whether a text holds any of them.</summary>
    public static bool AreIn(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Rune before = default;
        for (int at = 0; at < bytes.Length;)
        {
            Rune.DecodeFromUtf8(bytes.AsSpan(at), out Rune rune, out int size);
            if (KindOf(rune, before, bytes.AsSpan(at + size)) != Kind.None)
            {
                return true;
            }

            (before, at) = (rune, at + size);
        }

        return false;
    }

    /// <summary>The value without them; valid until the next one.</summary>
    public ReadOnlySpan<byte> From(ReadOnlySpan<byte> value)
    {
        if (_kept.Length < value.Length)
        {
            _kept = new byte[value.Length];
        }

        int length = 0;
        Rune before = default;
        for (int at = 0; at < value.Length;)
        {
            bool isText = Rune.DecodeFromUtf8(value[at..], out Rune rune, out int size) == OperationStatus.Done;
            Kind kind = isText ? KindOf(rune, before, value[(at + size)..]) : Kind.None;
            if (kind == Kind.None || IsKept(kind))
            {
                value.Slice(at, size).CopyTo(_kept.AsSpan(length));
                length += size;
                before = rune;
                Replaced += isText && rune == Rune.ReplacementChar ? 1 : 0;
            }
            else
            {
                _counts[(int)kind]++;
            }

            at += size;
        }

        return _kept.AsSpan(0, length);
    }

    /// <summary>What was taken out, with counts, or <see langword="null"/>.</summary>
    /// <param name="ofIds">What was taken out of the ids, where that is told with it.</param>
    public string? Describe(RemovedCharacters? ofIds = null)
    {
        string[] parts = [.. new[] { Part("values", this), Part("ids", ofIds) }.OfType<string>()];
        return parts.Length == 0 ? null : $"Characters were taken out {string.Join("; ", parts)}.";
    }

    private static string? Part(string where, RemovedCharacters? removed)
    {
        string[] kinds = removed is null ? [] : [.. Kinds.Zip(removed._counts).Where(each => each.Second > 0)
            .Select(each => Singular.Counted(each.Second, each.First))];
        return kinds.Length == 0 ? null : $"of the {where}: {string.Join(", ", kinds)}";
    }

    private bool IsKept(Kind kind) => kind switch
    {
        Kind.Forbidden => keepControls,
        Kind.Control => keepControls || keepInvisible,
        Kind.ByteOrderMark => false,
        _ => keepInvisible,
    };

    private static Kind KindOf(Rune rune, Rune before, ReadOnlySpan<byte> behind) => rune.Value switch
    {
        '\t' or '\r' or '\n' or 0x85 => Kind.None,
        < 0x20 or 0xFFFE or 0xFFFF => Kind.Forbidden,
        0xFEFF => Kind.ByteOrderMark,
        0x7F or (>= 0x80 and <= 0x9F) => Kind.Control,
        0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => Kind.Direction,
        0x200C or 0x200D => Joins(before) && Joins(Next(behind)) ? Kind.None : Kind.Invisible,
        (>= 0x180B and <= 0x180D) or 0x180F or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) =>
            before.Value == 0 || Rune.IsWhiteSpace(before) || IsVariationSelector(before.Value) ? Kind.Invisible : Kind.None,
        >= 0xE0000 and <= 0xE0FFF => Kind.Tag,
        0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x180E or 0x200B or (>= 0x2060 and <= 0x206F) or 0x3164 or 0xFFA0
            or (>= 0xFFF0 and <= 0xFFFC) or (>= 0xFDD0 and <= 0xFDEF) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) => Kind.Invisible,
        _ => (rune.Value & 0xFFFE) == 0xFFFE ? Kind.Invisible : Kind.None,
    };

    private static Rune Next(ReadOnlySpan<byte> behind) =>
        Rune.DecodeFromUtf8(behind, out Rune next, out _) == OperationStatus.Done ? next : default;

    // Letters with their marks, and what emoji are made of.
    private static bool Joins(Rune rune) => Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;

    private static bool IsVariationSelector(int character) =>
        character is (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
