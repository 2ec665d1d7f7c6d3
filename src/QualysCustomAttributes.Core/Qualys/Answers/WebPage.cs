using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Qualys.Answers;

/// <summary>A page for people where an answer of Qualys should be: of a proxy that wants a sign-in, or of a platform at rest.</summary>
internal static partial class WebPage
{
    private const int LongestHead = 16 * 1024;

    /// <summary>Whether a body is one.</summary>
    /// <param name="mediaType">What it is said to be.</param>
    /// <param name="body">The body, without white space before it.</param>
    public static bool Is(string? mediaType, ReadOnlySpan<byte> body) =>
        mediaType is "text/html" or "application/xhtml+xml" || IsByItself(body);

    /// <summary>Whether a body is one, whatever it is said to be.</summary>
    /// <param name="body">The body, without white space before it.</param>
    public static bool IsByItself(ReadOnlySpan<byte> body) => Begins(body, "<!doctype html"u8) || Begins(body, "<html"u8);

    /// <summary>Reads its title.</summary>
    public static AnswerReading Read(ReadOnlySpan<byte> body)
    {
        string head = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestHead)]);
        string title = Title().Match(head) is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value).Trim() : "";
        return new AnswerReading(null, IsWebPage: true, title);
    }

    private static bool Begins(ReadOnlySpan<byte> body, ReadOnlySpan<byte> word) =>
        body.Length >= word.Length && Ascii.EqualsIgnoreCase(body[..word.Length], word);

    [GeneratedRegex("<title(?:\\s[^>]{0,200})?>([^<]{0,2000})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
}
