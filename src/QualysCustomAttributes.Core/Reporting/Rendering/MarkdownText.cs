using System.Text;

namespace QualysCustomAttributes.Reporting.Rendering;

/// <summary>Writes text so that Markdown takes it for nothing else: no table ends at it, no link, image, code or tag begins.</summary>
internal static class MarkdownText
{
    private const string Signs = "\\`*_{}[]#|~!$";

    /// <inheritdoc cref="VisibleText.Of"/>
    public static string Of(string text, int longest)
    {
        var escaped = new StringBuilder(text.Length + 16);
        string shown = VisibleText.Of(text, longest);
        for (int i = 0; i < shown.Length; i++)
        {
            char sign = shown[i];
            // A name behind an at sign would be called, and an address become a link.
            escaped.Append(sign switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '@' => "@\u2060",
                ':' when shown.AsSpan(i + 1).StartsWith("//") => "&#58;",
                'w' or 'W' when shown.AsSpan(i).StartsWith("www.", StringComparison.OrdinalIgnoreCase) => "&#119;",
                _ when Signs.Contains(sign, StringComparison.Ordinal) => $"\\{sign}",
                _ => sign.ToString(),
            });
        }

        return escaped.ToString();
    }
}
