using System.Text;

namespace QualysCustomAttributes.Axonius;

/// <summary>
/// What may be the reason where the columns are not found: a delimiter that counts before the one in the first line, a first line that
/// would name one, an encoding that was asked for.
/// </summary>
internal static class HeaderAside
{
    private const int LongestLine = 60;

    /// <summary>What is to be added to the error, with a space before it; empty where there is nothing.</summary>
    /// <param name="asked">The delimiter that was asked for, or <see langword="null"/>.</param>
    /// <param name="preamble">The lines above the header.</param>
    /// <param name="text">The text of the export.</param>
    public static string Of(char? asked, ExportPreamble preamble, ExportText text) =>
        OfDelimiters(asked, preamble) + OfFirstLine(text.Head.AsSpan(preamble.Length)) + OfEncoding(text);

    private static string OfDelimiters(char? asked, ExportPreamble preamble) =>
        asked is { } delimiter && preamble.Delimiter is { } named && named != delimiter
            ? $" Its first line names {Shown(named)} as the delimiter, but {Shown(delimiter)} was asked for, and that counts."
            : "";

    private static string OfFirstLine(ReadOnlySpan<byte> header)
    {
        string line = Encoding.UTF8.GetString(FirstLine.Of(header)).TrimStart('\uFEFF').Trim(' ', '"');
        return line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && line.Length <= LongestLine
            ? $" Its first line {ShownText.Name(line)} was taken for the header: it begins as the line that names the delimiter, and names no "
                + "single character. Take it out, or let it name one."
            : "";
    }

    private static string OfEncoding(ExportText text) => text.IsInEncodingAskedFor
        ? $" It was read in {text.EncodingName}, as was asked for: look whether it is in that encoding."
        : "";

    private static string Shown(char delimiter) => delimiter == '\t' ? "tab" : $"'{delimiter}'";
}
