using System.Text;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>
/// Makes text that came from outside fit to be looked at: what nobody sees, and what would turn the direction of the text around it, stands
/// there by its number, for a value with a zero-width space differs from the one without. What is very long is cut, and says so.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text, on one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of it are shown.</param>
    public static string Of(string text, int longest)
    {
        string cut = Cut(text, longest);
        return cut.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(cut.EnumerateRunes().Select(Show)) : cut;
    }

    private static string Show(Rune character) =>
        Unseen.Steers(character) ? FormattableString.Invariant($"[U+{character.Value:X4}]") : character.ToString();

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return FormattableString.Invariant($"{text[..end]}… ({text.Length - end:N0} more characters)");
    }
}
