using System.Text;
using System.Text.RegularExpressions;
using QualysCustomAttributes.Shared;

namespace QualysCustomAttributes.Unit.Documentation;

/// <summary>Whoever reads finds the way: pages that are short enough, linked, and without a command that nobody has run.</summary>
public sealed partial class Pages_of_the_documentation
{
    private const string Index = "docs/README.md";

    // Languages of blocks that tests run; what is not run is indented.
    private static readonly string[] LanguagesThatAreRun = ["sh", "powershell", "sql inventory"];

    [Fact]
    public void The_README_has_at_most_two_hundred_lines() => Assert.InRange(DocumentationPages.Lines(DocumentationPages.Readme).Count(), 1, 200);

    [Fact]
    public void Each_page_of_docs_is_one_whose_commands_are_run_or_tells_of_the_inside() => Assert.Equal(
        DocumentationPages.WithCommands.Append(Index).Append("docs/architecture.md").Order(StringComparer.Ordinal),
        Pages("docs", SearchOption.TopDirectoryOnly).Append(DocumentationPages.Readme).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_block_is_of_a_language_that_the_tests_run() => Each.Holds(
        DocumentationPages.WithCommands.SelectMany(DocumentationPages.Blocks), block => Assert.Contains(block.Language, LanguagesThatAreRun));

    [Fact]
    public void The_index_leads_to_each_page() => Each.Holds(
        Pages("docs", SearchOption.TopDirectoryOnly).Except([Index]), page => Assert.Contains(page, Links(Index).Select(link => link.File)));

    [Fact]
    public void The_README_leads_to_each_page_whose_commands_are_run() => Each.Holds(
        DocumentationPages.WithCommands.Except([DocumentationPages.Readme]), page => Assert.Contains(page, Links(DocumentationPages.Readme).Select(link => link.File)));

    [Fact]
    public void Each_link_within_the_repository_leads_somewhere() => Each.Holds(
        AllPages().SelectMany(Links),
        link =>
        {
            string target = Path.Combine(Repository.Root, link.File);
            Assert.True(File.Exists(target) || (Directory.Exists(target) && link.Anchor.Length == 0), $"{link}: there is no '{link.File}'");
            Assert.True(link.Anchor.Length == 0 || Anchors(link.File).Contains(link.Anchor), $"{link}: '{link.File}' has no section '{link.Anchor}'");
        });

    [Fact]
    public void Each_image_is_shown_on_a_page_described_and_no_larger_than_needed()
    {
        PageLink[] images = [.. AllPages().SelectMany(Links).Where(link => link.IsImage)];
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Repository.Root, "docs", "images")).Select(RelativePath).Order(StringComparer.Ordinal),
            images.Select(image => image.File).Distinct().Order(StringComparer.Ordinal));
        Each.Holds(images, image =>
        {
            Assert.InRange(image.Text.Length, 20, 200);
            Assert.InRange(new FileInfo(Path.Combine(Repository.Root, image.File)).Length, 1, 200_000);
        });
    }

    private static IEnumerable<string> AllPages() =>
        [DocumentationPages.Readme, "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md", "samples/README.md", .. Pages("docs", SearchOption.AllDirectories)];

    private static IEnumerable<string> Pages(string folder, SearchOption depth) =>
        Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md", depth).Select(RelativePath);

    // Links to elsewhere in the world, which may be down, are nobody's fault here.
    private static IEnumerable<PageLink> Links(string page) =>
        LinkPattern().Matches(CodePattern().Replace(Prose(page), ""))
            .Where(link => !link.Groups["target"].Value.Contains("://", StringComparison.Ordinal))
            .Select(link =>
            {
                string[] target = link.Groups["target"].Value.Split('#', 2);
                string file = target[0].Length == 0 ? page : RelativePath(Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target[0])));
                return new PageLink(page, link.Groups["image"].Length > 0, link.Groups["text"].Value, file, target.ElementAtOrDefault(1) ?? "");
            });

    // What GitHub calls the sections of a page: lower case, without punctuation, with hyphens for blanks.
    private static IEnumerable<string> Anchors(string page) => HeadingPattern().Matches(Prose(page))
        .Select(heading => PunctuationPattern().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    // A page without its blocks.
    private static string Prose(string page)
    {
        var prose = new StringBuilder();
        bool isBlock = false;
        foreach (string line in DocumentationPages.Lines(page))
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            isBlock ^= isFence;
            prose.Append(isBlock || isFence ? "" : line).Append('\n');
        }

        return prose.ToString();
    }

    private static string RelativePath(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    [GeneratedRegex(@"(?<image>!?)\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`[^`\n]*`")]
    private static partial Regex CodePattern();

    [GeneratedRegex("^#+ (.+?) *$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex PunctuationPattern();

    private sealed record PageLink(string Page, bool IsImage, string Text, string File, string Anchor);
}
