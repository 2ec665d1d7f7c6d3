using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Axonius;

/// <summary>Says what a file is that is no CSV.</summary>
internal static partial class FileKind
{
    private const int TarMark = 257;
    private const int LongestTitle = 100;

    private static readonly (byte[] Mark, string Kind)[] Marks =
    [
        ([.. "PK\u0003\u0004"u8], "it is a ZIP archive or an Excel workbook"),
        ([.. "PK\u0005\u0006"u8], "it is an empty ZIP archive"),
        ([.. "%PDF-"u8], "it is a PDF document"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "it is an Excel workbook or another document of the old Office format"),
        ([0x1F, 0x8B], "it is a gzip file inside a gzip file"),
        ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "it is a 7-Zip archive"),
        ([0xFD, .. "7zXZ"u8, 0], "it is an xz file"),
        ([0x28, 0xB5, 0x2F, 0xFD], "it is a Zstandard file"),
        ([0x04, 0x22, 0x4D, 0x18], "it is an LZ4 file"),
        ([.. "Rar!\u001A\u0007"u8], "it is a RAR archive"),
        ([.. "SQLite format 3\0"u8], "it is a SQLite database"),
        ([0x89, .. "PNG\r\n"u8], "it is a picture"),
        ([0xFF, 0xD8, 0xFF], "it is a picture"),
        ([.. "{\\rtf"u8], "it is an RTF document"),
    ];

    /// <summary>What kind of file its first bytes show, where that is no text; <see langword="null"/> for text.</summary>
    public static string? OfBytes(ReadOnlySpan<byte> head)
    {
        foreach ((byte[] mark, string kind) in Marks)
        {
            if (head.StartsWith(mark))
            {
                return kind;
            }
        }

        return head.StartsWith("BZh"u8) && head.Length > 10 && head[4..].StartsWith("1AY&SY"u8) ? "it is a bzip2 file"
            : head.Length > TarMark + 5 && head[TarMark..].StartsWith("ustar"u8) ? "it is a tar archive"
            : null;
    }

    /// <summary>What is wrong with the bytes of a header, if they are those of no text.</summary>
    public static string? OfHeader(ReadOnlySpan<byte> header) =>
        header.Contains((byte)0) ? "it holds NUL bytes, as UTF-16 without a byte order mark or a binary file does" : null;

    /// <summary>What kind of text a file is that has none of the columns; <see langword="null"/> where that cannot be said.</summary>
    public static string? OfText(ReadOnlySpan<byte> head)
    {
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF').TrimStart();
        return text switch
        {
            ['<', ..] when text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) && !Html().IsMatch(text) => "it is XML",
            ['<', ..] => $"it is a page of HTML{Titled(text)}, as a login or an error page is",
            ['{', ..] or ['[', ..] when Json().IsMatch(text) => "it is JSON",
            _ => null,
        };
    }

    private static string Titled(string html)
    {
        string title = Title().Match(html).Groups[1].Value.Trim();
        return title.Length == 0 ? "" : $" with the title '{(title.Length > LongestTitle ? title[..LongestTitle] + "…" : title)}'";
    }

    [GeneratedRegex("<(!doctype +html|html)\\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Html();

    [GeneratedRegex("<title[^>]*>([^<]*)<", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex("""^(\{\s*("|\}|$)|\[\s*(["{\[\]0-9]|$))""", RegexOptions.CultureInvariant)]
    private static partial Regex Json();
}
