using System.Text;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace ModuleHelp;

/// <summary>Turns an <c>about_*.md</c> page into the text which <c>Get-Help about_…</c> shows.</summary>
/// <remarks>The page has a title with the topic's name and second level headings, the first of them SHORT DESCRIPTION.</remarks>
public static partial class AboutTopic
{
    private const int Width = 78;

    /// <summary>Renders a topic.</summary>
    /// <param name="file">The page's file, as problems are to name it; it is not opened.</param>
    /// <param name="text">The page's text.</param>
    /// <returns>The text, or what is wrong with the page.</returns>
    public static (string? Text, IReadOnlyList<HelpProblem> Problems) Render(string file, string text)
    {
        var topic = Path.GetFileNameWithoutExtension(file);
        var document = HelpPageReader.Parse(text.ReplaceLineEndings("\n"));
        var title = document.OfType<HeadingBlock>().FirstOrDefault(heading => heading.Level == 1);
        if (PlainText.Of(title?.Inline) != topic)
        {
            return (null, [new HelpProblem(file, (title?.Line ?? 0) + 1, HelpProblem.Missing, $"The page has no title '# {topic}'.")]);
        }

        var sections = Section.Split(document, level: 2, out _);
        if (sections.Count == 0
            || !sections[0].Title.Equals("SHORT DESCRIPTION", StringComparison.OrdinalIgnoreCase)
            || PlainText.Of(sections[0].Blocks).Count == 0)
        {
            const string message = "The first section is not a SHORT DESCRIPTION, or it is empty.";
            return (null, [new HelpProblem(file, title!.Line + 1, HelpProblem.Missing, message)]);
        }

        // Get-Help takes the synopsis from the fifth line, the short description's first: the order is fixed.
        var lines = new StringBuilder().Append("TOPIC\n    ").Append(topic).Append("\n\n");
        foreach (var section in sections)
        {
            lines.Append(section.Title.ToUpperInvariant()).Append('\n');
            foreach (var block in section.Blocks)
            {
                Append(lines, block, "    ");
            }
        }

        return (lines.ToString().TrimEnd() + "\n", []);
    }

    private static void Append(StringBuilder lines, Block block, string indent)
    {
        var isCode = block is CodeBlock;
        foreach (var line in PlainText.Of([block]).SelectMany(text => text.Split('\n')))
        {
            var margin = block is HeadingBlock ? indent[..2] : isCode ? indent + "    " : indent;
            foreach (var part in isCode ? [line] : Wrap(line, Width - margin.Length))
            {
                lines.Append((margin + part).TrimEnd()).Append('\n');
            }
        }

        lines.Append(block is HeadingBlock ? string.Empty : "\n");
    }

    private static IEnumerable<string> Wrap(string line, int width)
    {
        // What belongs to a list's item stays under its text.
        var start = line.Length - line.TrimStart(' ').Length;
        var hanging = new string(' ', start + ItemMark().Match(line[start..]).Length);
        while (line.Length > width && line.LastIndexOf(' ', width) is var at && at > hanging.Length)
        {
            yield return line[..at];
            line = hanging + line[(at + 1)..];
        }

        yield return line;
    }

    [GeneratedRegex(@"^(- |\d+\. )?")]
    private static partial Regex ItemMark();
}
