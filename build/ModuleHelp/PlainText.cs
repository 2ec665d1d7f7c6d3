using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ModuleHelp;

/// <summary>Markdown as a console shows it: paragraphs of text without marks.</summary>
internal static class PlainText
{
    public static IReadOnlyList<string> Of(IEnumerable<Block> blocks) => [.. blocks.SelectMany(Paragraphs).Where(text => text.Length > 0)];

    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
        {
            text.Append(Of(inline));
        }

        return text.ToString();
    }

    public static string Code(LeafBlock block) => block.Lines.ToString();

    public static bool IsAddress(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    private static IEnumerable<string> Paragraphs(Block block) => block switch
    {
        CodeBlock code => [Code(code)],
        ListBlock list => [string.Join('\n', Items(list, string.Empty))],
        Table table => [string.Join('\n', Rows(table))],
        QuoteBlock quote => Of(quote),
        HtmlBlock { Type: not HtmlBlockType.Comment } html => [Code(html)],
        LeafBlock { Inline: not null } leaf => [Of(leaf.Inline).Trim()],
        _ => [],
    };

    private static IEnumerable<string> Items(ListBlock list, string indent)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : "- ";
            var inner = indent + new string(' ', mark.Length);
            var lines = item.SelectMany(block => block is ListBlock nested
                ? Items(nested, inner)
                : Paragraphs(block).Select(text => inner + text.Replace("\n", "\n" + inner, StringComparison.Ordinal)));
            var text = string.Join('\n', lines);
            yield return indent + mark + text[Math.Min(inner.Length, text.Length)..];
        }
    }

    private static IEnumerable<string> Rows(Table table)
    {
        string[][] rows =
        [
            .. table.OfType<TableRow>()
                .Select(row => row.OfType<TableCell>().Select(cell => string.Join(' ', Of(cell))).ToArray()),
        ];
        var columns = rows.Max(row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns).Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0))];
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Of(Inline inline) => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline { IsHard: true } => "\n",
        LineBreakInline => " ",
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline autolink => autolink.Url,
        HtmlInline html => html.Tag,
        LinkInline { IsImage: false } link when IsAddress(link.Url) && Of((ContainerInline)link) is var text =>
            text == link.Url ? text : $"{text} ({link.Url})",
        ContainerInline container => Of(container),
        _ => string.Empty,
    };
}
