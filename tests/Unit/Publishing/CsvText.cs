using System.Text;
using System.Text.RegularExpressions;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>Reads RFC 4180 by the letter, to compare with; it knows nothing of the library that writes.</summary>
internal static partial class CsvText
{
    /// <summary>Gives the records; a cell without quotation marks that is empty is null.</summary>
    public static List<string?[]> Read(string path)
    {
        string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        Xunit.Assert.Equal('\uFEFF', text[0]);
        var records = new List<string?[]>();
        var record = new List<string?>();
        int at = 1;
        while (at < text.Length)
        {
            record.Add(ReadCell(text, ref at));
            if (text[at] == ',')
            {
                at++;
                continue;
            }

            Xunit.Assert.Equal("\r\n", text.Substring(at, 2));
            at += 2;
            records.Add([.. record]);
            record.Clear();
        }

        Xunit.Assert.Empty(record);
        return records;
    }

    /// <summary>Takes off the apostrophes that defuse formulas, as the help tells to.</summary>
    public static string? Undo(string? cell) => cell is null ? null : Defused().Replace(cell, "");

    /// <summary>Whether a spreadsheet that parts the file at any of the usual separators could begin a cell with a formula in it.</summary>
    public static bool HoldsFormula(string? cell) => cell is not null && Formula().Matches(cell).Any(match => !Number().IsMatch(match.Groups["part"].Value));

    [GeneratedRegex(@"^'(?='*(?:[\s\p{C}\uFE0F\u3164\u2800]|\uDB40.)*(?:[=+\-@＝＋－＠﹦﹢﹣﹫]|(?<=[\t\r\n])))|(?<=[,;|\t\r\n])'(?='*(?:[\s\p{C}\uFE0F\u3164\u2800-[\t\r\n]]|\uDB40.|(?<!,'*)"")*[=+\-@＝＋－＠﹦﹢﹣﹫])")]
    private static partial Regex Defused();

    [GeneratedRegex(@"(?:^|[,;|\t\r\n])(?:[\s\p{C}\uFE0F\u3164\u2800-[\t\r\n]]|\uDB40.)*(?<part>[=+\-@＝＋－＠﹦﹢﹣﹫][^,;|\t\r\n]*)")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?[\]} ""]*$")]
    private static partial Regex Number();

    private static string? ReadCell(string text, ref int at)
    {
        if (text[at] != '"')
        {
            int end = text.AsSpan(at).IndexOfAny(',', '\r', '\n');
            string cell = text.Substring(at, end);
            Xunit.Assert.DoesNotContain('"', cell);
            at += end;
            return cell.Length == 0 ? null : cell;
        }

        var content = new StringBuilder();
        for (at++; text[at] != '"' || text[at + 1] == '"'; at++)
        {
            content.Append(text[at]);
            at += text[at] == '"' ? 1 : 0;
        }

        at++;
        return content.ToString();
    }
}
