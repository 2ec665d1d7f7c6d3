using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace QualysCustomAttributes.Unit.Fuzzing;

/// <summary>What becomes of an answer on its way, or in the hands of a server that means no good.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Where">Where, as a part of its length in millionths.</param>
/// <param name="Value">With what.</param>
internal sealed record AnswerMutation(int Kind, int Where, int Value)
{
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", "\"", "\\", "\\u0000", "\\ud800", ":", ",", "null", "true", "-1", "1e400", "18446744073709551616", "2.0", "\"2\"", "0",
            "<", ">", "</", "/>", "<![CDATA[", "]]>", "<!--", "&#x0;", "&#xD800;", "&lt;", "&amp;", "&bogus;", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "<?xml version=\"1.0\" encoding=\"utf-7\"?>",
            "SUCCESS", "UNAUTHORIZED", "2001", "1965", "999", "responseCode", "\"count\":", "\"data\":", "\"Asset\":", "\"id\":", "\"ServiceResponse\":{", "\"asset\":[", "\"assetId\":",
            "SECONDS_TO_WAIT", "<title>", "<html", "\uFEFF", "\u0000", "\u001B]0;", "\u202E", "\u2028", "😀", "é", "\r\n", "          ",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0x1F, 0x8B], [0xFF, 0xFE], [0xFE, 0xFF],
    ];

    public static Gen<AnswerMutation[]> Several { get; } =
        (from kind in Gen.Choose(0, 8)
         from place in Gen.Choose(0, 999_999)
         from value in Gen.Choose(0, int.MaxValue)
         select new AnswerMutation(kind, place, value)).ListOf().Select(list => list.Take(8).ToArray());

    /// <summary>Does it.</summary>
    public byte[] Apply(byte[] body)
    {
        int at = (int)((long)Where * body.Length / 1_000_000);
        int length = Math.Min(Value % 60, body.Length - at);
        byte[] piece = Pieces[Value % Pieces.Length];
        return Kind switch
        {
            0 or 1 => [.. body[..at], .. piece, .. body[at..]],
            2 when at < body.Length => [.. body[..at], (byte)Value, .. body[(at + 1)..]],
            3 => [.. body[..at], .. body[(at + length)..]],
            4 => [.. body[..(at + length)], .. body[at..]],
            5 => body[..at],
            6 => Repeated(body, at, piece, Value % 3000),
            7 => [.. body, .. body],
            _ => Nested(body, Value % 1200),
        };
    }

    private static byte[] Repeated(byte[] body, int at, byte[] piece, int times)
    {
        using var longer = new MemoryStream();
        longer.Write(body, 0, at);
        for (int i = 0; i < times; i++)
        {
            longer.Write(piece);
        }

        longer.Write(body, at, body.Length - at);
        return longer.ToArray();
    }

    private static byte[] Nested(byte[] body, int depth)
    {
        bool isXml = body.AsSpan().TrimStart(" \r\n"u8).StartsWith("<"u8);
        string before = string.Concat(Enumerable.Repeat(isXml ? "<a>" : "{\"a\":", depth));
        string after = string.Concat(Enumerable.Repeat(isXml ? "</a>" : "}", depth));
        return [.. Encoding.UTF8.GetBytes(before), .. body, .. Encoding.UTF8.GetBytes(after)];
    }
}
