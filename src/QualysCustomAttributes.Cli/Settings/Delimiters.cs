namespace QualysCustomAttributes.Cli.Settings;

/// <summary>Reads the character between cells.</summary>
internal static class Delimiters
{
    public static char Parse(string text)
    {
        if (text is "\\t" || text.Equals("tab", StringComparison.OrdinalIgnoreCase))
        {
            return '\t';
        }

        return text.Length == 1 && (text[0] == '\t' || (char.IsAscii(text[0]) && !char.IsControl(text[0]) && !char.IsLetterOrDigit(text[0]) && text[0] != '"'))
            ? text[0]
            : throw new SettingsException($"--delimiter must be one ASCII character such as ; or |, or \\t or tab, and neither a letter, a digit nor a quote, not '{text}'.");
    }
}
