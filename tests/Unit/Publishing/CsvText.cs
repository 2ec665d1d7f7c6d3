using System.Text;

namespace QualysCustomAttributes.Unit.Publishing;

/// <summary>Reads RFC 4180 by the letter, to compare with; it knows nothing of the library that writes.</summary>
internal static class CsvText
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

    /// <summary>Takes off the apostrophe that defuses a formula, as the help tells to.</summary>
    public static string? Undo(string? cell) =>
        cell is not null && cell.StartsWith('\'') && cell.TrimStart('\'').TrimStart(' ') is [('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'), ..] ? cell[1..] : cell;

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
