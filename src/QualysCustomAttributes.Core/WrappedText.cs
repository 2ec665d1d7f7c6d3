using System.Text;

namespace QualysCustomAttributes;

/// <summary>Texts as lines that no terminal wraps: of 80 columns, unless another width is said.</summary>
internal static class WrappedText
{
    /// <summary>How many columns a line takes at most: PowerShell leaves the last one of a terminal free.</summary>
    public const int Width = 79;

    /// <summary>Writes a label and a text behind it; the lines after the first begin where the text of the first does.</summary>
    public static IEnumerable<string> Of(string label, string text, int width = Width) => Of(label, text.Split(' '), width);

    /// <summary>The same of words, of which none is parted.</summary>
    public static IEnumerable<string> Of(string label, IEnumerable<string> words, int width = Width)
    {
        string line = label;
        bool isEmpty = true;
        foreach (string word in words)
        {
            if (!isEmpty && TerminalColumns.Of(line) + 1 + TerminalColumns.Of(word) > width)
            {
                yield return line;
                line = new string(' ', TerminalColumns.Of(label));
                isEmpty = true;
            }

            line += isEmpty ? word : $" {word}";
            isEmpty = false;
        }

        yield return line;
    }

    /// <summary>The same of a text of which a word that is longer than a line is parted, too.</summary>
    public static IEnumerable<string> Parted(string label, string text, int width = Width) =>
        Of(label, text.Split(' ').SelectMany(word => Pieces(word, Math.Max(1, width - TerminalColumns.Of(label)))), width);

    private static IEnumerable<string> Pieces(string word, int room)
    {
        var piece = new StringBuilder();
        int columns = 0;
        foreach (Rune character in word.EnumerateRunes())
        {
            int width = TerminalColumns.Of(character.ToString());
            if (columns + width > room && piece.Length > 0)
            {
                yield return piece.ToString();
                piece.Clear();
                columns = 0;
            }

            piece.Append(character.ToString());
            columns += width;
        }

        yield return piece.ToString();
    }
}
