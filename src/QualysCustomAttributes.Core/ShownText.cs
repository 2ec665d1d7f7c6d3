namespace QualysCustomAttributes;

/// <summary>
/// Makes text that came from outside fit for a message: on one line, and without what would steer the terminal it is shown
/// on. Both fronts show what a platform, a file or a server said; none of them shows it raw.
/// </summary>
internal static class ShownText
{
    /// <summary>How much of a platform's text is shown, in characters.</summary>
    public const int Longest = 2_000;

    private const int LongestName = 63;

    /// <summary>The text on one line: control characters, the escape among them, become blanks.</summary>
    public static string Line(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001F') && !text.AsSpan().ContainsAnyInRange('\u007F', '\u009F'))
        {
            return text;
        }

        return string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
    }

    /// <summary>What a platform or a server said: on one line, and no longer than anybody reads.</summary>
    public static string Of(string text) => Cut(Line(text), Longest);

    /// <summary>A name that came from outside, short and in quotation marks.</summary>
    public static string Name(string name) =>
        $"'{Cut(string.Concat(name.Select(letter => char.IsControl(letter) ? '?' : letter)), LongestName)}'";

    // Never between the halves of a pair.
    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return $"{text[..end]}…";
    }
}
