using System.Globalization;
using System.Management.Automation.Language;
using System.Text;

namespace QualysCustomAttributes.Parameters.Completion;

/// <summary>Writes a text as PowerShell reads it.</summary>
internal static class PowerShellText
{
    /// <summary>
    /// In single quotes; where there is something in it that is not seen, or would steer a terminal, in double quotes and by its number.
    /// </summary>
    public static string Quote(string text) =>
        ShownText.Line(text) == text
            ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'"
            : $"\"{string.Concat(text.EnumerateRunes().Select(Escape))}\"";

    private static string Escape(Rune rune)
    {
        string letter = rune.ToString();
        return rune.Value switch
        {
            '\n' => "`n",
            '\r' => "`r",
            '\t' => "`t",
            '`' or '$' or '"' or '\u201C' or '\u201D' or '\u201E' => $"`{letter}",
            _ when ShownText.Line(letter) != letter && letter != " " => string.Create(CultureInfo.InvariantCulture, $"`u{{{rune.Value:x}}}"),
            _ => letter,
        };
    }
}
