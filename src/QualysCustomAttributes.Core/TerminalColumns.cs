using System.Text;

namespace QualysCustomAttributes;

/// <summary>How much room a text takes on a terminal: letters of East Asia and pictures take two columns each.</summary>
internal static class TerminalColumns
{
    /// <summary>How many columns a text takes.</summary>
    public static int Of(string text)
    {
        int columns = text.Length;
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            columns = text.EnumerateRunes().Sum(character => IsWide(character.Value) ? 2 : 1);
        }

        return columns;
    }

    /// <summary>The beginning of a text that takes no more than so many columns; what is cut ends with an ellipsis.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns)
        {
            return text;
        }

        int taken = 1;
        var kept = new StringBuilder();
        foreach (Rune character in text.EnumerateRunes())
        {
            taken += IsWide(character.Value) ? 2 : 1;
            if (taken > columns)
            {
                break;
            }

            kept.Append(character.ToString());
        }

        return kept.Append('…').ToString();
    }

    private static bool IsWide(int character) => character
        is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xA960 and <= 0xA97C) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
