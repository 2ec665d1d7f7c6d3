using System.Globalization;
using System.Text;

namespace QualysCustomAttributes;

/// <summary>
/// Characters that nobody sees, or that change how others are seen: controls, line and paragraph separators, zero-width
/// ones, overrides of the direction, tags, fillers.
/// </summary>
internal static class Unseen
{
    /// <summary>
    /// Whether text that holds the character would steer what it is shown on, or deceive who reads it. Variation selectors,
    /// which only choose the look of an emoji, do not.
    /// </summary>
    public static bool Steers(Rune character) => IsDefaultIgnorable(character.Value) || Rune.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Whether a program may take what stands behind the character for the beginning: it is blank, or is not seen.</summary>
    public static bool IsBlank(Rune character) =>
        Rune.IsWhiteSpace(character) || Steers(character) || IsVariationSelector(character.Value);

    // Beside the characters whose category says it: fillers, and the places that Unicode keeps for more of their kind.
    private static bool IsDefaultIgnorable(int character) => character
        is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2065 or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE00FF) or (>= 0xE01F0 and <= 0xE0FFF);

    private static bool IsVariationSelector(int character) => character
        is (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
