using Markdig.Syntax;

namespace ModuleHelp;

/// <summary>A heading and what stands under it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Line">The heading's line, counted from 1.</param>
/// <param name="Blocks">What follows, up to the next heading of the same level.</param>
internal sealed record Section(string Title, int Line, List<Block> Blocks)
{
    /// <summary>Whether the page has the section, or it stands in for a missing one.</summary>
    public bool IsOfPage { get; private init; }

    /// <summary>Splits blocks at the headings of a level.</summary>
    public static List<Section> Split(IEnumerable<Block> blocks, int level, out List<Block> before)
    {
        before = [];
        var sections = new List<Section>();
        foreach (var block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                sections.Add(new Section(PlainText.Of(heading.Inline).Trim(), heading.Line + 1, []) { IsOfPage = true });
            }
            else
            {
                (sections.Count > 0 ? sections[^1].Blocks : before).Add(block);
            }
        }

        return sections;
    }
}
