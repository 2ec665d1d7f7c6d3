using System.Text;

namespace QualysCustomAttributes;

/// <summary>
/// Makes text that came from outside fit for a message: on one line, and without what would steer the terminal it is shown
/// on. Both fronts show what a platform, a file or a server said; none of them shows it raw.
/// </summary>
internal static class ShownText
{
    /// <summary>How much of a platform's text is shown, in characters.</summary>
    public const int Longest = 300;

    private const int LongestName = 63;
    private const string LineBreaks = "\r\n\t";

    /// <summary>
    /// The text on one line. Control characters, the escape among them, and those that are not seen or turn the direction
    /// (<see cref="Unseen"/>) become blanks, and half a surrogate pair becomes U+FFFD.
    /// </summary>
    public static string Line(string text) => Replace(text, ' ');

    /// <summary>The text without what would steer a terminal or is not seen, on the lines that it has.</summary>
    public static string Lines(string text) => Replace(text, ' ', LineBreaks);

    /// <summary>What a platform or a server said: on one line, and no longer than anybody reads.</summary>
    public static string Of(string text) => Cut(Line(text), Longest);

    /// <summary>A name that came from outside, short and in quotation marks.</summary>
    public static string Name(string name) =>
        $"'{Cut(Replace(name, '?'), LongestName)}'";

    /// <summary>The same, with the number of each character that is not seen in its place: 'Owner[U+200B]'.</summary>
    public static string NameWithCodes(string name) => $"'{Cut(string.Concat(name.EnumerateRunes().Select(Coded)), LongestName)}'";

    private static string Coded(Rune character) =>
        Unseen.Steers(character) ? FormattableString.Invariant($"[U+{character.Value:X4}]") : character.ToString();

    private static string Replace(string text, char replacement, string kept = "")
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.EnumerateRunes().Any(character => IsUnfit(character, kept)))
        {
            return text;
        }

        var fit = new StringBuilder(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            fit.Append(Steers(character, kept) ? replacement.ToString() : character.ToString());
        }

        return fit.ToString();
    }

    // U+FFFD is what half a surrogate pair reads as; where the text has it itself, it stays.
    private static bool IsUnfit(Rune character, string kept) => character == Rune.ReplacementChar || Steers(character, kept);

    private static bool Steers(Rune character, string kept) =>
        Unseen.Steers(character) && !(character.IsBmp && kept.Contains((char)character.Value, StringComparison.Ordinal));

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
